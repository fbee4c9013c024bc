"""Days in a reader's own words: “вчора”, “3. Februar”, “last Monday”, “in a week”."""

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from bot.brief import typed
from bot.brief.tongue import SHIPPED

_LONGEST = 40
_NOON = time(12)
# Weekdays by their stems, Monday first; inflected in German and Ukrainian.
_WEEKDAYS = (
    r"mon(?:day)?|montags?|mo|понеділ(?:ок|к[ауиі])|пн",
    r"tue(?:s|sday)?|dienstags?|di|вівтор(?:ок|к[ауиі])|вт",
    r"wed(?:nesday)?|mittwochs?|mi|серед[ауиі]|ср",
    r"thu(?:rs|rsday)?|donnerstags?|do|четвер(?:га?|гу)?|чт",
    r"fri(?:day)?|freitags?|fr|п'ятниц[яюіі]|пт",
    r"sat(?:urday)?|samstags?|sonnabends?|sa|субот[ауиі]|сб",
    r"sun(?:day)?|sonntags?|so|неділ[яюіі]|нд",
)
_LAST = r"last|past|letzte[nrms]?|vergangene[nrms]?|минул\w+"
_NEXT = r"next|nächste[nrms]?|kommende[nrms]?|наступн\w+"
_WEEKDAY = re.compile(
    rf"(?:(?:on|am|у|в|until|till|bis(?: zum)?|до)\s+)?(?:(?P<last>{_LAST})\s+|(?P<next>{_NEXT})\s+)?"
    rf"(?:{'|'.join(f'(?P<d{number}>{stems})' for number, stems in enumerate(_WEEKDAYS))})\.?"
)
_UNTIL = re.compile(r"(?:until|till|bis(?: zum)?|до)\s+")
_WEEK = re.compile(r"(?<!\d )\bтиждень\b")
_ANY_LETTER = re.compile(r"[^\W\d_]")


def past(text: str, today: date, tag: str) -> date | None:
    """A day up to today, or tomorrow in words; a weekday is the latest of its name."""
    return typed.day(text, today) or _in_words(text, today, tag, ahead=False)


def coming(text: str, today: date, tag: str) -> date | None:
    """A day after today; a weekday or a date without a year is the next one."""
    words = _UNTIL.sub("", text.strip().lower(), count=1)
    found = _in_words(words, today, tag, ahead=True) or _typed_ahead(words, today)
    return found if found and found > today else None


def _typed_ahead(words: str, today: date) -> date | None:
    found = typed.day(words, today)
    if found and found <= today and words.count(".") == 2 and words.endswith("."):
        # A day without a year is understood as the latest; what is meant here is the next.
        found = typed.day(words, date(today.year + 1, today.month, min(today.day, 28)) + timedelta(days=3))
    return found


def _in_words(text: str, today: date, tag: str, *, ahead: bool) -> date | None:
    words = re.sub("[\u2019\u02bc]", "'", " ".join(text.lower().split()))
    words = _WEEK.sub("1 тиждень", words)  # the library wants a number there
    if len(words) > _LONGEST or not _ANY_LETTER.search(words):
        return None
    return _weekday(words, today, ahead=ahead) or _told(words, today, tag, ahead=ahead)


def _weekday(words: str, today: date, *, ahead: bool) -> date | None:
    found = _WEEKDAY.fullmatch(words)
    if not found:
        return None
    wanted = next(number for number in range(7) if found[f"d{number}"])
    behind = (today.weekday() - wanted) % 7
    if found["next"] or (ahead and not found["last"]):
        return today + timedelta(days=7 - behind)
    return today - timedelta(days=behind or (7 if found["last"] else 0))


def _told(words: str, today: date, tag: str, *, ahead: bool) -> date | None:
    """By dateparser, in the reader's language first: only days, never what has a time, or less than a day
    and a month.
    """
    for language in (tag, *(one for one in SHIPPED if one != tag)):
        for parser, expected in (("relative-time", _NOON), ("absolute-time", time())):
            found = _parsed(words, today, language, parser, ahead=ahead)
            if found and found.time() == expected:
                return found.date()
    return None


def _parsed(words: str, today: date, language: str, parser: str, *, ahead: bool) -> datetime | None:
    settings = {
        "RELATIVE_BASE": datetime.combine(today, _NOON),
        "PREFER_DATES_FROM": "future" if ahead else "past",
        "PARSERS": [parser],
        "REQUIRE_PARTS": ["day", "month"] if parser == "absolute-time" else [],
        "DATE_ORDER": "DMY",
    }
    try:
        found: datetime | None = _library().parse(words, languages=[language], settings=settings)
    except (ValueError, OverflowError):
        return None
    return found


@cache
def _library() -> Any:
    # A tenth of a second, for the first who asks for a day in words.
    import dateparser  # noqa: PLC0415

    return dateparser
