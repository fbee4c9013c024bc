"""Questions to the desk: at most one is open in a chat, and the next text there answers it."""

from datetime import datetime

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.desk import Question


async def ask(session: AsyncSession, question: Question) -> None:
    """An older question of the chat is dropped."""
    await session.merge(question)
    await session.flush()


async def asked(session: AsyncSession, chat_id: int, now: datetime) -> Question | None:
    """The question that is open in a chat, if it was asked lately."""
    found = await session.get(Question, chat_id)
    return found if found is not None and found.until > now else None


async def forget(session: AsyncSession, chat_id: int) -> None:
    await session.exec(delete(Question).where(col(Question.chat_id) == chat_id))
