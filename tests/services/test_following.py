"""Followers of a pledge: told of a change of its status, once, and of nothing else."""

from datetime import timedelta

import pytest

from bot.services import correcting, following, pledges, privacy
from bot.services.turns import Stride
from storage import entries
from tests import cast
from tests.cast import Chat
from tests.services.house import ANNA, BEN, KYIV, House, asker, kyiv
from tests.services.test_correcting import deliver

SETTLED = timedelta(seconds=91)


def pledge(status="in_force", **changes):
    return cast.pledge(**{"urgency": 5, "pledge": cast.pledge_block(status=status)} | changes)


async def follow(house: House, chat: Chat = ANNA, **changes) -> None:
    await house.start(chat, **changes)
    async with house.database.reading() as session:
        number = await entries.id_of(session, pledge().uri)
    await pledges.wish(house.newsroom, asker(chat), number or 0, 0, follow=True)
    house.clock.forward(seconds=1)


async def told(house: House, *, forward: timedelta = SETTLED) -> list[str]:
    house.clock.moment = house.clock() + forward
    return await house._fresh(following.tell)


@pytest.fixture
async def followed(house: House) -> House:
    """A pledge in force that Anna follows; Ben reads too, but follows nothing."""
    await house.publish(pledge())
    await follow(house)
    await house.start(BEN)
    return house


async def test_a_new_status_is_told_to_its_followers_alone(followed):
    await followed.publish(pledge("disputed"))
    (text,) = await told(followed)
    assert "A pledge you follow" in text
    assert "Status: in force → disputed" in text
    assert "Pause in strikes on the power grid" in text
    assert await followed.delivered_to() == {ANNA.id: 1}


async def test_it_is_told_once_and_in_the_readers_language(followed):
    await follow(followed, BEN, language="de")
    await followed.publish(pledge("disputed"))
    texts = await told(followed)
    assert {"in force → disputed" in text for text in texts} == {True, False}
    assert any("in Kraft → strittig" in text for text in texts)
    assert await told(followed) == []


async def test_other_changes_of_a_pledge_are_not_told(followed):
    await followed.publish(pledge(headline={"en": "Another headline"}))
    assert await told(followed) == []


async def test_a_wish_passes_what_was_chosen_of_alerts_kinds_and_places(house):
    await house.publish(pledge())
    await follow(house, alerts="off", kinds=["talks"], regions=["UA-51"])
    await house.publish(pledge("disputed"))
    assert len(await told(house)) == 1


@pytest.mark.parametrize("state", ["stopped", "paused", "inactive"])
async def test_nobody_is_told_who_wants_or_gets_nothing(followed, state):
    await followed.start(ANNA, state=state)
    await followed.publish(pledge("disputed"))
    assert await told(followed) == []


async def test_nobody_is_told_in_a_pause(followed):
    await followed.start(ANNA, paused_until=followed.clock() + timedelta(days=1))
    await followed.publish(pledge("disputed"))
    assert await told(followed) == []


async def test_nobody_is_told_who_follows_no_more(followed):
    async with followed.database.reading() as session:
        number = await entries.id_of(session, pledge().uri)
    await pledges.wish(followed.newsroom, asker(), number or 0, 0, follow=False)
    await followed.publish(pledge("disputed"))
    assert await told(followed) == []


async def test_nobody_is_told_who_was_forgotten(followed):
    await privacy.forget(followed.newsroom, asker())
    await followed.publish(pledge("disputed"))
    assert await told(followed) == []


async def test_whoever_follows_since_the_change_knows_it(followed):
    await followed.publish(pledge("disputed"))
    followed.clock.forward(seconds=5)
    await follow(followed, BEN)
    await told(followed)
    assert await followed.delivered_to() == {ANNA.id: 1}


async def test_a_change_waits_until_it_is_quiet(followed):
    await followed.publish(pledge("disputed"))
    assert await told(followed, forward=timedelta(seconds=60)) == []
    assert len(await told(followed, forward=timedelta(seconds=31))) == 1


async def test_two_changes_in_short_order_are_one(followed):
    await followed.publish(pledge("disputed"))
    followed.clock.forward(seconds=30)
    await followed.publish(pledge("broken"))
    (text,) = await told(followed)
    assert "in force → broken" in text


async def test_what_is_taken_back_at_once_is_not_told(followed):
    await followed.publish(pledge("disputed"))
    followed.clock.forward(seconds=30)
    await followed.publish(pledge("in_force"))
    assert await told(followed) == []


async def test_a_change_back_is_told_too(followed):
    await followed.publish(pledge("disputed"))
    await told(followed)
    await followed.publish(pledge("in_force"))
    (text,) = await told(followed)
    assert "disputed → in force" in text


async def test_an_embargo_holds_it_back(followed):
    await followed.publish(pledge("disputed", embargoed_until="2026-02-04T20:00:00Z"))
    assert await told(followed) == []
    followed.clock.moment = kyiv(2026, 2, 4, 22, 1)
    async with followed.database.writing() as session:
        await entries.release_due(session, followed.clock())
    assert len(await told(followed)) == 1


async def test_an_archive_tells_nobody(followed):
    await followed.archive(pledge("disputed"))
    assert await told(followed) == []


async def test_a_pledge_that_is_withdrawn_meanwhile_is_not_told(followed):
    await followed.publish(pledge("disputed"))
    await followed.set_state(pledge().uri, "withdrawn")
    assert await told(followed) == []


async def test_whom_its_own_alert_tells_is_not_told_again(followed):
    await follow(followed, BEN, alerts="off")
    await followed.publish(pledge("disputed", urgency=3))
    assert await told(followed) == []  # the alert comes first
    assert len(await followed.alerts_after(seconds=1)) == 1
    assert len(await told(followed)) == 1
    assert await followed.delivered_to() == {ANNA.id: 1, BEN.id: 1}


async def test_whom_the_notice_of_a_correction_tells_is_not_told_again(followed):
    await follow(followed, BEN, kinds=["talks"])
    followed.van_is_away()
    (digest,) = await followed.digests_at(kyiv(2026, 2, 5, 7, 30))
    assert "in force" in digest
    await deliver(followed)
    await followed.publish(pledge("disputed"), signal="correction", reason="Misread.")
    await correcting.put_right(followed.newsroom)
    await deliver(followed)
    notices = [edition for edition in await followed.editions() if edition.kind == "notice"]
    assert "Status: disputed, not in force" in notices[0].pages[0]
    (text,) = await told(followed)
    assert "in force → disputed" in text
    assert await followed.delivered_to() == {
        ANNA.id: 3,
        BEN.id: 1,
    }  # digest, its edit, the notice; the change


async def test_the_next_digest_does_not_repeat_it(followed):
    await followed.digests_at(kyiv(2026, 2, 5, 7, 30))
    await followed.publish(pledge("disputed"))
    await told(followed)
    texts = await followed.digests_at(kyiv(2026, 2, 6, 7, 30))
    assert len(texts) == 1  # Ben's
    assert (await followed.delivered_to())[BEN.id] == 2


async def test_what_expired_before_it_left_is_in_the_next_digest(followed):
    await followed.digests_at(kyiv(2026, 2, 5, 7, 30))
    followed.van_is_away()
    await followed.publish(pledge("disputed"))
    await told(followed)
    await followed.expire()
    texts = await followed.digests_at(kyiv(2026, 2, 6, 7, 30))
    assert len(texts) == 2


async def test_a_copy_that_is_put_right_still_says_what_changed(followed):
    await followed.publish(pledge("disputed"))
    await told(followed)
    right = pledge("disputed", headline={"en": "A pause in strikes"})
    await followed.publish(right, signal="correction", reason="Misread.")
    await correcting.put_right(followed.newsroom)
    edition = next(one for one in await followed.editions() if one.key.startswith("status:"))
    assert edition.rendition == 2
    assert "Status: in force → disputed" in edition.pages[0]
    assert "A pause in strikes" in edition.pages[0]


async def test_many_followers_are_told_in_chunks_each_once(house, monkeypatch):
    monkeypatch.setattr("bot.services.turns.STRIDE", 2)
    monkeypatch.setattr("bot.services.turns.LEAST", 2)
    monkeypatch.setattr("bot.services.turns.MOST", 2)
    assert Stride().size == 2
    await house.publish(pledge())
    readers = [Chat(7_001 + number, "en", "Europe/Kyiv") for number in range(5)]
    for chat in readers:
        await follow(house, chat)
    await house.publish(pledge("disputed"))
    await told(house)
    assert await house.delivered_to() == {chat.id: 1 for chat in readers}


@pytest.mark.parametrize(
    ("signal", "says"),
    [("update", "in force → disputed → in force"), ("correction", "Status: in force\n")],
)
async def test_a_copy_tells_how_it_went_on_but_not_what_was_wrong(followed, signal, says):
    await followed.publish(pledge("disputed"))
    await told(followed)
    await followed.publish(pledge(), signal=signal, reason="Misread.")
    await correcting.put_right(followed.newsroom)
    edition = next(one for one in await followed.editions() if one.key.startswith("status:"))
    assert says in edition.pages[0]


NIGHT = ["22:00", "06:30"]


async def waits(house: House) -> list[tuple[int | None, str, str]]:
    """Who is told, the local time from which on, and the state."""
    return [
        (one.chat_id, f"{one.not_before.astimezone(KYIV):%H:%M}", one.state)
        for one in await house.deliveries()
    ]


async def test_quiet_hours_put_it_off_until_they_end(followed):
    followed.van_is_away()
    await followed.start(ANNA, quiet=NIGHT)
    followed.clock.moment = kyiv(2026, 2, 4, 23, 0)
    await followed.publish(pledge("disputed"))
    await told(followed)
    assert await waits(followed) == [(ANNA.id, "06:30", "queued")]
    (one,) = await followed.deliveries()
    assert one.expires_at == kyiv(2026, 2, 5, 18, 30)


async def test_whom_its_own_alert_tells_at_the_end_of_them_is_told_once(followed):
    await followed.start(ANNA, quiet=NIGHT)
    followed.clock.moment = kyiv(2026, 2, 4, 23, 0)
    await followed.publish(pledge("disputed", urgency=3))
    await followed.alerts_after(seconds=91)
    assert await told(followed) == []
    assert len(await followed.wakes_at(kyiv(2026, 2, 5, 6, 30))) == 1
    assert (await followed.delivered_to())[ANNA.id] == 1


async def test_a_flash_passes_them_where_that_is_wanted(followed):
    followed.van_is_away()
    await followed.start(ANNA, quiet=NIGHT, quiet_flash=True, alerts="off")
    followed.clock.moment = kyiv(2026, 2, 4, 23, 0)
    await followed.archive(pledge(urgency=2))
    await followed.publish(pledge("disputed", urgency=2))
    await told(followed)
    assert await waits(followed) == [(ANNA.id, "23:01", "queued")]


async def test_what_changes_again_in_the_night_is_one_message(followed):
    followed.van_is_away()
    await followed.start(ANNA, quiet=NIGHT)
    followed.clock.moment = kyiv(2026, 2, 4, 23, 0)
    for status in ("disputed", "broken"):
        await followed.publish(pledge(status))
        await correcting.put_right(followed.newsroom)
        await told(followed)
    assert await waits(followed) == [(ANNA.id, "06:30", "queued")]
    edition = next(one for one in await followed.editions() if one.key.startswith("status:"))
    assert "in force → disputed → broken" in edition.pages[0]
