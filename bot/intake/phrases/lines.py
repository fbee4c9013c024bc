"""A line of figures with who says so and as of when: `at least 12 killed - Donetsk head, as of 09:00`."""

import re
from dataclasses import dataclass
from datetime import date, time

from bot.intake.phrases.figures import Figure, figures, names_a_count

_DASH = re.compile(r"\s[-–—]+\s")
_AS_OF = re.compile(
    r"[,;(\s]*(?:as of|as at|stand(?: vom)?|станом на|по состоянию на|на момент)\s*:?\s*"
    r"(?P<first>\d{1,2}:\d{2}|\d{1,2}\.\d{2}(?!\.)|\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.(?:\d{4})?)"
    r"(?:\s*(?:uhr|год\.?|ч\.?|h)?(?:\s*,?\s*(?:on|am|on the)?\s*"
    r"(?P<second>\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{4})?)))?(?:\s*(?:uhr|год\.?|ч\.?|h))?\)?",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"[,;(\s]*(?:according to|as reported by|said|says|laut|nach angaben (?:der|des|von)?"
    r"|за даними|за словами"
    r"|повідомляє|повідомили|по данным|по словам|сообщает|сообщили)\s+(?P<who>[^,;()]+)\)?",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^(?P<who>[^:]{2,60}):\s+")
_IN_BRACKETS = re.compile(r"\s*\((?P<who>[^()]{2,80})\)\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says: its figures, claimant and moment where it names them, and whether more is said."""

    figures: list[Figure]
    claimant: str = ""
    as_of: time | None = None
    as_of_day: date | None = None
    only_figures: bool = False


def read(text: str) -> Line:
    """A line of a note; without figures it is none of ours."""
    clock, day, rest = _as_of(text.strip())
    body, claimant = _claimant(rest)
    found = figures(body)
    return Line(found, claimant if found else "", clock, day, bool(found) and _mostly(found, body))


def _mostly(found: list[Figure], body: str) -> bool:
    """Whether the line is a list of figures rather than a sentence in which some occur."""
    told = sum(one.end - one.start for one in found)
    return told * 2 >= len(body.strip())


def _as_of(text: str) -> tuple[time | None, date | None, str]:
    found = _AS_OF.search(text)
    if not found:
        return None, None, text
    clock = day = None
    for part in (found["first"], found["second"]):
        clock, day = clock or _time(part), day or _date(part)
    if clock is None and day is None:
        return None, None, text
    return clock, day, (text[: found.start()] + text[found.end() :]).strip()


def _time(part: str | None) -> time | None:
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})", part or "")
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _date(part: str | None) -> date | None:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", part or ""):
            return date.fromisoformat(part or "")
        found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", part or "")
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _claimant(text: str) -> tuple[str, str]:
    """The line without who says it, and who that is: after a dash, in brackets, before a colon."""
    dashes = [dash for dash in _DASH.finditer(text) if _is_name(text[dash.end() :])]
    if dashes:
        return text[: dashes[-1].start()], _named(text[dashes[-1].end() :])
    for pattern in (_IN_BRACKETS, _ACCORDING, _FIRST):
        found = pattern.search(text)
        if found and _is_name(found["who"]) and not (pattern is _FIRST and names_a_count(found["who"])):
            return text[: found.start()] + " " + text[found.end() :], _named(found["who"])
    return text, ""


def _is_name(words: str) -> bool:
    has_letters = any(character.isalpha() for character in words)
    return has_letters and len(words) <= 80 and not figures(words) and not re.search(r"\d", words)


def _named(words: str) -> str:
    return words.strip(" .,;:()")
