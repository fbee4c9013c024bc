"""Figures one by one: added, changed, dropped and attributed as lines that are typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.brief import labels
from bot.brief.labels import _
from bot.brief.tongue import Tongue
from bot.intake import bounds, statements
from bot.intake.context import Context
from bot.intake.fields import checked, dates, sources
from bot.intake.fields.shape import Content, Refused, changed
from bot.intake.phrases.lines import Line, read
from bot.intake.phrases.numbers import amounts
from storage.model.values import Claim, Quantity

_NO_FIGURE = _("No figure was understood in “%(line)s”. Type it as: 88 drones shot down – Air Force.")
_SEVERAL = _("That is more than one figure. Type one, such as: 88 drones shot down.")
_GONE = _("This figure is not there any more.")
_NOBODY = _("Type who says so by name, such as: Air Force of Ukraine.")
_ALL_ATTRIBUTED = _("Every figure has a claimant already.")
_WHO = _("who says so?")
# Said without their claimant's verb: what was shot down, or launched.
_DONE = {
    "launched": _("%(amount)s launched"),
    "shot_down": _("%(amount)s shot down"),
    "lost_or_suppressed": _("%(amount)s shot down or suppressed"),
    "hits": _("%(amount)s hit"),
}
_MANY = 100  # takes the plural in every shipped language
_WEAPONS = frozenset({"uav", "missile", "glide_bomb"})

Claims = list[dict[str, Any]]


# How they are shown


def claim_shown(content: Content, index: int, speaker: Tongue) -> str:
    """Such as: 350–500 drones launched (Air Force) · “350 to 500 drones”."""
    claim = _with_one(content, index)[index]
    who = claim.get("claimant") or speaker._(_WHO)
    verbatim = claim["quantity"].get("verbatim")
    return f"{told(claim, speaker)} ({who})" + (f" · “{verbatim}”" if verbatim else "")


def told(claim: Mapping[str, Any], speaker: Tongue) -> str:
    """A figure in words, without who says so."""
    quantity, unit, measure = Quantity.model_validate(claim["quantity"]), claim["unit"], claim["measure"]
    if _has_number(quantity):
        count = labels.counted(quantity)
        amount = labels.things(speaker, unit, labels.number_of(speaker, quantity), count)
    else:
        count = _MANY
        amount = "" if unit == "person" and measure in labels.PHRASED else labels.unit_name(speaker, unit)
    if measure in labels.PHRASED:
        return labels.suffered(speaker, measure, amount, count).strip()
    return speaker._(_DONE[measure]) % {"amount": amount}


def named(claim: Mapping[str, Any], speaker: Tongue) -> str:
    """A figure by its words, or by the source's where they hold no number."""
    quantity = Quantity.model_validate(claim["quantity"])
    if quantity.verbatim and not _has_number(quantity):
        return f"“{quantity.verbatim}”"
    return told(claim, speaker)


def _has_number(quantity: Quantity) -> bool:
    known = (quantity.low, quantity.best, quantity.high)
    return quantity.qualifier != "vague" and any(number is not None for number in known)


def _all(content: Content) -> Claims:
    return [dict(claim) for claim in content.get("claims") or []]


def _with_one(content: Content, index: int) -> Claims:
    """The claims, of which this one has to be there."""
    claims = _all(content)
    if not 0 <= index < len(claims):
        raise Refused(_GONE)
    return claims


# What is typed


def add_claims(content: Content, text: str, context: Context) -> dict[str, Any]:
    """With the figures of each line, by whom the line says.

    Raises:
        Refused: a line holds no figure that is understood.
    """
    lines = [line for line in text.splitlines() if line.strip()] or [text]
    fresh = [claim for line in lines for claim in _read(line, content, context)[1]]
    return changed(content, "claims", checked.few([*_all(content), *fresh], bounds.CLAIMS))


def _read(text: str, content: Content, context: Context) -> tuple[Line, Claims]:
    words = checked.line(text, bounds.FIGURES)
    try:
        line = read(words)
    except ValueError:  # a number that no quantity can hold
        line = Line([])
    if not line.figures:
        raise Refused(_NO_FIGURE, line=checked.shortened(text))
    found = list(statements.claims(line, sources.first(content), context))
    for claim in found:
        _check(claim, text)
    return line, found


def _check(claim: Mapping[str, Any], text: str) -> None:
    whole = dict(claim)
    try:
        Claim.model_validate(whole | {"claimant": claim["claimant"] or "-", "source": claim["source"] or "a"})
    except ValidationError:
        raise Refused(_NO_FIGURE, line=checked.shortened(text)) from None


def change_claim(content: Content, index: int, text: str, context: Context) -> dict[str, Any]:
    """In place of one figure another, which keeps what the line does not say: claimant, source, moment.

    Raises:
        Refused: the line holds no figure or several.
    """
    claims = _with_one(content, index)
    if number := _number(text):
        claims[index]["quantity"] = number
        return changed(content, "claims", claims)
    line, found = _read(text, content, context)
    if len(found) > 1:
        raise Refused(_SEVERAL)
    old, new = claims[index], found[0]
    if line.figures[0].assumed and old["unit"] in _WEAPONS:
        new["measure"] = old["measure"]
    as_of = new.get("as_of") or old.get("as_of")
    kept = {"claimant": new["claimant"] or old.get("claimant", ""), "source": old.get("source", "")}
    claims[index] = new | kept | ({"as_of": as_of} if as_of else {})
    return changed(content, "claims", claims)


def _number(text: str) -> dict[str, Any] | None:
    """A number that is typed without what it counts: everything else of the figure stays as it is."""
    words = checked.line(text, bounds.FIGURES)
    found = amounts(words)
    if len(found) != 1 or read(words).figures or read(words).claimant:
        return None
    quantity = found[0].quantity(words[found[0].start : found[0].end])
    return quantity.model_dump(mode="json", exclude_none=True)


def drop_claim(content: Content, index: int) -> dict[str, Any]:
    claims = _with_one(content, index)
    return changed(content, "claims", claims[:index] + claims[index + 1 :])


def attribute(content: Content, text: str, context: Context) -> dict[str, Any]:
    """A claimant for all figures that have none, with the moment where the line tells it.

    Raises:
        Refused: it is no name, or no figure lacks one.
    """
    claims = _all(content)
    if all(claim.get("claimant") for claim in claims):
        raise Refused(_ALL_ATTRIBUTED)
    said = _said(text, context)
    return changed(content, "claims", [claim if claim.get("claimant") else claim | said for claim in claims])


def _said(text: str, context: Context) -> dict[str, str]:
    name = checked.line(text)
    if not any(character.isalpha() for character in name):
        raise Refused(_NOBODY)
    # Only behind a figure is a line read for its claimant and moment.
    line = read(f"1 drone launched — {name}")
    moment = statements.as_of(line, context)
    if moment is None or not dates.is_sane(moment) or not line.claimant or not name.startswith(line.claimant):
        return {"claimant": name}
    return {"claimant": line.claimant, "as_of": moment}


def unattributed(content: Content) -> Sequence[int]:
    """Which figures nobody states yet."""
    return [index for index, claim in enumerate(content.get("claims") or []) if not claim.get("claimant")]
