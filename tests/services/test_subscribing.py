"""Subscribing: starting, stopping, coming back, and what a changed setting does to the next digest."""

from datetime import timedelta

import pytest

from bot.services import digests, subscribing
from tests import cast
from tests.services.house import ANNA, BEN, asker, kyiv

THURSDAY = kyiv(2026, 2, 5, 7, 30)


async def test_a_new_reader_gets_the_houses_settings_and_the_next_morning(house):
    reader = await house.start()
    assert (reader.state, reader.language, reader.timezone) == ("active", "en", "Europe/Kyiv")
    assert (reader.times, reader.alerts) == (["07:30"], "all")
    assert (reader.next_digest_at, reader.next_digest_slot) == (THURSDAY, "2026-02-05T07:30")


async def test_only_the_first_start_changes_something(house):
    assert (await subscribing.start(house.newsroom, asker()))[1]
    before = await house.subscriber()
    assert not (await subscribing.start(house.newsroom, asker()))[1]
    assert (await house.subscriber()).model_dump() == before.model_dump()


async def test_stop_ends_it_once(house):
    await house.start()
    assert (await subscribing.stop(house.newsroom, asker()))[1]
    assert (await house.subscriber()).state == "stopped"
    assert not (await subscribing.stop(house.newsroom, asker()))[1]


async def test_stop_of_a_stranger_keeps_nothing(house):
    assert not (await subscribing.stop(house.newsroom, asker(cast.STRANGER)))[1]
    assert await house.subscriber(cast.STRANGER) is None


async def test_who_comes_back_finds_their_settings(house):
    own = {"times": ["21:00"], "weekdays": ["2", "4"], "timezone": "America/Toronto", "alerts": "off"}
    await house.start(**own)
    await subscribing.stop(house.newsroom, asker())
    await house.start()
    reader = await house.subscriber()
    assert {name: getattr(reader, name) for name in own} == own
    assert reader.next_digest_slot == "2026-02-05T21:00"


async def test_stop_cancels_what_waits(house):
    house.van_is_away()
    await house.archive(cast.attack())
    await house.start()
    await house.digests_at(THURSDAY)
    await subscribing.stop(house.newsroom, asker())
    (one,) = await house.deliveries()
    assert one.state == "cancelled"


async def test_stop_in_one_topic_leaves_the_others_theirs(house):
    house.van_is_away()
    await house.archive(cast.attack())
    for thread_id in (7, 8):
        await subscribing.start(house.newsroom, asker(cast.GROUP, thread_id))
    await house.digests_at(THURSDAY)
    await subscribing.stop(house.newsroom, asker(cast.GROUP, 7))
    assert {one.thread_id: one.state for one in await house.deliveries()} == {7: "cancelled", 8: "queued"}


async def test_after_weeks_away_the_first_digest_tells_one_day(house):
    await house.start()
    await subscribing.stop(house.newsroom, asker())
    await house.archive(cast.attack(headline={"en": "Weeks ago"}))
    house.clock.forward(days=20)
    await house.archive(cast.talks(headline={"en": "Today"}))
    reader = await house.start()
    (text,) = await house.digests_at(reader.next_digest_at)
    assert "Today" in text
    assert "Weeks ago" not in text


@pytest.mark.parametrize(
    ("data", "slot"),
    [
        ("set:time:21:00", "2026-02-04T21:00"),
        ("set:time:18:00", "2026-02-05T18:00"),
        ("set:zone:America/New_York", "2026-02-05T07:30"),
        ("set:days:4", "2026-02-06T07:30"),
    ],
)
async def test_a_changed_setting_moves_the_next_digest(house, data, slot):
    await house.start()
    await house.press(data)
    assert (await house.subscriber()).next_digest_slot == slot


async def test_another_zone_is_another_moment(house):
    await house.start()
    await house.press("set:zone:America/New_York")
    assert (await house.subscriber()).next_digest_at == THURSDAY + timedelta(hours=7)


async def test_without_any_weekday_there_is_no_next_digest(house):
    await house.start()
    for day in "1234567":
        await house.press(f"set:days:{day}")
    reader = await house.subscriber()
    assert (reader.weekdays, reader.next_digest_at) == ([], None)
    assert await digests.queue_due(house.newsroom) == 0


async def test_going_west_after_the_digest_brings_no_second_one_for_that_date(house):
    await house.archive(cast.attack())
    await house.start()
    assert len(await house.digests_at(THURSDAY)) == 1
    await house.press("set:zone:America/New_York")
    await house.archive(cast.talks())
    assert await house.digests_at(THURSDAY + timedelta(hours=7)) == []
    (text,) = await house.digests_at(THURSDAY + timedelta(hours=31))
    assert "Abu Dhabi" in text


async def test_a_block_and_its_end_keep_the_settings(house):
    await house.start(times=["21:00"])
    await subscribing.reachable(house.newsroom, ANNA.id, can_be_reached=False)
    assert (await house.subscriber()).state == "inactive"
    await subscribing.reachable(house.newsroom, ANNA.id, can_be_reached=True)
    reader = await house.subscriber()
    assert (reader.state, reader.times, reader.next_digest_slot) == ("active", ["21:00"], "2026-02-04T21:00")


async def test_a_group_lets_its_topics_go_and_come_back_with_it(house):
    await subscribing.start(house.newsroom, asker(cast.GROUP, 7))
    await subscribing.reachable(house.newsroom, cast.GROUP.id, can_be_reached=False)
    assert (await house.subscriber(cast.GROUP, 7)).state == "inactive"
    await subscribing.reachable(house.newsroom, cast.GROUP.id, can_be_reached=True)
    assert (await house.subscriber(cast.GROUP, 7)).state == "active"


@pytest.mark.parametrize("before", ["active", "inactive"])
async def test_whoever_said_stop_is_not_revived_by_the_end_of_a_block(house, before):
    await house.start()
    await subscribing.reachable(house.newsroom, ANNA.id, can_be_reached=before == "active")
    await subscribing.stop(house.newsroom, asker())
    await subscribing.reachable(house.newsroom, ANNA.id, can_be_reached=False)
    await subscribing.reachable(house.newsroom, ANNA.id, can_be_reached=True)
    assert (await house.subscriber()).state == "stopped"


async def test_a_supergroup_keeps_the_groups_settings_and_what_waits(house):
    house.van_is_away()
    await house.archive(cast.attack())
    await house.start(cast.GROUP)
    await house.digests_at(THURSDAY)
    await subscribing.moved(house.newsroom, cast.GROUP.id, -1_009)
    (one,) = await house.deliveries()
    assert (one.chat_id, one.state) == (-1_009, "queued")


async def test_a_supergroup_that_subscribed_anew_gets_one_digest(house):
    house.van_is_away()
    await house.archive(cast.attack())
    new = cast.Chat(-1_009, "en", "Europe/Kyiv", "supergroup")
    await house.start(cast.GROUP)
    await house.start(new)
    await house.digests_at(THURSDAY)
    await subscribing.moved(house.newsroom, cast.GROUP.id, new.id)
    assert sorted((one.chat_id, one.state) for one in await house.deliveries()) == [
        (cast.GROUP.id, "cancelled"),
        (new.id, "queued"),
    ]


async def test_two_readers_do_not_share_settings(house):
    await house.start(ANNA, times=["21:00"])
    assert (await house.start(BEN)).times == ["07:30"]
