"""A note becomes a draft: headline, summary, sources, claims, places, kind; nothing is guessed silently.

What no word of the note tells is marked in `assumed`, for the desk to see and change.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.intake import bounds, kinds, links, nights, statements
from bot.intake.context import Context
from bot.intake.phrases.lines import Line, read
from bot.intake.places import places
from storage.model.values import Place
from storage.model.vocabulary import Kind

__all__ = ["Context", "Note", "as_kind", "draft"]

_WEAPONS = {"uav": "uav_strike", "missile": "missile", "glide_bomb": "glide_bomb"}


@dataclass(frozen=True, slots=True)
class Note:
    """The content of a draft in the form in which an entry travels, and the fields that were assumed."""

    content: dict[str, Any]
    assumed: list[str] = field(default_factory=list)


def draft(text: str, context: Context, linked: Sequence[tuple[str, str]] = ()) -> Note:
    """Read a note; `linked` are words and addresses that stood under them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    sources = list(links.sources([*links.addresses(text), *(address for _words, address in linked)]))
    cited = sources[0]["id"] if sources else ""
    told, prose = _told(lines[1:])
    first = _without_links(lines[0]) if lines else ""
    headline = _shortened(first)
    if headline != first:
        prose.insert(0, first)  # what is no headline any more is not lost
    language = kinds.language(text, context.languages)
    content: dict[str, Any] = {
        "headline": {language: headline} if headline else {},
        "summary": {language: "\n".join(prose)} if prose else None,
        "sources": sources,
        "claims": [claim for line in told for claim in statements.claims(line, cited, context)],
        "places": [place.model_dump(mode="json", exclude_none=True) for place in places(text)],
    }
    assumed = ["claims"] if any(one.assumed for line in told for one in line.figures) else []
    assumed += ["headline"] if headline != first else []
    return Note({key: value for key, value in content.items() if value is not None}, assumed)


def as_kind(content: dict[str, Any], kind: Kind, context: Context, text: str) -> dict[str, Any]:
    """The same content as an entry of a kind, with that kind's own fields as far as the words tell them."""
    rest = {key: value for key, value in content.items() if key not in {"talks", "attack", "pledge"}}
    named = [Place.model_validate(place) for place in content.get("places", [])]
    block = {"attack": _attack, "talks": _talks, "pledge": _pledge}[kind](text, content, named, context)
    return rest | {"kind": kind, "happened": _happened(text, kind, context), kind: block}


# Its parts


def _told(lines: Sequence[str]) -> tuple[list[Line], list[str]]:
    """The lines that are figures, and the prose between them without bare addresses."""
    told, prose = [], []
    for text in lines:
        line = read(_without_links(text))
        if line.figures and (line.only_figures or line.claimant):
            told.append(line)
        elif plain := _without_links(text):
            prose.append(plain)
    return told, prose


def _shortened(text: str) -> str:
    """A headline: cut between words where it is too long."""
    if len(text) <= bounds.HEADLINE:
        return text
    words = textwrap.shorten(text, bounds.HEADLINE, placeholder="…")
    return words if len(words) > 1 else f"{text[: bounds.HEADLINE - 1]}…"


def _without_links(text: str) -> str:
    return " ".join(links.LINK.sub("", text).split()).strip(" –—-:|") if links.LINK.search(text) else text


def _happened(text: str, kind: Kind, context: Context) -> dict[str, Any]:
    if kind != "attack" or not kinds.is_night(text):
        return {"start": context.here.date().isoformat(), "precision": "day"}
    return nights.night(nights.reported(context), context)


def _attack(text: str, content: dict[str, Any], named: Sequence[Place], _context: Context) -> dict[str, Any]:
    struck = next((place.country for place in named if place.country in {"UA", "RU"}), "UA")
    units = [claim["unit"] for claim in content.get("claims", [])] + kinds.weapons(text)
    weapons = list(dict.fromkeys(_WEAPONS[unit] for unit in units if unit in _WEAPONS))
    return {
        "attacker": "UA" if struck == "RU" else "RU",
        "defender": struck,
        "weapons": weapons,
        "targets": kinds.targets(text),
    }


def _talks(text: str, _content: dict[str, Any], named: Sequence[Place], context: Context) -> dict[str, Any]:
    venue = next((place for place in named if place.country not in {"UA", "RU"}), None)
    where = links.slug(venue.name) if venue else "talks"
    block: dict[str, Any] = {
        "process": f"{where}-{context.here.year}",
        "format": kinds.talks_format(text),
        "parties": ["UA", "RU"],
    }
    return block | ({"venue": venue.model_dump(mode="json", exclude_none=True)} if venue else {})


def _pledge(
    text: str, _content: dict[str, Any], _named: Sequence[Place], _context: Context
) -> dict[str, Any]:
    return {"made_by": kinds.promising(text), "scope": kinds.scope(text), "status": "proposed"}
