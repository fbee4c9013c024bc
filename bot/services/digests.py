"""Queue the digests that are due: once per reader, slot and local date, and only where there is news."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import schedule
from bot.services import editing
from bot.services.editing import Issue
from bot.services.newsroom import Newsroom, Rules
from bot.services.turns import Stride, Turn, begins_after
from storage import crowds, editions, entries, queueing, reaping, untold
from storage.crowds import Crowd, Move, Taken
from storage.editions import Composed
from storage.queueing import Parcel
from storage.subscribers import Variant

_COMPOSING = 0.1  # seconds in one transaction
_KEPT = 500  # composed digests at hand
_EXPIRED_AT_ONCE = 5_000
_LANES = 2  # PostgreSQL has more than one writer


@dataclass
class Line:
    """Where the queueing stands among the readers who are due, and what it has composed for them.

    Only a memory: whatever it says, whoever is due by the database is queued, and once.
    """

    monotonic: Callable[[], float] = time.monotonic
    at: datetime | None = None
    after: int = 0
    stride: Stride = field(default_factory=Stride)
    upto: int = 0
    composed: dict[tuple[Variant, date], Composed | None] = field(default_factory=dict)

    def know(self, upto: int) -> None:
        """What was composed is out of date when something was published."""
        if upto != self.upto or len(self.composed) > _KEPT:
            self.composed.clear()
        self.upto = upto

    def moved(self, taken: Taken, many: int, seconds: float) -> None:
        """So many of the readers taken had their turn in a transaction of so many seconds."""
        if many == taken.many:
            self.after = max(self.after, taken.last)
        if taken.many == self.stride.size:
            self.stride.adapt(many, seconds)


async def queue_due(newsroom: Newsroom, turn: Turn | None = None, line: Line | None = None) -> int:
    """Queue digests that are due, in chunks of one transaction each, until all are or the turn is over;
    returns how many were queued.
    """
    turn, line = turn or Turn(), line or Line()
    if not await _is_any_due(newsroom):
        line.composed.clear()
        return 0
    await _expire(newsroom, turn)
    queued = 0
    while True:
        moved, fresh = await _queue_chunks(newsroom, turn, line)
        queued += fresh
        if turn.is_over or not moved:
            return queued


async def _is_any_due(newsroom: Newsroom) -> bool:
    async with newsroom.database.reading() as session:
        return await crowds.first_due(session, newsroom.now()) is not None


async def _expire(newsroom: Newsroom, turn: Turn) -> None:
    """Notice what was not sent in time, so that it is given back to those whose turn it is."""
    while not turn.is_over:
        async with newsroom.database.reading() as session:
            if not await reaping.any_expired(session, newsroom.now()):
                return
        async with newsroom.database.writing() as session:
            await reaping.expire(session, newsroom.now(), _EXPIRED_AT_ONCE)


async def _queue_chunks(newsroom: Newsroom, turn: Turn, line: Line) -> tuple[int, int]:
    lanes = range(1 if newsroom.database.is_sqlite else _LANES)
    chunks = [_queue_chunk(newsroom, turn, line) for _lane in lanes]
    # All of them end before a failure of one is told.
    done = await asyncio.gather(*chunks, return_exceptions=True)
    moved = queued = 0
    for one in done:
        if isinstance(one, BaseException):
            raise one
        moved, queued = moved + one[0], queued + one[1]
    return moved, queued


async def _queue_chunk(newsroom: Newsroom, turn: Turn, line: Line) -> tuple[int, int]:
    """One transaction: how many readers had their turn in it, and for how many something was queued."""
    async with newsroom.database.writing() as session:
        now, began = newsroom.now(), line.monotonic()
        at, taken = await _take(session, line, now)
        if not taken.many:
            return 0, 0
        await untold.give_back(session, taken.ids, now)
        # Asked under their lock, so that no alert they hold is younger than what they are told.
        line.know(await entries.newest_publication(session))
        plan = _Plan(newsroom.rules, at, now)
        composing = line.monotonic()
        for crowd in await crowds.due(session, taken):
            await plan.add(session, crowd, line)
            if line.monotonic() - composing > _COMPOSING:
                break  # the others stay due
        queued = await plan.carry_out(session, line.upto)
    line.moved(taken, plan.readers, line.monotonic() - began)
    return plan.readers, turn.queued(queued)


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


@dataclass
class _Plan:
    """What is to become of some crowds that were due at the same moment."""

    rules: Rules
    at: datetime
    now: datetime
    readers: int = 0
    digests: list[tuple[Crowd, schedule.Slot | None, str, Composed]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    async def add(self, session: AsyncSession, crowd: Crowd, line: Line) -> None:
        self.readers += crowd.many
        following = schedule.following(crowd.times, crowd.weekdays, crowd.timezone, self.now)
        due = _caught_up(crowd, self.at, self.now, self.rules.catch_up)
        if self.now - due.at > self.rules.catch_up:
            self.moves.append(_move(crowd, following))
            return
        # Whether somebody wants alerts does not change what a digest says; what they got does.
        day = date.fromisoformat(due.name[:10])
        composed = await self._composed(session, crowd.variant, day, line)
        if composed is None:
            self.moves.append(_move(crowd, following, line.upto))
        else:
            self.digests.append((crowd, following, slot_of(due.name), composed))

    async def _composed(
        self, session: AsyncSession, chosen: Variant, day: date, line: Line
    ) -> Composed | None:
        variant = editing.spoken(chosen, self.rules)
        key = variant, day
        if key not in line.composed:
            news = await editing.news(session, variant, line.upto)
            issue = Issue(day, line.upto, self.now, self.now + self.rules.catch_up)
            line.composed[key] = editing.digest(news, variant, issue, self.rules) if news.items else None
        return line.composed[key]

    async def carry_out(self, session: AsyncSession, upto: int) -> int:
        """Queue and move on, in one transaction with all else; returns how many were queued."""
        standing = await editions.standing(session, [composed for *_, composed in self.digests])
        # Readers further west share the edition hours later: it expires for each by their own slot.
        expires = self.now + self.rules.catch_up
        parcels = [
            Parcel(standing[composed.key], crowd.ids, slot, expires)
            for crowd, _following, slot, composed in self.digests
        ]
        queued = await queueing.queue_all(session, parcels, self.now)
        moves = [
            _move(crowd, following, upto, parcel)
            for (crowd, following, *_), parcel in zip(self.digests, parcels, strict=True)
        ]
        told = sum(crowd.many for crowd, *_ in self.digests)
        await crowds.move_on(session, [*self.moves, *moves], all_told=queued == told)
        return queued


def _move(
    crowd: Crowd, to: schedule.Slot | None, seen: int | None = None, parcel: Parcel | None = None
) -> Move:
    at, name = (to.at, to.name) if to else (None, None)
    if parcel is None:
        return Move(crowd.ids, at, name, seen)
    return Move(crowd.ids, at, name, seen, parcel.edition.id, parcel.slot)


def _caught_up(crowd: Crowd, at: datetime, now: datetime, catch_up: timedelta) -> schedule.Slot:
    """After days of downtime, the slot that has only just been missed, where there is one."""
    missed = schedule.Slot(at, crowd.slot)
    if now - at <= catch_up:
        return missed
    oldest = now - catch_up - timedelta(microseconds=1)
    slot = schedule.following(crowd.times, crowd.weekdays, crowd.timezone, oldest)
    return slot if slot and slot.at <= now else missed


def slot_of(name: str) -> str:
    return f"digest:{name}"
