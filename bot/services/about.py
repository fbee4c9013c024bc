"""What readers can know of the newsroom: its method, its sources, and its corrections of thirty days."""

from collections.abc import Iterator, Mapping, Sequence

from bot.brief import about
from bot.brief.about import Erratum
from bot.brief.corrections import Change
from bot.brief.screen import Button, Screen
from bot.brief.tongue import Tongue
from bot.services import reading
from bot.services.correcting import REACHES_BACK
from bot.services.newsroom import Asker, Newsroom, Rules, asking
from storage import errata, outlets, versions
from storage.model.entry import Entry
from storage.model.record import Revision

_AT_MOST = 300  # many times what a month brings


async def show(newsroom: Newsroom, asker: Asker) -> Screen:
    """The method, who runs it, and what is kept of a reader."""
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
    return about.about(who.speaker, newsroom.rules.links)


async def log(newsroom: Newsroom, asker: Asker, page: int = 0) -> Screen:
    """The corrections, newest first."""
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        rows = await errata.since(session, newsroom.now() - REACHES_BACK, _AT_MOST)
        said = await versions.contents(session, sorted({row.entry_id for row in rows}))
    speaker = who.speaker
    pages = about.errata(speaker, list(_told(rows, said, speaker, newsroom.rules)))
    others = [Button(speaker._("About"), "about"), Button(speaker._("Today"), "day")]
    return reading.one_of(pages, page, "errata", others, speaker)


async def sources(newsroom: Newsroom, asker: Asker, page: int = 0) -> Screen:
    """The outlets that what was published lately rests on."""
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        found = await outlets.since(session, newsroom.now() - REACHES_BACK)
    speaker = who.speaker
    others = [Button(speaker._("About"), "about"), Button(speaker._("Today"), "day")]
    return reading.one_of(about.outlets(speaker, found), page, "about:sources", others, speaker)


def _told(
    rows: Sequence[Revision], said: Mapping[tuple[int, int], Entry], speaker: Tongue, rules: Rules
) -> Iterator[Erratum]:
    for row in rows:
        versions = sorted(version for entry, version in said if entry == row.entry_id)
        before = [version for version in versions if version < row.version]
        if not before:  # nobody had read anything else
            continue
        wrong, right = said[row.entry_id, before[-1]], said[row.entry_id, row.version]
        at = row.published_at or row.created_at
        change = Change(wrong, right, row.reason, at, rules.timezone, at.date())
        if row.signal == "withdrawn":
            yield about.withdrawn(change, speaker)
        else:
            yield about.corrected(change, said[row.entry_id, versions[-1]], speaker, rules.fallback)
