"""Compose editions: what a digest or an alert says to readers who know the same and want the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import changes, compose, render, tongue
from bot.brief.changes import Item
from bot.brief.tongue import Tongue
from bot.services.newsroom import Rules
from storage import editions, entries
from storage.editions import Composed
from storage.entries import Published
from storage.model.entry import Entry
from storage.model.vocabulary import FLASH_UP_TO
from storage.subscribers import Variant

# Smaller leaves first: withdrawals and corrections will stand before both.
ALERT_PRIORITY = 30
FLASH_PRIORITY = 20
DIGEST_PRIORITY = 60


@dataclass(frozen=True, slots=True)
class News:
    """What one variant of readers is told, and the versions that it carries."""

    items: list[Item]
    carried: list[tuple[int, int]]


async def news(session: AsyncSession, variant: Variant, upto: int) -> News:
    """What is new or changed for readers of a variant, up to a publication."""
    found = [one for one in await entries.changed(session, variant.seen, upto) if wanted(one.entry, variant)]
    ids = [one.id for one in found]
    before = await _before(session, ids, variant)
    history = await entries.publications_of(session, ids)
    items: list[Item] = []
    for one in found:
        known, content = before.get(one.id, (0, None))
        since = [(p.signal, p.reason) for p in history.get(one.id, []) if p.version > known]
        if item := changes.item(one.entry, content, since):
            items.append(item)
    return News(items, [(one.id, one.version) for one in found])


def wanted(entry: Entry, variant: Variant) -> bool:
    """Whether the reader chose its kind and region; what has no place concerns everybody."""
    regions = {place.region for place in entry.places if place.region}
    in_region = not variant.regions or not regions or bool(regions & set(variant.regions))
    return entry.kind in variant.kinds and in_region


async def _before(
    session: AsyncSession, ids: Sequence[int], variant: Variant
) -> dict[int, tuple[int, Entry | None]]:
    """What these readers know of some entries: told by a digest, or since then by an alert."""
    told = await entries.told_before(session, ids, variant.seen)
    known: dict[int, tuple[int, Entry | None]] = dict(told)
    held = await editions.carried(session, [int(number) for number in variant.held]) if variant.held else {}
    for number in ids:
        version = held.get(number, 0)
        if version > known.get(number, (0, None))[0]:
            known[number] = (version, await entries.version_of(session, number, version))
    return known


@dataclass(frozen=True, slots=True)
class Issue:
    """When a digest is issued: its local date, up to which publication it tells, now and its expiry (UTC)."""

    day: date
    upto: int
    now: datetime
    expires: datetime


def digest(told: News, variant: Variant, issue: Issue, rules: Rules) -> Composed:
    """A digest's edition, named by everything that its text depends on."""
    speaker = tongue.tongue(variant.language)
    parts = (*variant.kinds, "/", *variant.regions, "/", *variant.held)
    seen = f"{variant.seen}-{issue.upto}"
    return Composed(
        key=f"digest:{issue.day}:{variant.language}:{seen}:{','.join(parts)}",
        kind="digest",
        language=variant.language,
        priority=DIGEST_PRIORITY,
        pages=digest_pages(told.items, speaker, issue.day, rules),
        entries=told.carried,
        created_at=issue.now,
        expires_at=issue.expires,
    )


def digest_pages(items: Sequence[Item], speaker: Tongue, day: date, rules: Rules) -> list[str]:
    return render.paged(
        "brief",
        speaker,
        title=speaker.day(day),
        intro=speaker._("Since your last brief: %(counts)s") % {"counts": _counts(items, speaker)},
        sections=compose.sections(items, speaker, rules.fallback),
        links=rules.links,
    )


def _counts(items: Iterable[Item], speaker: Tongue) -> str:
    marks = [item.mark for item in items]
    counted = {
        "new": speaker.plural("%(count)s new", "%(count)s new", marks.count("new")),
        "updated": speaker.plural("%(count)s updated", "%(count)s updated", marks.count("updated")),
        "corrected": speaker.plural("%(count)s corrected", "%(count)s corrected", marks.count("corrected")),
    }
    return ", ".join(text % {"count": marks.count(mark)} for mark, text in counted.items() if mark in marks)


def alert(
    found: Sequence[Published], variant: Variant, now: datetime, expires: datetime, rules: Rules
) -> Composed:
    """An alert's edition: some entries, merged into one message."""
    speaker = tongue.tongue(variant.language)
    flash = any(one.entry.urgency <= FLASH_UP_TO for one in found)
    versions = ",".join(f"{one.id}v{one.version}" for one in found)
    return Composed(
        key=f"alert:{variant.language}:{versions}",
        kind="alert",
        language=variant.language,
        priority=FLASH_PRIORITY if flash else ALERT_PRIORITY,
        pages=_alert_pages([Item(one.entry) for one in found], speaker, rules, flash=flash),
        entries=[(one.id, one.version) for one in found],
        created_at=now,
        expires_at=expires,
    )


def _alert_pages(items: Sequence[Item], speaker: Tongue, rules: Rules, *, flash: bool) -> list[str]:
    return render.paged(
        "alert",
        speaker,
        title=speaker._("Flash") if flash else speaker._("Alert"),
        sections=compose.sections(items, speaker, rules.fallback),
    )
