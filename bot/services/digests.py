"""Queue the digests that are due: once per reader, slot and local date, and only where there is news.

A transaction takes some readers, and queues and moves on together those for whom it is known what their
digest says. What is not known yet is composed before the next one, while nothing is locked.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import schedule
from bot.services import charts, editing
from bot.services.newsroom import Newsroom, Rules
from bot.services.press import Order, Press
from bot.services.turns import Stride, Turn, begins_after
from storage import crowds, editions, queueing, reaping, untold, views
from storage.crowds import Crowd, Move, Taken
from storage.desk import ledes
from storage.editions import Composed
from storage.queueing import Parcel

_COMPOSING = 0.25  # seconds between two transactions
_EXPIRED_AT_ONCE = 5_000
_LANES = 2  # PostgreSQL has more than one writer


@dataclass
class Line:
    """Where the queueing stands among the readers who are due, and what their digests say.

    Only a memory: whatever it says, whoever is due by the database is queued, and once.
    """

    press: Press = field(default_factory=Press)
    stride: Stride = field(default_factory=Stride)
    at: datetime | None = None
    after: int = 0

    def moved(self, taken: Taken, many: int, seconds: float) -> None:
        """So many of the readers taken had their turn in a transaction of so many seconds."""
        if many == taken.many:
            self.after = max(self.after, taken.last)
        if many and taken.many == self.stride.size:
            self.stride.adapt(many, seconds)


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a transaction came to: readers who had their turn, rows queued, and digests to be composed."""

    readers: int = 0
    queued: int = 0
    missing: frozenset[Order] = frozenset()
    undrawn: frozenset[charts.Order] = frozenset()


async def queue_due(newsroom: Newsroom, turn: Turn | None = None, line: Line | None = None) -> int:
    """Queue digests that are due, in chunks of one transaction each, until all are or the turn is over;
    returns how many were queued.
    """
    turn, line = turn or Turn(), line or Line()
    if not await _is_any_due(newsroom, line):
        line.press.forget()
        return 0
    await _expire(newsroom, turn)
    queued = 0
    while True:
        chunks = await _queue_chunks(newsroom, turn, line)
        queued += sum(chunk.queued for chunk in chunks)
        missing = frozenset[Order]().union(*(chunk.missing for chunk in chunks))
        await _compose(newsroom, line, missing)
        undrawn = frozenset[charts.Order]().union(*(chunk.undrawn for chunk in chunks))
        await _draw(newsroom, line, undrawn)
        moved = any(chunk.readers for chunk in chunks)
        if not (moved or missing or undrawn) or ((moved or undrawn) and turn.is_over):
            return queued


async def _is_any_due(newsroom: Newsroom, line: Line) -> bool:
    """Asked once per turn; with it, whether the ledes are still those of the turn before."""
    async with newsroom.database.reading() as session:
        if await crowds.first_due(session, newsroom.now()) is None:
            return False
        line.press.reread(await ledes.written(session))
        return True


async def _expire(newsroom: Newsroom, turn: Turn) -> None:
    """Notice what was not sent in time, so that it is given back to those whose turn it is."""
    while not turn.is_over:
        async with newsroom.database.reading() as session:
            if not await reaping.any_expired(session, newsroom.now()):
                return
        async with newsroom.database.writing() as session:
            await reaping.expire(session, newsroom.now(), _EXPIRED_AT_ONCE)


async def _compose(newsroom: Newsroom, line: Line, missing: frozenset[Order]) -> None:
    if missing:
        async with newsroom.database.reading() as session:
            await line.press.compose(session, missing, newsroom.now(), newsroom.rules, _COMPOSING)


async def _draw(newsroom: Newsroom, line: Line, undrawn: frozenset[charts.Order]) -> None:
    """One of these, since a drawing may take longer than a turn."""
    for order in list(undrawn)[:1]:
        expires = newsroom.now() + newsroom.rules.catch_up
        line.press.charts[order] = await charts.compose(newsroom, order[0], expires)


async def _queue_chunks(newsroom: Newsroom, turn: Turn, line: Line) -> Sequence[Chunk]:
    lanes = range(1 if newsroom.database.is_sqlite else _LANES)
    chunks = [_queue_chunk(newsroom, turn, line) for _lane in lanes]
    # All of them end before a failure of one is told.
    done = await asyncio.gather(*chunks, return_exceptions=True)
    if failed := [one for one in done if isinstance(one, BaseException)]:
        raise failed[0]
    return [one for one in done if isinstance(one, Chunk)]


async def _queue_chunk(newsroom: Newsroom, turn: Turn, line: Line) -> Chunk:
    async with newsroom.database.writing() as session:
        now, began = newsroom.now(), turn.monotonic()
        at, taken = await _take(session, line, now)
        if not taken.many:
            return Chunk()
        await untold.give_back(session, taken.ids, now)
        found = await crowds.due(session, taken)
        # Asked under their lock, so that no alert they hold is younger than what they are told.
        upto = await views.newest_publication(session)
        plan = _Plan(newsroom.rules, at, now, upto)
        plan.add_all(found, line.press)
        queued = await plan.carry_out(session)
    line.moved(taken, plan.readers, turn.monotonic() - began)
    return Chunk(plan.readers, turn.queued(queued), frozenset(plan.missing), frozenset(plan.undrawn))


async def _take(session: AsyncSession, line: Line, now: datetime) -> tuple[datetime, Taken]:
    """The next readers and when they were due: the earliest moment first, each in the order of its day."""
    if (at := line.at) and (taken := await _take_on(session, line, at)).many:
        return at, taken
    at = line.at = await crowds.first_due(session, now)
    if at is None:
        return now, crowds.NOBODY
    line.after = begins_after(at, await crowds.last_id(session))
    return at, await _take_on(session, line, at)


async def _take_on(session: AsyncSession, line: Line, at: datetime) -> Taken:
    taken = await crowds.take_due(session, at, line.after, line.stride.size)
    if taken.many or not line.after:
        return taken
    line.after = 0
    return await crowds.take_due(session, at, 0, line.stride.size)


@dataclass(frozen=True, slots=True)
class _Due:
    """A crowd with its next slot, this slot's name, its digest, and the chart of weekly readers."""

    crowd: Crowd
    following: schedule.Slot | None
    name: str
    digest: Composed
    chart: Composed | None


@dataclass
class _Plan:
    """What is to become of some crowds that were due at the same moment; the missing stay due."""

    rules: Rules
    at: datetime
    now: datetime
    upto: int
    readers: int = 0
    digests: list[_Due] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    missing: set[Order] = field(default_factory=set)
    undrawn: set[charts.Order] = field(default_factory=set)

    def add_all(self, found: Sequence[Crowd], press: Press) -> None:
        """Nothing is waited for in here, so that another lane cannot come between with newer news."""
        press.know(self.upto)
        for crowd in found:
            self._add(crowd, press)

    def _add(self, crowd: Crowd, press: Press) -> None:
        following = _following(crowd, self.now)
        due = _caught_up(crowd, self.at, self.now, self.rules.catch_up)
        order = editing.spoken(crowd.variant, self.rules), date.fromisoformat(due.name[:10])
        if self.now - due.at > self.rules.catch_up:
            self.moves.append(_move(crowd, following))
        elif not press.has(order):
            self.missing.add(order)
            return
        elif composed := press.get(order):
            chart = charts.order(self.now, order[0].language) if _wants_chart(crowd) else None
            if chart and chart not in press.charts:
                self.undrawn.add(chart)
                return
            drawn = press.charts[chart] if chart else None
            self.digests.append(_Due(crowd, following, due.name, composed, drawn))
        else:
            self.moves.append(_move(crowd, following, self.upto))
        self.readers += crowd.many

    async def carry_out(self, session: AsyncSession) -> int:
        """Queue and move on, in one transaction with all else; returns how many were queued."""
        drawn = [(due, due.chart) for due in self.digests if due.chart]
        composed = [*(due.digest for due in self.digests), *(chart for _due, chart in drawn)]
        standing = await editions.standing(session, composed)
        # Readers further west share the edition hours later: it expires for each by their own slot.
        expires = self.now + self.rules.catch_up
        pictures = [
            Parcel(standing[chart.key], due.crowd.ids, f"chart:{due.name}", expires) for due, chart in drawn
        ]
        parcels = [
            Parcel(standing[due.digest.key], due.crowd.ids, slot_of(due.name), expires)
            for due in self.digests
        ]
        await queueing.queue_all(session, pictures, self.now)  # before its words
        queued = await queueing.queue_all(session, parcels, self.now)
        moves = [
            _move(due.crowd, due.following, self.upto, parcel)
            for due, parcel in zip(self.digests, parcels, strict=True)
        ]
        told = sum(due.crowd.many for due in self.digests)
        await crowds.move_on(session, [*self.moves, *moves], all_told=queued == told)
        return queued


def _move(
    crowd: Crowd, to: schedule.Slot | None, seen: int | None = None, parcel: Parcel | None = None
) -> Move:
    at, name = (to.at, to.name) if to else (None, None)
    if parcel is None:
        return Move(crowd.ids, at, name, seen)
    return Move(crowd.ids, at, name, seen, parcel.edition.id, parcel.slot)


def _following(crowd: Crowd, after: datetime) -> schedule.Slot | None:
    return schedule.following(crowd.times, crowd.weekdays, crowd.timezone, after, crowd.rhythm)


def _wants_chart(crowd: Crowd) -> bool:
    return crowd.rhythm == "weekly" and "attack" in crowd.variant.kinds


def _caught_up(crowd: Crowd, at: datetime, now: datetime, catch_up: timedelta) -> schedule.Slot:
    """After days of downtime, the slot that has only just been missed, where there is one."""
    missed = schedule.Slot(at, crowd.slot)
    if now - at <= catch_up:
        return missed
    oldest = now - catch_up - timedelta(microseconds=1)
    slot = _following(crowd, oldest)
    return slot if slot and slot.at <= now else missed


def slot_of(name: str) -> str:
    return f"digest:{name}"
