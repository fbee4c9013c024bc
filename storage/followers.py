"""Cards: messages in which somebody of the desk watches an edition on its way."""

from collections.abc import Sequence

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.ledger import Follower


async def follow(session: AsyncSession, follower: Follower) -> None:
    """From now on this message shows an edition; a chat watches one at a time."""
    await let_go(session, follower.chat_id)
    session.add(follower)
    await session.flush()


async def let_go(session: AsyncSession, chat_id: int, message_id: int | None = None) -> None:
    """Nothing is edited any more: in a chat, or in one of its messages."""
    gone = delete(Follower).where(col(Follower.chat_id) == chat_id)
    if message_id is not None:
        gone = gone.where(col(Follower.message_id) == message_id)
    await session.exec(gone.execution_options(synchronize_session=False))


async def every(session: AsyncSession) -> Sequence[Follower]:
    return (await session.exec(select(Follower).order_by(col(Follower.chat_id)))).all()


async def follows(session: AsyncSession, chat_id: int, message_id: int, edition_id: int) -> bool:
    """Whether a message still shows this edition."""
    found = await session.get(Follower, (chat_id, message_id))
    return found is not None and found.edition_id == edition_id


async def shows(session: AsyncSession, chat_id: int, message_id: int, shown: str) -> None:
    """What the message says now, unless it shows something else already."""
    this = (col(Follower.chat_id) == chat_id) & (col(Follower.message_id) == message_id)
    await session.exec(
        update(Follower).where(this).values(shown=shown).execution_options(synchronize_session=False)
    )
