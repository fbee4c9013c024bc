"""What a correction says: the facts that were wrong and what they are, in the reader's words."""

from collections.abc import Iterator, Sequence

from bot.brief import figures, labels
from bot.brief.tongue import Tongue
from storage.model.entry import Entry
from storage.model.values import Claim


def differences(wrong: Entry, right: Entry, tongue: Tongue) -> list[str]:
    """The facts in which two versions differ, such as "Shot down: 88 drones, not 98".

    Wording is none of them; a claim that only one version has is told by itself.
    """
    found = [*_figures(wrong, right, tongue), *_places(wrong, right, tongue)]
    return [*found, *_status(wrong, right, tongue)]


def _figures(wrong: Entry, right: Entry, tongue: Tongue) -> Iterator[str]:
    old, new = _left_over(wrong.claims, right.claims), _left_over(right.claims, wrong.claims)
    for claim in new:
        other = _counterpart(claim, old)
        if other is None:
            yield _added(claim, tongue)
            continue
        old.remove(other)
        yield _changed(other, claim, tongue)
    yield from (_withdrawn(claim, tongue) for claim in old)


def _left_over(claims: Sequence[Claim], others: Sequence[Claim]) -> list[Claim]:
    """The claims that the others do not hold in the same words."""
    rest = [_essence(claim) for claim in others]
    found = []
    for claim in claims:
        if _essence(claim) in rest:
            rest.remove(_essence(claim))
        else:
            found.append(claim)
    return found


def _essence(claim: Claim) -> tuple[object, ...]:
    """What of a claim is a fact: not the source's words, nor the moment."""
    quantity = claim.quantity.model_copy(update={"verbatim": None})
    if claim.quantity.qualifier == "vague":
        quantity = claim.quantity
    return (claim.measure, claim.unit, claim.claimant, quantity)


def _counterpart(claim: Claim, old: Sequence[Claim]) -> Claim | None:
    """The claim that this one replaces: of the same measure, if possible by the same claimant."""
    same = [one for one in old if (one.measure, one.unit) == (claim.measure, claim.unit)]
    own = [one for one in same if one.claimant == claim.claimant]
    return next(iter([*own, *same]), None)


def _changed(wrong: Claim, right: Claim, tongue: Tongue) -> str:
    figure = _told(right, tongue)
    if wrong.claimant != right.claimant:
        said = {"figure": figure, "claimant": right.claimant, "before": wrong.claimant}
        moved = wrong.quantity != right.quantity
        if moved:
            return f"{figure} ({right.claimant}), {_not(_number(wrong, tongue), tongue)} ({wrong.claimant})"
        return tongue._("%(figure)s: claimed by %(claimant)s, not by %(before)s") % said
    return f"{figure}, {_not(_number(wrong, tongue), tongue)} ({right.claimant})"


def _not(before: str, tongue: Tongue) -> str:
    return tongue._("not %(before)s") % {"before": before}


def _number(claim: Claim, tongue: Tongue) -> str:
    if claim.quantity.qualifier in {"vague", "unknown"}:
        return f"“{claim.quantity.verbatim}”" if claim.quantity.verbatim else tongue._("no figure")
    return labels.number_of(tongue, claim.quantity)


def _told(claim: Claim, tongue: Tongue) -> str:
    phrase = figures.phrase(tongue, claim.measure, claim.unit, claim.quantity)
    label = labels.LABELLED.get(claim.measure)
    return f"{tongue._(label)}: {phrase}" if label else phrase


def _added(claim: Claim, tongue: Tongue) -> str:
    return tongue._("added: %(figure)s") % {"figure": f"{_told(claim, tongue)} ({claim.claimant})"}


def _withdrawn(claim: Claim, tongue: Tongue) -> str:
    return tongue._("no longer claimed: %(figure)s") % {
        "figure": f"{_told(claim, tongue)} ({claim.claimant})"
    }


def _places(wrong: Entry, right: Entry, tongue: Tongue) -> Iterator[str]:
    old = [place.name for place in wrong.places if place not in right.places]
    new = [place.name for place in right.places if place not in wrong.places]
    if old and new:
        named = tongue._("Place: %(places)s") % {"places": tongue.listed(new)}
        yield f"{named}, {_not(tongue.listed(old), tongue)}"
    elif old:
        yield tongue._("not in %(places)s") % {"places": tongue.listed(old)}
    elif new:
        yield tongue._("also in %(places)s") % {"places": tongue.listed(new)}


def _status(wrong: Entry, right: Entry, tongue: Tongue) -> Iterator[str]:
    old, new = (one.pledge.status if one.pledge else None for one in (wrong, right))
    if old and new and old != new:
        now = tongue._("Status: %(status)s") % {"status": tongue._(labels.STATUSES[new])}
        yield f"{now}, {_not(tongue._(labels.STATUSES[old]), tongue)}"
