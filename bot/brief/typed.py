"""What readers type: a day, a clock time, a city or zone. Three small grammars; none guesses silently."""

import re
import unicodedata
from datetime import date, timedelta
from functools import cache
from zoneinfo import available_timezones

from bot.brief.tongue import SHIPPED, tongue

_CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2})|(\d{2}))?\s*(?:uhr|h)?\s*(a\.?m\.?|p\.?m\.?)?")
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
_LEAP_CYCLE = 8  # years at most from one 29 February to the next
# Large cities whose name is not the name of their zone.
_CITIES = {
    "Europe/Kyiv": "kiev kiew lviv lwiw lemberg львів odesa odessa одеса kharkiv charkiw харків dnipro "
    "дніпро zaporizhzhia запоріжжя donetsk донецьк mariupol маріуполь kherson херсон mykolaiv миколаїв",
    "Europe/Berlin": "munich münchen мюнхен hamburg гамбург cologne köln кельн frankfurt франкфурт",
    "America/New_York": "washington вашингтон boston бостон miami маямі",
    "America/Los_Angeles": "san_francisco seattle сіетл",
    "Europe/Warsaw": "krakow kraków краків wroclaw wrocław вроцлав gdansk гданськ",
    "Asia/Dubai": "abu_dhabi абу-дабі",
    "Europe/Zurich": "geneva genf женева",
    "America/Toronto": "ottawa оттава montreal монреаль",
}


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
    """A time of day as HH:MM: 7, 7:30, 07.30, 0730, 7 Uhr, 7:30 pm."""
    found = _CLOCK.fullmatch(text.strip().lower())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    half = (found[4] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


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
    folded = unicodedata.normalize("NFC", text.strip().casefold())
    return re.sub(r"[\s_]+", "_", folded)


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
    for name, cities in _CITIES.items():
        found.update(dict.fromkeys(cities.split(), name))
    return found | {"utc": "Etc/UTC", "gmt": "Etc/UTC", "київ": "Europe/Kyiv", "kyiv": "Europe/Kyiv"}
