"""Published entries as the desk finds, opens and changes them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import compose
from bot.brief.changes import Item
from bot.brief.differences import differences
from bot.brief.screen import Screen
from bot.desk import entries as lists
from bot.desk.view import WITHDRAWN, dated
from bot.services.correcting import REACHES_BACK
from bot.services.desk import viewing, writing
from bot.services.desk.visits import Visit
from storage import audience, shelves
from storage.desk import drafts
from storage.model.desk import Draft
from storage.model.entry import Entry

A_PAGE = 8


def headline(visit: Visit, entry: Entry) -> str:
    return compose.in_language(entry.headline, visit.speaker, visit.newsroom.rules.fallback)


async def listed(visit: Visit, words: str = "", page: int = 0) -> Screen:
    """Entries, newest first, or those in whose texts all of some words stand."""
    async with visit.acting() as session:
        await visit.ask_nothing(session)
    async with visit.newsroom.database.reading() as session:
        found, more = await shelves.find(session, words.split(), page * A_PAGE, A_PAGE)
    lines = [
        lists.Listed(one.id, one.state, headline(visit, one.entry), compose.when(one.entry, visit.speaker))
        for one in found
    ]
    return lists.entries(visit.speaker, lines, words, page, more=more)


async def opened(visit: Visit, number: int) -> Screen | None:
    """An entry as readers see it, and what can be done about it."""
    async with visit.newsroom.database.reading() as session:
        found = await shelves.one(session, number)
        if found is None:
            return None
        copies = await audience.copies(session, number, visit.now - REACHES_BACK)
        draft = await drafts.of_entry(session, number)
    item = compose.told(Item(found.entry), visit.speaker, visit.newsroom.rules.fallback)
    sheet = lists.Sheet(number, found.state, found.version, copies, draft.id if draft else None)
    return lists.entry(visit.speaker, sheet, item)


async def opened_apart(visit: Visit, number: int) -> Screen | None:
    """The same in a message of its own, so that what led to it stays."""
    screen = await opened(visit, number)
    return replace(screen, apart=True) if screen else None


async def change(visit: Visit, number: int) -> Screen | None:
    """Begin to change an entry, or go on where somebody has begun."""
    async with visit.acting() as session:
        await visit.ask_nothing(session)
        found = await shelves.one(session, number)
        if found is None or found.state == WITHDRAWN:
            return None
        draft = await drafts.of_entry(session, number)
        if draft is None:
            draft = await drafts.start(session, await _draft(visit, session, found))
            await visit.record(session, "opened", draft.uri, found.version, draft=draft.id)
        return writing.shown(viewing.view(visit, draft))


async def _draft(visit: Visit, session: AsyncSession, found: shelves.Shelved) -> Draft:
    content = content_of(visit, found.entry)
    texts = await _written(session, found)
    return visit.draft(
        uri=found.entry.uri,
        entry_id=found.id,
        base_version=found.version if found.is_public else None,
        content=content,
        notes={"texts": texts},
        signal="" if found.is_public else "update",
    )


def content_of(visit: Visit, entry: Entry) -> dict[str, Any]:
    """An entry as a draft holds it: the newsroom's first language counts as its original."""
    content = entry.model_dump(mode="json", exclude={"uri"})
    original = visit.newsroom.rules.fallback
    for part in ("headline", "summary"):
        own = content.get(part, {})
        content[part] = {tag: own[tag] for tag in sorted(own, key=lambda tag: tag != original)}
    return {key: value for key, value in content.items() if value}


async def _written(session: AsyncSession, found: shelves.Shelved) -> dict[str, int]:
    """When the text of each language was last changed, in versions before the first of this draft."""
    written: dict[str, int] = {}
    before: dict[str, tuple[str | None, str | None]] = {}
    for version, _revision, entry in await shelves.history(session, found.id):
        for tag, text in entry.headline.items():
            now = text, (entry.summary or {}).get(tag)
            if before.get(tag) != now:
                before[tag], written[tag] = now, version - found.version
    return written


async def history(visit: Visit, number: int) -> Screen | None:
    """Every version: when, by whom, what kind of change, why, and what differs."""
    speaker = visit.speaker
    async with visit.newsroom.database.reading() as session:
        rows = await shelves.history(session, number)
    if not rows:
        return None
    told: list[lists.Past] = []
    before: Entry | None = None
    for version, revision, entry in rows:
        changed: Sequence[str] = differences(before, entry, speaker) if before else []
        when = dated(speaker, visit.context, revision.created_at)
        who = _author(visit, revision.author)
        told.append(
            lists.Past(version, when, who, revision.signal if before else "", revision.reason, changed)
        )
        before = entry
    return lists.history(speaker, number, headline(visit, rows[-1][2]), told[::-1])


def _author(visit: Visit, author: str) -> str:
    kind, _colon, number = author.partition(":")
    return viewing.person(visit, int(number)) if kind == "telegram" and number.isdecimal() else author
