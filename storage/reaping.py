"""What dead workers left behind, what nobody took in time, and sends that nobody can vouch for."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.conditions import IN_HAND, SENDING
from storage.deliveries import CLAIMED, Claimed
from storage.given import Call, Row, Statement, moment
from storage.model.ledger import Delivery

_HOLDERS = Statement(
    f"SELECT worker, min(lease_until) FROM delivery WHERE {IN_HAND.text} GROUP BY worker"  # noqa: S608  no value
)


def asking_holders() -> Call:
    return _HOLDERS.call()


def holders(rows: Iterable[Row]) -> dict[str | None, datetime | None]:
    """Who has deliveries in hand, and when the first of their leases ends."""
    return {name: moment(until) if until else None for name, until in rows}


async def requeue_claims(session: AsyncSession, wall: datetime, dead: Collection[str] = ()) -> None:
    """What had been claimed by the dead, or under a lease that has ended, is simply queued again."""
    await session.exec(
        update(Delivery)
        .where(
            col(Delivery.state) == "claimed",
            (col(Delivery.lease_until) < wall) | col(Delivery.worker).in_(list(dead)),
        )
        .values(state="queued", epoch=Delivery.epoch + 1, worker=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


_TAKE = Statement(
    f"""
    WITH taken AS MATERIALIZED (
        SELECT delivery.id FROM delivery
        WHERE {SENDING.text}
            AND (delivery.lease_until < :wall OR delivery.worker IN (SELECT given.name FROM {{given}}))
        ORDER BY delivery.lease_until, delivery.id LIMIT :limit {{skip_locked}}
    )
    UPDATE delivery SET state = 'unknown', epoch = epoch + 1, lease_until = NULL
    WHERE id IN (SELECT id FROM taken) RETURNING {CLAIMED}
    """,  # noqa: S608  names of our own,
    name="text",
)


async def take_over_sends(
    session: AsyncSession, wall: datetime, limit: int, dead: Collection[str] = ()
) -> list[Claimed]:
    """Sends of the dead, or whose lease has ended: they may have arrived. Takes them under a new epoch."""
    rows = await _TAKE.on(session, [(name,) for name in dead], wall=wall, limit=limit)
    return [Claimed(*row) for row in rows]


_ANY_EXPIRED = Statement(
    "SELECT 1 FROM delivery WHERE state = 'queued' AND expires_at <= :now ORDER BY expires_at LIMIT 1"
)
_EXPIRE = Statement(
    """
    WITH taken AS MATERIALIZED (
        SELECT delivery.id FROM delivery WHERE delivery.state = 'queued' AND delivery.expires_at <= :now
        ORDER BY delivery.expires_at LIMIT :limit {skip_locked}
    )
    UPDATE delivery SET state = 'expired', epoch = epoch + 1, settled_at = :now
    WHERE id IN (SELECT id FROM taken) RETURNING id
""",
)


async def any_expired(session: AsyncSession, now: datetime) -> bool:
    return bool(await _ANY_EXPIRED.on(session, now=now))


async def expire(session: AsyncSession, now: datetime, limit: int) -> int:
    """Mark the next few that were not sent in time; returns how many."""
    return len(await _EXPIRE.on(session, now=now, limit=limit))
