"""How far editions have come: which are on their way, and their deliveries by state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.conditions import HALTED, IN_HAND, QUEUED, UNKNOWN
from storage.model.ledger import Ambiguity, Delivery, Edition, EditionEntry
from storage.model.record import EntryRecord

_BLOCKED = ("%blocked%", "%deactivated%")


@dataclass(frozen=True, slots=True)
class Parcel:
    """An edition without its text."""

    id: int
    key: str
    kind: str
    language: str
    priority: int
    created_at: datetime
    paused_at: datetime | None
    stopped: str | None


@dataclass(slots=True)
class Tally:
    """An edition's deliveries by state; how many of the failed were blocked, and how many are held in doubt,
    up to which ambiguity.
    """

    states: dict[str, int] = field(default_factory=dict)
    blocked: int = 0
    held: int = 0
    doubt: int = 0


async def on_the_way(session: AsyncSession) -> list[int]:
    """The editions of which something has not left yet or is held in doubt, newest first."""
    found: set[int] = set()
    for condition in (QUEUED, IN_HAND):
        found.update((await session.exec(select(Delivery.edition_id).where(condition).distinct())).all())
    paused = select(Edition.id).where(HALTED, col(Edition.stopped).is_(None))
    found.update(number for number in (await session.exec(paused)).all() if number is not None)
    found.update(await _doubted(session))
    return sorted(found, reverse=True)


async def _doubted(session: AsyncSession) -> Sequence[int]:
    question = select(Delivery.edition_id).join(Ambiguity, col(Ambiguity.delivery_id) == col(Delivery.id))
    return (await session.exec(question.where(UNKNOWN).distinct())).all()


async def parcels(session: AsyncSession, ids: Sequence[int]) -> list[Parcel]:
    """These editions, newest first."""
    columns = [getattr(Edition, name) for name in Parcel.__dataclass_fields__]
    rows = await session.exec(
        select(*columns).where(col(Edition.id).in_(ids)).order_by(col(Edition.id).desc())
    )
    return [Parcel(*row) for row in rows]


async def tallies(session: AsyncSession, ids: Sequence[int]) -> dict[int, Tally]:
    """The deliveries of some editions, by state."""
    found = {number: Tally() for number in ids}
    blocked = func.count().filter(
        col(Delivery.state) == "failed", or_(*[col(Delivery.error).ilike(words) for words in _BLOCKED])
    )
    rows = await session.exec(
        select(Delivery.edition_id, Delivery.state, func.count(), blocked)
        .where(col(Delivery.edition_id).in_(ids))
        .group_by(col(Delivery.edition_id), col(Delivery.state))
    )
    for number, state, many, few in rows:
        found[number].states[state] = many
        found[number].blocked += few
    for number, many, doubt in await _held(session, ids):
        found[number].held, found[number].doubt = many, doubt
    return found


async def _held(session: AsyncSession, ids: Sequence[int]) -> Sequence[tuple[int, int, int]]:
    rows = await session.exec(
        select(
            Delivery.edition_id,
            func.count(func.distinct(col(Delivery.id))),
            func.max(col(Ambiguity.id)),
        )
        .join(Ambiguity, col(Ambiguity.delivery_id) == col(Delivery.id))
        .where(UNKNOWN, col(Delivery.edition_id).in_(ids))
        .group_by(col(Delivery.edition_id))
    )
    return [(number, many, doubt or 0) for number, many, doubt in rows]


async def before(session: AsyncSession, parcel: Parcel) -> int:
    """How many messages leave until the last of this edition has, itself included."""
    urgent = col(Delivery.priority) < parcel.priority
    earlier = and_(col(Delivery.priority) == parcel.priority, col(Delivery.edition_id) <= parcel.id)
    found = await session.exec(select(func.count()).select_from(Delivery).where(QUEUED, or_(urgent, earlier)))
    return found.one()


async def leading_entry(session: AsyncSession, number: int) -> tuple[int, int] | None:
    """The most urgent entry that an edition carries, and in which version."""
    found = await session.exec(
        select(EditionEntry.entry_id, EditionEntry.version)
        .join(EntryRecord, col(EntryRecord.id) == col(EditionEntry.entry_id))
        .where(EditionEntry.edition_id == number)
        .order_by(col(EntryRecord.urgency), col(EntryRecord.id))
        .limit(1)
    )
    return found.first()
