"""Attack days in a row: what each claimant gives for how many were launched, day by day and in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.brief import quantities, totals
from storage.model.entry import Entry
from storage.model.values import Quantity

UNITS = ("uav", "missile")
_LONGEST = timedelta(hours=36)  # what lasted longer is no figure of a single day


@dataclass(frozen=True, slots=True)
class Night:
    """An attack day (18:00 to 18:00 Kyiv time, named by its second date) and the numbers given for it by
    unit; a unit without a number is missing, which is not none.
    """

    day: date
    figures: Mapping[str, Quantity]


@dataclass(frozen=True, slots=True)
class Series:
    """One claimant's attack days, every one of the row, with or without a figure."""

    claimant: str
    nights: Sequence[Night]

    def given(self, unit: str) -> list[Quantity]:
        return [night.figures[unit] for night in self.nights if unit in night.figures]

    def total(self, unit: str) -> Quantity | None:
        """The sum of the days with a figure, which are disjoint; a missing bound stays missing.

        Where neither bound is left, it is at least what is known to be the least of single days.
        """
        given = self.given(unit)
        if not given:
            return None
        total = quantities.add(given)
        if _has_bound(total):
            return total
        least = sum(low for low, _high in map(quantities.bounds, given) if low is not None)
        return Quantity(low=least, qualifier="at_least")

    @property
    def days_with_figures(self) -> int:
        return sum(1 for night in self.nights if night.figures)

    @property
    def many(self) -> int:
        """How many figures there are."""
        return sum(len(night.figures) for night in self.nights)

    def heaviest(self) -> Night | None:
        """The day with the most drones and missiles together, at their highest; None where all miss."""
        given = [night for night in self.nights if night.figures]
        return max(given, key=lambda night: sum(map(highest, night.figures.values())), default=None)


def highest(quantity: Quantity) -> int:
    """The largest number that a figure names."""
    return max((n for n in quantities.bounds(quantity) if n is not None), default=0)


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def series(days: Sequence[date], attacks: Mapping[date, Sequence[Entry]]) -> list[Series]:
    """Each claimant's row, whoever has most figures first; a claimant without any number has none."""
    counted = {day: totals.of_day(day, _of_a_day(attacks.get(day, ()))) for day in days}
    names = dict.fromkeys(one.claimant for day in days for one in counted[day].claimants)
    rows = [Series(name, [_night(counted[day], name) for day in days]) for name in names]
    return sorted((row for row in rows if row.many), key=lambda row: -row.many)


def _of_a_day(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if not _is_long(entry)]


def _is_long(entry: Entry) -> bool:
    """Whether its figures are of more than one attack day."""
    happened = entry.happened
    if happened.precision in {"week", "month"}:
        return True
    if isinstance(happened.start, datetime) and isinstance(happened.end, datetime):
        return happened.end - happened.start > _LONGEST
    return happened.end is not None and happened.end != happened.start


def _night(counted: totals.AttackDay, claimant: str) -> Night:
    own = [total for one in counted.claimants if one.claimant == claimant for total in one.totals]
    figures = {
        total.unit: total.quantity
        for total in own
        if total.measure == "launched" and total.unit in UNITS and _has_bound(total.quantity)
    }
    return Night(counted.day, figures)


def _has_bound(quantity: Quantity) -> bool:
    return any(bound is not None for bound in quantities.bounds(quantity))
