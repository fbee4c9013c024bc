"""Deliveries that may have arrived and wait for the desk: sent once more, or let go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.batches import batches
from storage.conditions import UNKNOWN
from storage.model.ledger import Ambiguity, Delivery

_IN_ONE_STATEMENT = 500


async def again(session: AsyncSession, number: int, doubt: int, now: datetime) -> int:
    """Queue what is held of an edition once more, however late it is; its ambiguity stays on record.

    `doubt` is the newest ambiguity of which the desk knew: what fell into doubt since then is left alone.
    """
    return await _decide(
        session, await _held(session, number, doubt), "again", state="queued", not_before=now, expires_at=None
    )


async def let_go(session: AsyncSession, number: int, doubt: int, now: datetime) -> int:
    """Leave it at that: it arrived or it did not."""
    return await _decide(
        session,
        await _held(session, number, doubt),
        "let go",
        state="failed",
        error="uncertain, and let go by the desk",
        settled_at=now,
    )


async def _held(session: AsyncSession, number: int, doubt: int) -> Sequence[tuple[int, int]]:
    """Deliveries with their newest ambiguities."""
    newest = func.max(col(Ambiguity.id))
    rows = await session.exec(
        select(Ambiguity.delivery_id, newest)
        .join(Delivery, col(Delivery.id) == col(Ambiguity.delivery_id))
        .where(UNKNOWN, Delivery.edition_id == number)
        .group_by(col(Ambiguity.delivery_id))
        .having(newest <= doubt)
    )
    return [(delivery, ambiguity) for delivery, ambiguity in rows if ambiguity is not None]


async def _decide(session: AsyncSession, found: Sequence[tuple[int, int]], policy: str, **values: Any) -> int:
    decided = 0
    for batch in batches(found, _IN_ONE_STATEMENT):
        deliveries, ambiguities = zip(*batch, strict=True)
        result = await session.exec(
            update(Delivery)
            .where(col(Delivery.id).in_(deliveries), UNKNOWN)
            .values(epoch=Delivery.epoch + 1, worker=None, lease_until=None, **values)
            .execution_options(synchronize_session=False)
        )
        await session.exec(
            update(Ambiguity)
            .where(col(Ambiguity.id).in_(ambiguities))
            .values(policy=policy)
            .execution_options(synchronize_session=False)
        )
        decided += int(result.rowcount)
    return decided
