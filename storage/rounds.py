"""Rounds: an alert on its way to all who want it. What it says is fixed, how far it has come is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import tuple_
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.ledger import AlertRound
from storage.model.record import EntryRecord, Revision
from storage.model.vocabulary import PUBLIC_STATES
from storage.views import Published, published


@dataclass(frozen=True, slots=True)
class Lap:
    """Which subscribers are still to be asked: those after one id up to another, then the first of all up
    to `rest`.
    """

    after: int
    upto: int
    rest: int = 0

    def next(self) -> "Lap":
        return Lap(0, self.rest)

    @property
    def is_empty(self) -> bool:
        return self.after >= self.upto


@dataclass(frozen=True, slots=True)
class Telling:
    """An entry's version in a round. One that is not `loud` is brought without a sound to those who have the
    alert of its wave; `before` is the version that was alerted last, 0 where there was none.
    """

    told: Published
    loud: bool = True
    before: int = 0


async def begin(
    session: AsyncSession, versions: Sequence[Sequence[int]], priority: int, lap: Lap, now: datetime
) -> None:
    """Bring these versions of entries to all subscribers of a lap: of each its number and version, whether
    it is loud (0 or 1), and the version before.
    """
    session.add(
        AlertRound(
            entries=[list(version) for version in versions],
            priority=priority,
            after=lap.after,
            upto=lap.upto,
            rest=lap.rest,
            created_at=now,
        )
    )
    await session.flush()


async def any_open(session: AsyncSession) -> bool:
    return (await session.exec(select(AlertRound.id).limit(1))).first() is not None


async def take(session: AsyncSession) -> AlertRound | None:
    """The round that comes first, under lock; none while another process is about it."""
    question = select(AlertRound).order_by(col(AlertRound.priority), col(AlertRound.id)).limit(1)
    return (await session.exec(question.with_for_update(skip_locked=True))).first()


async def reached(session: AsyncSession, number: int | None, lap: Lap) -> None:
    """Note how far a round has come; it ends when nobody is left to be asked."""
    while lap.is_empty and lap.rest:
        lap = lap.next()
    this = col(AlertRound.id) == number
    if lap.is_empty:
        await session.exec(delete(AlertRound).where(this))
        return
    await session.exec(update(AlertRound).where(this).values(after=lap.after, upto=lap.upto, rest=lap.rest))


async def entries_of(session: AsyncSession, taken: AlertRound) -> list[Telling]:
    """What a round tells: its entries as they were when it began, without those withdrawn since."""
    how = {number: (version, more) for number, version, *more in taken.entries}
    rows = await session.exec(
        select(EntryRecord, Revision)
        .join(Revision, col(Revision.entry_id) == col(EntryRecord.id))
        .where(
            tuple_(col(Revision.entry_id), col(Revision.version)).in_(
                [(number, version) for number, (version, _more) in how.items()]
            ),
            col(EntryRecord.state).in_(PUBLIC_STATES),
        )
        .order_by(col(EntryRecord.id))
    )
    return [_telling(record, revision, how[revision.entry_id][1]) for record, revision in rows]


def _telling(record: EntryRecord, revision: Revision, more: Sequence[int]) -> Telling:
    told = replace(
        published(record, revision),
        publication=revision.publication or 0,
        published_at=revision.published_at or revision.created_at,
    )
    # A round that was begun by an earlier program says no more than the version.
    loud, before = more or (1, 0)
    return Telling(told, bool(loud), before)
