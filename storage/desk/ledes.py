"""Ledes: a day's opening paragraph in a language, version by version."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.desk import Lede


async def write(session: AsyncSession, lede: Lede) -> int:
    """Keep a new version; an empty text takes the lede away. Returns the version."""
    lede.version = await _newest(session, lede.day, lede.language) + 1
    session.add(lede)
    await session.flush()
    return lede.version


async def _newest(session: AsyncSession, day: date, language: str) -> int:
    found = await session.exec(
        select(func.max(Lede.version)).where(Lede.day == day, Lede.language == language)
    )
    return found.one() or 0


async def of_day(session: AsyncSession, day: date) -> dict[str, str]:
    """The newest lede of a day in each language that has one."""
    rows = await session.exec(
        select(Lede.language, Lede.text).where(Lede.day == day).order_by(col(Lede.version))
    )
    newest = dict(rows.all())
    return {language: text for language, text in newest.items() if text}


async def written(session: AsyncSession) -> int:
    """How many versions were written at all: it grows with each, whatever its day and language."""
    return (await session.exec(select(func.count()).select_from(Lede))).one()


async def history(session: AsyncSession, day: date, language: str) -> Sequence[Lede]:
    """Every version, oldest first."""
    question = select(Lede).where(Lede.day == day, Lede.language == language)
    return (await session.exec(question.order_by(col(Lede.version)))).all()
