"""What readers can know of the newsroom: its method, and every correction of the last thirty days."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import about, compose, corrections
from bot.brief.about import Erratum
from bot.brief.corrections import Change
from bot.brief.screen import Screen
from bot.brief.tongue import Tongue
from bot.services.correcting import REACHES_BACK
from bot.services.newsroom import Asker, Newsroom, Rules, reader
from storage import entries, errata, subscribers
from storage.model.record import Revision

_A_PAGE = 6
_ANOTHER_DAY = date.min  # so that each moment is told with its day


async def show(newsroom: Newsroom, asker: Asker) -> Screen:
    """The method, who runs it, and what is kept of a reader."""
    async with newsroom.database.reading() as session:
        who = reader(newsroom, asker, await subscribers.find(session, asker.address))
    return about.about(who.speaker, newsroom.rules.links)


async def log(newsroom: Newsroom, asker: Asker, page: int = 0) -> Screen:
    """The corrections, newest first."""
    async with newsroom.database.reading() as session:
        who = reader(newsroom, asker, await subscribers.find(session, asker.address))
        since = newsroom.now() - REACHES_BACK
        rows = await errata.latest(session, since, page * _A_PAGE, _A_PAGE + 1)
        told = await _told(session, rows[:_A_PAGE], who.speaker, newsroom.rules)
    return about.errata(who.speaker, told, page, more=len(rows) > _A_PAGE)


async def _told(
    session: AsyncSession, rows: Sequence[Revision], speaker: Tongue, rules: Rules
) -> list[Erratum]:
    said = await entries.contents(session, [row.entry_id for row in rows])
    found = []
    for row in rows:
        before = max((v for entry, v in said if entry == row.entry_id and v < row.version), default=0)
        wrong, right = said.get((row.entry_id, before)), said[row.entry_id, row.version]
        if wrong is None:
            continue
        at = row.published_at or row.created_at
        change = Change(wrong, right, row.reason, at, rules.timezone, _ANOTHER_DAY)
        if row.signal == "withdrawn":
            found.append(Erratum("", *corrections.withdrawn(change, speaker), ""))
        else:
            headline = compose.in_language(right.headline, speaker, rules.fallback)
            label, text = corrections.corrected(change, speaker)
            found.append(Erratum(headline, label, text, row.reason if row.reason != text else ""))
    return found
