"""Figures as readers see them: grouped by what is measured, each with its claimant, never averaged."""

from collections.abc import Iterable, Sequence

from bot.brief import changes, labels
from bot.brief.tongue import Tongue
from storage.model.entry import Entry
from storage.model.values import Claim, Quantity


def lines(entry: Entry, before: Entry | None, tongue: Tongue) -> list[str]:
    """One line per measure, in the order of the vocabulary: rival claims stand side by side."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in entry.claims:
        groups.setdefault((claim.measure, claim.unit), []).append(claim)
    order = [*labels.LABELLED, *labels.PHRASED]
    ranked = sorted(groups, key=lambda group: order.index(group[0]))
    return [_line(groups[group], before, tongue) for group in ranked]


def _line(claims: Sequence[Claim], before: Entry | None, tongue: Tongue) -> str:
    phrases = " · ".join(_attributed(claim, before, tongue) for claim in claims)
    label = labels.LABELLED.get(claims[0].measure)
    return f"{tongue._(label)}: {phrases}" if label else phrases


def _attributed(claim: Claim, before: Entry | None, tongue: Tongue) -> str:
    return f"{_moved(claim, before, tongue)} ({claim.claimant})"


def _moved(claim: Claim, before: Entry | None, tongue: Tongue) -> str:
    old = changes.earlier(claim, before)
    if old is None or not _has_number(old):
        return phrase(tongue, claim.measure, claim.unit, claim.quantity)
    return f"{labels.number_of(tongue, old)} → {phrase(tongue, claim.measure, claim.unit, claim.quantity)}"


def phrase(tongue: Tongue, measure: str, unit: str, quantity: Quantity) -> str:
    """A figure in words, such as "at least 12 killed" or "350–500 drones"; unknown is never 0."""
    if not _has_number(quantity):
        return _without_number(tongue, measure, unit, quantity)
    number = labels.number_of(tongue, quantity)
    amount = labels.things(tongue, unit, number, _plural_of(quantity))
    frame = labels.PHRASED.get(measure)
    return tongue._(frame) % {"amount": amount} if frame else amount


def _without_number(tongue: Tongue, measure: str, unit: str, quantity: Quantity) -> str:
    name = labels.unit_name(tongue, unit)
    frame = labels.PHRASED.get(measure)
    what = tongue._(frame) % {"amount": "" if unit == "person" else name} if frame else name
    said = f"“{quantity.verbatim}”" if quantity.verbatim else tongue._("no figure")
    return f"{what.strip()}: {said}"


def _has_number(quantity: Quantity) -> bool:
    return quantity.qualifier != "vague" and any(
        n is not None for n in (quantity.low, quantity.best, quantity.high)
    )


def _plural_of(quantity: Quantity) -> int:
    return next(n for n in (quantity.high, quantity.best, quantity.low) if n is not None)


def claimants(claims: Iterable[Claim]) -> list[str]:
    """Who says so, each once, in the order of the entry."""
    return list(dict.fromkeys(claim.claimant for claim in claims))
