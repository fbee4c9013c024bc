"""The chart that goes with a weekly digest: an edition of its own, put right like any other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import nights, priorities, schedule, week
from bot.brief.nights import Night, Series
from bot.brief.tongue import tongue
from bot.brief.week import RANGES, Stretch
from bot.services import pictures
from bot.services.newsroom import Newsroom, Rules
from bot.services.week import facts, last_day, mark_of
from storage import copies, editions, versions, views
from storage.editions import Carried, Composed
from storage.errors import BriefError
from storage.model.happening import attack_day_of
from storage.model.ledger import Edition
from storage.views import Published

KIND = "chart"
_PUT_RIGHT = {"correction", "withdrawn"}

Order = tuple[str, date]
"""A chart in a language, as of the attack day that runs."""


def order(newsroom_now: datetime, language: str) -> Order:
    return language, attack_day_of(newsroom_now)


async def compose(newsroom: Newsroom, language: str, expires: datetime) -> Composed | None:
    """The chart of the last week in a language, drawn if need be; None where there is no figure."""
    async with newsroom.database.reading() as session:
        last = await last_day(session, newsroom)
        stretch, rows = await facts(session, last, RANGES[0])
        attacks = await _attacks(session, stretch)
    if not rows:
        return None
    said, picture = await _made(newsroom, language, stretch, rows[0])
    return Composed(
        key=f"{KIND}:{last}:{language}:{mark_of(rows[0].claimant)}:{picture[:16] or mark_of(said)}",
        kind=KIND,
        language=language,
        priority=priorities.DIGEST,
        pages=[said],
        entries=[Carried(one.id, one.version) for one in attacks],
        created_at=newsroom.now(),
        expires_at=expires,
        silent=True,  # the digest that follows sounds
        picture=picture,
    )


async def _attacks(session: AsyncSession, stretch: Stretch) -> Sequence[Published]:
    return await views.attacks_between(session, stretch.first, stretch.last)


async def _made(
    newsroom: Newsroom, language: str, stretch: Stretch, row: Series, note: str = ""
) -> tuple[str, str]:
    """What a chart says, and the key of its picture; all its numbers where it cannot be drawn."""
    speaker = tongue(language)
    picture = await pictures.ready(newsroom, week.chart(stretch, row, speaker, newsroom.rules.fallback))
    say = week.caption if picture else week.in_words
    return say(stretch, row, speaker, note), picture


class NotDrawn(BriefError):
    """A delivered chart has to be drawn anew and cannot be."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A chart as it should be now: its text and picture, and the versions of the attacks that are in it."""

    said: str
    picture: str
    versions: Mapping[int, int]


async def redrawn(newsroom: Newsroom, number: int) -> Redrawn | None:
    """What an edition should show now; None where it is no chart. Before anything is written, for it draws.

    Raises:
        NotDrawn: what was a picture cannot be one now; a text in its place would leave it as it is.
    """
    async with newsroom.database.reading() as session:
        edition = await editions.find(session, number)
        if edition is None or edition.kind != KIND:
            return None
        stretch, row = await _of(session, edition)
        attacks = await _attacks(session, stretch)
        put_right = await _put_right(session, number)
    note = _note(put_right, edition.language, newsroom.rules)
    said, picture = await _made(newsroom, edition.language, stretch, row, note)
    if edition.picture and not picture:
        raise NotDrawn(str(number))
    return Redrawn(said, picture, {one.id: one.version for one in attacks})


async def _put_right(session: AsyncSession, number: int) -> datetime | None:
    """When what an edition carried was last corrected or withdrawn."""
    lines = await copies.lines(session, number)
    history = await versions.publications_of(session, [line.entry for line in lines])
    found = [
        one.at
        for line in lines
        for one in history.get(line.entry, ())
        if one.version > line.first_version and one.signal in _PUT_RIGHT
    ]
    return max(found, default=None)


def _note(at: datetime | None, language: str, rules: Rules) -> str:
    if at is None:
        return ""
    speaker = tongue(language)
    return speaker._("Put right on %(day)s.") % {"day": speaker.date(schedule.day_of(at, rules.timezone))}


async def _of(session: AsyncSession, edition: Edition) -> tuple[Stretch, Series]:
    """The same days as the same claimant counts them now, else another; all missing where nobody does."""
    _kind, day, _language, mark, _print = edition.key.split(":")
    last = date.fromisoformat(day)
    stretch, rows = await facts(session, last, RANGES[0])
    days = nights.days_of(last - timedelta(days=RANGES[0] - 1), last)
    nobody = Series("–", [Night(one, {}) for one in days])
    own = [row for row in rows if mark_of(row.claimant) == mark]
    return stretch, next(iter([*own, *rows]), nobody)
