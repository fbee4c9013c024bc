"""News that expired before it left: given back, so that the reader's next digest tells it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.batches import batches
from storage.model.ledger import Delivery, Edition, EditionEntry
from storage.model.record import Revision
from storage.model.subscriber import SubscriberRecord

_IN_ONE_STATEMENT = 500


async def give_back(session: AsyncSession, subscriber_ids: Sequence[int], now: datetime) -> int:
    """Take back "told" and "held" of what these never got; returns how many deliveries are superseded."""
    count = 0
    for batch in batches(subscriber_ids, _IN_ONE_STATEMENT):
        rows = await session.exec(
            select(Delivery.id, Delivery.subscriber_id, Edition.id, Edition.kind)
            .join(Edition, col(Edition.id) == col(Delivery.edition_id))
            .where(col(Delivery.subscriber_id).in_(batch), _has_expired(now))
        )
        for delivery, subscriber, edition, kind in rows.all():
            await _untell(session, subscriber or 0, edition or 0, kind)
            await session.exec(
                update(Delivery)
                .where(col(Delivery.id) == delivery)
                .values(state="superseded", settled_at=now)
            )
            count += 1
    return count


def _has_expired(now: datetime) -> ColumnElement[bool]:
    """Also what nobody has noticed yet, since the van looks when it claims."""
    overdue = and_(col(Delivery.state) == "queued", col(Delivery.expires_at) <= now)
    return or_(col(Delivery.state) == "expired", overdue)


async def _untell(session: AsyncSession, subscriber: int, edition: int, kind: str) -> None:
    record = await session.get_one(SubscriberRecord, subscriber)
    if kind == "alert":
        record.held = [number for number in record.held if number != str(edition)]
    elif kind == "digest" and (first := await _first_publication(session, edition)):
        # What an alert brought in between comes once more: better than not at all.
        record.seen = min(record.seen, first - 1)
    await session.flush()


async def _first_publication(session: AsyncSession, edition: int) -> int | None:
    found = await session.exec(
        select(func.min(Revision.publication))
        .join(
            EditionEntry,
            and_(
                col(EditionEntry.entry_id) == col(Revision.entry_id),
                col(EditionEntry.version) == col(Revision.version),
            ),
        )
        .where(EditionEntry.edition_id == edition)
    )
    return found.one()
