"""Fields of an attack that goes on: the wave that it is part of, and whether it has ended."""

import re
from datetime import date, timedelta
from typing import Any

from bot.brief.labels import _
from bot.brief.tongue import Tongue
from bot.intake import nights
from bot.intake.context import Context
from bot.intake.fields.shape import (
    NOTHING,
    Choice,
    Content,
    Field,
    Refused,
    block,
    buttons,
    in_block,
)

_HINT = _(
    "Entries of one wave share one alert, which is edited without a sound. Tap, type a name such as "
    "odesa-night, or - for none."
)
_NO_NAME = _("Type a name of Latin letters and digits, such as odesa-night.")
_NIGHT = _("night to %(day)s")
_OTHERS = re.compile(r"[^a-z0-9]+")
_LONGEST = 64
_OF_NIGHT = re.compile(r"night-(\d{4}-\d\d-\d\d)")


def _named(speaker: Tongue, wave: str) -> str:
    found = _OF_NIGHT.fullmatch(wave)
    try:
        morning = date.fromisoformat(found[1]) if found else None
    except ValueError:
        morning = None
    return speaker._(_NIGHT) % {"day": speaker.short_day(morning)} if morning else wave


def _wave(content: Content) -> str:
    return str(block(content).get("wave") or "")


def _shown(content: Content, speaker: Tongue, _context: Context) -> str:
    wave = _wave(content)
    return _named(speaker, wave) if wave else ""


def _choices(content: Content, speaker: Tongue, context: Context) -> list[Choice]:
    """This night, the one before, and what is chosen."""
    morning, wave = nights.latest(context), _wave(content)
    offered = [f"night-{one}" for one in (morning, morning - timedelta(days=1))]
    return buttons(offered, [wave] if wave else [], lambda value: _named(speaker, value))


def _chosen(content: Content, value: str, _context: Context) -> dict[str, Any]:
    """A tap on what is chosen takes it away."""
    wave = _slug(value)
    return in_block(content, wave=None if wave == _wave(content) else wave)


def _typed(content: Content, text: str, _context: Context) -> dict[str, Any]:
    return in_block(content, wave=None if text.strip() == NOTHING else _slug(text))


def _slug(text: str) -> str:
    slug = _OTHERS.sub("-", text.lower())[:_LONGEST].strip("-")
    if not slug:
        raise Refused(_NO_NAME)
    return slug


_GOES_ON, _HAS_ENDED = _("goes on"), _("has ended")
_ENDED = {"on": _GOES_ON, "over": _HAS_ENDED}


def _end_shown(content: Content, speaker: Tongue, _context: Context) -> str:
    return speaker._(_HAS_ENDED) if block(content).get("final") else ""


def _end_choices(content: Content, speaker: Tongue, _context: Context) -> list[Choice]:
    now = "over" if block(content).get("final") else "on"
    return buttons(list(_ENDED), [now], lambda value: speaker._(_ENDED[value]))


def _end_chosen(content: Content, value: str, _context: Context) -> dict[str, Any]:
    if value not in _ENDED:
        raise Refused(_("Please tap one of the buttons."))
    return in_block(content, final=True if value == "over" else None)


FIELDS = (
    Field("wave", _("Wave"), _HINT, _shown, _typed, _choices, _chosen),
    Field("final", _("End"), "", _end_shown, choices=_end_choices, chosen=_end_chosen),
)
