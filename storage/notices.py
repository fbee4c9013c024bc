"""Notices to the desk in the ledger: whether something was said already, and to which chats it goes."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inserts import insert
from storage.model.ledger import Delivery, Edition
from storage.model.subscriber import SubscriberRecord
from storage.queueing import fresh


async def was_told(session: AsyncSession, keys: Sequence[str]) -> bool:
    """Whether an edition of one of these keys exists."""
    found = await session.exec(select(Edition.id).where(col(Edition.key).in_(keys)).limit(1))
    return found.first() is not None


async def languages_of(session: AsyncSession, chats: Sequence[int]) -> dict[int, str]:
    """The language that each of these chats has chosen, where it has; else one of its topics'."""
    rows = await session.exec(
        select(SubscriberRecord.chat_id, SubscriberRecord.language)
        .where(col(SubscriberRecord.chat_id).in_(chats))
        .order_by(col(SubscriberRecord.thread_id).desc())
    )
    return dict(rows.all())  # the last of a chat is its own


async def queue_to(
    session: AsyncSession, edition: Edition, chats: Sequence[int], now: datetime, thread_id: int = 0
) -> None:
    """Queue an edition to chats that need not subscribe to anything."""
    same = fresh(now, edition.priority, paused=False)
    same |= {"edition_id": edition.id, "slot": f"edition:{edition.id}", "expires_at": edition.expires_at}
    rows = [same | {"chat_id": chat, "thread_id": thread_id} for chat in chats]
    await session.exec(insert(session, Delivery).values(rows).on_conflict_do_nothing())
