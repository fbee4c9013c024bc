"""Who has a role, who may send how much, and which chats are whose, while replicas come, freeze and die."""

import asyncio
import signal
import sqlite3
import subprocess
from itertools import combinations

import psycopg
import pytest
from sqlalchemy import event, text

from bot.services.replicas.census import GRACE
from bot.services.replicas.membership import SETTLING
from bot.services.replicas.place import REAPER, ROLES
from bot.services.replicas.processes import birth_of
from tests.services.replicas.fleet import DEAD, LIMIT


@pytest.fixture
def neighbour():
    """Another process on this machine."""
    with subprocess.Popen(["/bin/sleep", "60"]) as process:
        yield process
        process.kill()


async def test_before_its_first_beat_a_replica_may_do_nothing(fleet):
    ship = fleet.launch()
    assert (ship.place.share, ship.pace.capacity, ship.roles) == (0, 0, [])


async def test_the_only_replica_has_everything_after_one_beat(fleet):
    ship = fleet.launch()
    await ship.beat()
    assert (ship.place.share, ship.roles, ship.portion) == (LIMIT, list(ROLES), (0, 1))


async def test_of_three_replicas_the_first_has_the_roles_and_keeps_them(fleet):
    ships = [fleet.launch() for _ in range(3)]
    await fleet.join(*ships, seconds=10)
    assert [ship.roles for ship in ships] == [list(ROLES), [], []]


async def test_the_number_of_the_living_and_ones_own_agree(fleet):
    ships = [fleet.launch() for _ in range(3)]
    await fleet.join(*ships)
    assert [ship.portion for ship in ships] == [(0, 3), (1, 3), (2, 3)]


async def test_the_roles_of_a_dead_one_move_when_its_time_is_over(fleet, two):
    _dead, other = two
    await fleet.join(other, seconds=5)
    assert other.roles == []
    await fleet.join(other, seconds=2)
    assert other.roles == list(ROLES)


async def test_the_permits_of_a_dead_one_are_free_a_grace_after_its_roles(fleet, two):
    _dead, other = two
    await fleet.join(other, seconds=5)
    fleet.clocks.forward(0.1)
    await other.beat()
    assert (other.roles, other.place.share) == (list(ROLES), LIMIT // 2)
    fleet.clocks.forward(GRACE.total_seconds())
    await other.beat()
    assert other.place.share == LIMIT


async def test_a_frozen_one_knows_that_it_lost_everything_before_others_take_it(fleet, two):
    frozen, _other = two
    fleet.clocks.forward(DEAD - 1 - 0.5)  # the last beat was a second ago
    assert (frozen.roles, frozen.place.share, frozen.depart()) == ([], 0, 0)
    assert all(abs(chat) % frozen.place.live != frozen.place.rank for chat in range(-50, 50))


async def test_a_frozen_one_that_comes_back_is_one_among_others(fleet, two):
    frozen, other = two
    await fleet.join(other, seconds=10)
    await frozen.beat()
    assert (frozen.roles, frozen.place.share, other.place.share) == ([], 0, LIMIT)
    await fleet.join(other, frozen)
    assert (frozen.roles, frozen.place.share, other.place.share) == ([], LIMIT // 2, LIMIT // 2)


async def test_what_a_frozen_one_has_under_way_is_not_used_twice(fleet, two):
    frozen, other = two
    frozen.depart(10)
    await fleet.join(other, seconds=10)
    await frozen.beat()
    assert frozen.pace.capacity == 10
    await other.beat()
    assert await fleet.permits() <= LIMIT


async def test_an_idle_ones_permits_go_to_the_busy_one_and_come_back(fleet, two):
    first, second = two
    assert (first.place.share, second.place.share) == (15, 15)
    first.place.want(LIMIT)
    await fleet.join(first, second, seconds=2)
    assert (first.place.share, second.place.share) == (LIMIT - 1, 1)
    second.place.want(LIMIT)
    await fleet.join(first, second, seconds=3)
    assert (first.place.share, second.place.share) == (15, 15)


async def test_permits_under_way_are_given_away_only_when_they_are_back(fleet, two):
    busy, hungry = two
    assert busy.depart(15) == 15
    hungry.place.want(LIMIT)
    await fleet.join(busy, hungry, seconds=3)
    assert (busy.place.share, busy.pace.capacity, hungry.place.share) == (1, 15, 15)
    busy.arrive()
    await fleet.join(busy, hungry, seconds=2)
    assert (busy.pace.capacity, hungry.place.share) == (1, LIMIT - 1)


REFUSING = {
    True: """
        CREATE TRIGGER refuse AFTER UPDATE ON replica BEGIN SELECT RAISE(ABORT, 'refused'); END
    """,
    # At the commit.
    False: """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
        CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON replica DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION refuse()
    """,
}


async def test_what_was_not_committed_is_not_used(fleet, two):
    leaving, other = two
    await leaving.place.leave()
    is_sqlite = fleet.reader.is_sqlite
    async with fleet.reader.writing() as session:
        await session.exec(text(REFUSING[is_sqlite]))
    with pytest.raises((sqlite3.Error, psycopg.Error), match="refused"):
        await other.place.beat()
    async with fleet.reader.writing() as session:
        await session.exec(text("DROP TRIGGER refuse" + ("" if is_sqlite else " ON replica")))
    assert (other.place.share, other.roles) == (LIMIT // 2, [])
    await other.beat()
    assert (other.place.share, other.roles) == (LIMIT, list(ROLES))


async def test_with_fewer_permits_than_replicas_each_has_its_time(fleet):
    fleet.limit = 1
    ships = fleet.launch(), fleet.launch()
    had = set()
    for _second in range(40):
        await fleet.join(*ships, seconds=1)
        had |= {ship.place.id for ship in ships if ship.place.share}
    assert len(had) == 2


async def test_who_leaves_frees_everything_at_once(fleet, two):
    leaving, other = two
    await leaving.place.leave()
    await other.beat()
    assert (leaving.roles, leaving.place.share) == ([], 0)
    assert (other.roles, other.place.share) == (list(ROLES), LIMIT)
    assert [row.id for row in await fleet.rows()] == [other.place.id]


async def test_who_leaves_in_the_middle_of_sending_keeps_those_permits_for_a_grace(fleet, two):
    leaving, other = two
    leaving.depart(4)
    await leaving.place.leave()
    await other.beat()
    assert (other.roles, other.place.share) == (list(ROLES), LIMIT - 4)
    fleet.clocks.forward(GRACE.total_seconds())
    await other.beat()
    assert other.place.share == LIMIT


async def test_who_has_left_does_not_come_back(two):
    leaving, _other = two
    await leaving.place.leave()
    await leaving.beat()
    assert leaving.place.share == 0


async def test_the_epoch_of_a_role_grows_with_each_holder(fleet, two):
    first, second = two
    before = (await fleet.leases())[REAPER].epoch
    await fleet.join(second, seconds=7)
    await second.place.leave()
    await first.beat()
    assert ((await fleet.leases())[REAPER].epoch, first.roles) == (before + 2, list(ROLES))


async def test_one_who_died_on_this_machine_is_replaced_without_waiting(fleet, neighbour):
    before = fleet.launch(birth=birth_of(neighbour.pid))
    await before.beat()
    neighbour.kill()  # and not waited for: what nobody has buried is dead all the same
    after = fleet.launch(birth=birth_of(1))
    while not after.roles:
        await after.beat()
        await asyncio.sleep(0.01)
    assert (after.portion, after.place.share) == ((0, 1), 0)
    fleet.clocks.forward(GRACE.total_seconds())
    await after.beat()
    assert after.place.share == LIMIT


async def test_one_who_merely_stands_still_on_this_machine_has_its_time(fleet, neighbour):
    before, after = fleet.launch(birth=birth_of(neighbour.pid)), fleet.launch(birth=birth_of(1))
    await before.beat()
    neighbour.send_signal(signal.SIGSTOP)
    await after.beat()
    assert (before.roles, after.roles) == (list(ROLES), [])


def _common_chats(ships):
    pairs = combinations([ship.place for ship in ships], 2)
    return [
        chat
        for one, other in pairs
        for chat in range(600)
        if chat % one.live == one.rank and chat % other.live == other.rank
    ]


async def test_no_chat_is_ever_two_replicas_own_while_others_come_and_go(fleet):
    ships = []
    for number in range(5):
        ships.append(fleet.launch())
        for _beat in range(2 + number):
            for ship in ships:
                await ship.beat()
                fleet.clocks.forward(1 / len(ships))
                assert _common_chats(ships) == []
    for _second in range(20):
        for ship in ships[1:4]:
            await ship.beat()
            fleet.clocks.forward(1 / 3)
            assert _common_chats(ships) == []
    assert [ship.portion for ship in ships[1:4]] == [(0, 3), (1, 3), (2, 3)]


async def test_a_newcomer_has_chats_once_the_others_have_noticed_it(fleet):
    first, second = fleet.launch(), fleet.launch()
    await fleet.join(first)
    await fleet.join(first, second, seconds=1)
    assert _common_chats([first, second]) == []
    assert all(chat % second.place.live != second.place.rank for chat in range(100))
    await fleet.join(first, second, seconds=int(SETTLING) + 1)
    assert (first.portion, second.portion) == ((0, 2), (1, 2))


async def test_the_names_of_the_living_are_told(fleet, two):
    first, second = two
    assert await second.place.living() == {first.place.id, second.place.id}
    fleet.clocks.forward(DEAD)
    assert await second.place.living() == {second.place.id}


async def test_a_beat_goes_over_a_wire_of_its_own_and_opens_no_session(two):
    holder, _other = two
    taken = []
    event.listen(holder.place._database._engine.sync_engine, "checkout", lambda *_args: taken.append(1))
    await holder.place.beat()
    assert taken == []


async def test_two_replicas_that_beat_at_the_same_moment_do_not_both_take_what_is_free(fleet):
    ships = [fleet.launch(wanted=LIMIT) for _ in range(4)]
    for _second in range(5):
        await asyncio.gather(*(ship.beat() for ship in ships))
        assert sum(ship.place.share for ship in ships) <= LIMIT
        assert sorted(role for ship in ships for role in ship.roles) == sorted(ROLES)
        fleet.clocks.forward(1)
    assert sum(ship.place.share for ship in ships) == LIMIT
