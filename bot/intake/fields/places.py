"""Places: names that the gazetteer knows, and others with their region or country beside them."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from bot.brief.labels import _
from bot.brief.tongue import Tongue
from bot.intake import bounds
from bot.intake.context import Context
from bot.intake.fields import checked
from bot.intake.fields.shape import NOTHING, Content, Field, Refused, changed, cut
from bot.intake.places import find
from storage.model.values import Place

_UNKNOWN = _("%(name)s is not known here. Add its region or country: %(name)s, UA-51 or %(name)s, DE.")
_NO_CODE = _("%(code)s is no region or country, such as UA-51 or DE.")
_MANY = _("That is more than one place. Type one, such as: Abu Dhabi, AE.")
_NO_PLACE = _("There is no place in it. Type names, such as: Kyiv, Odesa.")
# A code after a comma is written in capitals, lest a short name be taken for one.
_CODE = re.compile(r"[A-Z]{2}|[A-Za-z]{2}-[A-Za-z0-9]{1,3}")
_WITH_CODE = re.compile(
    r"(?P<name>[^:()]+?)\s*(?::\s*(?P<after>[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?)"
    r"|\((?P<inside>[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?)\))"
)


def read(text: str) -> list[dict[str, Any]]:
    """The places of a list, each once.

    Raises:
        Refused: one of them is unknown, or its code is.
    """
    found = [_place(name, code) for name, code in _named(text)]
    return list({place["name"]: place for place in found}.values())


def one(text: str) -> dict[str, Any]:
    """The one place of a text.

    Raises:
        Refused: it names none, several, or an unknown one.
    """
    found = read(text)
    if len(found) != 1:
        raise Refused(_MANY if found else _NO_PLACE)
    return found[0]


def told(place: Content) -> str:
    """Such as: Kyiv (UA-30)."""
    return f"{place['name']} ({place.get('region') or place['country']})"


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Each name with the code beside it, which is empty where there is none."""
    name = ""
    for part in filter(None, (one.strip() for one in re.split(r"[,;\n]", text))):
        if name and _CODE.fullmatch(part):
            yield name, part
            name = ""
            continue
        if name:
            yield name, ""
        name = part
        if found := _WITH_CODE.fullmatch(part):
            yield found["name"], found["after"] or found["inside"]
            name = ""
    if name:
        yield name, ""


def _place(name: str, code: str) -> dict[str, Any]:
    known = find(name)
    if not code:
        if known is None:
            raise Refused(_UNKNOWN, name=checked.shortened(name))
        return _travelling(known)
    code = code.upper()
    region = code if "-" in code else None
    called = known.name if known else checked.line(name)
    try:
        return _travelling(Place(name=called, country=code[:2], region=region))
    except ValidationError:
        raise Refused(_NO_CODE, code=code) from None


def _travelling(place: Place) -> dict[str, Any]:
    return place.model_dump(mode="json", exclude_none=True)


def _shown(content: Content, speaker: Tongue, _context: Context) -> str:
    return cut(speaker.listed([told(place) for place in content.get("places") or []]))


def _typed(content: Content, text: str, _context: Context) -> dict[str, Any]:
    if text.strip() == NOTHING:
        return changed(content, "places", None)
    found = read(text)
    if not found:
        raise Refused(_NO_PLACE)
    return changed(content, "places", checked.few(found, bounds.PLACES))


FIELDS = (
    Field(
        "places",
        _("Places"),
        _("Type all places, such as: Kyiv, Odesa. One that is not known needs its region: Vylkove, UA-51."),
        _shown,
        _typed,
    ),
)
