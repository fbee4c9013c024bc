"""What Telegram was last told of the bot's menus and descriptions."""

from collections.abc import Iterable, Mapping

from sqlmodel import col, delete, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inserts import insert
from storage.model.face import Face

Part = tuple[str, str, str]
"""What it is, whose, and in which language."""


async def told(session: AsyncSession, bot_id: int) -> dict[Part, str]:
    """The prints of all parts that were told."""
    rows = await session.exec(select(Face).where(Face.bot_id == bot_id))
    return {(row.what, row.scope, row.language): row.print for row in rows.all()}


async def note(session: AsyncSession, bot_id: int, prints: Mapping[Part, str]) -> None:
    rows = [
        {"bot_id": bot_id, "what": what, "scope": scope, "language": language, "print": seen}
        for (what, scope, language), seen in prints.items()
    ]
    new = insert(session, Face)
    change = {"print": new.excluded.print}
    await session.exec(new.values(rows).on_conflict_do_update(set_=change, index_elements=_KEY))


_KEY = ["bot_id", "what", "scope", "language"]


async def forget(session: AsyncSession, bot_id: int, parts: Iterable[Part]) -> None:
    key = tuple_(col(Face.what), col(Face.scope), col(Face.language))
    await session.exec(delete(Face).where(col(Face.bot_id) == bot_id, key.in_(list(parts))))
