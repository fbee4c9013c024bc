"""Figures in a text: which numbers count drones, missiles, people or sites, and what is said of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from bot.intake.phrases import lexicon
from bot.intake.phrases.lexicon import whole
from bot.intake.phrases.numbers import Amount, amounts
from bot.intake.phrases.traps import CUT, is_trap
from storage.model.values import Quantity
from storage.model.vocabulary import Measure, Unit

T = TypeVar("T")
_WEAPONS = frozenset({"uav", "missile", "glide_bomb"})
_FITTING: dict[Unit, frozenset[Measure]] = {
    "uav": frozenset({"launched", "shot_down", "lost_or_suppressed", "hits"}),
    "missile": frozenset({"launched", "shot_down", "lost_or_suppressed", "hits"}),
    "glide_bomb": frozenset({"launched", "shot_down", "lost_or_suppressed", "hits"}),
    "person": frozenset({"killed", "injured", "missing", "rescued", "without_power", "without_heat"}),
    "customer": frozenset({"without_power", "without_heat"}),
    "building": frozenset({"damaged", "without_power", "without_heat", "hits"}),
    "site": frozenset({"hits", "damaged"}),
}
_OF_ITSELF: dict[Measure, Unit] = {
    "killed": "person",
    "injured": "person",
    "missing": "person",
    "rescued": "person",
    "without_power": "customer",
    "without_heat": "customer",
}
_OF = re.compile(rf"\s+(?:{lexicon.OUT_OF})\s+(?:the\s+|den\s+)?", re.IGNORECASE)
_FAR = 60  # characters between a number and the word for what it counts


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its meaning and place; `assumed` where no word said what became of the things counted."""

    measure: Measure
    unit: Unit
    quantity: Quantity
    start: int
    end: int
    assumed: bool = False


@dataclass(slots=True)
class _Sight:
    """An amount with the words around it, and what was understood of them."""

    amount: Amount
    left: str
    left_at: int
    right: str
    unit: Unit | None = None
    unit_end: int = 0
    measures: list[tuple[Measure, int, int]] = field(default_factory=list)  # in the words after the number


def figures(text: str) -> list[Figure]:
    """What is understood for sure; everything else is left alone."""
    reading = _Reading(text)
    return list(reading.figures())


def names_a_count(words: str) -> bool:
    """Whether these words say what is counted, such as "Killed" or "Iskander-M"."""
    return any(pattern.search(words) for _name, pattern in (*_units(), *_measures()))


class _Reading:
    """One pass over a text, remembering what was said last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sights = [
            sight for sight in _sights(text) if not is_trap(text, sight.amount, sight.left, sight.right)
        ]
        self.verb: tuple[Measure, int] | None = None
        self.weapons: list[Unit] = []
        self.used_until = 0

    def figures(self) -> Iterator[Figure]:
        skip = False
        for number, sight in enumerate(self.sights):
            if skip:
                skip = False
                continue
            after = self.sights[number + 1] if number + 1 < len(self.sights) else None
            if after and _OF.fullmatch(self.text[sight.amount.end : after.amount.start]):
                yield from self._share(sight, after)
                skip = True
            elif sight.amount.qualifier == "vague" or not _OF.match(sight.right):
                yield from self._figure(sight)

    def _share(self, part: _Sight, whole_of: _Sight) -> Iterator[Figure]:
        """So many of so many."""
        unit = whole_of.unit
        measure = self._measure(whole_of, unit, part) if unit else None
        if unit is None or measure is None:
            return
        end = max(whole_of.unit_end, self._said_until(whole_of, measure))
        start = self._start(part, measure)
        yield Figure(measure, unit, part.amount.quantity(self._words(start, end)), start, end)
        if unit in _WEAPONS:
            self._remember(unit)
            if measure != "launched":
                words = self._words(whole_of.amount.start, whole_of.unit_end)
                total = whole_of.amount.quantity(words)
                yield Figure("launched", unit, total, whole_of.amount.start, whole_of.unit_end)
        self.used_until = end

    def _figure(self, sight: _Sight) -> Iterator[Figure]:
        unit = sight.unit or self._unit_of(sight)
        if unit is None:
            return
        measure = self._measure(sight, unit, sight)
        assumed = measure is None and unit in _WEAPONS
        if assumed:
            measure = "launched"
        if measure is None or (assumed and sight.amount.qualifier == "vague"):
            return
        start = self._start(sight, measure)
        end = max(sight.unit_end, self._said_until(sight, measure), sight.amount.end)
        quantity = sight.amount.quantity(self._words(start, end))
        yield Figure(measure, unit, quantity, start, end, assumed=assumed)
        self._remember(unit)
        self.used_until = end

    def _measure(self, sight: _Sight, unit: Unit, first: _Sight) -> Measure | None:
        """What is said after the number, else just before it, else by the verb that governs the list."""
        after = [name for name, _start, _end in sight.measures if name in _FITTING[unit]]
        if after:
            return _one_of(after)
        before = [
            (name, first.left_at + start, first.left_at + end)
            for name, start, end in _found(first.left, _measures())
            if name in _FITTING[unit] and first.left_at + start >= self.used_until
        ]
        if before:
            named = _one_of([name for name, _start, _end in before])
            self.verb = named, before[0][1]
            return named
        return self.verb[0] if self.verb and self.verb[0] in _FITTING[unit] else None

    def _unit_of(self, sight: _Sight) -> Unit | None:
        """The unit that a measure has of itself, or that was counted just before."""
        said = [name for name, _start, _end in sight.measures] or [
            name
            for name, start, _end in _found(sight.left, _measures())
            if sight.left_at + start >= self.used_until
        ]
        if not said:
            return None
        if said[-1] in _OF_ITSELF:
            return _OF_ITSELF[said[-1]]
        weapons = set(self.weapons)
        return self.weapons[-1] if len(weapons) == 1 and said[-1] != "damaged" else None

    def _start(self, sight: _Sight, measure: Measure) -> int:
        """With the verb before the number, where it was that which told the measure."""
        if any(name == measure for name, _start, _end in sight.measures) or self.verb is None:
            return sight.amount.start
        name, start = self.verb
        return start if name == measure and start >= sight.left_at else sight.amount.start

    def _said_until(self, sight: _Sight, measure: Measure) -> int:
        ends = [sight.amount.end + end for name, _start, end in sight.measures if _covers(measure, name)]
        return max(ends, default=0)

    def _remember(self, unit: Unit) -> None:
        if unit in _WEAPONS:
            self.weapons.append(unit)

    def _words(self, start: int, end: int) -> str:
        return " ".join(self.text[start:end].split())[:200]


def _covers(measure: Measure, name: Measure) -> bool:
    return name == measure or (measure == "lost_or_suppressed" and name == "shot_down")


def _one_of(names: Sequence[Measure]) -> Measure:
    """Shot down or suppressed, said in one breath, is one measure of its own."""
    both = {"shot_down", "lost_or_suppressed"} <= set(names)
    return "lost_or_suppressed" if both else names[0]


def _sights(text: str) -> list[_Sight]:
    found = amounts(text)
    sights = []
    for number, amount in enumerate(found):
        before = found[number - 1].end if number else 0
        after = found[number + 1].start if number + 1 < len(found) else len(text)
        sights.append(_sight(text, amount, before, after))
    return sights


def _sight(text: str, amount: Amount, before: int, after: int) -> _Sight:
    cut = CUT.search(text, amount.end, after)
    right = text[amount.end : cut.start() if cut else after]
    left_at = max((c.end() for c in CUT.finditer(text, before, amount.start)), default=before)
    sight = _Sight(amount, text[left_at : amount.start], left_at, right)
    sight.measures = list(_found(right, _measures()))
    units = [one for one in _found(right, _units()) if one[1] <= _FAR]
    # "12 killed in a drone strike" counts people.
    casualties = min((s for name, s, _e in sight.measures if name in _OF_ITSELF), default=len(right))
    if units and units[0][1] < casualties:
        sight.unit, sight.unit_end = units[0][0], amount.end + units[0][2]
    return sight


def _found(text: str, patterns: Sequence[tuple[T, re.Pattern[str]]]) -> list[tuple[T, int, int]]:
    found = [(name, hit.start(), hit.end()) for name, pattern in patterns for hit in pattern.finditer(text)]
    return sorted(found, key=lambda one: one[1])


@cache
def _units() -> list[tuple[Unit, re.Pattern[str]]]:
    return [(unit, whole(words)) for unit, words in lexicon.UNITS]


@cache
def _measures() -> list[tuple[Measure, re.Pattern[str]]]:
    return [(measure, whole(words)) for measure, words in lexicon.MEASURES]
