"""Sheets in the chats of the desk: posts that were sent as answers, to be edited when they are not true."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import copies, editions
from storage.editions import Composed
from storage.model.desk import DeskPost
from storage.model.ledger import Delivery, Edition
from storage.queueing import fresh


async def put_up(session: AsyncSession, made: DeskPost, composed: Composed, message_id: int | None) -> int:
    """A sheet is shown, in a message that is not known yet where it is None; returns its edition."""
    made.edition_id = await editions.keep(session, composed)
    row = fresh(made.changed_at, composed.priority, paused=False) | {
        "edition_id": made.edition_id,
        "chat_id": made.chat_id,
        "slot": f"edition:{made.edition_id}",
        "state": "sent",
        "message_id": message_id,
        "rendition": 1,
        "settled_at": made.changed_at,
    }
    session.add_all([made, Delivery(**row)])
    await session.flush()
    return made.edition_id


async def arrived(session: AsyncSession, edition: int, chat_id: int, message_id: int) -> None:
    """The message is known now."""
    mine = (col(Delivery.edition_id) == edition) & (col(Delivery.chat_id) == chat_id)
    await session.exec(update(Delivery).where(mine).values(message_id=message_id))


async def is_up(session: AsyncSession, chat_id: int, draft: int) -> bool:
    """Whether a chat has a sheet about a draft."""
    found = select(DeskPost.key).where(
        DeskPost.chat_id == chat_id, DeskPost.draft_id == draft, col(DeskPost.done).is_(False)
    )
    return (await session.exec(found.limit(1))).first() is not None


async def in_message(session: AsyncSession, chat_id: int, message_id: int) -> Sequence[str]:
    """The keys of the sheets that are up in a message."""
    shown = (
        select(func.coalesce(Edition.corrects, Edition.id))
        .join(Delivery, col(Delivery.edition_id) == col(Edition.id))
        .where(Delivery.chat_id == chat_id, Delivery.message_id == message_id)
    )
    found = select(DeskPost.key).where(
        DeskPost.chat_id == chat_id, col(DeskPost.done).is_(False), col(DeskPost.edition_id).in_(shown)
    )
    return (await session.exec(found)).all()


async def take_down(session: AsyncSession, made: DeskPost, now: datetime) -> None:
    """Its message shows something else now, which no edit of ours may overwrite."""
    made.done = True
    session.add(made)
    await session.flush()
    await copies.supersede(session, made.edition_id, now)
