"""Figures as readers see them: grouped by what is measured, each with its claimant, never averaged."""

from collections.abc import Iterable, Sequence

from bot.brief import changes, labels
from bot.brief.tongue import Tongue
from storage.model.entry import Entry
from storage.model.values import Claim, Quantity

_MANY = 100  # takes the plural in every shipped language


def lines(entry: Entry, before: Entry | None, tongue: Tongue) -> list[str]:
    """One line per measure, in the order of the vocabulary: rival claims stand side by side."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in entry.claims:
        groups.setdefault((claim.measure, claim.unit), []).append(claim)
    order = [*labels.LABELLED, *labels.PHRASED]
    ranked = sorted(groups, key=lambda group: order.index(group[0]))
    return [_line(groups[group], before, tongue) for group in ranked]


def _line(claims: Sequence[Claim], before: Entry | None, tongue: Tongue) -> str:
    said = [f"{_moved(c, changes.earlier(c, claims, before), tongue)} ({c.claimant})" for c in claims]
    phrases = " · ".join(said)
    label = labels.LABELLED.get(claims[0].measure)
    return f"{tongue._(label)}: {phrases}" if label else phrases


def _moved(claim: Claim, old: Quantity | None, tongue: Tongue) -> str:
    """Such as "40 → 52 killed"; other words for the same number are no movement."""
    new = claim.quantity
    if old is None or not _has_number(old):
        return phrase(tongue, claim.measure, claim.unit, new)
    number = labels.number_of(tongue, old)
    if not _has_number(new):
        return _without_number(tongue, claim.measure, claim.unit, new, f"{number} → ")
    now = phrase(tongue, claim.measure, claim.unit, new)
    return now if number == labels.number_of(tongue, new) else f"{number} → {now}"


def phrase(tongue: Tongue, measure: str, unit: str, quantity: Quantity) -> str:
    """A figure in words, such as "at least 12 killed" or "350–500 drones"; unknown is never 0."""
    if not _has_number(quantity):
        return _without_number(tongue, measure, unit, quantity)
    number = labels.number_of(tongue, quantity)
    count = labels.counted(quantity)
    amount = labels.things(tongue, unit, number, count)
    return labels.suffered(tongue, measure, amount, count) if measure in labels.PHRASED else amount


def _without_number(tongue: Tongue, measure: str, unit: str, quantity: Quantity, before: str = "") -> str:
    name = labels.unit_name(tongue, unit)
    what = name
    if measure in labels.PHRASED:
        what = labels.suffered(tongue, measure, "" if unit == "person" else name, _MANY)
    said = f"“{quantity.verbatim}”" if quantity.verbatim else tongue._("no figure")
    return f"{what.strip()}: {before}{said}"


def _has_number(quantity: Quantity) -> bool:
    return quantity.qualifier != "vague" and any(
        n is not None for n in (quantity.low, quantity.best, quantity.high)
    )


def claimants(claims: Iterable[Claim]) -> list[str]:
    """Who says so, each once, in the order of the entry."""
    return list(dict.fromkeys(claim.claimant for claim in claims))
