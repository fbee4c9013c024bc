"""Numbers in a text: digits with any thousands mark, number words, ranges, and what qualifies them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from bot.intake.phrases import lexicon
from bot.intake.phrases.lexicon import whole
from storage.model.values import Quantity
from storage.model.vocabulary import Qualifier

_APOSTROPHES = re.compile("[’ʼ`]")
_SPACES = " \u00a0\u2009\u202f'’"
# Not inside a name, a date, a time or a decimal.
_DIGITS = re.compile(
    rf"(?<![\w№#:/.,])(?<![^\W\d_][-–])(?:\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)|\d{{1,3}}(?:[.,]\d{{3}})+"
    r"|\d+[.,]\d+|\d+)(?![\w:/]|[.,]\d)"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_RANGE = re.compile(rf"\s*(?:{lexicon.RANGE})\s*", re.IGNORECASE)
_AND = re.compile(rf"\s+(?:{lexicon.AND}|{lexicon.RANGE})\s+", re.IGNORECASE)
_OR_MORE = re.compile(rf"\s?(?:{lexicon.OR_MORE})(?!\w)", re.IGNORECASE)


_MOST = 10**12


@dataclass(frozen=True, slots=True)
class Amount:
    """A number where it stands: `start` and `end` with its qualifier, `at` where the number itself begins."""

    start: int
    end: int
    at: int
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier

    def quantity(self, verbatim: str) -> Quantity:
        return Quantity(
            low=self.low, best=self.best, high=self.high, qualifier=self.qualifier, verbatim=verbatim
        )


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: int
    factor: int = 1


def amounts(text: str) -> list[Amount]:
    """Every number of a text that could be a count, and every word such as "dozens", in their order."""
    counted = list(_counted(text))
    vague = [one for one in _vague(text) if not any(c.start < one.end and one.start < c.end for c in counted)]
    return sorted(filter(_can_be_counted, [*counted, *vague]), key=lambda one: one.start)


def _can_be_counted(amount: Amount) -> bool:
    """No quantity holds more; nothing that is reported of is as many."""
    return all(number is None or number <= _MOST for number in (amount.low, amount.best, amount.high))


def _counted(text: str) -> Iterator[Amount]:
    numbers = _numbers(text)
    at = 0
    while at < len(numbers):
        one, after = numbers[at], numbers[at + 1] if at + 1 < len(numbers) else None
        joined = _joined(text, one, after) if after else None
        yield joined or _qualified(text, one)
        at += 2 if joined else 1


def _joined(text: str, one: _Number, other: _Number) -> Amount | None:
    """A range of two numbers; one that stands upside down is none."""
    between = text[one.end : other.start]
    opened = _before(text, one.start, _between())
    if not _RANGE.fullmatch(between) and not (opened is not None and _AND.fullmatch(between)):
        return None
    low = one.value * other.factor if one.factor == 1 and one.value < other.value else one.value
    if low >= other.value:
        return None
    start = opened if opened is not None else one.start
    qualified = _qualified(text, replace(one, start=start))
    return Amount(qualified.start, other.end, one.start, low, None, other.value, "between")


def _qualified(text: str, number: _Number) -> Amount:
    value, start, end = number.value, number.start, number.end
    if more := _OR_MORE.match(text, end):
        return Amount(start, more.end(), start, value, None, None, "at_least")
    for qualifier, pattern in _qualifiers():
        opened = _before(text, start, pattern)
        if opened is not None and not (qualifier == "up_to" and _before(text, opened, _risen()) is not None):
            return Amount(opened, end, start, *_bounds(qualifier, value), qualifier)
    return Amount(start, end, start, value, value, value, "exact")


def _bounds(qualifier: Qualifier, value: int) -> tuple[int | None, int | None, int | None]:
    match qualifier:
        case "at_least" | "more_than":
            return value, None, None
        case "up_to" | "fewer_than":
            return None, None, value
        case "nearly":
            return None, value, value
        case "about":
            return None, value, None
    return value, value, value


def _before(text: str, end: int, pattern: re.Pattern[str]) -> int | None:
    """Where words begin that stand directly before a place."""
    found = pattern.search(text, max(0, end - 40), end)
    return found.start() if found else None


@cache
def _qualifiers() -> list[tuple[Qualifier, re.Pattern[str]]]:
    return [(name, _directly(words)) for name, words in lexicon.QUALIFIERS]


@cache
def _risen() -> re.Pattern[str]:
    return _directly(lexicon.RISEN)


@cache
def _between() -> re.Pattern[str]:
    return _directly(lexicon.BETWEEN)


def _directly(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})\s*$", re.IGNORECASE)


def _vague(text: str) -> Iterator[Amount]:
    for found in _vague_words().finditer(text):
        yield Amount(found.start(), found.end(), found.start(), None, None, None, "vague")


@cache
def _vague_words() -> re.Pattern[str]:
    return whole(lexicon.VAGUE)


# Numbers alone


def _numbers(text: str) -> list[_Number]:
    found = [*_of_digits(text), *_of_words(text)]
    return sorted(found, key=lambda one: one.start)


def _of_digits(text: str) -> Iterator[_Number]:
    for found in _DIGITS.finditer(text):
        factor, end = _multiplied(text, found.end())
        if (value := _value(found.group(), factor)) is not None:
            yield _Number(found.start(), end, value, factor)


def _multiplied(text: str, end: int) -> tuple[int, int]:
    for factor, pattern in _multipliers():
        if found := pattern.match(text, end):
            return factor, found.end()
    return 1, end


@cache
def _multipliers() -> list[tuple[int, re.Pattern[str]]]:
    return [
        (factor, re.compile(rf"[\s-]*(?:{words})(?!\w)", re.IGNORECASE))
        for factor, words in lexicon.MULTIPLIERS
    ]


def _value(digits: str, factor: int) -> int | None:
    """None where the mark could as well be a decimal one, or where no whole number comes out."""
    if _GROUPED.fullmatch(digits):
        return None if factor > 1 else int(re.sub(r"[.,]", "", digits))
    plain = re.sub(f"[{_SPACES}]", "", digits)
    whole_part, _mark, rest = plain.replace(",", ".").partition(".")
    if not rest:
        return int(whole_part) * factor
    exact = int(whole_part + rest) * factor
    return exact // 10 ** len(rest) if factor > 1 and exact % 10 ** len(rest) == 0 else None


def _of_words(text: str) -> Iterator[_Number]:
    plain = _APOSTROPHES.sub("'", text.lower())
    if len(plain) != len(text):  # a few letters change their length: then only digits are read
        return
    for found in _word_run().finditer(plain):
        value = _spoken(found.group())
        factor, end = _multiplied(plain, found.end())
        if value is not None:
            yield _Number(found.start(), end, value * factor, factor)


@cache
def _word_run() -> re.Pattern[str]:
    words = "|".join(sorted([*_spelled(), lexicon.DOZEN], key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:a |ein )?(?:{words})(?:(?:\s|-| and | und )(?:{words}))*(?![\w-])")


@cache
def _spelled() -> dict[str, int]:
    german = [(word, n) for word, n in lexicon.ONES.items() if n < 10 and (word.isascii() or word == "fünf")]
    compounds = {
        f"{one}und{ten}": value + tens
        for one, value in german
        for ten, tens in lexicon.TENS.items()
        if ten.endswith(("zig", "ßig"))
    }
    return lexicon.ONES | lexicon.TENS | lexicon.HUNDREDS | compounds


def _spoken(words: str) -> int | None:
    """The number that some words say; None for words that say none together."""
    total, room = 0, 1_000_000
    for word in re.split(r"[\s-]+", words):
        if word in {"a", "and", "und"} or (word == "ein" and words != "ein"):
            continue
        value = 12 if re.fullmatch(lexicon.DOZEN, word) else _spelled()[word]
        if value in {12, 100} and word in {"dozen", "dutzend", "hundred", "hundert"} and 0 < total < 10:
            total, room = total * value, value
            continue
        if value >= room:
            return None
        total, room = total + value, _room(value)
    return total or None


def _room(value: int) -> int:
    """What may still follow: after a hundred tens and ones, after a ten ones, after ones nothing."""
    return 100 if value >= 100 else 10 if value >= 20 else 1
