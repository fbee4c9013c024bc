"""What a reader would get: a day's brief as /today sends it, or a digest since a moment."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.brief import compose, schedule, tongue
from bot.services import editing, reading
from bot.services.newsroom import Newsroom, Reader
from bot.services.reading import Brief
from storage import views
from storage.desk import ledes
from storage.model.vocabulary import KINDS
from storage.subscribers import Variant


async def day(newsroom: Newsroom, chosen: date, language: str) -> Sequence[str]:
    """The messages of a day's brief, in the newsroom's zone."""
    zone = newsroom.rules.timezone
    async with newsroom.database.reading() as session:
        found = await views.of_day(session, chosen, *schedule.bounds(chosen, zone))
        brief = Brief(chosen, found, await ledes.of_day(session, chosen))
    return reading.day_pages(newsroom, Reader(tongue.tongue(language), zone), brief)


async def digest(newsroom: Newsroom, chosen: date, language: str, since: datetime) -> Sequence[str]:
    """The messages of a digest to somebody who was last told everything at `since` (UTC).

    Empty when there is nothing new: such a digest is not sent.
    """
    async with newsroom.database.reading() as session:
        seen = await views.publication_before(session, since)
        variant = Variant(language, KINDS, (), seen, ())
        told = await editing.news(session, variant, await views.newest_publication(session))
        written = await ledes.of_day(session, chosen)
    if not told.items:
        return []
    speaker, rules = tongue.tongue(language), newsroom.rules
    lede = compose.opening(written, speaker, rules.fallback)
    return editing.digest_pages(told.items, speaker, chosen, rules, lede)
