"""Notices to the admins: something happened that the desk must know of. One event, one message to each."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import paging, priorities, render
from bot.brief.tongue import Tongue, tongue
from bot.services.newsroom import Newsroom
from storage import editions
from storage import notices as record
from storage.editions import Composed

log = logging.getLogger(__name__)


async def tell(
    newsroom: Newsroom, session: AsyncSession, key: str, say: Callable[[Tongue], str], now: datetime
) -> None:
    """Queue a notice to every admin in their language, in the caller's transaction; the same key says nothing
    a second time. `say` returns plain text, which is escaped here.
    """
    if not newsroom.rules.admins:
        log.warning("nobody is told, since BRIEF_ADMINS is empty: %s", key)
        return
    if await record.was_told(session, [_key(key, language) for language in newsroom.rules.languages]):
        return
    for language, chats in (await _listeners(newsroom, session)).items():
        number = await editions.keep(session, _composed(_key(key, language), language, say, now))
        await record.queue_to(session, await editions.one(session, number), chats, now)


def _key(key: str, language: str) -> str:
    return f"desk:{key}:{language}"


async def _listeners(newsroom: Newsroom, session: AsyncSession) -> dict[str, list[int]]:
    """The admins' private chats, which have their users' ids, by language."""
    rules = newsroom.rules
    chosen = await record.languages_of(session, rules.admins)
    found: dict[str, list[int]] = {}
    for admin in rules.admins:
        found.setdefault(rules.offered(chosen.get(admin, rules.fallback)), []).append(admin)
    return found


def _composed(key: str, language: str, say: Callable[[Tongue], str], now: datetime) -> Composed:
    speaker = tongue(language)
    text = render.write("note", speaker, text=say(speaker))
    return Composed(key, "desk", language, priorities.DESK, paging.pages(text)[:1], (), now)
