"""What a reader asks for: a day, the attacks, a page. One session, one screen."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import compose, dates, labels, render, schedule, totals
from bot.brief.changes import Item
from bot.brief.figures import phrase
from bot.brief.screen import Button, Screen
from bot.brief.sheet import short
from bot.brief.tongue import Tongue
from bot.brief.totals import AttackDay, ClaimantTotals, Total
from bot.services.newsroom import Asker, Newsroom, Reader, asking, reader
from storage import editions, subscribers, views
from storage.desk import ledes
from storage.model.ledger import Edition
from storage.views import Published

ATTACK_DAYS = 7
_MUTABLE = 3  # stories that get a button under an alert
_FIRST_DAY = date(2014, 1, 1)


async def today(newsroom: Newsroom, asker: Asker, words: str = "", page: int = 0) -> Screen:
    """The brief of a day, by default the reader's today."""
    async with newsroom.database.reading() as session:
        record = await subscribers.find(session, asker.address)
        who = reader(newsroom, asker, record)
        now = newsroom.today(who.timezone)
        day = dates.past(words, now, who.speaker.tag) if words else now
        if day is None or not _FIRST_DAY <= day <= now + timedelta(days=1):
            return _no_such_day(who, words)
        key = ("day", who.speaker.tag, who.timezone, day, now, page)
        return await newsroom.ready.once(session, key, lambda: _day(session, newsroom, who, day, page))


async def _day(session: AsyncSession, newsroom: Newsroom, who: Reader, day: date, page: int) -> Screen:
    found = await views.of_day(session, day, *schedule.bounds(day, who.timezone))
    return _day_screen(newsroom, who, Brief(day, found, await ledes.of_day(session, day)), page)


def _no_such_day(who: Reader, words: str) -> Screen:
    speaker = who.speaker
    shown = words if len(words) <= 40 else words[:40] + "…"
    text = render.write(
        "note",
        speaker,
        text=speaker._("“%(words)s” is not a day I can show. Try /today 2026-02-04, or /today yesterday.")
        % {"words": shown},
    )
    return Screen(text, [[Button(speaker._("Today"), "day")]])


@dataclass(frozen=True, slots=True)
class Brief:
    """What the newsroom has for a day: entries, and ledes by language."""

    day: date
    found: Sequence[Published]
    ledes: Mapping[str, str]


def day_pages(newsroom: Newsroom, who: Reader, brief: Brief) -> list[str]:
    """The brief of a day as messages, the first of them what /today answers."""
    speaker, fallback = who.speaker, newsroom.rules.fallback
    return render.paged(
        "brief",
        speaker,
        title=speaker.day(brief.day),
        intro="" if brief.found else speaker._("Nothing is on record for this day."),
        lede=compose.opening(brief.ledes, speaker, fallback),
        sections=compose.sections([Item(one.entry) for one in brief.found], speaker, fallback),
        links=newsroom.rules.links,
    )


def _day_screen(newsroom: Newsroom, who: Reader, brief: Brief, page: int) -> Screen:
    speaker, day = who.speaker, brief.day
    pages = day_pages(newsroom, who, brief)
    page = min(max(page, 0), len(pages) - 1)
    rows = [
        _more(speaker, f"day:{day.isoformat()}", page, len(pages)),
        _days(speaker, day, newsroom.today(who.timezone)),
        [
            Button(speaker._("Talks"), "talks"),
            Button(speaker._("Attacks"), "attacks"),
            *_each(speaker, brief),
        ],
    ]
    return Screen(pages[page], [row for row in rows if row])


def _each(speaker: Tongue, brief: Brief) -> list[Button]:
    """To the day's entries one by one, each with its link."""
    return [Button(speaker._("Share"), f"find:0:{brief.day.isoformat()}")] if brief.found else []


def _more(speaker: Tongue, prefix: str, page: int, pages: int) -> list[Button]:
    row = []
    if page > 0:
        row.append(Button(speaker._("Back"), f"{prefix}:{page - 1}"))
    if page < pages - 1:
        row.append(Button(speaker._("More"), f"{prefix}:{page + 1}"))
    return row


def _days(speaker: Tongue, day: date, now: date) -> list[Button]:
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    row = [Button(f"◀ {speaker.date(before)}", f"day:{before.isoformat()}:0")]
    if after <= now:
        row.append(Button(f"{speaker.date(after)} ▶", f"day:{after.isoformat()}:0"))
    return row


def one_of(pages: Sequence[str], page: int, data: str, others: list[Button], speaker: Tongue) -> Screen:
    """One of some pages, with the buttons that lead to its neighbours."""
    page = min(page, len(pages) - 1)
    rows = [_more(speaker, data, page, len(pages)), others]
    return Screen(pages[page], [row for row in rows if row])


async def attacks(newsroom: Newsroom, asker: Asker, page: int = 0) -> Screen:
    """The last attack days on record, with totals by claimant."""
    async with newsroom.database.reading() as session:
        speaker = (await asking(newsroom, session, asker)).speaker
        upto = newsroom.today("Europe/Kyiv") + timedelta(1)
        key = ("attacks", speaker.tag, upto, page)
        return await newsroom.ready.once(session, key, lambda: _attacks(session, speaker, upto, page))


async def _attacks(session: AsyncSession, speaker: Tongue, upto: date, page: int) -> Screen:
    days = await views.attack_days(session, upto, ATTACK_DAYS)
    found = await views.attacks_between(session, days[-1], days[0]) if days else []
    counted = [totals.of_day(day, [p.entry for p in found if p.attack_day == day]) for day in days]
    pages = render.paged("attacks", speaker, days=[_attack_day(day, speaker) for day in counted])
    others = [Button(speaker._("Today"), "day"), Button(speaker._("Talks"), "talks")]
    others.append(Button(speaker._("Chart"), "week"))
    return one_of(pages, page, "attacks", others, speaker)


def _attack_day(day: AttackDay, speaker: Tongue) -> dict[str, object]:
    return {
        "title": speaker.short_day(day.day),
        "claimants": [
            {"name": one.claimant, "url": one.url, "totals": claimed(one, speaker)} for one in day.claimants
        ],
    }


def claimed(one: ClaimantTotals, speaker: Tongue) -> str:
    """All totals of one claimant, in a sentence that follows the name."""
    groups: dict[str, list[str]] = {}
    for total in one.totals:
        groups.setdefault(total.measure, []).append(_total(total, speaker))
    return "; ".join(_measure(measure, parts, speaker) for measure, parts in groups.items())


def _measure(measure: str, parts: Sequence[str], speaker: Tongue) -> str:
    """The figures of one measure in a sentence that follows the claimant's name."""
    listed = ", ".join(parts)
    if measure in labels.PHRASED:
        return listed
    frames = {
        "launched": speaker._("%(figures)s launched"),
        "shot_down": speaker._("%(figures)s shot down"),
        "lost_or_suppressed": speaker._("%(figures)s shot down or suppressed"),
    }
    return frames[measure] % {"figures": listed}


def _total(total: Total, speaker: Tongue) -> str:
    text = phrase(speaker, total.measure, total.unit, total.quantity)
    notes = []
    if total.share:
        low, high = speaker.percent(total.share.low), speaker.percent(total.share.high)
        notes.append(low if low == high else f"{low}–{high}")
    if total.left_out:
        overlap = speaker.plural(
            "%(count)s overlapping figure not added",
            "%(count)s overlapping figures not added",
            total.left_out,
        )
        notes.append(overlap % {"count": total.left_out})
    return f"{text} ({', '.join(notes)})" if notes else text


async def edition_page(newsroom: Newsroom, asker: Asker, number: int, page: int) -> Screen | None:
    """Another page of a delivered digest or alert; None when there is no such edition to show any more."""
    async with newsroom.database.reading() as session:
        edition = await editions.find(session, number) if await editions.is_public(session, number) else None
        who = await asking(newsroom, session, asker)
    if edition is None or edition.kind not in {"digest", "alert"} or not 0 <= page < len(edition.pages):
        return None
    muted = who.record.muted if who.record else ()
    return Screen(edition.pages[page], edition_rows(who.speaker, edition, page, muted))


def edition_rows(
    speaker: Tongue, edition: Edition, page: int = 0, muted: Collection[str] = ()
) -> list[list[Button]]:
    """The buttons under a delivered edition; one that edits another has those of the other."""
    number = edition.corrects or edition.id or 0
    rows = [_more(speaker, f"more:{number}", page, len(edition.pages))]
    rows.append(
        [
            Button(speaker._("Today"), "day"),
            Button(speaker._("Talks"), "talks"),
            Button(speaker._("Attacks"), "attacks"),
        ]
    )
    rows += [[button] for button in _stories(speaker, edition, f"{number}:{page}", muted)]
    return [row for row in rows if row]


def _stories(speaker: Tongue, edition: Edition, where: str, muted: Collection[str]) -> Iterator[Button]:
    """A button to be spared each of the first stories, or to hear it again; named where there are several."""
    told = edition.stories or []
    several = len(told) > 1
    for key, name in told[:_MUTABLE]:
        label = _mute_label(speaker, named=several, muted=key in muted)
        yield Button(label % {"story": short(name)}, f"{'hear' if key in muted else 'mute'}:{key}:{where}")


def _mute_label(speaker: Tongue, *, named: bool, muted: bool) -> str:
    if named:
        return speaker._("Hear again: %(story)s") if muted else speaker._("Mute: %(story)s")
    return speaker._("Hear it again") if muted else speaker._("Mute this story")
