"""Clocks that are wrong or jump, a database that goes away, a replica that freezes while it writes."""

import asyncio
import logging

import pytest

from bot.services.replicas.membership import Membership
from bot.services.replicas.place import REAPER, ROLES
from storage import replicas
from storage.engines import url_of
from tests.services.replicas.fleet import DEAD, LIMIT


async def test_wrong_clocks_of_machines_change_nothing(fleet):
    if fleet.clocks.server is None:
        pytest.skip("those who share a file share a clock")
    ships = fleet.launch(skew=3600), fleet.launch(skew=-3600)
    await fleet.join(*ships)
    assert [ship.roles for ship in ships] == [list(ROLES), []]
    assert {ship.place.moment() for ship in ships} == {fleet.clocks.database}


async def test_a_clock_that_jumps_forward_kills_nobody(fleet, two):
    first, second = two
    fleet.clocks.jump(3600)
    for ship in (second, first):
        await ship.beat()
        assert (first.roles, second.roles, await fleet.permits()) == (list(ROLES), [], LIMIT)


async def test_a_clock_that_is_set_back_does_not_keep_the_dead_alive(fleet, two):
    _dead, other = two
    fleet.clocks.jump(-3600)
    await fleet.join(other, seconds=9)
    assert (other.roles, other.place.share) == (list(ROLES), LIMIT)


async def test_a_jump_of_the_clock_is_told_once(fleet, caplog):
    ship = fleet.launch()
    await fleet.join(ship, seconds=2)
    fleet.clocks.jump(3600)
    await fleet.join(ship, seconds=3)
    assert [line.getMessage() for line in caplog.records] == ["this machine's clock jumped by +3600 s"]


async def test_after_an_outage_of_the_database_the_first_back_lets_the_others_speak(fleet, two):
    first, second = two
    fleet.clocks.forward(60)
    await second.beat()
    assert second.roles == []
    await first.beat()
    assert (first.roles, second.roles) == (list(ROLES), [])


async def test_who_does_not_speak_after_an_outage_is_dead_six_seconds_later(fleet, two):
    _dead, other = two
    fleet.clocks.forward(60)
    await fleet.join(other, seconds=9)
    assert (other.roles, other.place.share) == (list(ROLES), LIMIT)


async def test_the_dead_die_even_when_every_beat_is_late(fleet, two):
    _dead, other = two
    for _beat in range(4):
        fleet.clocks.forward(4)
        await other.beat()
    assert other.roles == list(ROLES)


@pytest.mark.parametrize("seconds", [0, DEAD])
async def test_without_the_database_nothing_is_certain_after_a_while_and_all_is_well_when_it_is_back(
    postgresql_url, postgresql_server, open_database, seconds, caplog
):
    name = url_of(postgresql_url).database
    steady = 1000.0
    place = Membership(open_database(postgresql_url), LIMIT, monotonic=lambda: steady)
    await place._patience.attempt(place.beat())
    postgresql_server._admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
    postgresql_server.cut(postgresql_url)
    steady += seconds
    for _attempt in range(2):
        await place._patience.attempt(place.beat())
    assert (place.share, place.holds(REAPER)) == ((0, False) if seconds else (LIMIT, True))
    postgresql_server._admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
    await place._patience.attempt(place.beat())
    assert (place.share, place.holds(REAPER)) == (LIMIT, True)
    assert len([line for line in caplog.records if line.levelno == logging.WARNING]) == 1


async def test_one_that_freezes_in_the_middle_of_its_beat_does_not_hold_up_the_others(
    postgresql_url, open_database
):
    frozen, place = open_database(postgresql_url), Membership(open_database(postgresql_url), LIMIT)
    async with frozen.reading() as session:
        await replicas.taking_turn().on(session)
        async with asyncio.timeout(10):
            while not place.share:
                await place._patience.attempt(place.beat())
        await session.invalidate()
