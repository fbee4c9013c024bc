"""The conversation: every button leads somewhere, forged ones to a polite answer that changes nothing."""

import pytest

from bot.brief import panel
from bot.brief.tongue import tongue
from bot.services import conversation, reading, subscribing
from tests import cast
from tests.services.house import ANNA, asker, kyiv

OUTDATED = panel.outdated(tongue("en")).text
GROUP = cast.Chat(cast.GROUP.id, "en", "Europe/Kyiv", "supergroup")

FORGED = [
    "",
    ":",
    "::::",
    "unknown",
    "DAY",
    "day ",
    " day",
    "__class__",
    "more",
    "more:",
    "more:1",
    "more:1:",
    "more::1",
    "more:1:2:3",
    "more:x:0",
    "more:-1:0",
    "more:1:-1",
    "more:0:0",
    "more:1:0",
    "more:99999999999999999:0",
    "more:99999999999999999999:0",
    "more:²:0",
    "more:1:1.5",
    "day:2026-02-04:x",
    "day:2026-02-04:-1",
    "day:2026-02-04:1000",
    "day:2026-02-04:",
    "day:2026-02-04:²",
    "talks:x",
    "talks:-1",
    "attacks:1000",
    "set:",
    "set:unknown",
    "set:unknown:1",
    "set:time:25:00",
    "set:time:7:30",
    "set:time:07:30:00",
    "set:time:０７:３０",
    "set:time:07:30\n",
    "set:zone:Nowhere/City",
    "set:zone:../../etc/passwd",
    "set:zone:\x00",
    "set:days:0",
    "set:days:8",
    "set:days:12",
    "set:days:１",
    "set:days:x",
    "set:alerts:ALL",
    "set:alerts:loud",
    "set:alerts:all:off",
    "set:locate:x",
    "set:times:7:30",
    "set:times:25:00",
    "set:language:fr",
    "set:language:en:de",
    "set:rhythm:monthly",
    "set:days:54321",
    "set:kinds:war",
    "set:kinds:talks:attack",
    "set:region:ua-51:0",
    "set:region:*",
    "set:region:UA-51:x",
    "set:region:UA-51:0:x",
    "set:region:UA-51:0:UA-63:y",
    "set:regions:0:x",
    "set:regions:x",
    "set:regions:²",
    "set:regions:-1",
    "set:clock:x",
    "set:clock:120:5",
    "set:clock:9999",
    "set:clock:7",
    "set:until:25:00",
    "set:until:03:33",
    "set:quiet:22:00",
    "set:quiet:22:00-25:00",
    "set:quiet:２２:00-06:30",
    "set:flash:maybe",
    "set:pause:2",
    "set:pause:-1",
    "set:muted:all",
    "set:overview:1",
    "set:state:active",
    "set:seen:0",
    "\x00",
    "😀" * 16,
    "x" * 64,
    "day:" * 16,
    "set:" * 1_000,
    "'; DROP TABLE subscriber; --",
    "<b>day</b>",
]


async def settings_of(house):
    return (await house.subscriber()).model_dump(exclude={"awaiting", "awaiting_until"})


async def test_forged_data_gets_the_polite_answer_and_changes_nothing(house):
    await house.start()
    before = await settings_of(house)
    for data in FORGED:
        assert (await house.press(data)).text == OUTDATED, data
    assert await settings_of(house) == before


async def test_a_forged_day_is_not_shown(house):
    for data in ("day:never", "day:2026-02-30:0", "day:<b>:0", "day:9999-12-31:0", "day:\x01"):
        screen = await house.press(data)
        assert "/today 2026-02-04" in screen.text
        assert "<b>" not in screen.text


async def test_every_button_of_every_screen_leads_somewhere(house):
    """A walk over all that can be reached from /start and /help, as a patient reader would do it."""
    await house.archive(cast.attack(), cast.talks(), cast.pledge())
    await house.start()
    first = await conversation.help_text(house.newsroom, asker())
    waiting, walked = ["start", *_data(first)], set()
    while waiting:
        data = waiting.pop()
        if data in walked or (data.startswith("day:") and data[4:14] < "2026-02-02"):
            continue
        walked.add(data)
        screen = await house.press(data)
        assert screen.text != OUTDATED, data
        assert all(0 < len(found.encode()) <= 64 for found in _data(screen))
        waiting += _data(screen)
    assert {"day", "talks", "attacks", "set", "set:time", "set:zone", "set:days", "set:alerts"} <= walked
    assert {
        "start",
        "stop",
        "set:locate",
        "set:times:06:30",
        "set:zone:Europe/Berlin",
        "set:days:7",
    } <= walked


def _data(screen):
    return [button.data for row in screen.rows for button in row if button.data]


async def test_more_turns_the_pages_of_a_digest(house):
    many = [cast.attack(uri=f"kaizen:{n}", headline={"en": f"Strike {n} " + "word " * 30}) for n in range(40)]
    await house.archive(*many)
    reader = await house.start()
    await house.digests_at(reader.next_digest_at)
    (edition,) = await house.editions()
    assert len(edition.pages) > 1
    last = await house.press(f"more:{edition.id}:{len(edition.pages) - 1}")
    assert last.text == edition.pages[-1]
    assert f"more:{edition.id}:{len(edition.pages) - 2}" in _data(last)
    assert f"more:{edition.id}:{len(edition.pages)}" not in _data(last)
    assert (await house.press(f"more:{edition.id}:{len(edition.pages)}")).text == OUTDATED


@pytest.mark.parametrize(
    ("data", "name", "value"),
    [
        ("set:time:21:00", "times", ["21:00"]),
        ("set:zone:America/New_York", "timezone", "America/New_York"),
        ("set:alerts:flash", "alerts", "flash"),
        ("set:days:7", "weekdays", ["1", "2", "3", "4", "5", "6"]),
        ("stop", "state", "stopped"),
    ],
)
async def test_a_button_changes_its_one_setting(house, data, name, value):
    await house.start()
    before = (await house.subscriber()).model_dump()
    await house.press(data)
    after = (await house.subscriber()).model_dump()
    assert after[name] == value
    moved = {"next_digest_at", "next_digest_slot", "state_reason"}
    assert {field for field in after if after[field] != before[field]} - moved == {name}


async def test_the_same_day_twice_is_as_before(house):
    await house.start()
    for _ in range(2):
        await house.press("set:days:7")
    assert (await house.subscriber()).weekdays == list("1234567")


@pytest.mark.parametrize(("question", "text", "name", "value"), [
    ("time", "6.50", "times", ["06:50"]),
    ("time", " 7 Uhr ", "times", ["07:00"]),
    ("zone", "Lviv", "timezone", "Europe/Kyiv"),
    ("zone", "UTC+2", "timezone", "Etc/GMT-2"),
    ("time", "06:50 and 21:15", "times", ["06:50", "21:15"]),
    ("clock", "Berlin", "timezone", "Europe/Berlin"),
    ("pause", "tomorrow", "paused_until", kyiv(2026, 2, 5)),
])  # fmt: skip
async def test_a_typed_answer_is_understood(house, question, text, name, value):
    await house.start()
    await house.press(f"set:{question}")
    await conversation.said(house.newsroom, asker(), text)
    assert getattr(await house.subscriber(), name) == value
    assert not await conversation.is_asked(house.newsroom, asker())


@pytest.mark.parametrize(
    ("question", "again"),
    [("time", "time"), ("zone", "zone"), ("clock", "zone"), ("regions", "regions"), ("quiet", "quiet"),
     ("from", "quiet"), ("pause", "pause")],
)  # fmt: skip
async def test_what_is_no_answer_is_asked_again(house, question, again):
    await house.start()
    before = await settings_of(house)
    await house.press(f"set:{question}")
    for text in ("", "?", "x" * 4_096, "<b>", "\x00", "99:99", "😀", "７:30pm am"):
        screen = await conversation.said(house.newsroom, asker(), text)
        assert f"set:{again}" in _data(screen), text
    assert await settings_of(house) == before
    assert await conversation.is_asked(house.newsroom, asker())


async def test_a_question_is_forgotten_after_a_quarter_of_an_hour(house):
    await house.start()
    await house.press("set:time")
    house.clock.forward(minutes=15)
    await conversation.said(house.newsroom, asker(), "21:00")
    assert (await house.subscriber()).times == ["07:30"]


async def test_another_screen_takes_the_question_back(house):
    await house.start()
    await house.press("set:time")
    await house.press("set:days")
    assert not await conversation.is_asked(house.newsroom, asker())


@pytest.mark.parametrize(
    ("question", "text", "name", "value"),
    [
        ("regions", "Odesa and all", "regions", []),
        ("regions", "Odesa, Україна", "regions", ["UA", "UA-51"]),
        ("regions", "Біла Церква und Charkiw", "regions", ["UA-32", "UA-63"]),
        ("quiet", "22 bis 6 Uhr", "quiet", ["22:00", "06:00"]),
        ("from", "22-6:30", "quiet", ["22:00", "06:30"]),
        ("quiet", "07:00–07:00", "quiet", []),
    ],
)  # fmt: skip
async def test_several_answers_may_be_typed_one_after_the_other(house, question, text, name, value):
    await house.start()
    await house.press(f"set:{question}")
    await conversation.said(house.newsroom, asker(), text)
    assert getattr(await house.subscriber(), name) == value
    assert await conversation.is_asked(house.newsroom, asker())


async def test_a_chosen_region_that_is_not_listed_can_be_taken_away(house):
    await house.start(regions=["RU-KRS", "UA-51"])
    assert "set:region:RU-KRS:0" in _data(await house.press("set:regions"))
    await house.press("set:region:RU-KRS:0")
    assert (await house.subscriber()).regions == ["UA-51"]


async def test_a_strangers_settings_are_kept_without_subscribing_them(house):
    await house.press("set:time:21:00")
    reader = await house.subscriber()
    assert (reader.state, reader.times) == ("stopped", ["21:00"])
    assert (await house.start()).times == ["21:00"]


async def test_a_place_sets_the_zone(house):
    await conversation.located(house.newsroom, asker(), 40.7, -74.0)
    assert (await house.subscriber()).timezone == "America/New_York"


async def test_a_place_anywhere_on_earth_is_answered(house):
    await house.start()
    for place in ((0.0, 0.0), (90.0, 0.0), (-90.0, 180.0), (0.0, -180.0)):
        assert (await conversation.located(house.newsroom, asker(), *place)).text


async def test_a_group_has_the_same_settings_but_is_not_asked_where_it_is(house):
    await house.start(GROUP)
    assert "set:locate" not in _data(await house.press("set:zone", GROUP))
    assert (await house.press("set:locate", GROUP)).text == OUTDATED
    await house.press("set:time:21:00", GROUP)
    assert (await house.subscriber(GROUP)).times == ["21:00"]
    assert await house.subscriber(ANNA) is None


async def test_two_topics_of_a_forum_have_settings_of_their_own(house):
    for thread_id in (7, 8):
        await subscribing.start(house.newsroom, asker(GROUP, thread_id))
    await house.press("set:time:21:00", GROUP, 7)
    assert (await house.subscriber(GROUP, 7)).times == ["21:00"]
    assert (await house.subscriber(GROUP, 8)).times == ["07:30"]
    assert await house.subscriber(GROUP) is None


async def test_what_only_administrators_may_press_is_named(house):
    changing = {"set", "start", "stop", "here", "forget", "mydata", "follow", "unfollow", "mute", "hear"}
    assert changing == conversation.GOVERNED
    for data in ("day", "talks", "attacks", "more:1:0"):
        assert data.split(":")[0] not in conversation.GOVERNED
    assert (await reading.today(house.newsroom, asker(GROUP))).text
