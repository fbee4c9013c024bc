"""A process's place among its replicas, kept by saying in the database once a second that it lives."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.clock import Now, wall
from bot.services.replicas import census, processes
from bot.services.replicas.census import TTL, Census
from bot.services.replicas.patience import Patience
from bot.services.replicas.place import ROLES
from bot.services.replicas.processes import Process, uptime
from bot.services.replicas.shares import ALL, NOTHING, Portion, Settling, fair
from bot.services.replicas.timekeeping import Timekeeper
from storage import moments, replicas
from storage.db import Database
from storage.given import Call
from storage.replicas import Known
from storage.wire import Ask

TRUST = TTL.total_seconds() - 0.5  # from before a beat; others believe in us a little longer than we do
SETTLING = 3.0  # until others have noticed who came or went, and what they had in hand has left
_BEAT, _BEAT_ALONE = 1.0, 2.0  # a newcomer waits for its share and its chats a little longer anyway
_PARTING = 2.0
_SILENCE = 3.0  # without a beat of ours, or skipped by the clock: the others may have been kept from theirs
_TURN = 10.0  # of each, where there are fewer permits than replicas


class Circulation(Protocol):
    """Permits in use. Who sends lets them grow up to `share`; membership only ever takes some away."""

    @property
    def capacity(self) -> int: ...

    def resize(self, per_second: int, /) -> None: ...


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the last good beat said, true until a moment of the steady clock."""

    until: float
    roles: frozenset[str] = frozenset()
    portion: Portion = NOTHING
    others: frozenset[str] = frozenset()


_NONE = _Standing(until=float("-inf"))


class Membership:
    """Knows by a steady clock until when the others leave it its roles and permits, frozen or cut off.

    All permits written down never exceed the limit, and nobody uses more than is written for it: one uses
    less first and writes that later, or writes more first and uses it later.
    """

    def __init__(
        self,
        database: Database,
        limit: int,
        machine: Now = wall,
        monotonic: Callable[[], float] = uptime,
        process: Process | None = None,
    ) -> None:
        self.last_at: datetime | None = None
        self._database = database
        self._wire = database.wire()
        self._limit = limit
        self._machine = machine
        self._monotonic = monotonic
        self._me = process or processes.this()
        self._time = Timekeeper(machine, monotonic)
        self._settling = Settling(SETTLING)
        self._patience = Patience()
        self._known = _NONE
        self._spared: dict[str, datetime] = {}
        self._share = 0
        self._wanted = 1
        self._pace: Circulation | None = None
        self._has_left = False

    @property
    def id(self) -> str:
        return self._me.id

    @property
    def rank(self) -> int:
        return self._standing.portion.rank

    @property
    def live(self) -> int:
        return self._standing.portion.live

    @property
    def share(self) -> int:
        return self._share if self._standing is not _NONE else 0

    def holds(self, role: str) -> bool:
        return role in self._standing.roles

    def moment(self) -> datetime:
        return self._time.moment()

    def want(self, permits: int) -> None:
        """How many permits there is use for here; the others may have the rest from the next beats on."""
        self._wanted = max(1, min(permits, self._limit))

    def attach(self, pace: Circulation) -> None:
        """Where the permits circulate: what has not come back there is not given to others."""
        self._pace = pace
        self._shrink(self.share)

    async def living(self) -> set[str]:
        """The names of all replicas that live by the database's clock, this one among them."""
        said, rows = await self._database.glance([moments.asking(), replicas.asking_everyone()])
        now = moments.answer(said, self._machine)
        return {row.id for row in replicas.everyone(rows) if row.until > now} | {self.id}

    @property
    def _standing(self) -> _Standing:
        return self._known if self._monotonic() < self._known.until else _NONE

    # Beats

    async def run(self) -> None:
        """Beat until cancelled, whatever becomes of the database."""
        try:
            while True:
                await self._patience.attempt(self.beat())
                await asyncio.sleep(_BEAT_ALONE if self._standing.portion == ALL else _BEAT)
        finally:
            await self._patience.part()

    async def beat(self) -> None:
        """Say that one lives, in one transaction, and learn what follows from who else does."""
        if self._has_left:
            return
        began = self._monotonic()
        if self._standing is _NONE:
            self._step_back()
        async with self._wire.transaction() as ask:
            now, found, mine = await self._look(ask)
            goal = self._goal(now, found, mine)
            kept, free = self._roles(now, found, mine)
            calls = [*_put_right(found, now), replicas.putting(self._sign_of_life(now, found, mine, goal))]
            calls += [replicas.renewing(self.id, now + TTL)] if kept else []
            calls += [replicas.taking(free, self.id, now + TTL)] if free else []
            await ask(calls)
        self._rise(began, found, mine, kept | free, goal)

    async def _look(self, ask: Ask) -> tuple[datetime, Census, Known]:
        """At the others, and at one's own row."""
        await ask([replicas.taking_turn()])
        before = self._machine()
        said, rows = await ask([moments.asking(), replicas.asking_everyone()])
        now, known = moments.answer(said, self._machine), replicas.everyone(rows)
        leap = self._time.heard(before, now)
        silence = self._monotonic() - (self._known.until - TRUST)
        spared = self._known.others if max(leap, silence) > _SILENCE else ()
        found = census.taken(known, self._me, now, spared)
        return now, found, next((row for row in known if row.id == self.id), self._new_row(now))

    def _new_row(self, now: datetime) -> Known:
        me = self._me
        return Known(me.id, me.host, me.pid, me.birth, started_at=now, seen_at=now, until=now)

    def _goal(self, now: datetime, found: Census, mine: Known) -> int:
        """How many permits to have after this beat; fewer are given up at once."""
        rows = found.with_(mine)
        turn = int(now.timestamp() // _TURN) if len(rows) > self._limit else 0
        wanted = [self._wanted if row is mine else row.wanted for row in rows]
        share = fair(wanted, self._limit, turn)[rows.index(mine)]
        goal = max(0, min(share, self._limit - found.permits))
        self._shrink(goal)
        return goal

    def _sign_of_life(self, now: datetime, found: Census, mine: Known, goal: int) -> Known:
        circulating = self._pace.capacity if self._pace else self._share
        room = max(mine.permits, self._limit - found.permits)
        permits = max(goal, min(circulating, room))
        return replace(mine, seen_at=now, until=now + TTL, permits=permits, wanted=self._wanted)

    @staticmethod
    def _roles(now: datetime, found: Census, mine: Known) -> tuple[frozenset[str], frozenset[str]]:
        """Those that one has already, and whatever nobody has; whoever came first keeps them."""
        kept = frozenset(role for role, until in mine.roles.items() if until > now)
        return kept, frozenset(ROLES) - kept - found.roles(now)

    def _rise(self, began: float, found: Census, mine: Known, roles: frozenset[str], goal: int) -> None:
        if self._has_left:  # meanwhile
            return
        rows = found.with_(mine)
        portion = self._settling.see(Portion(rows.index(mine), len(rows)), self._monotonic())
        self._known = _Standing(began + TRUST, roles, portion, self._spoken(found))
        self._share = goal
        self.last_at = self._machine()

    def _spoken(self, found: Census) -> frozenset[str]:
        """Who will be spared if need be: one who did not speak since the last time is dead, however slow
        the database is.
        """
        spared = self._spared | {row.id: row.seen_at for row in found.living if row.id in found.longer}
        self._spared = {row.id: spared[row.id] for row in found.living if row.id in spared}
        return frozenset(row.id for row in found.living if self._spared.get(row.id) != row.seen_at)

    def _step_back(self) -> None:
        """Use nothing, and claim no chat that was ours: others may have it all."""
        self._shrink(0)
        self._settling.forget()

    def _shrink(self, share: int) -> None:
        self._share = min(self._share, share)
        if self._pace is not None and self._pace.capacity > share:
            self._pace.resize(share)

    # The end

    async def leave(self) -> None:
        """Give everything back at once, except permits whose messages are still under way."""
        self._has_left, self._known = True, _NONE
        self._step_back()
        await self._patience.attempt(self._sign_off(), _PARTING)

    async def _sign_off(self) -> None:
        async with self._wire.transaction() as ask:
            _turn, said = await ask([replicas.taking_turn(), moments.asking()])
            now = moments.answer(said, self._machine)
            await ask(replicas.leaving(self.id, self._pace.capacity if self._pace else 0, now))


def _put_right(found: Census, now: datetime) -> list[Call]:
    """What is wrong with the rows of the others."""
    calls = replicas.prolonging(found.longer, now + TTL) if found.longer else []
    calls += [replicas.burying(found.dying, now)] if found.dying else []
    return calls + ([replicas.forgetting(found.forgotten)] if found.forgotten else [])
