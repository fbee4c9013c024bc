"""Digests: what is new since the last one, once for each slot, and no news lost whatever comes between."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.services import digests, subscribing
from tests import cast
from tests.services.house import ANNA, BEN, House, asker, house_of, kyiv

THURSDAY = kyiv(2026, 2, 5, 7, 30)
FRIDAY = THURSDAY + timedelta(days=1)
SATURDAY = THURSDAY + timedelta(days=2)


def toll(killed: int, **changes):
    return cast.attack(claims=[cast.claim(killed, measure="killed", unit="person")], **changes)


async def test_a_digest_is_queued_at_its_minute_once(house):
    await house.archive(cast.attack())
    await house.start()
    assert await house.digests_at(THURSDAY - timedelta(seconds=1)) == []
    assert len(await house.digests_at(THURSDAY)) == 1
    assert await house.digests_at(THURSDAY + timedelta(seconds=1)) == []


async def test_without_news_there_is_no_digest(house):
    await house.start()
    assert await house.digests_at(THURSDAY) == []
    assert (await house.subscriber()).next_digest_at == FRIDAY


async def test_each_digest_tells_only_what_came_since(house):
    await house.archive(cast.attack())
    await house.start()
    (first,) = await house.digests_at(THURSDAY)
    await house.archive(cast.talks())
    (second,) = await house.digests_at(FRIDAY)
    assert "Massive overnight strike" in first
    assert "Massive overnight strike" not in second
    assert "Abu Dhabi" in second
    assert await house.digests_at(SATURDAY) == []


async def test_a_toll_that_rose_is_marked_with_both_figures(house):
    await house.archive(toll(40))
    await house.start()
    (first,) = await house.digests_at(THURSDAY)
    await house.archive(toll(52))
    (second,) = await house.digests_at(FRIDAY)
    assert "1 new" in first
    assert "1 updated" in second
    assert "40 → 52" in second


async def test_a_toll_that_was_wrong_is_marked_with_the_reason(house):
    await house.archive(toll(52))
    await house.start()
    await house.digests_at(THURSDAY)
    await house.publish(toll(40), signal="correction", reason="The regional head had misspoken.")
    (text,) = await house.digests_at(FRIDAY)
    assert "1 corrected" in text
    assert "52 → 40" in text
    assert "The regional head had misspoken." in text


async def test_wording_alone_is_no_news(house):
    await house.archive(cast.attack())
    await house.start()
    await house.digests_at(THURSDAY)
    await house.publish(cast.attack(summary={"en": "Better said."}), signal="refile")
    assert await house.digests_at(FRIDAY) == []


async def test_an_entry_that_changed_before_the_first_digest_is_simply_new(house):
    await house.archive(toll(40))
    await house.archive(toll(52))
    await house.start()
    (text,) = await house.digests_at(THURSDAY)
    assert "1 new" in text
    assert "→" not in text


async def test_what_an_alert_brought_is_not_told_again(house):
    await house.start()
    await house.publish(cast.attack())
    assert len(await house.alerts_after(seconds=90)) == 1
    await house.archive(cast.talks())
    (text,) = await house.digests_at(THURSDAY)
    assert "1 new" in text
    assert "Massive overnight strike" not in text


async def test_what_an_alert_brought_is_told_where_it_changed_since(house):
    await house.start()
    await house.publish(toll(40))
    await house.alerts_after(seconds=90)
    await house.publish(toll(52))
    (text,) = await house.digests_at(THURSDAY)
    assert "1 updated" in text
    assert "40 → 52" in text


async def test_a_reader_without_alerts_is_told_by_the_digest(house):
    await house.start(ANNA, alerts="off")
    await house.start(BEN)
    await house.publish(cast.attack())
    await house.alerts_after(seconds=90)
    (text,) = await house.digests_at(THURSDAY)
    assert "1 new" in text
    assert await house.delivered_to() == {ANNA.id: 1, BEN.id: 1}
    assert (await house.deliveries())[-1].chat_id == ANNA.id


async def test_readers_who_know_the_same_share_one_edition(house):
    await house.archive(cast.attack())
    for number in range(30):
        await house.start(cast.Chat(5_000 + number, "en", "Europe/Kyiv"))
    await house.start(cast.Chat(6_000, "de", "Europe/Kyiv"))
    await house.start(cast.Chat(6_001, "en", "Europe/Kyiv"), kinds=["talks", "attack"])
    await house.start(cast.Chat(6_002, "en", "Europe/Kyiv"), alerts="off")
    assert len(await house.digests_at(THURSDAY)) == 33
    assert len(await house.editions()) == 3


async def test_kinds_and_regions_decide_what_is_told(house):
    await house.archive(cast.attack(), cast.talks(), cast.pledge())
    await house.start(ANNA, kinds=["talks"])
    await house.start(BEN, regions=["UA-51"])
    first, second = sorted(await house.digests_at(THURSDAY), key=len)
    assert "Abu Dhabi" in first
    assert "Pause in strikes" not in first
    assert "Massive overnight strike" not in second  # it hit Kyiv, UA-30
    assert "Pause in strikes" in second  # what has no place concerns everybody


async def test_the_title_is_the_readers_own_date(house):
    await house.archive(cast.attack())
    await house.start(ANNA, timezone="Asia/Tokyo", times=["00:30"])
    (text,) = await house.digests_at(kyiv(2026, 2, 4, 17, 30) + timedelta(days=1))
    assert "6 February 2026" in text


async def test_two_readers_of_one_zone_and_one_far_west_each_get_theirs_in_time(house):
    """They share an edition that was composed seven hours earlier."""
    await house.archive(cast.attack())
    await house.start(ANNA)
    await house.start(BEN, timezone="America/New_York")
    await house.digests_at(THURSDAY)
    west = THURSDAY + timedelta(hours=7)
    assert len(await house.digests_at(west)) == 1
    (_, one) = await house.deliveries()
    assert one.chat_id == BEN.id
    assert one.expires_at > west


async def test_a_second_time_of_day_is_not_taken_by_somebody_elses_morning(house):
    """07:30 in New York is 14:30 in Kyiv, where 07:30 is over."""
    await house.start(ANNA, times=["07:30", "14:30"])
    await house.start(BEN, timezone="America/New_York")
    await house.archive(cast.attack())
    await house.digests_at(THURSDAY)
    await house.archive(cast.talks())
    assert len(await house.digests_at(THURSDAY + timedelta(hours=7))) == 2
    assert await house.delivered_to() == {ANNA.id: 2, BEN.id: 1}


async def test_a_new_process_on_the_same_database_doubles_nothing(house):
    await house.archive(cast.attack())
    await house.start()
    await house.digests_at(THURSDAY)
    restarted = house_of(house.database, house.clock)
    assert await restarted.digests_at(THURSDAY + timedelta(minutes=1)) == []


async def test_two_processes_that_tick_at_once_double_nothing(house, open_database, database_url):
    await house.archive(cast.attack())
    for number in range(20):
        await house.start(cast.Chat(5_000 + number, "en", "Europe/Kyiv"))
    house.clock.moment = THURSDAY
    other = house_of(open_database(database_url), house.clock)
    counts = await asyncio.gather(*(digests.queue_due(one.newsroom) for one in (house, other)))
    assert sum(counts) == 20
    assert set((await house.delivered_to()).values()) == {1}


@pytest.mark.parametrize(("late", "comes"), [(timedelta(hours=3), 1), (timedelta(hours=3, seconds=1), 0)])
async def test_downtime_is_made_good_within_the_catch_up(house, late, comes):
    await house.archive(cast.attack())
    await house.start()
    assert len(await house.digests_at(THURSDAY + late)) == comes
    assert (await house.subscriber()).next_digest_at == FRIDAY


async def test_a_digest_that_was_missed_by_too_much_is_told_by_the_next(house):
    await house.archive(cast.attack())
    await house.start()
    assert await house.digests_at(THURSDAY + timedelta(hours=5)) == []
    (text,) = await house.digests_at(FRIDAY)
    assert "Massive overnight strike" in text


async def test_days_of_downtime_bring_one_digest_with_everything(house):
    await house.start()
    for number, day in enumerate((THURSDAY, FRIDAY, SATURDAY)):
        house.clock.moment = day
        await house.archive(cast.attack(uri=f"kaizen:{number}", headline={"en": f"Strike {number}"}))
    (text,) = await house.digests_at(SATURDAY + timedelta(days=1))
    assert "3 new" in text
    assert (await house.subscriber()).next_digest_at == SATURDAY + timedelta(days=2)


async def test_news_of_a_digest_that_expired_unsent_is_told_by_the_next(house):
    await house.archive(toll(40))
    await house.start()
    house.van_is_away()
    await house.digests_at(THURSDAY)
    await house.expire()
    house.sends = True
    (text,) = await house.digests_at(FRIDAY)
    assert "1 new" in text
    assert [one.state for one in await house.deliveries()] == ["superseded", "sent"]
    assert await house.digests_at(SATURDAY) == []


async def test_a_digest_that_expired_unnoticed_does_not_leave_late(house):
    await house.archive(cast.attack())
    await house.start()
    house.van_is_away()
    await house.digests_at(THURSDAY)
    assert len(await house.digests_at(FRIDAY)) == 1
    assert [one.state for one in await house.deliveries()] == ["superseded", "queued"]


async def test_an_update_after_an_expired_digest_is_measured_by_what_the_reader_knows(house):
    await house.archive(toll(40))
    await house.start()
    await house.digests_at(THURSDAY)
    house.van_is_away()
    await house.archive(toll(52))
    await house.digests_at(FRIDAY)
    await house.expire()
    await house.archive(toll(60))
    (text,) = await house.digests_at(SATURDAY)
    assert "40 → 60" in text


async def test_news_of_an_alert_that_expired_unsent_is_told_by_the_digest(house):
    await house.start()
    house.van_is_away()
    await house.publish(cast.attack())
    await house.alerts_after(seconds=90)
    await house.expire()
    (text,) = await house.digests_at(THURSDAY)
    assert "Massive overnight strike" in text


async def test_a_slot_that_is_taken_keeps_its_news_for_the_next(house):
    await house.archive(cast.attack())
    await house.start()
    await house.digests_at(THURSDAY)
    house.clock.moment = kyiv(2026, 2, 5, 6, 0)  # the machine's clock was set back
    await subscribing.stop(house.newsroom, asker())
    await house.start()
    await house.archive(cast.talks())
    assert await house.digests_at(THURSDAY) == []
    (text,) = await house.digests_at(FRIDAY)
    assert "Abu Dhabi" in text


async def every_half_hour(house: House, first: datetime, hours: int) -> list[str]:
    """The slots that got a digest, with something new to tell each half hour."""
    for number in range(2 * hours + 1):
        moment = first.astimezone(UTC) + timedelta(minutes=30 * number)
        house.clock.moment = moment
        await house.archive(cast.attack(uri=f"kaizen:{number}"))
        await house.digests_at(moment)
    return [one.slot for one in await house.deliveries()]


@pytest.mark.parametrize("night", [(2026, 3, 28), (2026, 10, 24)])
async def test_a_night_with_another_length_has_one_digest_a_slot(house, night):
    """In Kyiv 03:30 is skipped in March and comes twice in October."""
    house.clock.moment = kyiv(*night, 19, 0)
    times = ["00:00", "02:30", "03:30"]
    for number, time in enumerate(times):
        await house.start(cast.Chat(5_000 + number, "en", "Europe/Kyiv"), times=[time])
    slots = await every_half_hour(house, kyiv(*night, 23, 0), 8)
    morning = (kyiv(*night) + timedelta(days=1)).date()
    assert sorted(slots) == [f"digest:{morning}T{time}" for time in times]


async def test_an_embargoed_entry_is_in_no_digest_until_its_hour(house):
    await house.start()
    await house.publish(cast.attack(embargoed_until="2026-02-05T12:00:00Z"))
    assert await house.digests_at(THURSDAY) == []


async def test_drafts_and_withdrawn_entries_are_in_no_digest(house):
    await house.start()
    async with house.database.writing() as session:
        await cast.save(session, cast.talks())
    await house.archive(cast.attack())
    await house.set_state(cast.attack().uri, "withdrawn")
    assert await house.digests_at(THURSDAY) == []


async def test_a_reader_of_a_language_that_is_no_longer_offered_does_not_stop_the_others(house):
    await house.archive(cast.attack())
    await house.start(ANNA, language="fr")
    await house.start(BEN)
    assert len(await house.digests_at(THURSDAY)) == 2


async def test_stopped_and_inactive_readers_get_no_digest(house):
    await house.archive(cast.attack())
    await house.start(ANNA)
    await house.start(BEN)
    await subscribing.stop(house.newsroom, asker(ANNA))
    await subscribing.reachable(house.newsroom, BEN.id, can_be_reached=False)
    assert await house.digests_at(THURSDAY) == []
