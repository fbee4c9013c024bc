"""Numbers that grow in the order of commits."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inserts import insert
from storage.model.record import Counter


async def following(session: AsyncSession, name: str, many: int = 1) -> int:
    """The next number, or the last of the next `many`. The row stays locked until the end of the
    transaction, so that nobody who reads a number can have missed a smaller one that was committed later.
    """
    row = await session.exec(
        insert(session, Counter)
        .values(name=name, value=many)
        .on_conflict_do_update(index_elements=["name"], set_={"value": col(Counter.value) + many})
        .returning(col(Counter.value))
    )
    return int(row.scalar_one())


async def current(session: AsyncSession, name: str) -> int:
    found = await session.exec(select(Counter.value).where(Counter.name == name))
    return found.one_or_none() or 0
