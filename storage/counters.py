"""Numbers that grow in the order of commits."""

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.record import Counter


async def following(session: AsyncSession, name: str) -> int:
    """The next number. The row stays locked until the end of the transaction, so that nobody who
    reads a number can have missed a smaller one that was committed later.
    """
    row = await session.exec(
        update(Counter)
        .where(col(Counter.name) == name)
        .values(value=Counter.value + 1)
        .returning(col(Counter.value))
    )
    value = row.scalar_one_or_none()
    if value is None:
        session.add(Counter(name=name, value=1))
        await session.flush()
        return 1
    return int(value)


async def current(session: AsyncSession, name: str) -> int:
    found = await session.exec(select(Counter.value).where(Counter.name == name))
    return found.one_or_none() or 0
