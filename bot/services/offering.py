"""What is typed behind the bot's name in any chat, by anybody: entries to be sent there."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import offers, schedule, shorthand
from bot.brief.findings import Hit
from bot.brief.offers import MOST, Offer
from bot.services.newsroom import Asker, Newsroom, Reader, asking
from bot.services.searching import HOW, link_to
from storage import views
from storage.search import analysis, finding
from storage.views import Published

_FURTHEST = 500  # results: nobody scrolls on


async def offer(newsroom: Newsroom, asker: Asker, typed: str, offset: str) -> Offer:
    """Results for what is typed so far; for nothing yet, today's entries, or else the newest."""
    first = _first(offset)
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        found, more = await _found(newsroom, session, who, typed, first)
    speaker, fallback = who.speaker, newsroom.rules.fallback
    if not found and not first:
        return offers.nothing(speaker, HOW)
    results = [
        offers.offered(speaker, Hit(one.id, one.entry), link_to(asker, one.id, one.entry.uri), fallback)
        for one in found
    ]
    return Offer(results, str(first + MOST) if more else "")


def _first(offset: str) -> int:
    return min(int(offset), _FURTHEST) if offset.isdecimal() and len(offset) < 6 else 0


async def _found(
    newsroom: Newsroom, session: AsyncSession, who: Reader, typed: str, first: int
) -> tuple[list[Published], bool]:
    """Some entries, and whether there are more."""
    if not typed.strip():
        newest = await _of_today(newsroom, session, who) or await views.newest(session, MOST)
        return newest[first : first + MOST], len(newest) > first + MOST
    question = analysis.question(shorthand.kept(typed), unfinished=True)
    found = await finding.find(session, question, first, MOST)
    return [*found.whole, *found.partly], found.count > first + MOST and first + MOST <= _FURTHEST


async def _of_today(newsroom: Newsroom, session: AsyncSession, who: Reader) -> list[Published]:
    day = newsroom.today(who.timezone)
    found = await views.of_day(session, day, *schedule.bounds(day, who.timezone))
    return sorted(found, key=lambda one: one.entry.urgency)
