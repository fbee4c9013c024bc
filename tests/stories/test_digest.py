"""The morning digest: at the reader's clock, once, only with news, whatever happens in between."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage.model.entry import Entry
from tests import cast
from tests.stories.play import Play, buttons, has, kyiv

READER = cast.KYIV_READER.id
ENGLISH = cast.Chat(READER, "en", "Europe/Kyiv")
ZONES = ("Europe/Kyiv", "Europe/Berlin")


def news(number: int, **changes: object) -> Entry:
    """An entry for the digest alone: not urgent enough for an alert."""
    fields = {"uri": f"kaizen:news:{number}", "headline": {"en": f"Entry number {number}."}, "urgency": 5}
    return cast.attack(**fields | changes)


async def subscribe(play: Play, chat: cast.Chat = ENGLISH, time: str = "") -> int:
    play.world.add_reader(chat.id, "Reader", chat.language)
    screen = await play.say(chat.id, "/start")
    if chat.timezone != "Europe/Kyiv":
        await play.press(chat.id, screen, f"set:zone:{chat.timezone}")
    if time:
        await play.press(chat.id, screen, f"set:time:{time}")
    return chat.id


def digests(play: Play, chat: int = READER) -> list[str]:
    return [m["text"] for m in play.sent(chat) if "Since your last brief" in m["text"]]


async def test_a_digest_comes_at_the_readers_time_and_not_a_minute_before(play):
    await subscribe(play)
    await play.publish(news(1))
    await play.at(kyiv(2026, 2, 5, 7, 29, 30))
    assert digests(play) == []
    await play.at(kyiv(2026, 2, 5, 7, 30))
    [digest] = digests(play)
    assert "5 February 2026" in digest
    assert "Entry number 1." in digest
    assert "1 new" in digest


async def test_a_day_without_news_is_silent_and_the_next_day_tells_only_what_is_new(play):
    await subscribe(play)
    await play.publish(news(1))
    await play.at(kyiv(2026, 2, 5, 7, 30))
    await play.at(kyiv(2026, 2, 6, 7, 30))
    assert len(digests(play)) == 1
    await play.publish(news(2))
    await play.at(kyiv(2026, 2, 7, 7, 30))
    _first, second = digests(play)
    assert "Entry number 2." in second
    assert "Entry number 1." not in second
    assert await play.ledger() == {("digest", "sent"): 2}


async def test_many_ticks_make_one_digest(play):
    await subscribe(play)
    await play.publish(news(1))
    play.clock.set(kyiv(2026, 2, 5, 7, 30))
    await asyncio.gather(*(play.bot.ticker.tick() for _ in range(5)))
    await play.tick()
    assert len(digests(play)) == 1


async def test_the_machine_itself_ticks(play):
    await subscribe(play)
    await play.publish(news(1))
    play.clock.set(kyiv(2026, 2, 5, 7, 30))
    await play.world.until(lambda: digests(play))


async def test_a_restart_between_morning_and_digest_neither_loses_nor_doubles_it(stage):
    async with stage.on():
        await subscribe(stage)
        await stage.publish(news(1))
    stage.clock.set(kyiv(2026, 2, 5, 7, 31))
    async with stage.on():
        await stage.tick()
        assert len(digests(stage)) == 1
    async with stage.on():
        await stage.tick()
        assert len(digests(stage)) == 1
        await stage.publish(news(2))
        await stage.at(kyiv(2026, 2, 6, 7, 30))
    assert len(digests(stage)) == 2


async def test_downtime_within_the_catch_up_is_made_good_and_a_longer_one_waits_for_the_next(stage):
    async with stage.on():
        await subscribe(stage)
        await stage.publish(news(1))
    stage.clock.set(kyiv(2026, 2, 5, 10, 31))
    async with stage.on():
        await stage.tick()
        assert digests(stage) == []
    stage.clock.set(kyiv(2026, 2, 6, 10, 29))
    async with stage.on():
        await stage.tick()
    [digest] = digests(stage)
    assert "6 February 2026" in digest
    assert "Entry number 1." in digest


NIGHTS = {"spring": kyiv(2026, 3, 28, 22, 0), "autumn": kyiv(2026, 10, 24, 22, 0)}


@pytest.mark.parametrize("night", NIGHTS)
async def test_one_digest_a_date_across_a_night_when_the_clocks_change(play, night):
    evening = NIGHTS[night].astimezone(UTC)
    play.clock.set(evening - timedelta(days=1))
    # 03:30 does not exist in Kyiv in spring and comes twice in autumn; 02:30 in Berlin is the same moment.
    wishes = [(time, zone) for time in ("07:30", "03:30", "02:30", "00:00", "23:59") for zone in ZONES]
    for chat, (time, zone) in enumerate(wishes, 5001):
        await subscribe(play, cast.Chat(chat, "en", zone), time)
    for number in range(3):
        await play.publish(news(number))
        for hour in range(
            0, 14, 2
        ):  # every wish lies in the night or the morning, none waits longer than a catch-up
            await play.at(evening + timedelta(days=number - 1, hours=hour, seconds=2 + hour))
    for chat, wish in enumerate(wishes, 5001):
        told = [[n for n in range(3) if f"Entry number {n}." in text] for text in digests(play, chat)]
        assert told == [[0], [1], [2]], (wish, told)


async def test_times_around_midnight_carry_their_own_date(play):
    times = {5001: "23:55", 5002: "23:59", 5003: "00:00"}
    for chat, time in times.items():
        await subscribe(play, cast.Chat(chat, "en", "Europe/Kyiv"), time)
    for day in (4, 5, 6):
        await play.publish(news(day))
        for minute in (54, 55, 58, 59):
            await play.at(kyiv(2026, 2, day, 23, minute))
        await play.at(kyiv(2026, 2, day + 1, 0, 0))
        counts = [len(digests(play, chat)) for chat in times]
        assert counts == [day - 3] * 3
        dates = [digests(play, chat)[-1].splitlines()[0] for chat in times]
        assert all(f"{n} February 2026" in line for n, line in zip((day, day, day + 1), dates, strict=True))


async def test_a_minute_to_midnight_is_not_yet_midnight(play):
    await subscribe(play, ENGLISH, "00:00")
    await play.publish(news(1))
    await play.at(kyiv(2026, 2, 4, 23, 59, 58))
    assert digests(play) == []
    await play.at(kyiv(2026, 2, 5, 0, 0))
    assert len(digests(play)) == 1


async def test_two_readers_get_their_own_digest_at_their_own_time_in_their_own_language(play):
    await subscribe(play, cast.Chat(5001, "de", "Europe/Berlin"))
    await subscribe(play, cast.Chat(5002, "en", "America/New_York"))
    await play.publish(cast.attack(urgency=5))
    await play.at(datetime(2026, 2, 5, 7, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    assert "Schwerer Nachtangriff" in play.sent(5001)[-1]["text"]
    assert "5. Februar 2026" in play.sent(5001)[-1]["text"]
    assert digests(play, 5002) == []
    await play.at(datetime(2026, 2, 5, 7, 30, tzinfo=ZoneInfo("America/New_York")))
    [digest] = digests(play, 5002)
    assert "Massive overnight strike" in digest
    assert await play.ledger() == {("digest", "sent"): 2}


async def test_readers_who_know_the_same_share_one_edition(play):
    for chat in (5001, 5002, 5003):
        await subscribe(play, cast.Chat(chat, "en", "Europe/Kyiv"))
    await play.publish(news(1))
    await play.at(kyiv(2026, 2, 5, 7, 30))
    texts = {digests(play, chat)[0] for chat in (5001, 5002, 5003)}
    more = {str(buttons(play.sent(chat)[-1])) for chat in (5001, 5002, 5003)}
    assert (len(texts), len(more)) == (1, 1)


async def test_a_figure_that_rose_is_told_as_an_update_with_both_values(play):
    await subscribe(play)
    toll = {"measure": "killed", "unit": "person", "claimant": "Regional head"}
    await play.publish(news(1, claims=[cast.claim(40, **toll)]))
    await play.at(kyiv(2026, 2, 5, 7, 30))
    await play.publish(news(1, claims=[cast.claim(52, **toll)]))
    await play.at(kyiv(2026, 2, 6, 7, 30))
    assert "1 updated" in digests(play)[-1]
    assert "40" in digests(play)[-1]
    assert "52" in digests(play)[-1]


async def test_more_pages_a_long_digest_in_place_and_loses_nothing(play):
    await subscribe(play)
    many = [news(n, summary={"en": "What happened. " * 30}) for n in range(40)]
    await play.publish(*many)
    await play.at(kyiv(2026, 2, 5, 7, 30))
    await assert_every_page_is_reached(play, "more:", 40)


async def test_more_pages_a_long_day_in_place_and_loses_nothing(play):
    await subscribe(play)
    await play.publish(*(news(n, summary={"en": "What happened. " * 30}) for n in range(40)), aim="archive")
    await play.say(READER, "/today 2026-02-03")
    await assert_every_page_is_reached(play, "day:2026-02-03", 40)


async def assert_every_page_is_reached(play: Play, prefix: str, entries: int) -> None:
    message, before = play.sent(READER)[-1], len(play.sent(READER))
    read, number = message["text"], 0
    while "More" in buttons(message):
        assert buttons(message)["More"].startswith(prefix)
        number += 1
        message = await play.press(READER, message, "More")
        assert has(message, buttons(message)["Back"])
        read += "\n" + message["text"]
    assert number > 1
    assert all(f"Entry number {n}." in read for n in range(entries))
    for _ in range(number):
        message = await play.press(READER, message, "Back")
    assert "Back" not in buttons(message)
    assert len(play.sent(READER)) == before


async def test_the_page_that_is_shown_already_can_be_asked_for_again(play):
    await subscribe(play)
    await play.publish(*(news(n, summary={"en": "What happened. " * 30}) for n in range(40)))
    await play.at(kyiv(2026, 2, 5, 7, 30))
    message = play.sent(READER)[-1]
    first = buttons(message)["More"].rsplit(":", 1)[0] + ":0"
    again = await play.press(READER, message, first)
    assert again["text"] == message["text"]


@pytest.mark.parametrize("command", ["talks", "attacks"])
async def test_more_pages_long_talks_and_attacks_too(play, command):
    await subscribe(play)
    long = {"en": "Word for word. " * 90}
    positions = [cast.position(party, f"{party}: {long['en']}") for party in ("UA", "RU", "US", "TR", "AE")]
    claims = [cast.claim(n + 1, claimant=f"Claimant number {n}.") for n in range(40)]
    await play.publish(cast.talks(talks=cast.talks_block(positions=positions)), aim="archive")
    for day in range(1, 4):
        happened = {"start": f"2026-02-0{day}T20:00:00+02:00", "precision": "hour"}
        await play.publish(
            cast.attack(uri=f"a:{day}", happened=happened, claims=claims, sources=[cast.source()])
        )
    message = await play.say(READER, f"/{command}")
    pages = [message["text"]]
    while "More" in buttons(message):
        message = await play.press(READER, message, "More")
        pages.append(message["text"])
    assert len(pages) > 1
    told = "\n".join(pages)
    if command == "talks":
        assert "5 February" in told
    else:
        assert all(told.count(f"Claimant number {n}.") == 3 for n in range(40))


async def test_weekdays_are_kept(play):
    await subscribe(play)
    panel = await play.press(READER, play.sent(READER)[-1], "set:days")
    await play.press(READER, panel, "set:days:4")
    await play.publish(news(1))
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert digests(play) == []
    await play.at(kyiv(2026, 2, 6, 7, 30))
    assert len(digests(play)) == 1


async def test_nothing_comes_after_stop_and_what_was_missed_comes_after_start(play):
    await subscribe(play)
    await play.publish(news(1))
    gone = await play.say(READER, "/stop")
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert digests(play) == []
    await play.publish(news(2))
    await play.press(READER, gone, "start")
    await play.at(kyiv(2026, 2, 6, 7, 30))
    [digest] = digests(play)
    assert "Entry number 2." in digest
