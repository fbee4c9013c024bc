"""Fields of closed lists: one value of a list, or several of it, in the block of an entry's kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.brief.labels import _
from bot.brief.tongue import Tongue
from bot.intake.context import Context
from bot.intake.fields import checked
from bot.intake.fields.shape import (
    NOTHING,
    Choice,
    Content,
    Field,
    Refused,
    block,
    buttons,
    cut,
    in_block,
)

NONE = "none"
ONLY_CODES = _("Tap, or type codes: UA, RU, US.")
_NOT_OFFERED = _("%(value)s cannot be chosen. Please tap one of the buttons.")
_TOO_FEW = _("At least %(count)s are needed. Add another one before you take this one away.")
_NOT_KNOWN = _("not known yet")

Named = Callable[[Tongue, str], str]


def words(labels: Mapping[str, str]) -> Named:
    """Values by their labels; one that has none is said as it is written."""

    def named(speaker: Tongue, value: str) -> str:
        return speaker._(labels[value]) if value in labels else value.replace("_", " ")

    return named


def country(speaker: Tongue, code: str) -> str:
    return speaker.country(code)


@dataclass(frozen=True, slots=True)
class One:
    """One value of a list; with `optional` there may be none, with `typed` one that is not in the list."""

    key: str
    values: Sequence[str]
    named: Named
    optional: bool = False
    coded: Callable[[str], str] | None = None
    # What else follows from a value.
    implied: Callable[[str], dict[str, Any]] = lambda _value: {}

    def field(self, name: str, label: str, hint: str = "") -> Field:
        return Field(name, label, hint, self._shown, self._typed, self._choices, self._chosen)

    def _value(self, content: Content) -> str:
        return str(block(content).get(self.key) or "")

    def _shown(self, content: Content, speaker: Tongue, _context: Context) -> str:
        value = self._value(content)
        return self._name(speaker, value) if value else ""

    def _name(self, speaker: Tongue, value: str) -> str:
        return speaker._(_NOT_KNOWN) if value == NONE else self.named(speaker, value)

    def _choices(self, content: Content, speaker: Tongue, _context: Context) -> list[Choice]:
        now = self._value(content) or (NONE if self.optional else "")
        values = [*self.values, NONE] if self.optional else self.values
        return buttons(values, [now] if now else [], lambda value: self._name(speaker, value))

    def _chosen(self, content: Content, value: str, _context: Context) -> dict[str, Any]:
        if self.optional and value == NONE:
            return in_block(content, **{self.key: None})
        if value not in self.values and value != self._value(content):
            raise Refused(_NOT_OFFERED, value=checked.shortened(value))
        return in_block(content, **{self.key: value}, **self.implied(value))

    def _typed(self, content: Content, text: str, context: Context) -> dict[str, Any]:
        word = text.strip()
        if self.optional and word == NOTHING:
            return self._chosen(content, NONE, context)
        known = next((value for value in self.values if value.lower() == word.lower()), None)
        if known is None and self.coded:
            return in_block(content, **{self.key: self.coded(word)})
        return self._chosen(content, known or word, context)


@dataclass(frozen=True, slots=True)
class Several:
    """Values of a list, each there or not; `coded` checks a value that is typed and not in the list."""

    key: str
    values: Sequence[str]
    named: Named
    least: int = 0
    coded: Callable[[str], str] | None = None

    def field(self, name: str, label: str, hint: str = "") -> Field:
        return Field(name, label, hint, self._shown, self._typed, self._choices, self._chosen)

    def _now(self, content: Content) -> list[str]:
        return list(block(content).get(self.key) or [])

    def _shown(self, content: Content, speaker: Tongue, _context: Context) -> str:
        return cut(speaker.listed([self.named(speaker, value) for value in self._now(content)]))

    def _choices(self, content: Content, speaker: Tongue, _context: Context) -> list[Choice]:
        return buttons(self.values, self._now(content), lambda value: self.named(speaker, value))

    def _chosen(self, content: Content, value: str, _context: Context) -> dict[str, Any]:
        now = self._now(content)
        if value in now:
            return self._with(content, [one for one in now if one != value])
        if value not in self.values:
            raise Refused(_NOT_OFFERED, value=checked.shortened(value))
        return in_block(content, **{self.key: [*now, value]})

    def _typed(self, content: Content, text: str, _context: Context) -> dict[str, Any]:
        named = [] if text.strip() == NOTHING else text.replace(";", ",").replace("\n", ",").split(",")
        return self._with(content, [self._read(word.strip()) for word in named if word.strip()])

    def _read(self, word: str) -> str:
        known = next((value for value in self.values if value.lower() == word.lower()), None)
        if known is None and self.coded is None:
            raise Refused(_NOT_OFFERED, value=checked.shortened(word))
        return known or (self.coded(word) if self.coded else word)

    def _with(self, content: Content, values: Sequence[str]) -> dict[str, Any]:
        values = list(dict.fromkeys(values))
        if len(values) < self.least:
            raise Refused(_TOO_FEW, count=self.least)
        return in_block(content, **{self.key: values})
