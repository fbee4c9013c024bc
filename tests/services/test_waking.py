"""Quiet hours hold alerts back and tell them at their end: once, as one message, as they stand by then."""

import asyncio
from datetime import timedelta

import pytest

from bot.services import subscribing, waking
from bot.services.turns import Turn
from storage import crowds, entries, resting
from storage.entries import Stamp
from storage.model.stories import story_of
from tests import cast
from tests.cast import Chat
from tests.services.house import ANNA, BEN, House, asker, house_of, kyiv

NIGHT = ["22:00", "06:30"]
MIDNIGHT, MORNING = kyiv(2026, 2, 5, 0, 0), kyiv(2026, 2, 5, 6, 30)
STRIKE, TALKS = "Massive overnight strike", "Abu Dhabi"


async def at_night(house: House, *items, **stamp) -> list[str]:
    """Publish after midnight and let the alert settle; returns what is queued then."""
    house.clock.moment = max(house.clock(), MIDNIGHT)
    await house.publish(*items, **stamp)
    return await house.alerts_after(seconds=90)


async def withdraw(house: House, uri: str) -> None:
    async with house.database.writing() as session:
        number = await entries.id_of(session, uri)
        assert await entries.withdraw(session, number, Stamp("telegram:2001", house.clock(), "Wrong."))


async def test_an_alert_of_the_night_comes_at_its_end_and_once(house):
    await house.start(quiet=NIGHT)
    assert await at_night(house, cast.attack()) == []
    assert await house.wakes_at(MORNING - timedelta(seconds=1)) == []
    (text,) = await house.wakes_at(MORNING)
    assert STRIKE in text
    assert await house.wakes_at(MORNING + timedelta(hours=1)) == []
    assert await house.delivered_to() == {ANNA.id: 1}


async def test_all_of_a_night_is_one_message(house):
    await house.start(quiet=NIGHT)
    await at_night(house, cast.attack())
    await at_night(house, cast.talks())
    (text,) = await house.wakes_at(MORNING)
    assert STRIKE in text
    assert TALKS in text


async def test_others_get_it_at_once_and_share_the_edition(house):
    await house.start(ANNA, quiet=NIGHT)
    await house.start(BEN)
    assert len(await at_night(house, cast.attack())) == 1
    assert len(await house.wakes_at(MORNING)) == 1
    assert await house.delivered_to() == {ANNA.id: 1, BEN.id: 1}
    assert len(await house.editions()) == 1


async def test_what_was_withdrawn_meanwhile_is_not_told(house):
    await house.start(quiet=NIGHT)
    await at_night(house, cast.attack(), cast.talks())
    await withdraw(house, cast.attack().uri)
    (text,) = await house.wakes_at(MORNING)
    assert TALKS in text
    assert STRIKE not in text


async def test_when_all_was_withdrawn_nothing_comes(house):
    await house.start(quiet=NIGHT)
    await at_night(house, cast.attack())
    await withdraw(house, cast.attack().uri)
    assert await house.wakes_at(MORNING) == []
    assert (await house.subscriber()).wakes_at is None


async def test_what_was_corrected_meanwhile_is_told_right_and_without_a_fuss(house):
    await house.start(quiet=NIGHT)
    await at_night(house, cast.attack(claims=[cast.claim(98)]))
    await house.publish(cast.attack(claims=[cast.claim(88)]), signal="correction", reason="A miscount.")
    (text,) = await house.wakes_at(MORNING)
    assert "88 drones" in text
    assert "98" not in text
    assert "orrect" not in text


async def test_flash_passes_for_those_who_let_it(house):
    await house.start(ANNA, quiet=NIGHT)
    await house.start(BEN, quiet=NIGHT, quiet_flash=True)
    (text,) = await at_night(house, cast.attack(urgency=2), cast.talks())
    assert STRIKE in text
    assert TALKS not in text
    assert await house.delivered_to() == {BEN.id: 1}
    first, second = sorted(await house.wakes_at(MORNING), key=len)
    assert STRIKE not in first
    assert STRIKE in second
    assert await house.delivered_to() == {ANNA.id: 1, BEN.id: 2}


async def test_equal_times_are_off(house):
    await house.start(quiet=["22:00", "22:00"])
    assert len(await at_night(house, cast.attack())) == 1


async def test_the_digest_tells_what_is_held_and_then_it_is_told(house):
    await house.start(quiet=NIGHT, times=["05:00"])
    await at_night(house, cast.attack())
    (text,) = await house.digests_at(kyiv(2026, 2, 5, 5, 0))
    assert STRIKE in text
    assert await house.wakes_at(MORNING) == []


async def test_a_digest_at_the_very_end_tells_it_alone(house):
    await house.start(quiet=NIGHT, times=["06:30"])
    await at_night(house, cast.attack())
    assert await house.wakes_at(MORNING) == []
    (text,) = await house.digests_at(MORNING)
    assert STRIKE in text
    assert await house.wakes_at(MORNING) == []


async def test_what_was_told_at_the_end_is_not_news_to_the_digest(house):
    await house.start(quiet=NIGHT, times=["07:30"])
    await at_night(house, cast.attack())
    await house.wakes_at(MORNING)
    await house.publish(cast.pledge(urgency=9))
    (text,) = await house.digests_at(kyiv(2026, 2, 5, 7, 30))
    assert "power grid" in text
    assert STRIKE not in text


async def test_a_story_muted_meanwhile_is_not_told(house):
    await house.start(quiet=NIGHT)
    await at_night(house, cast.attack(), cast.talks())
    await house.start(muted=[story_of(cast.talks())])
    (text,) = await house.wakes_at(MORNING)
    assert STRIKE in text
    assert TALKS not in text


async def test_each_zone_has_its_own_night(house):
    await house.start(ANNA, quiet=NIGHT)
    await house.start(BEN, quiet=NIGHT, timezone="America/Toronto")
    assert len(await at_night(house, cast.attack())) == 1  # 17:00 in Toronto
    assert len(await house.wakes_at(MORNING)) == 1
    assert await house.delivered_to() == {ANNA.id: 1, BEN.id: 1}


@pytest.mark.parametrize(
    ("evening", "ends"),
    [
        (kyiv(2026, 3, 28, 23, 0), "2026-03-29T03:30:00+00:00"),
        (kyiv(2026, 10, 24, 23, 0), "2026-10-25T04:30:00+00:00"),
    ],
)
async def test_the_nights_when_clocks_change_end_by_the_clock_on_the_wall(house, evening, ends):
    house.clock.moment = evening
    await house.start(quiet=NIGHT)
    assert await at_night(house, cast.attack()) == []
    end = (await house.subscriber()).wakes_at
    assert end.isoformat() == ends
    assert await house.wakes_at(end - timedelta(seconds=1)) == []
    assert len(await house.wakes_at(end)) == 1


async def test_whoever_ends_their_quiet_hours_gets_it_at_once(house):
    await house.start(quiet=NIGHT)
    await at_night(house, cast.attack())
    await subscribing.change(house.newsroom, asker(ANNA), lambda record: setattr(record, "quiet", []))
    assert len(await house.wakes_at(house.clock())) == 1


async def test_whoever_prolongs_them_waits_until_the_new_end(house):
    await house.start(quiet=NIGHT, weekdays=[])
    await at_night(house, cast.attack())
    longer = ["22:00", "09:00"]
    await subscribing.change(house.newsroom, asker(ANNA), lambda record: setattr(record, "quiet", longer))
    assert await house.wakes_at(house.clock()) == []
    assert await house.wakes_at(MORNING) == []
    assert len(await house.wakes_at(kyiv(2026, 2, 5, 9, 0))) == 1


async def test_whoever_stops_gets_nothing_of_it_later(house):
    await house.start(quiet=NIGHT)
    await at_night(house, cast.attack())
    await subscribing.stop(house.newsroom, asker(ANNA))
    await subscribing.start(house.newsroom, asker(ANNA))
    assert await house.wakes_at(MORNING) == []


async def test_after_half_a_day_away_it_is_left_to_the_digest(house):
    await house.start(quiet=NIGHT, times=["20:00"])
    await at_night(house, cast.attack())
    assert await house.wakes_at(MORNING + timedelta(hours=12, seconds=1)) == []
    assert len(await house.digests_at(kyiv(2026, 2, 5, 20, 0))) == 1


async def test_after_an_absence_into_the_next_quiet_hours_it_waits_on(house):
    await house.start(quiet=["21:00", "20:00"], weekdays=[])
    assert await at_night(house, cast.attack()) == []
    assert await house.wakes_at(kyiv(2026, 2, 5, 21, 30)) == []
    assert len(await house.wakes_at(kyiv(2026, 2, 6, 20, 0))) == 1


async def test_a_kill_before_the_release_loses_nothing_and_after_it_doubles_nothing(house):
    for number in range(5):
        await house.start(Chat(5_000 + number, "en", "Europe/Kyiv"), quiet=NIGHT)
    await at_night(house, cast.attack())
    restarted = house_of(house.database, house.clock)
    house.clock.moment = MORNING
    turn = Turn(0.0)
    while await waking.queue_held(restarted.newsroom, turn):
        restarted = house_of(house.database, house.clock)
    assert await waking.queue_held(house.newsroom) == 0
    assert set((await house.delivered_to()).values()) == {1}
    assert len(await house.deliveries()) == 5


async def test_a_release_that_fails_half_way_is_made_again(house, monkeypatch):
    await house.start(quiet=NIGHT)
    await at_night(house, cast.attack())
    house.clock.moment = MORNING
    for room, step in ((crowds, "hold"), (resting, "woken"), (resting, "put_by")):
        with monkeypatch.context() as broken:
            broken.setattr(room, step, _killed)
            with pytest.raises(KeyboardInterrupt):
                await waking.queue_held(house.newsroom)
        assert await house.deliveries() == []
    assert len(await house.wakes_at(MORNING)) == 1


async def _killed(*_args: object, **_names: object) -> None:
    raise KeyboardInterrupt


async def test_two_processes_that_release_at_once_tell_once(house, open_database, database_url):
    await house.start(quiet=NIGHT)
    await at_night(house, cast.attack())
    house.clock.moment = MORNING
    other = house_of(open_database(database_url), house.clock)
    counts = await asyncio.gather(*(waking.queue_held(one.newsroom) for one in (house, other)))
    assert sum(counts) == 1
    assert await house.delivered_to() == {ANNA.id: 1}
