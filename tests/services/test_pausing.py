"""A pause: nothing is queued until its end, and then the next digest tells what was missed, once."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.services import correcting, subscribing
from bot.services.correcting import Errata
from storage import audience
from storage.model.ledger import Delivery, Edition
from tests import cast
from tests.services.house import ANNA, BEN, asker, kyiv

# Anna and Ben have their digests at 07:30 in Kyiv; it is Wednesday evening, 19:00.
THURSDAY, FRIDAY = kyiv(2026, 2, 5, 7, 30), kyiv(2026, 2, 6, 7, 30)


async def test_a_pause_of_a_day_skips_the_next_digest_and_the_one_after_tells_all(house):
    await house.start()
    await house.archive(cast.attack())
    await house.press("set:pause:1")
    assert await house.digests_at(THURSDAY) == []
    await house.archive(cast.talks())
    (text,) = await house.digests_at(FRIDAY)
    assert "Massive overnight strike" in text
    assert "Abu Dhabi" in text
    assert await house.digests_at(FRIDAY + timedelta(days=1)) == []


async def test_only_who_does_not_pause_is_alerted(house):
    await house.start()
    await house.start(BEN)
    await house.press("set:pause:7")
    await house.publish(cast.attack())
    assert len(await house.alerts_after(seconds=90)) == 1
    assert set(await house.delivered_to()) == {BEN.id}
    await house.digests_at(THURSDAY)
    (text,) = await house.digests_at(kyiv(2026, 2, 12, 7, 30))
    assert "Massive overnight strike" in text


async def test_alerts_come_again_when_the_pause_is_over(house):
    await house.start()
    await house.press("set:pause:1")
    house.clock.forward(days=1)
    await house.publish(cast.attack())
    assert len(await house.alerts_after(seconds=90)) == 1


@pytest.mark.parametrize("resume", ["set:pause:0", "start"])
async def test_the_pause_ends_at_one_tap_and_nothing_of_it_is_lost(house, resume):
    await house.start()
    await house.press("set:pause:7")
    await house.archive(cast.attack())
    await house.press(resume)
    assert (await house.subscriber()).paused_until is None
    (text,) = await house.digests_at(THURSDAY)
    assert "Massive overnight strike" in text


async def test_what_waited_when_the_pause_began_is_told_after_it(house):
    house.van_is_away()
    await house.start()
    await house.publish(cast.attack())
    await house.alerts_after(seconds=90)
    await house.press("set:pause:1")
    assert [one.state for one in await house.deliveries()] == ["expired"]
    assert await house.digests_at(THURSDAY) == []
    (text,) = await house.digests_at(FRIDAY)
    assert "Massive overnight strike" in text


async def test_a_digest_that_waited_when_the_pause_began_is_told_after_it(house):
    house.van_is_away()
    await house.start()
    await house.archive(cast.attack())
    await house.digests_at(THURSDAY)
    await house.press("set:pause:1")
    (text,) = await house.digests_at(kyiv(2026, 2, 6, 7, 30))
    assert "Massive overnight strike" in text


async def test_a_change_of_times_does_not_end_the_pause(house):
    await house.start()
    await house.press("set:pause:7")
    await house.press("set:time:06:30")
    await house.press("set:zone:Europe/Berlin")
    assert (await house.subscriber()).next_digest_at == kyiv(2026, 2, 12, 7, 30)


async def test_a_day_of_pause_is_a_day_by_the_clock_when_the_clocks_change(house):
    house.clock.moment = kyiv(2026, 3, 28, 8, 0)
    await house.start()
    await house.press("set:pause:1")
    assert (await house.subscriber()).paused_until == kyiv(2026, 3, 29, 8, 0)


async def test_whoever_stops_in_a_pause_and_comes_back_does_not_pause(house):
    await house.start()
    await house.press("set:pause:7")
    await subscribing.stop(house.newsroom, asker())
    await house.start()
    record = await house.subscriber()
    assert (record.paused_until, record.next_digest_at) == (None, THURSDAY)


async def test_a_copy_is_put_right_in_a_pause_but_its_reader_is_not_told_until_the_digest(house):
    await house.start()
    await house.publish(cast.attack(claims=[cast.claim(98, measure="shot_down")]))
    await house.alerts_after(seconds=90)
    await delivered(house)
    await house.press("set:pause:1")
    fixed = cast.attack(claims=[cast.claim(88, measure="shot_down")])
    await house.publish(fixed, signal="correction", reason="A wrong figure")
    await correcting.put_right(house.newsroom, None, Errata())
    assert [one.action for one in await house.deliveries()] == ["send", "edit"]
    (text,) = await house.digests_at(FRIDAY)
    assert "corrected" in text


async def delivered(house):
    async with house.database.writing() as session:
        for one in (await session.exec(select(Delivery))).all():
            edition = await session.get_one(Edition, one.edition_id)
            one.state, one.rendition, one.settled_at = "sent", edition.rendition, house.clock()
            one.message_id = 7_000 + (one.id or 0)


async def test_the_desk_counts_who_pauses_apart(house):
    await house.start()
    await house.start(BEN)
    await house.press("set:pause:7", ANNA)
    async with house.database.reading() as session:
        (group,) = await audience.groups(session, house.clock())
    assert (group.many, group.paused) == (2, 1)


async def test_the_pause_of_a_reader_leaves_others_deliveries_alone(house):
    house.van_is_away()
    await house.start()
    await house.start(BEN)
    await house.publish(cast.attack())
    await house.alerts_after(seconds=90)
    await house.press("set:pause:1", BEN)
    async with house.database.reading() as session:
        rows = await session.exec(select(Delivery.chat_id, Delivery.state).order_by(col(Delivery.chat_id)))
        assert rows.all() == [(ANNA.id, "queued"), (BEN.id, "expired")]
