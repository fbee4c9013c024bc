"""What is stored about a chat: shown whole as a file, and deleted when its reader wants that."""

import json
from datetime import date, datetime
from typing import Any

from bot.brief import privacy
from bot.brief.privacy import Whose
from bot.brief.screen import Screen
from bot.services.newsroom import Asker, Newsroom, asking
from storage import ageing, personal

# In the file even where there is nothing of it.
_NAMED = {"subscription", "followed_pledges", "deliveries"}
_CHUNK = 2_000  # deliveries in one transaction


async def kept(newsroom: Newsroom, asker: Asker) -> Screen:
    """What is stored of readers, and for how long."""
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
    return privacy.kept(who.speaker, _whose(asker))


def _whose(asker: Asker) -> Whose:
    if asker.is_private:
        return "own"
    return "channel" if asker.is_channel else "group"


async def ask(newsroom: Newsroom, asker: Asker) -> Screen:
    """Nothing is deleted before this question is answered."""
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        stays = await personal.is_of_desk(session, asker.chat_id)
    return privacy.question(who.speaker, _whose(asker), of_desk=stays)


async def forget(newsroom: Newsroom, asker: Asker) -> Screen:
    """Delete all that is stored about a chat, with all its topics; answered in the language it had."""
    async with newsroom.database.writing() as session:
        who = await asking(newsroom, session, asker)
        await personal.forget(session, asker.chat_id, newsroom.now())
    return privacy.forgotten(who.speaker, _whose(asker))


async def mydata(newsroom: Newsroom, asker: Asker) -> Screen:
    """Everything that is stored about a chat, as a file."""
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        found = await personal.of_chat(session, asker.chat_id)
    now = newsroom.now()
    whole = {"chat": asker.chat_id, "made_at": now}
    whole |= {name: rows for name, rows in found.items() if rows or name in _NAMED}
    document = json.dumps(whole, indent=2, ensure_ascii=False, default=_written)
    name = f"kaizen-news-brief-{now:%Y-%m-%d}.json"
    return privacy.file(who.speaker, name, document, _whose(asker))


async def anonymise(newsroom: Newsroom) -> int:
    """Take the readers out of some deliveries that are too old to be corrected; returns how many."""
    now = newsroom.now()
    async with newsroom.database.writing() as session:
        return await ageing.anonymise_old(session, now - ageing.KEPT_FOR, now, _CHUNK)


def _written(value: Any) -> str:
    """A moment or a day, as JSON has no word for them."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in a file")
