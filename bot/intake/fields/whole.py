"""Is a draft whole? What is missing in sentences for a phone, and by name for the program."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.brief.labels import _
from bot.brief.tongue import Tongue
from bot.intake.fields import checked, claims, texts
from bot.intake.fields.card import field
from bot.intake.fields.shape import Content, kind_of
from storage.model.entry import Entry
from storage.model.vocabulary import KINDS

_NO_HEADLINE = _("A headline is missing.")
_NO_SOURCE = _("A source is missing: at least one link.")
_WHO = _("Who says so: %(figure)s?")
_MISSING = _("%(field)s: this is missing.")
_WRONG = _("%(field)s: this cannot stay as it is.")
_FIGURE = _("Figure %(number)s")
_CITES = _("A figure or a position names a source that is not there. Type the sources anew.")
_TWICE = _("Two sources have the same name. Type the sources anew.")
_ODD = _("Something in this draft does not fit together. Choose its kind anew.")
# Keys of an entry that are not called as the field which changes them.
_FIELD_OF = {
    "day": "round",
    "days": "round",
    "next_step": "next",
    "defender": "attacker",
    "made_by": "madeby",
    "starts": "term",
    "ends": "term",
}
_OF_BLOCK = {"talks": "round", "pledge": "term", "attack": "attacker"}
_LABELS = {"kind": _("Kind"), "embargoed_until": _("Embargo"), "claims": _("Figures")}
# Stands in for what is known to be missing, so that the rest can be looked at, too.
_SOURCE = {"id": "any", "outlet": "any", "url": "https://example.org"}


def missing(content: Content, speaker: Tongue) -> list[str]:
    """What keeps a draft from being published; nothing when it is an entry."""
    found = [*_known(content, speaker), *(_sentence(content, one, speaker) for one in _rest(content))]
    return list(dict.fromkeys(found))


def bare(content: Content) -> list[str]:
    """The same for the program: of headline, sources, claimants, other."""
    gaps = {
        "headline": not texts.languages(content),
        "sources": not content.get("sources"),
        "claimants": bool(claims.unattributed(content)),
        "other": bool(_rest(content)),
    }
    return [name for name, is_gap in gaps.items() if is_gap]


def _known(content: Content, speaker: Tongue) -> Iterator[str]:
    if not texts.languages(content):
        yield speaker._(_NO_HEADLINE)
    if not content.get("sources"):
        yield speaker._(_NO_SOURCE)
    for index in claims.unattributed(content):
        yield speaker._(_WHO) % {"figure": claims.named(content["claims"][index], speaker)}


def _rest(content: Content) -> Sequence[Mapping[str, Any]]:
    """What is wrong apart from what `_known` tells."""
    try:
        Entry.model_validate(_filled(content))
    except ValidationError as error:
        return [dict(problem) for problem in error.errors(include_url=False)]
    return []


def _filled(content: Content) -> dict[str, Any]:
    filled = {"uri": "desk:draft"} | dict(content)
    if not texts.languages(content):
        filled["headline"] = {"en": "any"}
    if content.get("claims"):
        filled["claims"] = [
            dict(claim) | {"claimant": claim.get("claimant") or "any"} for claim in content["claims"]
        ]
    return filled if content.get("sources") else _cited(filled)


def _cited(content: dict[str, Any]) -> dict[str, Any]:
    """With a source that everything cites."""
    cited = content | {"sources": [_SOURCE]}
    if content.get("claims"):
        cited["claims"] = [dict(claim) | {"source": "any"} for claim in content["claims"]]
    for kind in KINDS:
        block = content.get(kind) or {}
        if block.get("positions"):
            said = [dict(position) | {"source": "any"} for position in block["positions"]]
            cited[kind] = dict(block) | {"positions": said}
    return cited


# In words


def _sentence(content: Content, problem: Mapping[str, Any], speaker: Tongue) -> str:
    location = [part for part in problem["loc"] if part != "[key]"]
    if not location:
        return speaker._(_whole(content))
    frame = _MISSING if problem["type"] == "missing" else _WRONG
    return speaker._(frame) % {"field": _label(content, location, speaker)}


def _whole(content: Content) -> str:
    """What the parts of an entry say of each other."""
    filled = _filled(content)
    ids = [source.get("id") for source in filled["sources"]]
    if len(set(ids)) < len(ids):
        return _TWICE
    block = filled.get(kind_of(content)) or {}
    cited = {one.get("source") for one in [*(filled.get("claims") or []), *(block.get("positions") or [])]}
    return _CITES if block and cited - set(ids) else _ODD


def _label(content: Content, location: Sequence[Any], speaker: Tongue) -> str:
    key = str(location[0])
    if key == "claims" and len(location) > 1:
        return speaker._(_FIGURE) % {"number": int(location[1]) + 1}
    if key in KINDS:
        key = str(location[1]) if len(location) > 1 else _OF_BLOCK[key]
    found = field(kind_of(content), _FIELD_OF.get(key, key))
    label = found.label if found else _LABELS.get(key)
    return speaker._(label) if label else checked.shortened(key)
