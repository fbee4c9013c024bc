"""Arithmetic on quantities: only what stays true. A missing bound stays missing; claimants never mix."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.model.values import Quantity
from storage.model.vocabulary import Qualifier


@dataclass(frozen=True, slots=True)
class Share:
    """A rate as an interval of fractions: 300 of 350-500 is 0.60 to 0.86."""

    low: float
    high: float


def bounds(quantity: Quantity) -> tuple[int | None, int | None]:
    """The lowest and highest number that a quantity allows, as far as its source says.

    "at least 12" has no highest, "up to 40" no lowest; a plain number is both.
    """
    low = quantity.low if quantity.low is not None else quantity.best
    high = quantity.high if quantity.high is not None else quantity.best
    if quantity.qualifier in {"at_least", "more_than"}:
        high = quantity.high
    if quantity.qualifier in {"up_to", "fewer_than", "nearly"}:
        low = quantity.low
    if quantity.qualifier in {"vague", "unknown"}:
        return None, None
    return low, high


def add(quantities: Sequence[Quantity]) -> Quantity:
    """The sum of disjoint quantities of one claimant."""
    if len(quantities) == 1:
        return quantities[0]
    low = _sum(bounds(q)[0] for q in quantities)
    high = _sum(bounds(q)[1] for q in quantities)
    best = _sum(q.best for q in quantities)
    if low is None and high is None and best is None:
        return Quantity(qualifier="unknown")
    return Quantity(low=low, best=best, high=high, qualifier=_joint(quantities, low, high))


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
    if low is not None and high is not None and low != high:
        return "between"
    if high is None and low is not None:
        return "at_least"
    if low is None and high is not None:
        return "up_to"
    return "about"


def rate(part: Quantity, whole: Quantity) -> Share | None:
    """What share of `whole` is `part`; None where a bound is missing or nothing was there to share.

    Source of the rule: interval division; the smallest share is the low part of the high whole.
    """
    (low, high), (least, most) = bounds(part), bounds(whole)
    if low is None or high is None or not least or not most:
        return None
    return Share(min(low / most, 1.0), min(high / least, 1.0))
