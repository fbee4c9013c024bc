"""Urgency: whether readers are alerted, some even at night, or get it with their digest."""

from typing import Any

from bot.brief.labels import _
from bot.brief.tongue import Tongue
from bot.intake.context import Context
from bot.intake.fields.shape import Choice, Content, Field, Refused, buttons, changed
from storage.model.vocabulary import ALERT_UP_TO, DEFAULT_URGENCY, FLASH_UP_TO

_LEVELS = [str(level) for level in range(1, 10)]
_NO_LEVEL = _("Type a number from 1 to 9, or tap one.")
_FLASH, _ALERT, _WAITS = _("flash"), _("alert"), _("waits for the digest")


def _named(level: int, speaker: Tongue) -> str:
    word = _FLASH if level <= FLASH_UP_TO else _ALERT if level <= ALERT_UP_TO else _WAITS
    return f"{level} · {speaker._(word)}"


def _of(content: Content) -> int:
    return int(content.get("urgency") or DEFAULT_URGENCY)


def _shown(content: Content, speaker: Tongue, _context: Context) -> str:
    return _named(_of(content), speaker)


def _choices(content: Content, speaker: Tongue, _context: Context) -> list[Choice]:
    return buttons(_LEVELS, [str(_of(content))], lambda level: _named(int(level), speaker))


def _chosen(content: Content, value: str, _context: Context) -> dict[str, Any]:
    if value.strip() not in _LEVELS:
        raise Refused(_NO_LEVEL)
    return changed(content, "urgency", int(value))


FIELDS = (Field("urgency", _("Urgency"), _NO_LEVEL, _shown, _chosen, _choices, _chosen),)
