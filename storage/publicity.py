"""Whether anything that readers can see has changed."""

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.desk import Lede
from storage.model.record import Counter

Stamp = tuple[int, int]
_PUBLICATION = select(col(Counter.value)).where(Counter.name == "publication").scalar_subquery()
_LEDES = select(func.count()).select_from(Lede).scalar_subquery()
_STAMP = select(func.coalesce(_PUBLICATION, 0), _LEDES)


async def stamp(session: AsyncSession) -> Stamp:
    """Another one after each publication, correction or withdrawal, and each version of a lede."""
    publication, ledes = (await session.exec(_STAMP)).one()
    return int(publication), int(ledes)
