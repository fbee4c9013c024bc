"""What a field of a draft is: its name and label, how it is shown, and what a tap or a text makes of it.

No field changes the content that it is given: each answers with a new one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.brief.labels import _
from bot.brief.sheet import short
from bot.brief.tongue import Tongue
from bot.intake.context import Context
from storage.model.vocabulary import KINDS

Content = Mapping[str, Any]
NOTHING = "-"  # typed to take away what is there
_LONGEST_SHOWN = 120
# Of a button's 64 bytes the rest is needed for the draft, its version and the field.
LONGEST_VALUE = 24
_BLANK: tuple[object, ...] = (None, "", [], {})
_NO_CHOICE = _("That cannot be chosen.")
_ONLY_CHOICES = _("Please tap one of the buttons.")


class Refused(ValueError):
    """What was typed or tapped cannot be; the text says what would be right."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text % values)
        self._text, self._values = text, values

    def told(self, speaker: Tongue) -> str:
        return speaker._(self._text) % self._values


class TooLong(Refused):
    """What was typed is right but for its length: worth shortening, and not worth typing again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: its value is at most 24 ASCII characters without a colon."""

    value: str
    label: str
    chosen: bool


def no_choices(_content: Content, _speaker: Tongue, _context: Context) -> list[Choice]:
    return []


def no_choice(_content: Content, _value: str, _context: Context) -> dict[str, Any]:
    raise Refused(_NO_CHOICE)


def only_choices(_content: Content, _text: str, _context: Context) -> dict[str, Any]:
    raise Refused(_ONLY_CHOICES)


@dataclass(frozen=True, slots=True)
class Field:
    """Something of a draft that can be changed; its label and hint are marked for the catalogue."""

    name: str
    label: str
    hint: str
    shown: Callable[[Content, Tongue, Context], str]
    typed: Callable[[Content, str, Context], dict[str, Any]] = only_choices
    choices: Callable[[Content, Tongue, Context], list[Choice]] = no_choices
    chosen: Callable[[Content, str, Context], dict[str, Any]] = no_choice


def cut(text: str) -> str:
    """One line of at most 120 characters."""
    return short(" ".join(text.split()), _LONGEST_SHOWN)


def buttons(values: Sequence[str], chosen: Sequence[str], named: Callable[[str], str]) -> list[Choice]:
    """A choice for each value, and for what is chosen beside them, unless it is too long for a button."""
    offered = [value for value in dict.fromkeys([*values, *chosen]) if len(value) <= LONGEST_VALUE]
    return [Choice(value, named(value), value in chosen) for value in offered]


def changed(content: Content, key: str, value: Any) -> dict[str, Any]:
    """The content with another value of a key; a blank one takes it away."""
    rest = {name: kept for name, kept in content.items() if name != key}
    return rest if value in _BLANK else rest | {key: value}


def kind_of(content: Content) -> str:
    return str(content.get("kind", KINDS[0]))


def block(content: Content) -> Mapping[str, Any]:
    """What only entries of its kind have."""
    return content.get(kind_of(content)) or {}


def in_block(content: Content, **values: Any) -> dict[str, Any]:
    """The content with other values in the block of its kind; the block stays, be it empty."""
    inner = dict(block(content))
    for key, value in values.items():
        inner = changed(inner, key, value)
    return dict(content) | {kind_of(content): inner}
