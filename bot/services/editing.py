"""Compose editions: what a digest or an alert says to readers who know the same and want the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import changes, compose, priorities, render, tongue, waves
from bot.brief.changes import Item
from bot.brief.tongue import Tongue
from bot.services.newsroom import Rules
from storage import editions, versions, views
from storage.editions import UNTOLD, Carried, Composed
from storage.model.entry import Entry
from storage.model.values import lineage
from storage.model.vocabulary import FLASH_UP_TO
from storage.subscribers import Variant
from storage.versions import Later
from storage.views import Published

STATUS = "status:"  # before the key of an edition that tells followers of a pledge's new status


@dataclass(frozen=True, slots=True)
class News:
    """What one variant of readers is told, and the versions that it carries."""

    items: list[Item]
    carried: list[Carried]


@dataclass(frozen=True, slots=True)
class Facts:
    """What was published after one publication and up to another, whoever wants it: as it is now, what was
    seen of it before, and its publications.
    """

    changed: list[Published]
    told: dict[int, tuple[int, Entry]]
    history: dict[int, list[Later]]


async def facts(session: AsyncSession, seen: int, upto: int) -> Facts:
    changed = await views.changed(session, seen, upto)
    ids = [one.id for one in changed]
    told = await versions.told_before(session, ids, seen)
    return Facts(changed, told, await versions.publications_of(session, ids))


async def news(session: AsyncSession, variant: Variant, upto: int) -> News:
    """What is new or changed for readers of a variant, up to a publication."""
    return await news_of(session, variant, await facts(session, variant.seen, upto))


async def news_of(session: AsyncSession, variant: Variant, facts: Facts) -> News:
    """What of the facts is news for readers of a variant, who have seen what was before them."""
    found = [one for one in facts.changed if wanted(one.entry, variant)]
    before = await _before(session, [one.id for one in found], variant, facts)
    items: list[Item] = []
    carried: list[Carried] = []
    for one in found:
        known, content = before.get(one.id, (0, None))
        since = [(p.signal, p.reason) for p in facts.history.get(one.id, []) if p.version > known]
        item = changes.item(one.entry, content, since)
        items += [item] if item else []
        mark, reason = (item.mark or "", item.reason) if item else (UNTOLD, "")
        carried.append(Carried(one.id, one.version, mark, known or None, reason))
    return News(items, carried)


def spoken(variant: Variant, rules: Rules) -> Variant:
    """The variant as it is written to: in a language that is offered, whatever alerts they chose."""
    return replace(variant, alerts="", language=rules.offered(variant.language))


def wanted(entry: Entry, variant: Variant) -> bool:
    """Whether the reader chose its kind, and its region or one around it; what has no region concerns
    everybody.
    """
    if entry.kind not in variant.kinds:
        return False
    regions = [place.region for place in entry.places if place.region]
    chosen = frozenset(variant.regions)
    return not chosen or not regions or any(chosen & lineage(region) for region in regions)


def alerted(one: Published, variant: Variant) -> bool:
    """Whether it is an alert to readers who chose so, of a story that they did not mute."""
    is_tier = variant.alerts == "all" or (variant.alerts == "flash" and one.entry.urgency <= FLASH_UP_TO)
    return is_tier and one.story not in variant.muted and wanted(one.entry, variant)


async def _before(
    session: AsyncSession, ids: Sequence[int], variant: Variant, facts: Facts
) -> dict[int, tuple[int, Entry | None]]:
    """What these readers know of some entries: told by a digest, or since then by an alert."""
    known: dict[int, tuple[int, Entry | None]] = dict(facts.told)
    held = await editions.carried(session, [int(number) for number in variant.held]) if variant.held else {}
    for number in ids:
        version = held.get(number, 0)
        if version > known.get(number, (0, None))[0]:
            known[number] = (version, await versions.version_of(session, number, version))
    return known


@dataclass(frozen=True, slots=True)
class Issue:
    """When a digest is issued: its local date, up to which publication it tells, now and its expiry (UTC);
    and the day's ledes by language.
    """

    day: date
    upto: int
    now: datetime
    expires: datetime
    ledes: Mapping[str, str] = field(default_factory=dict)


def digest(told: News, variant: Variant, issue: Issue, rules: Rules) -> Composed:
    """A digest's edition, named by everything that its text depends on."""
    speaker = tongue.tongue(variant.language)
    parts = (*variant.kinds, "/", *variant.regions, "/", *variant.held)
    seen = f"{variant.seen}-{issue.upto}"
    lede = compose.opening(issue.ledes, speaker, rules.fallback)
    opened = f":{sha256(lede.encode()).hexdigest()[:12]}" if lede else ""
    return Composed(
        key=f"digest:{issue.day}:{variant.language}:{seen}:{','.join(parts)}{opened}",
        kind="digest",
        language=variant.language,
        priority=priorities.DIGEST,
        pages=digest_pages(told.items, speaker, issue.day, rules, lede),
        entries=told.carried,
        created_at=issue.now,
        expires_at=issue.expires,
        lede=lede,
    )


def digest_pages(
    items: Sequence[Item], speaker: Tongue, day: date, rules: Rules, lede: str = ""
) -> list[str]:
    return render.paged(
        "brief",
        speaker,
        title=speaker.day(day),
        intro=speaker._("Since your last brief: %(counts)s") % {"counts": _counts(items, speaker)},
        lede=lede,
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


@dataclass(frozen=True, slots=True)
class Alert:
    """What an alert tells: what sounds, how some of it was known before, and what its wave has beside it."""

    found: Sequence[Published]
    before: Mapping[int, tuple[int, Entry]] = field(default_factory=dict)
    beside: Sequence[Published] = ()

    @property
    def versions(self) -> str:
        """Such as 3v1,4v7u2: version 7 of entry 4 was version 2 when it was alerted before."""
        parts = [f"{one.id}v{one.version}{self._since(one.id)}" for one in self.found]
        return ",".join([*parts, *(f"{one.id}v{one.version}b" for one in self.beside)])

    def _since(self, number: int) -> str:
        return f"u{self.before[number][0]}" if number in self.before else ""

    def items(self) -> Iterable[tuple[Published, Item]]:
        for one in self.found:
            _version, before = self.before.get(one.id, (0, None))
            yield one, Item(one.entry, "updated" if before else None, before=before)
        yield from ((one, Item(one.entry)) for one in self.beside)

    def carried(self) -> list[Carried]:
        return [
            Carried(one.id, one.version, item.mark or "", self.before.get(one.id, (None,))[0])
            for one, item in self.items()
        ]


def alert(told: Alert, variant: Variant, now: datetime, expires: datetime, rules: Rules) -> Composed:
    """An alert's edition: some entries, merged into one message. The variant's language is one offered."""
    speaker = tongue.tongue(variant.language)
    flash = any(one.entry.urgency <= FLASH_UP_TO for one in told.found)
    return Composed(
        key=alert_key(told, variant),
        kind="alert",
        language=variant.language,
        priority=priorities.FLASH if flash else priorities.ALERT,
        pages=alert_pages([item for _one, item in told.items()], speaker, rules, flash=flash),
        entries=told.carried(),
        created_at=now,
        expires_at=expires,
        caused_at=max((one.published_at for one in told.found), default=None),
        stories=_stories(told.found, speaker, rules),
    )


def alert_key(told: Alert, variant: Variant) -> str:
    """Names an alert by what decides its text, now and later: an attack may go on, and then what is added
    to the alert depends on what its readers want.
    """
    key = f"alert:{variant.language}:{told.versions}"
    if any(one.entry.attack for one in told.found):
        key += f":{variant.alerts}:{','.join(variant.regions)}"
    return key


def goes_into(one: Published, key: str) -> bool:
    """Whether the readers of an alert of this name want another entry of its wave as well."""
    *_named, alerts, regions = key.split(":")
    variant = Variant("", (one.entry.kind,), tuple(filter(None, regions.split(","))), 0, (), alerts)
    return alerted(one, variant)


def _stories(found: Sequence[Published], speaker: Tongue, rules: Rules) -> list[list[str]]:
    """The stories that an alert tells, most urgent first, each named by an entry."""
    named: dict[str, str] = {}
    for one in sorted(found, key=lambda one: one.entry.urgency):
        named.setdefault(one.story, compose.in_language(one.entry.headline, speaker, rules.fallback))
    return [[key, name] for key, name in named.items()]


def alert_pages(items: Sequence[Item], speaker: Tongue, rules: Rules, *, flash: bool) -> list[str]:
    return render.paged(
        "alert",
        speaker,
        title=speaker._("Flash") if flash else speaker._("Alert"),
        state=waves.state([item.entry for item in items if not item.withdrawn], speaker),
        sections=compose.sections(items, speaker, rules.fallback),
    )


def status_pages(
    items: Sequence[Item], was: Sequence[Entry | None], speaker: Tongue, rules: Rules
) -> list[str]:
    """What the followers of a pledge are told when its status has changed; `was` are its versions so far."""
    return render.paged(
        "status",
        speaker,
        statuses=compose.statuses(was, speaker),
        sections=compose.sections(items, speaker, rules.fallback),
    )
