"""What readers type: a day, clock times, hours of the night, a city or zone. None guesses silently."""

import re
import unicodedata
from datetime import date, timedelta
from functools import cache
from zoneinfo import available_timezones

from bot.brief import cities
from bot.brief.tongue import SHIPPED, tongue

_HALVES = {
    "am": "am", "morgens": "am", "früh": "am", "ранку": "am",
    "pm": "pm", "abends": "pm", "nachmittags": "pm", "вечора": "pm", "дня": "pm",
}  # fmt: skip
_CLOCK = re.compile(
    r"(?:(?:at|um|о|об)\s+)?(\d{1,2})(?:\s*[:.h]\s*(\d{2})|(\d{2}))?\s*(?:uhr|h|год(?:ин[аиу])?\.?)?\s*"
    rf"(a\.?m\.?|p\.?m\.?|{'|'.join(_HALVES)})?"
)
_AND = re.compile(r"\s*[,;&]\s*|\s+(?:and|und|та|і|й)\s+", re.IGNORECASE)
_TO = re.compile(r"\s*[\-\u2013\u2014\u2212]\s*|\s+(?:to|till|until|bis|до)\s+", re.IGNORECASE)
_FROM = re.compile(r"(?:from|von|з|із|від)\s+", re.IGNORECASE)
_OFF = {"off", "aus", "вимкнено", "вимкнути", "ні", "nein", "no"}
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})?")
# Spaces are folded to underscores before a zone is looked up.
_OFFSET = re.compile(r"(?:utc|gmt)?_?([+\-\u2212])_?(\d{1,2})(?::?00)?")
_DAYS_AGO = {
    "today": 0, "heute": 0, "сьогодні": 0,
    "yesterday": 1, "gestern": 1, "вчора": 1, "учора": 1,
}  # fmt: skip
# Names of old links that are no cities: "West" is not Western Australia to everybody.
_COUNTRIES = ("Brazil/", "Canada/", "Chile/", "Mexico/", "US/")
_NO_CITIES = {"Australia/North", "Australia/South", "Australia/West", "Pacific/Samoa"}
_LONGEST = 80
_LEAP_CYCLE = 8  # years at most from one 29 February to the next


def day(text: str, today: date) -> date | None:
    """A day: 2026-02-04, 4.2.2026, 4.2. (the latest such day), today or yesterday in three languages."""
    word = text.strip().lower()
    if word in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[word])
    found = _DAY.fullmatch(word)
    if not found:
        return None
    year, month, number, day_first, month_second, year_last = found.groups()
    if year:
        return _date(year, month, number)
    if year_last:
        return _date(year_last, month_second, day_first)
    return _latest(today, month_second, day_first)


def _date(year: str | int, month: str, number: str) -> date | None:
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def _latest(today: date, month: str, number: str) -> date | None:
    """The last such day up to today: 29 February may be years ago."""
    years = range(today.year, today.year - _LEAP_CYCLE - 1, -1)
    found = (_date(year, month, number) for year in years)
    return next((one for one in found if one and one <= today), None)


def clock(text: str) -> str | None:
    """A time of day as HH:MM: 7, 7:30, 07.30, 0730, 7 Uhr, о 7:30, 7:30 pm."""
    found = _CLOCK.fullmatch(text.strip().lower())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    half = _HALVES.get((found[4] or "").replace(".", ""))
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def clocks(text: str, most: int) -> list[str] | None:
    """Some times of day, in their order: 06:50 and 21:15; None when any of them is none, or there are too
    many.
    """
    if len(text) > _LONGEST:
        return None
    found = [clock(part) for part in parts(text)]
    if None in found:
        found = [clock(part) for part in text.replace(",", " ").split()]
    times = sorted({one for one in found if one})
    return times if times and None not in found and len(times) <= most else None


def parts(text: str) -> list[str]:
    """What is listed in a text: Odesa, Kharkiv and Lviv."""
    return [part.strip() for part in _AND.split(text.strip()) if part.strip()]


def hours(text: str) -> list[str] | None:
    """From when until when: 22:00–06:30, 22 bis 6 Uhr; [] for off, None when it is neither."""
    word = _FROM.sub("", text.strip(), count=1)
    if word.lower() in _OFF:
        return []
    ends = [clock(part) for part in _TO.split(word)] if len(word) <= _LONGEST else []
    if len(ends) != 2:
        return None
    start, end = ends
    return None if start is None or end is None else [start, end]


def region(text: str) -> str:
    """The oblast of a Ukrainian city; empty for any other."""
    return cities.region(_folded(text))


def zone(text: str) -> str | None:
    """An IANA zone from its name, a city of it in any shipped language, or an offset such as UTC+2."""
    word = _folded(text)
    if offset := _OFFSET.fullmatch(word):
        return _of_offset(offset[1], int(offset[2]))
    return _zones().get(word)


def is_zone(name: str) -> bool:
    return name in _names()


@cache
def _names() -> frozenset[str]:
    # It reads every file of the time zone database each time that it is asked.
    return frozenset(available_timezones())


def _of_offset(sign: str, hours: int) -> str | None:
    # POSIX names count the other way round: Etc/GMT-2 is two hours ahead of UTC.
    turned = "-" if sign == "+" else "+"
    name = f"Etc/GMT{turned}{hours}" if hours else "Etc/GMT"
    return name if is_zone(name) else None


def _folded(text: str) -> str:
    folded = (
        unicodedata.normalize("NFC", text.strip().casefold()).replace("\u2019", "'").replace("\u02bc", "'")
    )
    return re.sub(r"[\s_]+", "_", folded.replace("\xad", "").replace("ґ", "г"))


@cache
def _zones() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in sorted(_names()):
        if "/" in name:
            found[_folded(name)] = name
        if "/" in name and not name.startswith(("Etc/", *_COUNTRIES)) and name not in _NO_CITIES:
            found.setdefault(_folded(name.split("/")[-1]), name)
    for tag in SHIPPED:
        for name, words in tongue(tag).locale.time_zones.items():
            if is_zone(name) and "city" in words:
                found.setdefault(_folded(words["city"]), name)
    return found | cities.zones() | {"utc": "Etc/UTC", "gmt": "Etc/UTC"}
