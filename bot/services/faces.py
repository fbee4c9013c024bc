"""What Telegram was told of the bot's menus and descriptions, so that only what has changed is told again."""

from collections.abc import Iterable, Mapping

from bot.services.newsroom import Newsroom
from storage import faces
from storage.faces import Part


async def told(newsroom: Newsroom, bot_id: int) -> dict[Part, str]:
    async with newsroom.database.reading() as session:
        return await faces.told(session, bot_id)


async def note(
    newsroom: Newsroom, bot_id: int, prints: Mapping[Part, str], gone: Iterable[Part] = ()
) -> None:
    """These are shown now, and those no more."""
    gone = list(gone)
    if not (prints or gone):
        return
    async with newsroom.database.writing() as session:
        if prints:
            await faces.note(session, bot_id, prints)
        if gone:
            await faces.forget(session, bot_id, gone)
