"""What a reader looks for: entries by words, and one entry by its link."""

import re
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import findings, schedule, shorthand, typed
from bot.brief.findings import PER_PAGE, Hit, Hits, Place
from bot.brief.screen import Screen
from bot.services.newsroom import Asker, Newsroom, Reader, asking
from storage import links, views
from storage.model.vocabulary import KINDS
from storage.search import analysis, finding
from storage.search.finding import Found

HOW = "search"
_LINK = re.compile(r"e(\d{1,17})(?:-([0-9a-f]{1,16}))?")


async def search(newsroom: Newsroom, asker: Asker, text: str, page: int = 0) -> Screen:
    """A page of what some words find, or of a day's entries where they name a day."""
    words = shorthand.kept(text)
    if analysis.question(words).is_empty:
        return findings.how_to_search((await _who(newsroom, asker)).speaker)
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        day = typed.day(text, newsroom.today(who.timezone))
        hits = await _of_day(session, who, day, page) if day else await _of_words(session, words, page)
    if not hits.count:
        return findings.nothing(who.speaker, hits.words)
    if not hits.hits:  # there were more when the button was made
        return await search(newsroom, asker, text, (hits.count - 1) // PER_PAGE)
    return findings.listed(who.speaker, replace(hits, cut=shorthand.is_cut(text)), newsroom.rules.fallback)


async def _who(newsroom: Newsroom, asker: Asker) -> Reader:
    async with newsroom.database.reading() as session:
        return await asking(newsroom, session, asker)


async def _of_words(session: AsyncSession, words: str, page: int) -> Hits:
    found = await finding.find(session, analysis.question(words), page * PER_PAGE, PER_PAGE)
    return Hits(words, words, _hits(found), found.all_whole, found.all_partly, page)


def _hits(found: Found) -> list[Hit]:
    whole = [Hit(one.id, one.entry) for one in found.whole]
    return whole + [Hit(one.id, one.entry, partly=True) for one in found.partly]


async def _of_day(session: AsyncSession, who: Reader, day: date, page: int) -> Hits:
    """A day's entries one by one, in the order of its brief."""
    found = await views.of_day(session, day, *schedule.bounds(day, who.timezone))
    order = sorted(found, key=lambda one: (KINDS.index(one.entry.kind), one.entry.urgency))
    some = order[page * PER_PAGE : (page + 1) * PER_PAGE]
    hits = [Hit(one.id, one.entry) for one in some]
    return Hits(who.speaker.day(day), day.isoformat(), hits, len(order), 0, page)


async def again(newsroom: Newsroom, asker: Asker, page: int, code: str) -> Screen | None:
    """A page of a search that a button remembers; None when no button of ours does."""
    words = shorthand.unpacked(code)
    return await search(newsroom, asker, words, page) if words else None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An entry that somebody wants to see, by a link with its sign or from a search (`back`)."""

    number: int
    sign: str | None = None
    page: int = 0
    back: str = ""


async def show(newsroom: Newsroom, asker: Asker, number: int, page: int, back: str = "") -> Screen:
    """An entry that was found; `back` is the page and the code of its search."""
    return await _entry(newsroom, asker, _Wanted(number, page=page, back=back))


async def opened(newsroom: Newsroom, asker: Asker, payload: str) -> Screen | None:
    """What a deep link leads to, for whoever comes: an entry, or how to search; None for any other link."""
    if payload == HOW:
        return await search(newsroom, asker, "")
    link = _LINK.fullmatch(payload)
    return await _entry(newsroom, asker, _Wanted(int(link[1]), link[2])) if link else None


async def _entry(newsroom: Newsroom, asker: Asker, wanted: _Wanted) -> Screen:
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        behind = await links.behind(session, wanted.number, wanted.sign)
    if behind.withdrawn:
        return findings.withdrawn(who.speaker)
    if behind.published is None:
        return findings.gone(who.speaker)
    hit = Hit(behind.published.id, behind.published.entry)
    is_new = asker.is_private and not who.is_active and not wanted.back
    place = Place(link_to(asker, hit.number, hit.entry.uri), wanted.back, is_new)
    return findings.one(who.speaker, hit, place, wanted.page, newsroom.rules.fallback)


def link_to(asker: Asker, number: int, uri: str) -> str:
    """The address that opens an entry in this bot; empty where its name is not known."""
    return f"https://t.me/{asker.bot}?start=e{number}-{links.sign(uri)}" if asker.bot else ""
