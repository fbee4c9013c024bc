"""Queue an edition: for some subscribers with their slots, or for all of a condition in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.batches import batches
from storage.inserts import insert
from storage.model.ledger import Delivery, Edition
from storage.model.subscriber import SubscriberRecord

_IN_ONE_STATEMENT = 500


async def queue_for(
    session: AsyncSession,
    edition: Edition,
    slots: Sequence[tuple[int, str]],
    now: datetime,
    *,
    expires_at: datetime | None = None,
) -> int:
    """Queue an edition for some subscribers, each with its slot; a slot that is taken stays as it is.

    `expires_at` (UTC) stands for the edition's own, which may be of earlier readers.
    """
    common = _common(edition, now) | {"expires_at": expires_at or edition.expires_at}
    queued = 0
    for batch in batches(slots, _IN_ONE_STATEMENT):
        slot_of = dict(batch)
        rows = await session.exec(
            select(SubscriberRecord.id, SubscriberRecord.chat_id, SubscriberRecord.thread_id).where(
                col(SubscriberRecord.id).in_(list(slot_of))
            )
        )
        values = [
            common | {"subscriber_id": number, "chat_id": chat, "thread_id": thread, "slot": slot_of[number]}
            for number, chat, thread in rows
            if number is not None
        ]
        if values:
            queued += await _count(session, insert(session, Delivery).values(values))
    return queued


async def queue_where(
    session: AsyncSession, edition: Edition, who: ColumnElement[bool], now: datetime
) -> int:
    """Queue an edition for all subscribers of a condition in one statement."""
    common = _common(edition, now) | {"slot": f"edition:{edition.id}"}
    readers = select(
        col(SubscriberRecord.id),
        col(SubscriberRecord.chat_id),
        col(SubscriberRecord.thread_id),
        *[literal(value, getattr(Delivery, name).type).label(name) for name, value in common.items()],
    ).where(who)
    names = ["subscriber_id", "chat_id", "thread_id", *common]
    return await _count(session, insert(session, Delivery).from_select(names, readers))


async def _count(session: AsyncSession, rows: Any) -> int:
    """Insert the rows whose slot is free; an insert forgets their number unless it is told to keep it."""
    statement = rows.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return int((await session.exec(statement)).rowcount)


def _common(edition: Edition, now: datetime) -> dict[str, Any]:
    return {
        "edition_id": edition.id,
        "priority": edition.priority,
        "not_before": now,
        "expires_at": edition.expires_at,
        "created_at": now,
        "state": "queued",
        "action": "send",
        "epoch": 0,
        "attempt": 0,
    }


async def taken(session: AsyncSession, slots: Sequence[tuple[int, str]]) -> set[int]:
    """The subscribers among these whose slot holds a delivery already."""
    found: set[int] = set()
    for batch in batches(slots, _IN_ONE_STATEMENT):
        rows = await session.exec(
            select(Delivery.subscriber_id, Delivery.slot).where(
                col(Delivery.subscriber_id).in_([number for number, _slot in batch]),
                col(Delivery.slot).in_({slot for _number, slot in batch}),
            )
        )
        # One reader's slot of today may be another's of this morning.
        asked = set(batch)
        found.update(number for number, slot in rows if number is not None and (number, slot) in asked)
    return found
