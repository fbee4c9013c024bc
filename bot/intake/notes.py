"""A note becomes a draft: headline, summary, sources, claims, places, kind; nothing is guessed silently.

What no word of the note tells is marked in `assumed`, for the desk to see and change.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.intake import kinds
from bot.intake.phrases.lines import Line, read
from bot.intake.places import places
from storage.model.values import Place
from storage.model.vocabulary import Kind

_LINK = re.compile(r"https?://[^\s<>\"]+")
_TRAILING = ".,;:!?)]}»”'"
_SLUG = re.compile(r"[^a-z0-9]+")
_WEAPONS = {"uav": "uav_strike", "missile": "missile", "glide_bomb": "glide_bomb"}
_NIGHT_BEGINS, _NIGHT_ENDS = time(18), time(9)
_LONGEST_HEADLINE = 200


@dataclass(frozen=True, slots=True)
class Note:
    """The content of a draft in the form in which an entry travels, and the fields that were assumed."""

    content: dict[str, Any]
    assumed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Context:
    """Where a note was written: the moment, the newsroom's zone, its languages (the first is the default)."""

    moment: datetime
    zone: ZoneInfo
    languages: Sequence[str] = ("en", "de", "uk")


def draft(text: str, context: Context, links: Sequence[tuple[str, str]] = ()) -> Note:
    """Read a note; `links` are words and addresses that stood under them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    sources = list(_sources(text, links))
    told, prose = _told(lines[1:])
    language = kinds.language(text, context.languages)
    headline = _without_links(lines[0])[:_LONGEST_HEADLINE] if lines else ""
    content: dict[str, Any] = {
        "headline": {language: headline} if headline else {},
        "summary": {language: "\n".join(prose)} if prose else None,
        "sources": sources,
        "claims": [claim for line in told for claim in _claims(line, sources, context)],
        "places": [place.model_dump(mode="json", exclude_none=True) for place in places(text)],
    }
    assumed = ["claims"] if any(one.assumed for line in told for one in line.figures) else []
    return Note({key: value for key, value in content.items() if value is not None}, assumed)


def as_kind(content: dict[str, Any], kind: Kind, context: Context, text: str) -> dict[str, Any]:
    """The same content as an entry of a kind, with that kind's own fields as far as the words tell them."""
    rest = {key: value for key, value in content.items() if key not in {"talks", "attack", "pledge"}}
    named = [Place.model_validate(place) for place in content.get("places", [])]
    block = {"attack": _attack, "talks": _talks, "pledge": _pledge}[kind](text, content, named, context)
    return rest | {"kind": kind, "happened": _happened(text, kind, context), kind: block}


# Its parts


def _sources(text: str, links: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    urls = [match.group().rstrip(_TRAILING) for match in _LINK.finditer(text)]
    seen: dict[str, str] = {}
    for url in dict.fromkeys([*urls, *(address for _words, address in links)]):
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        if not host or not url.startswith(("http://", "https://")):
            continue
        name = _free(_SLUG.sub("-", host.lower()).strip("-")[:48], seen)
        seen[name] = url
        yield {"id": name, "outlet": host, "url": url}


def _free(name: str, taken: dict[str, str]) -> str:
    """The name, with a number where it stands already."""
    number = 2
    while (candidate := name if name not in taken else f"{name}-{number}") in taken:
        number += 1
    return candidate


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


def _without_links(text: str) -> str:
    return " ".join(_LINK.sub("", text).split()).strip(" –—-:|") if _LINK.search(text) else text


def _claims(line: Line, sources: Sequence[dict[str, Any]], context: Context) -> Iterator[dict[str, Any]]:
    for figure in line.figures:
        claim: dict[str, Any] = {
            "measure": figure.measure,
            "unit": figure.unit,
            "quantity": figure.quantity.model_dump(mode="json", exclude_none=True),
            "claimant": line.claimant,
            "source": sources[0]["id"] if sources else "",
        }
        if moment := _as_of(line, context):
            claim["as_of"] = moment
        yield claim


def _as_of(line: Line, context: Context) -> str | None:
    """A clock time is the newsroom's, on its newest day on which it has passed."""
    here = context.moment.astimezone(context.zone)
    if line.as_of is None:
        return line.as_of_day.isoformat() if line.as_of_day else None
    day = line.as_of_day or here.date()
    at = datetime.combine(day, line.as_of, context.zone)
    if line.as_of_day is None and at > here:
        at = datetime.combine(day - timedelta(days=1), line.as_of, context.zone)
    return at.isoformat()


def _happened(text: str, kind: Kind, context: Context) -> dict[str, Any]:
    here = context.moment.astimezone(context.zone)
    if kind != "attack" or not kinds.is_night(text):
        return {"start": here.date().isoformat(), "precision": "day"}
    morning = here.date() if here.time() < _NIGHT_BEGINS else here.date() + timedelta(days=1)
    begins = datetime.combine(morning - timedelta(days=1), _NIGHT_BEGINS, context.zone)
    ends = min(datetime.combine(morning, _NIGHT_ENDS, context.zone), max(here, begins))
    return {"start": begins.isoformat(), "end": ends.isoformat(), "precision": "night"}


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
    where = _SLUG.sub("-", venue.name.lower()).strip("-") if venue else "talks"
    block: dict[str, Any] = {
        "process": f"{where}-{context.moment.astimezone(context.zone).year}",
        "format": kinds.talks_format(text),
        "parties": ["UA", "RU"],
    }
    return block | ({"venue": venue.model_dump(mode="json", exclude_none=True)} if venue else {})


def _pledge(
    text: str, _content: dict[str, Any], _named: Sequence[Place], _context: Context
) -> dict[str, Any]:
    return {"made_by": kinds.promising(text), "scope": kinds.scope(text), "status": "proposed"}
