"""What the van has before it and behind it, asked so that a ledger of millions answers at once."""

from datetime import datetime

from sqlmodel import and_, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.conditions import IN_HAND, OPEN_UPDATE, PARKED, QUEUED, SENT, UNKNOWN
from storage.doubts import ABSENT, ARRIVED
from storage.model.inbox import Incoming
from storage.model.ledger import Ambiguity, Delivery, Edition
from storage.model.replica import Lease, Replica

_FIRST = 1000  # of a line are looked at: all of a long one may have been put off
Counts = dict[tuple[int, str], int]


async def queue(session: AsyncSession) -> Counts:
    """How many deliveries are not over, by priority and state."""
    counts: Counts = {}
    counts |= {(priority, "queued"): many for priority, many in await _waiting(session)}
    for priority, state, many in await _in_hand(session):
        counts[priority, state] = many
    counts |= {(priority, "parked"): many for priority, many in await _parked(session)}
    counts |= {(priority, "unknown"): many for priority, many in await _unknown(session)}
    return counts


async def _waiting(session: AsyncSession) -> list[tuple[int, int]]:
    rows = await session.exec(
        select(Delivery.priority, func.count()).where(QUEUED).group_by(col(Delivery.priority))
    )
    return list(rows.all())


async def _in_hand(session: AsyncSession) -> list[tuple[int, str, int]]:
    rows = await session.exec(
        select(Delivery.priority, Delivery.state, func.count())
        .where(IN_HAND)
        .group_by(col(Delivery.priority), col(Delivery.state))
    )
    return list(rows.all())


async def _parked(session: AsyncSession) -> list[tuple[int, int]]:
    """Found through the editions that are paused, since no index has what is parked."""
    paused = select(Edition.id).where(col(Edition.paused_at).is_not(None))
    rows = await session.exec(
        select(Delivery.priority, func.count())
        .where(col(Delivery.edition_id).in_(paused), PARKED)
        .group_by(col(Delivery.priority))
    )
    return list(rows.all())


async def _unknown(session: AsyncSession) -> list[tuple[int, int]]:
    """Found through the ambiguities, one of which each of these has."""
    rows = await session.exec(
        select(Delivery.priority, func.count())
        .where(col(Delivery.id).in_(select(Ambiguity.delivery_id)), UNKNOWN)
        .group_by(col(Delivery.priority))
    )
    return list(rows.all())


async def oldest_due(session: AsyncSession, priority: int, now: datetime) -> datetime | None:
    """Since when the first in line of a priority could have left (UTC); None when nothing there is due."""
    line = (
        select(Delivery.not_before)
        .where(QUEUED, col(Delivery.priority) == priority)
        .order_by(col(Delivery.priority), col(Delivery.id))
        .limit(_FIRST)
        .subquery()
    )
    found = await session.exec(select(func.min(line.c.not_before)).where(line.c.not_before <= now))
    since: datetime | None = found.one()
    return since


async def sent_since(session: AsyncSession, moment: datetime) -> int:
    found = await session.exec(
        select(func.count()).select_from(Delivery).where(SENT, col(Delivery.settled_at) > moment)
    )
    return found.one()


async def last_sent(session: AsyncSession) -> datetime | None:
    found = await session.exec(
        select(Delivery.settled_at).where(SENT).order_by(col(Delivery.settled_at).desc()).limit(1)
    )
    return found.first()


async def ambiguities(session: AsyncSession, since: datetime) -> tuple[int, int, int]:
    """How many sends may have arrived: since a moment (UTC), ever, and found out about later."""
    recent = func.count().filter(col(Ambiguity.recorded_at) >= since)
    resolved = func.count().filter(col(Ambiguity.resolution).in_((ARRIVED, ABSENT)))
    found = await session.exec(select(recent, func.count(), resolved).select_from(Ambiguity))
    return found.one()


async def inbox(session: AsyncSession) -> tuple[int, datetime | None]:
    """How many updates wait to be handled, and since when (UTC)."""
    found = await session.exec(
        select(func.count(), func.min(Incoming.received_at)).select_from(Incoming).where(OPEN_UPDATE)
    )
    return found.one()


async def replicas(session: AsyncSession, now: datetime) -> list[tuple[Replica, list[str]]]:
    """The processes alive at a moment of the database's clock, each with its roles."""
    rows = await session.exec(
        select(Replica, Lease.role)
        .join(
            Lease,
            and_(col(Lease.holder) == col(Replica.id), col(Lease.until) > now),
            isouter=True,
        )
        .where(col(Replica.until) > now)
        .order_by(col(Replica.started_at), col(Replica.id), col(Lease.role))
    )
    found: dict[str, tuple[Replica, list[str]]] = {}
    for replica, role in rows:
        roles = found.setdefault(replica.id, (replica, []))[1]
        if role is not None:
            roles.append(role)
    return list(found.values())
