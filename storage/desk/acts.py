"""The desk's log: acts are added in the transaction that does them, and never changed."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.desk import Act


async def record(session: AsyncSession, act: Act) -> None:
    """Write an act down; its `detail` must be JSON."""
    session.add(act)
    await session.flush()


async def latest(
    session: AsyncSession, limit: int, before: int | None = None, uri: str = ""
) -> Sequence[Act]:
    """The newest acts first, those before an id, of one entry where a uri is given."""
    question = select(Act).order_by(col(Act.id).desc()).limit(limit)
    if before is not None:
        question = question.where(col(Act.id) < before)
    if uri:
        question = question.where(Act.uri == uri)
    return (await session.exec(question)).all()
