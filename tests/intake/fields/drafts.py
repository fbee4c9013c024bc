"""A newsroom in the morning, drafts of it, and what its editors type."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.brief.tongue import tongue
from bot.intake import fields, notes
from bot.intake.notes import Context
from storage.model.entry import Entry

MORNING = Context(datetime(2026, 2, 3, 8, 0, tzinfo=UTC), ZoneInfo("Europe/Kyiv"))
SPEAKER = tongue("en")
NOTE = """Massive overnight strike on Kyiv
at least 12 killed, 30+ injured"""


def noted(text: str = NOTE, kind: Any = "attack") -> dict[str, Any]:
    """The content of a draft that began with a note."""
    return notes.as_kind(notes.draft(text, MORNING).content, kind, MORNING, text)


def typed(content: dict[str, Any], name: str, text: str, context: Context = MORNING) -> dict[str, Any]:
    """What a text makes of the content, which itself stays as it was."""
    before = deepcopy(content)
    try:
        return fields.field(content["kind"], name).typed(content, text, context)
    finally:
        assert content == before


def tapped(content: dict[str, Any], name: str, value: str, context: Context = MORNING) -> dict[str, Any]:
    before = deepcopy(content)
    try:
        return fields.field(content["kind"], name).chosen(content, value, context)
    finally:
        assert content == before


def shown(content: dict[str, Any], name: str) -> str:
    return fields.field(content["kind"], name).shown(content, SPEAKER, MORNING)


def offered(content: dict[str, Any], name: str) -> dict[str, bool]:
    """The values of a field's buttons, and which are chosen."""
    choices = fields.field(content["kind"], name).choices(content, SPEAKER, MORNING)
    return {choice.value: choice.chosen for choice in choices}


def entry(content: dict[str, Any]) -> Entry:
    return Entry.model_validate({"uri": "desk:1"} | content)
