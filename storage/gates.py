"""Gates: moments before which nothing leaves, for the whole bot or for one chat. They survive a restart."""

from datetime import datetime

from sqlalchemy import case
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inserts import insert
from storage.model.ledger import Gate

WHOLE_BOT = 0


async def close(session: AsyncSession, chat_id: int, until: datetime) -> None:
    """Nothing leaves before `until` (UTC): for one chat, or with WHOLE_BOT for all."""
    fresh = insert(session, Gate).values(chat_id=chat_id, closed_until=until)
    asked, known = fresh.excluded.closed_until, col(Gate.closed_until)
    later = case((asked > known, asked), else_=known)
    await session.exec(fresh.on_conflict_do_update(index_elements=["chat_id"], set_={"closed_until": later}))


async def closed_until(session: AsyncSession, chat_id: int = WHOLE_BOT) -> datetime | None:
    return (await session.exec(select(Gate.closed_until).where(Gate.chat_id == chat_id))).one_or_none()
