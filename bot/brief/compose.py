"""Compose what a message says, as values that the templates write down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from bot.brief import figures, labels, regions
from bot.brief.changes import Item
from bot.brief.tongue import Tongue
from storage.model.entry import Entry, Position
from storage.model.happening import ATTACK_DAY_ZONE
from storage.model.vocabulary import KINDS


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words: nothing here is markup yet."""

    mark: str
    headline: str
    about: str
    summary: str
    figures: list[str]
    positions: list[tuple[str, str]]
    correction: str
    sources: list[tuple[str, str]]
    notes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    entries: list[Told]


def sections(items: Sequence[Item], tongue: Tongue, fallback: str) -> list[Section]:
    """The items by kind, most urgent first; empty kinds are left out."""
    found = []
    for kind in KINDS:
        own = sorted((i for i in items if i.entry.kind == kind), key=lambda i: i.entry.urgency)
        if own:
            entries = [told(one, tongue, fallback) for one in own]
            found.append(Section(tongue._(labels.SECTIONS[kind]), entries))
    return found


def told(item: Item, tongue: Tongue, fallback: str) -> Told:
    """One entry in the reader's language; a text that is missing in it comes in another, marked."""
    entry = item.entry
    if item.withdrawn:
        return Told("", "", "", "", [], [], "", [], item.notes)
    return Told(
        mark=tongue._(labels.MARKS[item.mark]) if item.mark else "",
        headline=in_language(entry.headline, tongue, fallback),
        about=" · ".join(part for part in _about(entry, tongue) if part),
        summary=in_language(entry.summary, tongue, fallback) if entry.summary else "",
        figures=figures.lines(entry, item.before, tongue),
        positions=[*_positions(entry, tongue, fallback), *_outcome(entry, tongue, fallback)],
        correction=item.reason,
        sources=[(source.outlet, source.url) for source in entry.sources],
        notes=item.notes,
    )


def in_language(texts: dict[str, str], tongue: Tongue, fallback: str) -> str:
    """A text in the reader's language, else the newsroom's, else any; the latter two say which."""
    own = [tag for tag in texts if tag.split("-")[0] == tongue.tag]
    if own:
        return texts[min(own, key=len)]
    tag = fallback if fallback in texts else next(iter(texts))
    return f"{texts[tag]} [{tongue.language(tag)}]"


def opening(ledes: Mapping[str, str], tongue: Tongue, fallback: str) -> str:
    """The day's opening paragraph in the reader's language, else in the newsroom's, marked; empty without."""
    offered = {tag: text for tag, text in ledes.items() if tag in {tongue.tag, fallback}}
    return in_language(offered, tongue, fallback) if offered else ""


def _about(entry: Entry, tongue: Tongue) -> list[str]:
    if entry.talks:
        mediators = tongue.listed([tongue.country(code) for code in entry.talks.mediators])
        mediated = tongue.plural("mediator: %(names)s", "mediators: %(names)s", len(entry.talks.mediators))
        return [
            when(entry, tongue),
            labels.round_of(tongue, entry.talks),
            tongue._(labels.FORMATS[entry.talks.format]),
            mediated % {"names": mediators} if mediators else "",
        ]
    if entry.pledge:
        return [
            tongue.country(entry.pledge.made_by),
            tongue._(labels.SCOPES.get(entry.pledge.scope, entry.pledge.scope.replace("_", " "))),
            _term(entry, tongue),
            tongue._(labels.STATUSES[entry.pledge.status]),
        ]
    return [when(entry, tongue), tongue.listed([regions.place(tongue, one) for one in entry.places])]


def when(entry: Entry, tongue: Tongue) -> str:
    """When it happened, in words: a night is named by the morning on which it ended."""
    start, end = entry.happened.start, entry.happened.end
    last = day(end or start)
    if entry.happened.precision == "night":
        return tongue._("night to %(day)s") % {"day": tongue.short_day(last)}
    return _span(day(start), last, tongue)


def day(moment: date | datetime) -> date:
    """The date of a moment, by the clock in Kyiv."""
    return moment.astimezone(ATTACK_DAY_ZONE).date() if isinstance(moment, datetime) else moment


def _span(first: date, last: date, tongue: Tongue) -> str:
    return tongue.short_day(last) if first == last else tongue.span(first, last)


def _term(entry: Entry, tongue: Tongue) -> str:
    pledge = entry.pledge
    if pledge is None:
        return ""
    first, last = pledge.starts and day(pledge.starts), pledge.ends and day(pledge.ends)
    if first and last:
        return _span(first, last, tongue)
    if first:
        return tongue._("from %(day)s") % {"day": tongue.date(first)}
    return tongue._("until %(day)s") % {"day": tongue.date(last)} if last else ""


def _positions(entry: Entry, tongue: Tongue, fallback: str) -> Iterable[tuple[str, str]]:
    return [_position(position, tongue, fallback) for position in entry.positions()]


def _position(position: Position, tongue: Tongue, fallback: str) -> tuple[str, str]:
    return tongue.country(position.party), in_language(position.text, tongue, fallback)


def _outcome(entry: Entry, tongue: Tongue, fallback: str) -> Iterable[tuple[str, str]]:
    talks = entry.talks
    if talks and talks.outcome:
        yield tongue._("Outcome"), tongue._(labels.OUTCOMES[talks.outcome])
    if talks and talks.next_step:
        text = in_language(talks.next_step.text, tongue, fallback)
        on = talks.next_step.when
        yield tongue._("Next"), f"{text} ({tongue.date(day(on))})" if on else text


def statuses(versions: Sequence[Entry | None], tongue: Tongue) -> list[str]:
    """The statuses that a pledge had in some versions, one after the other."""
    found = [one.pledge.status for one in versions if one and one.pledge]
    return [tongue._(labels.STATUSES[status]) for status, _same in groupby(found)]


def newest_round(entries: Sequence[Entry]) -> list[Entry]:
    """One entry for each round, the newest of it first; `entries` come newest first."""
    seen: set[tuple[object, ...]] = set()
    rounds = []
    for entry in entries:
        if entry.talks is None:
            continue
        key = (entry.talks.process, entry.talks.round) if entry.talks.round else (entry.uri,)
        if key not in seen:
            seen.add(key)
            rounds.append(entry)
    return rounds


def span_of(entry: Entry) -> tuple[date, date]:
    """Its first and its last date."""
    start, end = entry.happened.start, entry.happened.end
    return day(start), day(end or start)


def dates(entry: Entry, tongue: Tongue) -> str:
    """Its dates with the year, such as 4-5 February 2026."""
    return tongue.span(*span_of(entry), year=True)
