"""Notices to the desk: something happened that it must know of. One event, one message to each."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import paging, priorities, render
from bot.brief.tongue import Tongue, tongue
from bot.services.newsroom import Newsroom
from storage import editions
from storage import notices as record
from storage.desk import people as members
from storage.desk import posts
from storage.editions import Composed

log = logging.getLogger(__name__)


async def tell(  # noqa: PLR0913, PLR0917  who is told what, once
    newsroom: Newsroom,
    session: AsyncSession,
    key: str,
    say: Callable[[Tongue], str],
    now: datetime,
    to: Sequence[int] | None = None,
) -> None:
    """Queue a notice to these people, or to every admin and the desk's chat, each in their language, in the
    caller's transaction; the same key says nothing a second time. `say` returns plain text, which is escaped
    here.
    """
    room = await posts.chat(session) if to is None else None
    if to is None and room is None and not newsroom.rules.admins:
        log.warning("nobody is told, since BRIEF_ADMINS is empty: %s", key)
    if await record.was_told(session, [_key(key, language) for language in newsroom.rules.languages]):
        return
    listeners = await _listeners(newsroom, session, newsroom.rules.admins if to is None else to)
    if room is not None:
        listeners.setdefault(newsroom.rules.fallback, [])
    for language, chats in listeners.items():
        number = await editions.keep(session, _composed(_key(key, language), language, say, now))
        edition = await editions.one(session, number)
        if chats:
            await record.queue_to(session, edition, chats, now)
        if room is not None and language == newsroom.rules.fallback:
            await record.queue_to(session, edition, [room.chat_id], now, room.thread_id)


def _key(key: str, language: str) -> str:
    return f"desk:{key}:{language}"


async def _listeners(
    newsroom: Newsroom, session: AsyncSession, people: Sequence[int]
) -> dict[str, list[int]]:
    """Private chats, which have their users' ids, by language."""
    rules = newsroom.rules
    chosen = await record.languages_of(session, people) | await members.languages_of(session, people)
    found: dict[str, list[int]] = {}
    for one in people:
        found.setdefault(rules.offered(chosen.get(one, rules.fallback)), []).append(one)
    return found


def _composed(key: str, language: str, say: Callable[[Tongue], str], now: datetime) -> Composed:
    speaker = tongue(language)
    text = render.write("note", speaker, text=say(speaker))
    return Composed(key, "desk", language, priorities.DESK, paging.pages(text)[:1], (), now)
