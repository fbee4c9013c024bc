"""Arithmetic on quantities: only what stays true. A missing bound stays missing; claimants never mix."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.model.values import Quantity
from storage.model.vocabulary import Qualifier

FLOORS = frozenset({"at_least", "more_than"})
CEILINGS = frozenset({"up_to", "fewer_than", "nearly"})


@dataclass(frozen=True, slots=True)
class Share:
    """A rate as an interval of fractions: 300 of 350-500 is 0.60 to 0.86."""

    low: float
    high: float


def bounds(quantity: Quantity) -> tuple[int | None, int | None]:
    """The lowest and highest number that a quantity allows, as far as its source says.

    "at least 12" has no highest, "up to 40" no lowest; a plain number is both.
    """
    if quantity.qualifier in {"vague", "unknown"}:
        return None, None
    known = [n for n in (quantity.low, quantity.best, quantity.high) if n is not None]
    if quantity.qualifier in FLOORS:
        return known[0], quantity.high if len(known) > 1 else None
    if quantity.qualifier in CEILINGS:
        return quantity.low if len(known) > 1 else None, known[-1]
    if known == [quantity.best]:
        return quantity.best, quantity.best
    return quantity.low, quantity.high


def add(quantities: Sequence[Quantity]) -> Quantity:
    """The sum of disjoint quantities of one claimant."""
    if len(quantities) == 1:
        return quantities[0]
    low = _sum(bounds(q)[0] for q in quantities)
    high = _sum(bounds(q)[1] for q in quantities)
    best = _sum(_best(q) for q in quantities)
    if low is None and high is None and best is None:
        return Quantity(qualifier="unknown")
    return Quantity(low=low, best=best, high=high, qualifier=_joint(quantities, low, high))


def _best(quantity: Quantity) -> int | None:
    """The source's own best number; the edge of "at least 12" or "up to 40" is none."""
    is_edge = quantity.qualifier in FLOORS | CEILINGS | {"vague"}
    return None if is_edge else quantity.best


def _sum(numbers: Iterable[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _joint(quantities: Sequence[Quantity], low: int | None, high: int | None) -> Qualifier:
    kinds = {q.qualifier for q in quantities}
    if kinds == {"exact"}:
        return "exact"
    if high is None and low is not None:
        return "at_least"
    if low is None and high is not None:
        return "up_to"
    if low is None or "about" in kinds:
        return "about"
    return "exact" if low == high else "between"


def least(quantity: Quantity) -> Quantity:
    """What is left of a sum when a part of unknown size belongs to it: only its lowest number."""
    low = bounds(quantity)[0]
    return Quantity(qualifier="unknown") if low is None else Quantity(low=low, qualifier="at_least")


def rate(part: Quantity, whole: Quantity) -> Share | None:
    """What share of `whole` is `part`; None where a bound is missing, nothing was there to share, or the part
    is larger than the whole.

    Source of the rule: interval division; the smallest share is the low part of the high whole.
    """
    (low, high), (least, most) = bounds(part), bounds(whole)
    if low is None or high is None or not least or not most or low > most:
        return None
    return Share(low / most, min(high / least, 1.0))
