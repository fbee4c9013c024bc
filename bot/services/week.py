"""/week: one claimant's drones and missiles night by night, beside talks and pledges, as a picture."""

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import nights, render, schedule, week
from bot.brief.nights import Series
from bot.brief.screen import Button, Screen
from bot.brief.sheet import chosen, short
from bot.brief.tongue import Tongue
from bot.brief.week import RANGES, Stretch
from bot.services import pictures
from bot.services.newsroom import Asker, Newsroom, asking
from bot.services.talking import by_day
from storage import views
from storage.model.happening import ATTACK_DAY_ZONE, attack_day_of

_LOOKED_AT = 200  # of talks, and of pledges, newest first
_OTHERS = 3


async def asked(newsroom: Newsroom, asker: Asker, words: str) -> Screen:
    """What the command with its words is answered."""
    if words and words not in map(str, RANGES):
        return await _no_such_range(newsroom, asker)
    return await week_of(newsroom, asker, int(words) if words else RANGES[0])


async def _no_such_range(newsroom: Newsroom, asker: Asker) -> Screen:
    async with newsroom.database.reading() as session:
        speaker = (await asking(newsroom, session, asker)).speaker
    text = speaker._("I can show 7, 30 or 60 days, such as /week 30.")
    return Screen(render.write("note", speaker, text=text), [_ranges(speaker, 0)])


async def week_of(newsroom: Newsroom, asker: Asker, days: int = RANGES[0], whose: str = "") -> Screen:
    """The last so many attack days as one claimant counts them: the one with a mark, or with most figures."""
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        last = await last_day(session, newsroom)
        stretch, rows = await newsroom.ready.once(
            session, ("week", last, days), lambda: facts(session, last, days)
        )
    speaker = who.speaker
    links = [Button(speaker._("Today"), "day"), Button(speaker._("Talks"), "talks")]
    if not rows:
        return Screen(week.nothing(stretch, speaker), [_ranges(speaker, days), links])
    row = next((one for one in rows if mark_of(one.claimant) == whose), rows[0])
    buttons = [_ranges(speaker, days, whose), *_claimants(rows, row, days), links]
    return await _shown(newsroom, stretch, row, speaker, buttons)


async def _shown(
    newsroom: Newsroom, stretch: Stretch, row: Series, speaker: Tongue, buttons: list[list[Button]]
) -> Screen:
    picture = await pictures.ready(newsroom, week.chart(stretch, row, speaker, newsroom.rules.fallback))
    say = week.caption if picture else week.in_words
    return Screen(say(stretch, row, speaker), buttons, picture=picture)


async def last_day(session: AsyncSession, newsroom: Newsroom) -> date:
    """The attack day that runs, once anything of it is on record, else the one before."""
    running = attack_day_of(newsroom.now())
    days = await views.attack_days(session, running, 1)
    return running if days == [running] else running - timedelta(days=1)


async def facts(session: AsyncSession, last: date, many: int) -> tuple[Stretch, list[Series]]:
    """So many attack days up to one: talks and pledges of these days, and each claimant's row."""
    days = nights.days_of(last - timedelta(days=many - 1), last)
    _starts, ends = schedule.bounds(last, ATTACK_DAY_ZONE.key)
    attacks = by_day(await views.attacks_between(session, days[0], last))
    talks = await views.latest(session, "talks", ends, _LOOKED_AT)
    pledges = await views.latest(session, "pledge", ends, _LOOKED_AT)
    held = [one.entry for one in pledges if week.concerns(one.entry, days[0], last)]
    return Stretch(days, [one.entry for one in talks], held), nights.series(days, attacks)


def mark_of(claimant: str) -> str:
    """What a button says of a claimant."""
    return sha256(claimant.encode()).hexdigest()[:8]


def rows(speaker: Tongue) -> list[list[Button]]:
    """The buttons under a chart that was delivered."""
    links = [Button(speaker._("Today"), "day"), Button(speaker._("Talks"), "talks")]
    return [_ranges(speaker, RANGES[0]), links]


def _ranges(speaker: Tongue, days: int, whose: str = "") -> list[Button]:
    data = f":{whose}" if whose else ""
    return [
        Button(chosen(_days(many, speaker), is_chosen=many == days), f"week:{many}{data}") for many in RANGES
    ]


def _days(many: int, speaker: Tongue) -> str:
    return speaker.plural("%(count)s day", "%(count)s days", many) % {"count": many}


def _claimants(rows: Sequence[Series], shown: Series, days: int) -> list[list[Button]]:
    others = [one for one in rows if one is not shown][:_OTHERS]
    return [[Button(short(one.claimant), f"week:{days}:{mark_of(one.claimant)}")] for one in others]
