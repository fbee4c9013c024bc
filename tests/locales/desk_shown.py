"""Every screen of the desk at its longest: texts and names at their bounds, as many figures as fit."""

import inspect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from bot.brief import compose
from bot.brief.changes import Item
from bot.brief.screen import Screen
from bot.brief.tongue import SHIPPED, Tongue
from bot.desk import cards, entries, office, sheets, standing
from bot.desk.sheets import Audience, Preview
from bot.desk.standing import Since
from bot.desk.view import DRAFT, PUBLISHED, SCHEDULED, SUBMITTED, View
from bot.intake import bounds, fields
from bot.intake.context import Context
from storage.model.desk import Draft
from storage.model.entry import Entry
from tests import cast

NOW = datetime(2026, 2, 4, 12, tzinfo=UTC)
NUMBER = 10**12  # of a draft, a version, a person
_WORD = "<Übertragung> & "  # marks that have to be escaped


def long(most: int) -> str:
    return (_WORD * most)[: most - 1] + "x"


def document() -> dict[str, Any]:
    """An attack at every bound, in every language."""
    claim = cast.claim(
        {"low": 123_456_789, "high": 987_654_321, "qualifier": "between", "verbatim": long(bounds.NAME)},
        claimant=long(bounds.NAME),
        as_of="2026-02-04T09:00:00+02:00",
    )
    return cast.attack_document(
        headline=dict.fromkeys(SHIPPED, long(bounds.HEADLINE)),
        summary=dict.fromkeys(SHIPPED, long(bounds.SUMMARY)),
        sources=[
            cast.source(name, outlet=long(bounds.NAME), office=long(bounds.NAME))
            for name in ("kaizen", *(f"s{number}" for number in range(1, bounds.SOURCES)))
        ],
        places=[{"name": long(bounds.NAME), "country": "UA", "region": "UA-51"}] * bounds.PLACES,
        claims=[claim] * bounds.CLAIMS,
    )


def view(speaker: Tongue, **changes: Any) -> View:
    fields_ = {
        "speaker": speaker,
        "context": Context(NOW, ZoneInfo("Europe/Kyiv"), SHIPPED),
        "number": NUMBER,
        "version": NUMBER,
        "content": document(),
        "reason": long(bounds.REASON),
        "assumed": ["claims", "headline"],
        "stale": SHIPPED[1:],
        "missing": [long(200)] * bounds.CLAIMS,
        "publish_at": NOW + timedelta(days=300),
        "note": long(300),
        "differences": [long(300)] * bounds.CLAIMS,
    }
    return View(**fields_ | changes)


def screens(speaker: Tongue) -> Iterator[tuple[str, Screen]]:
    for module in (cards, sheets, standing, entries, office):
        yield from _screens_of(module, speaker)


def _screens_of(module: Any, speaker: Tongue) -> Iterator[tuple[str, Screen]]:
    for name, make in inspect.getmembers(module, inspect.isfunction):
        if make.__module__ != module.__name__ or name.startswith("_"):
            continue
        if get_type_hints(make)["return"] is Screen:
            wanted = [word for word in inspect.signature(make).parameters if word != "speaker"]
            own = {"speaker": speaker} if "speaker" in inspect.signature(make).parameters else {}
            for values in product(*(_offered(f"{name}.{word}", word, speaker) for word in wanted)):
                yield f"{module.__name__}.{name}", make(**own, **dict(zip(wanted, values, strict=True)))


def _offered(full: str, word: str, speaker: Tongue) -> list[Any]:
    """What an argument can be, by the function and its name, or by the name alone."""
    offered = _ARGUMENTS.get(full) or _ARGUMENTS[word]
    return list(offered(speaker)) if callable(offered) else offered


def _views(speaker: Tongue) -> Iterator[View]:
    for state, change in product((DRAFT, SUBMITTED, SCHEDULED, PUBLISHED), (True, False)):
        yield view(speaker, state=state, changes_entry=change, signal="correction", is_mine=change)
    yield view(speaker, state=SUBMITTED, signal="withdrawn", changes_entry=True, missing=[])


def _told(speaker: Tongue) -> list[Any]:
    return [compose.told(Item(Entry.model_validate(document())), speaker, "en")]


def _previews(_speaker: Tongue) -> list[Preview]:
    page = f"<b>{'x' * 4000}</b>"
    return [Preview("de", form, [page] * 9, 8) for form in (sheets.ALERT, sheets.DIGEST)]


_REACH = Audience(10**6, 10**6, 10**6, NOW, NOW + timedelta(days=1), 10**6)
_BY = f"editor {NUMBER}"
_SINCE = [
    Since(),
    Since(by=_BY, is_back=True),
    Since(by=_BY, is_back=True, by_another=True),
    Since(is_back=True),
    Since(by=_BY, reached=long(300)),
    Since(expected=_REACH),
]
_LOGGED = {"why": long(bounds.REASON), "user": NUMBER, "role": "editor"}
_ARGUMENTS: dict[str, Any] = {
    "view": _views,
    "since": _SINCE,
    "one": [one for kind in ("talks", "attack", "pledge") for one in fields.fields_of(kind)],
    "index": [0],
    "tag": ["de"],
    "text": [long(bounds.LEDE)],
    "about": list(sheets.REASONS),
    "entry": [NUMBER],
    "number": [NUMBER],
    "note": ["", long(300)],
    "headline": [long(bounds.HEADLINE)],
    "words": ["", long(200)],
    "page": [0, 12],
    "more": [True, False],
    "embargo": [True, False],
    "approval": [True, False],
    "is_admin": [True],
    "role": ["editor", "admin"],
    "link": ["https://t.me/kaizen_brief_bot?start=" + "x" * 64],
    "before": [None, NUMBER],
    "day": [NOW.date()],
    "audience": [_REACH],
    "preview.shown": _previews,
    "times.offered": [[NOW + timedelta(hours=hour) for hour in range(5)]],
    "ledes.offered": [SHIPPED],
    "written": [dict.fromkeys(SHIPPED, long(bounds.LEDE))],
    "entries.found": [[entries.Listed(NUMBER, "corrected", long(bounds.HEADLINE), "4 February")] * 8],
    "choice.found": [[(NUMBER, long(bounds.HEADLINE))] * 20],
    "members.found": [[(NUMBER, "editor")] * 8],
    "fixed": [()],
    "log.found": [[office.Done("12:00", "editor 1", "overridden", "a:" + "x" * 250, _LOGGED)] * 12],
    "drafts": [[office.Open(NUMBER, "attack", DRAFT, long(bounds.HEADLINE))] * 20],
    "entry.shown": [entries.Sheet(NUMBER, "corrected", NUMBER, 10**6, None)],
    "entry.told": _told,
    "history.told": [
        [entries.Past(9, "12:00", "editor 1", "correction", long(bounds.REASON), [long(300)] * 9)] * 30
    ],
}


def draft(**changes: Any) -> Draft:
    """A row of the desk at its longest."""
    return Draft(
        id=NUMBER, uri="desk:1", content=document(), reason=long(bounds.REASON), author=NUMBER,
        changed_by=NUMBER, created_at=NOW, changed_at=NOW, **changes,
    )  # fmt: skip
