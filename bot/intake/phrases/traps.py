"""What looks like a figure and is none: ages, calibres, dates, shares, parts of a figure told before."""

import re
from functools import cache

from bot.intake.phrases import lexicon
from bot.intake.phrases.lexicon import whole
from bot.intake.phrases.numbers import Amount

# Where one statement ends and the next begins.
CUT = re.compile(r"[,;!?()\n]|\.(?:\s|$)|\s[-–—]\s")
# Case endings that are written after digits; other letters there make an ordinal, an age or a size of it.
_ENDING = re.compile(r"[-–](?:ти|ть|тью|ма|мя|х|ох|ёх|ьох|ми|м)(?!\w)")
_ATTACHED = re.compile(r"[-–]\w")


def is_trap(text: str, amount: Amount, left: str, right: str) -> bool:
    """Whether a number counts none of our units, with the words on both sides of it."""
    if _ATTACHED.match(right) and not _ENDING.match(right):
        return True
    if _other_things().match(right) or _ages().search(left):
        return True
    return bool(_part_of().search(_sentence_before(text, amount.start))) or _is_year(amount, left)


def _sentence_before(text: str, end: int) -> str:
    cut = max((c.end() for c in CUT.finditer(text, 0, end)), default=0)
    return text[cut:end]


def _is_year(amount: Amount, left: str) -> bool:
    best = amount.best
    is_like_one = best is not None and 1990 <= best <= 2099 and amount.qualifier == "exact"
    return is_like_one and bool(_in_year().search(left))


@cache
def _other_things() -> re.Pattern[str]:
    return re.compile(rf"\.?[\s-]*(?:{lexicon.OTHER_THINGS})(?!\w)", re.IGNORECASE)


@cache
def _ages() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lexicon.AGE})\s*$", re.IGNORECASE)


@cache
def _part_of() -> re.Pattern[str]:
    return whole(lexicon.PART_OF)


@cache
def _in_year() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lexicon.IN_YEAR})\s*$", re.IGNORECASE)
