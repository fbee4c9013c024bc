"""/talks: the current process with the attacks since it began, and the rounds before."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import compose, labels, meanwhile, nights, render, schedule
from bot.brief.changes import Item
from bot.brief.meanwhile import Meanwhile
from bot.brief.screen import Button, Screen
from bot.brief.tongue import Tongue
from bot.services.newsroom import Asker, Newsroom, Reader, asking
from bot.services.reading import one_of
from storage import processes, views
from storage.model.entry import Entry
from storage.model.happening import attack_day
from storage.views import Published

ROUNDS = 6
LOOKS_BACK = 92  # attack days: a process may be years old
_TALKS_LOOKED_AT = 40


async def talks(newsroom: Newsroom, asker: Asker, page: int = 0) -> Screen:
    """The current process as it stands, what was struck meanwhile, then the last rounds."""
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        key = ("talks", who.speaker.tag, who.timezone, newsroom.today(who.timezone), _last(newsroom), page)
        return await newsroom.ready.once(session, key, lambda: _talks(session, newsroom, who, page))


async def _talks(session: AsyncSession, newsroom: Newsroom, who: Reader, page: int) -> Screen:
    until = schedule.bounds(newsroom.today(who.timezone), who.timezone)[1]
    found = await views.latest(session, "talks", until, _TALKS_LOOKED_AT)
    rounds = compose.newest_round([one.entry for one in found])
    speaker, fallback = who.speaker, newsroom.rules.fallback
    struck = await _struck(session, newsroom, rounds[0], speaker) if rounds else None
    pages = render.paged(
        "talks",
        speaker,
        current=compose.told(Item(rounds[0]), speaker, fallback) if rounds else None,
        meanwhile=struck,
        rounds=[_round(entry, speaker, fallback) for entry in rounds[1 : ROUNDS + 1]],
    )
    others = [Button(speaker._("Today"), "day"), Button(speaker._("Attacks"), "attacks")]
    others.append(Button(speaker._("Chart"), "week"))
    return one_of(pages, page, "talks", others, speaker)


def _last(newsroom: Newsroom) -> date:
    """The attack day that may have begun."""
    return newsroom.today("Europe/Kyiv") + timedelta(days=1)


async def _struck(
    session: AsyncSession, newsroom: Newsroom, current: Entry, speaker: Tongue
) -> Meanwhile | None:
    """None where no attack is on record since the process began."""
    process = current.talks.process if current.talks else ""
    began = attack_day((await processes.first_of(session, process) or current).happened)
    last = _last(newsroom)
    first = max(began, last - timedelta(days=LOOKS_BACK))
    found = by_day(await views.attacks_between(session, first, last))
    if not found:
        return None
    return meanwhile.told(first, len(found), nights.series(sorted(found), found), speaker)


def by_day(found: Sequence[Published]) -> dict[date, list[Entry]]:
    """Attacks by their attack day."""
    days: dict[date, list[Entry]] = defaultdict(list)
    for one in found:
        if one.attack_day is not None:
            days[one.attack_day].append(one.entry)
    return dict(days)


def _round(entry: Entry, speaker: Tongue, fallback: str) -> tuple[str, str, str, str]:
    talk = entry.talks
    if talk is None:
        raise LookupError(f"{entry.uri} is not about talks")
    outcome = speaker._(labels.OUTCOMES[talk.outcome]) if talk.outcome else ""
    about = labels.round_of(speaker, talk.model_copy(update={"day": None, "days": None}))
    headline = compose.in_language(entry.headline, speaker, fallback)
    return compose.dates(entry, speaker), about, outcome, headline
