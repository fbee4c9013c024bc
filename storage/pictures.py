"""Pictures: kept when they are drawn, found by what they show, forgotten after a season."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inserts import insert
from storage.model.picture import Picture

# Longer than the month in which copies are corrected.
_KEPT_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Print:
    """A picture that can be sent: by Telegram's id where it has one, else by its content."""

    key: str
    file_id: str | None
    content: bytes | None


async def find(session: AsyncSession, key: str) -> Print | None:
    """None where it was never drawn, or has to be drawn anew."""
    columns = select(Picture.file_id, Picture.content).where(Picture.key == key)
    found = (await session.exec(columns)).one_or_none()
    return Print(key, *found) if found and any(found) else None


async def is_there(session: AsyncSession, key: str) -> bool:
    there = col(Picture.file_id).is_not(None) | col(Picture.content).is_not(None)
    return (await session.exec(select(Picture.key).where(Picture.key == key, there))).first() is not None


async def keep(session: AsyncSession, key: str, content: bytes, now: datetime) -> None:
    """Keep one that was drawn; what is old goes at this occasion."""
    await session.exec(delete(Picture).where(col(Picture.created_at) < now - _KEPT_FOR))
    row = insert(session, Picture).values(key=key, content=content, created_at=now)
    drawn_anew = {"content": content, "created_at": now}
    await session.exec(row.on_conflict_do_update(index_elements=["key"], set_=drawn_anew))


async def uploaded(session: AsyncSession, key: str, file_id: str) -> None:
    """Telegram has it under this id, so its content is not needed any more."""
    await session.exec(update(Picture).where(col(Picture.key) == key).values(file_id=file_id, content=None))


async def refused(session: AsyncSession, key: str, file_id: str) -> None:
    """Telegram does not know it under this id any more, another bot's perhaps."""
    mine = col(Picture.key) == key, col(Picture.file_id) == file_id
    await session.exec(update(Picture).where(*mine).values(file_id=None))
