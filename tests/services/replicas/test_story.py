"""Replicas come, beat, freeze, die and leave in any order; what must hold always holds."""

import asyncio

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import delete

from bot.services.replicas.place import ROLES
from storage.db import Database
from storage.model.replica import Lease, Replica
from tests.services.replicas.fleet import LIMIT, Ship, fleet_on

WINDOW = 1.0  # seconds in which a message counts that has left
MOST = 4
UNDER_WAY = st.sampled_from([LIMIT, 3, 0])
NUMBERS = st.integers(0, MOST - 1)


class Story(RuleBasedStateMachine):
    """What a replica has under way counts until a second after it could last do anything."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = Database(url)
        self.fleet_there = fleet_on(url, lambda _url: self.database)
        self.fleet = self.do(self.fleet_there.__aenter__())
        self.do(self.empty())
        self.ended: dict[Ship, float] = {}  # since when it is frozen or gone
        self.gone: set[Ship] = set()
        self.stale: dict[Ship, int] = {}  # how much of what is under way does not count any more
        self.epochs: dict[str, tuple[int, str]] = {}

    def do(self, act):
        return self.runner.run(act)

    async def empty(self) -> None:
        async with self.database.writing() as session:
            await session.exec(delete(Replica))
            await session.exec(delete(Lease))

    def teardown(self) -> None:
        self.all_goes_well_in_the_end()
        self.do(self.fleet_there.__aexit__(None, None, None))
        self.do(self.database.close())
        self.runner.close()

    @property
    def present(self) -> list[Ship]:
        return [ship for ship in self.fleet.ships if ship not in self.gone]

    @property
    def awake(self) -> list[Ship]:
        return [ship for ship in self.present if ship not in self.ended]

    def some(self, number: int) -> Ship:
        return self.awake[number % len(self.awake)]

    # What happens

    @initialize(wanted=st.sampled_from([1, LIMIT]))
    def two_are_there(self, wanted):
        ships = [self.fleet.launch(wanted=wanted) for _ in range(2)]
        self.do(self.fleet.join(*ships))

    @precondition(lambda self: len(self.present) < MOST)
    @rule(skew=st.integers(-7200, 7200), wanted=st.integers(0, 40))
    def launch(self, skew, wanted):
        # Those who share a file share a clock.
        self.fleet.launch(skew=skew if self.fleet.clocks.server else 0, wanted=wanted)

    @precondition(lambda self: self.awake)
    @rule(number=NUMBERS)
    def beat(self, number):
        self.do(self.some(number).beat())

    @precondition(lambda self: self.awake)
    @rule(times=st.integers(1, 8))
    def a_quiet_time(self, times):
        self.do(self.fleet.join(*self.awake, seconds=times))

    @rule(seconds=st.sampled_from([0.1, 0.5, 1.0, 1.4, 2.0, 4.0, 5.4, 5.6, 6.1, 7.6, 20.0]))
    def time_passes(self, seconds):
        self.fleet.clocks.forward(seconds)

    @rule(seconds=st.integers(1, 3600))
    def the_clock_is_set_back(self, seconds):
        self.fleet.clocks.jump(-seconds)

    @precondition(lambda self: self.awake)
    @rule(number=NUMBERS, many=UNDER_WAY)
    def freeze(self, number, many):
        self.some(number).depart(many)
        self.ended[self.some(number)] = self.fleet.clocks.steady

    @precondition(lambda self: len(self.awake) < len(self.present))
    @rule()
    def thaw(self):
        for ship in self.present:
            self.ended.pop(ship, None)

    @precondition(lambda self: self.awake)
    @rule(number=NUMBERS, many=UNDER_WAY)
    def die(self, number, many):
        self.some(number).depart(many)
        self._end(self.some(number))

    @precondition(lambda self: self.awake)
    @rule(number=NUMBERS, many=UNDER_WAY)
    def leave(self, number, many):
        ship = self.some(number)
        ship.depart(many)
        self.do(ship.place.leave())
        self._end(ship)

    def _end(self, ship: Ship) -> None:
        self.ended[ship] = self.fleet.clocks.steady
        self.gone.add(ship)

    @precondition(lambda self: self.awake)
    @rule(number=NUMBERS, wanted=st.integers(0, 40))
    def want(self, number, wanted):
        self.some(number).place.want(wanted)

    @precondition(lambda self: self.awake)
    @rule(number=NUMBERS, many=UNDER_WAY)
    def depart(self, number, many):
        self.some(number).depart(many)

    @precondition(lambda self: self.awake)
    @rule(number=NUMBERS)
    def arrive(self, number):
        self.stale.pop(self.some(number), None)
        self.some(number).arrive()

    # What must hold

    def _trusts(self, ship: Ship) -> bool:
        return ship not in self.gone and ship.place.share > 0

    def _used(self, ship: Ship) -> int:
        now = self.fleet.clocks.steady
        last = min(self.ended.get(ship, now), ship.place._known.until if ship not in self.gone else now)
        if now - last >= WINDOW:
            self.stale[ship] = ship.busy
        free = max(0, ship.pace._free) if self._trusts(ship) else 0
        return free + ship.busy - self.stale.get(ship, 0)

    @invariant()
    def no_more_is_used_than_the_limit(self):
        assert sum(self._used(ship) for ship in self.fleet.ships) <= LIMIT

    @precondition(lambda self: self.fleet.ships)
    @invariant()
    def no_more_is_written_down_than_the_limit(self):
        assert self.do(self.fleet.permits()) <= LIMIT

    @precondition(lambda self: self.fleet.ships)
    @invariant()
    def what_circulates_is_written_down(self):
        written = {row.id: row.permits for row in self.do(self.fleet.rows())}
        for ship in filter(self._trusts, self.fleet.ships):
            circulating = ship.pace.capacity - self.stale.get(ship, 0)
            assert circulating <= written[ship.place.id]

    @invariant()
    def a_role_has_one_holder(self):
        for role in ROLES:
            assert sum(ship.place.holds(role) for ship in self.present) <= 1

    @precondition(lambda self: self.fleet.ships)
    @invariant()
    def epochs_grow_with_the_holder(self):
        for role, lease in self.do(self.fleet.leases()).items():
            epoch, holder = self.epochs.get(role, (0, ""))
            assert lease.epoch > epoch or (lease.epoch, lease.holder) == (epoch, holder)
            self.epochs[role] = lease.epoch, lease.holder

    def all_goes_well_in_the_end(self) -> None:
        """Whoever is left has it all after a quiet while."""
        self.thaw()
        ships = self.present
        if not ships:
            return
        for ship in ships:
            ship.arrive()
        self.do(self.fleet.join(*ships, seconds=15))
        assert sum(ship.place.share for ship in ships) == LIMIT
        assert sorted(role for ship in ships for role in ship.roles) == sorted(ROLES)
        assert sorted(ship.portion for ship in ships) == [(rank, len(ships)) for rank in range(len(ships))]


def test_no_order_of_events_breaks_what_must_hold(database_url):
    run_state_machine_as_test(
        lambda: Story(database_url), settings=settings(max_examples=30, stateful_step_count=30)
    )
