"""Totals of an attack day (18:00 to 18:00 Kyiv time): disjoint quantities of one claimant, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.brief import quantities
from bot.brief.quantities import Share
from storage.model.entry import Entry
from storage.model.values import Claim, Quantity

COUNTED = ("launched", "shot_down", "lost_or_suppressed", "killed", "injured")
# A share is of what was launched.
SHARED = ("shot_down", "lost_or_suppressed")


@dataclass(frozen=True, slots=True)
class Total:
    """What one claimant gives for one measure; `left_out` figures overlap with those added."""

    measure: str
    unit: str
    quantity: Quantity
    share: Share | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ClaimantTotals:
    claimant: str
    url: str
    totals: list[Total]


@dataclass(frozen=True, slots=True)
class AttackDay:
    """An attack day, named by its second date, and what each claimant counts for it."""

    day: date
    claimants: list[ClaimantTotals]
    entries: int


@dataclass(frozen=True, slots=True)
class _Counted:
    entry: Entry
    claim: Claim


@dataclass(frozen=True, slots=True)
class _Sum:
    """What was added, of which entries; an open sum has entries that give no number."""

    quantity: Quantity
    entries: frozenset[str]
    left_out: int
    is_open: bool


def of_day(day: date, entries: Sequence[Entry]) -> AttackDay:
    """The attributed totals of the attacks of one attack day."""
    counted = [_Counted(e, c) for e in entries for c in e.claims if c.measure in COUNTED]
    names = dict.fromkeys(one.claim.claimant for one in counted)
    return AttackDay(day, [_of_claimant(name, counted) for name in names], len(entries))


def _of_claimant(name: str, counted: Sequence[_Counted]) -> ClaimantTotals:
    own = [one for one in counted if one.claim.claimant == name]
    groups: list[tuple[str, str]] = sorted({(c.claim.measure, c.claim.unit) for c in own}, key=_rank)
    sums = {group: _sum([c for c in own if (c.claim.measure, c.claim.unit) == group]) for group in groups}
    totals = [
        Total(measure, unit, one.quantity, _share(measure, one, sums.get(("launched", unit))), one.left_out)
        for (measure, unit), one in sums.items()
    ]
    return ClaimantTotals(name, _url(own[0]), totals)


def _rank(group: tuple[str, str]) -> tuple[int, int]:
    measure, unit = group
    units = ("uav", "missile", "glide_bomb")
    return COUNTED.index(measure), units.index(unit) if unit in units else len(units)


def _url(one: _Counted) -> str:
    return next(source.url for source in one.entry.sources if source.id == one.claim.source)


def _share(measure: str, part: _Sum, whole: _Sum | None) -> Share | None:
    """What share was shot down; only where both sums are of the same attacks."""
    if measure not in SHARED or whole is None or part.entries != whole.entries:
        return None
    return None if part.is_open or whole.is_open else quantities.rate(part.quantity, whole.quantity)


def _sum(counted: Sequence[_Counted]) -> _Sum:
    """Add from the largest on whatever is disjoint with all that was added before.

    Where an attack that was not counted in has no number, the others are the least there was.
    """
    numbers = [one for one in counted if _size(one) is not None]
    if not numbers:
        return _Sum(counted[0].claim.quantity, frozenset({counted[0].entry.uri}), 0, is_open=False)
    added: list[_Counted] = []
    for one in sorted(numbers, key=lambda one: _size(one) or 0, reverse=True):
        if all(_disjoint(one, other) for other in added):
            added.append(one)
    unknown = [one for one in counted if _size(one) is None]
    is_open = any(all(_disjoint(one, other) for other in added) for one in unknown)
    quantity = quantities.add([one.claim.quantity for one in added])
    uris = frozenset(one.entry.uri for one in added)
    return _Sum(quantities.least(quantity) if is_open else quantity, uris, len(numbers) - len(added), is_open)


def _size(one: _Counted) -> int | None:
    """The largest number of a figure that can be added; None where it has none."""
    quantity = one.claim.quantity
    if quantity.qualifier == "vague":
        return None
    return max((n for n in (quantity.low, quantity.best, quantity.high) if n is not None), default=None)


def _disjoint(one: _Counted, other: _Counted) -> bool:
    """Figures of two entries that share neither time nor place; two of one entry may always overlap."""
    if one.entry.uri == other.entry.uri:
        return False
    return _apart_in_time(one.entry, other.entry) or _apart_in_place(one.entry, other.entry)


def _apart_in_time(one: Entry, other: Entry) -> bool:
    first, second = one.happened, other.happened
    edges = (first.start, first.end, second.start, second.end)
    if not all(isinstance(edge, datetime) for edge in edges):
        return False
    return bool(first.end <= second.start or second.end <= first.start)  # type: ignore[operator]


def _apart_in_place(one: Entry, other: Entry) -> bool:
    mine = {place.region for place in one.places}
    theirs = {place.region for place in other.places}
    known = bool(mine) and bool(theirs) and None not in mine | theirs
    return known and not mine & theirs
