"""One of the brief's languages: its catalogue, dates, numbers and country names (CLDR)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  `date` is a method of Tongue
from datetime import datetime
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

SHIPPED = ("en", "de", "uk")
# CLDR's plain `en` writes American dates.
_LOCALES = {"en": "en_GB", "de": "de", "uk": "uk"}
_WEEKDAY = {"en": "EEE ", "de": "EEE, ", "uk": "EEE, "}
# Zones that CLDR knows by their old names only.
_OLD_NAMES = {
    "Europe/Kyiv": "Europe/Kiev",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Yangon": "Asia/Rangoon",
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
}
# CLDR's German has Kiew.
_OUR_NAMES = {("de", "Europe/Kyiv"): "Kyjiw"}
_SOFT_HYPHEN = "\xad"
_DATES = {"en": "d MMMM", "de": "d. MMMM", "uk": "d MMMM"}


@dataclass(frozen=True)
class Tongue:
    """A language in which readers are spoken to."""

    tag: str
    locale: Locale
    catalogue: NullTranslations

    def _(self, text: str) -> str:
        return self.catalogue.gettext(text)

    def plural(self, one: str, many: str, count: int) -> str:
        return self.catalogue.ngettext(one, many, count)

    def number(self, value: int) -> str:
        return _number(value, self.locale)

    def percent(self, share: float) -> str:
        return str(format_percent(share, locale=self.locale))

    def day(self, day: Day) -> str:
        """Such as: Wed 4 February 2026."""
        return self._dated(day, f"{_WEEKDAY[self.tag]}{_DATES[self.tag]} y")

    def short_day(self, day: Day) -> str:
        """Such as: Wed 4 February."""
        return self._dated(day, f"{_WEEKDAY[self.tag]}{_DATES[self.tag]}")

    def date(self, day: Day) -> str:
        """Such as: 4 February."""
        return self._dated(day, _DATES[self.tag])

    def short_date(self, day: Day) -> str:
        """Such as: 4 Feb."""
        return self._dated(day, _DATES[self.tag].replace("MMMM", "MMM"))

    def span(self, first: Day, last: Day, *, year: bool = False) -> str:
        """Such as: 4–5 February, with its year on demand or where it changes; a single day is one date."""
        if first == last:
            return self._dated(first, f"{_DATES[self.tag]} y" if year else _DATES[self.tag])
        differs = "y" if first.year != last.year else "M" if first.month != last.month else "d"
        skeleton = "yMMMd" if year or differs == "y" else "MMMd"
        # CLDR has intervals with short month names only; the pattern of long ones is the same.
        halves = [half.replace("MMM", "MMMM") for half in self.locale.interval_formats[skeleton][differs]]
        return "".join(self._dated(day, half) for day, half in zip((first, last), halves, strict=True))

    def _dated(self, day: Day, pattern: str) -> str:
        return str(format_date(day, pattern, locale=self.locale))

    def weekday(self, iso: int) -> str:
        """The short name of an ISO weekday, 1 is Monday."""
        return str(self.locale.days["stand-alone"]["abbreviated"][iso - 1])

    def country(self, code: str) -> str:
        return str(self.locale.territories.get(code, code))

    def language(self, tag: str) -> str:
        return str(self.locale.languages.get(tag.split("-", maxsplit=1)[0], tag))

    def city(self, zone: str) -> str:
        """The city that a zone is named after."""
        if (self.tag, zone) in _OUR_NAMES:
            return _OUR_NAMES[self.tag, zone]
        named = self.locale.time_zones.get(_OLD_NAMES.get(zone, zone), {})
        city = named.get("city") or zone.rpartition("/")[2].replace("_", " ")
        return str(city).replace(_SOFT_HYPHEN, "")

    def listed(self, items: Sequence[str]) -> str:
        return ", ".join(items)


@lru_cache(maxsize=8192)
def _number(value: int, locale: Locale) -> str:
    return str(format_decimal(value, locale=locale))


@cache
def tongue(tag: str) -> Tongue:
    """A shipped language by its tag; its catalogue is compiled from the shipped `.po` at first use."""
    return Tongue(tag, Locale.parse(_LOCALES[tag]), _catalogue(tag))


def _catalogue(tag: str) -> NullTranslations:
    source = files("bot") / "locales" / tag / "LC_MESSAGES" / "brief.po"
    if not source.is_file():
        return NullTranslations()
    with source.open("rb") as text:
        catalogue = read_po(text, locale=tag)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def best(wanted: str | None, offered: Sequence[str]) -> str:
    """The offered language nearest to Telegram's `language_code`; the first where none fits."""
    base = (wanted or "").replace("_", "-").split("-")[0].lower()
    return base if base in offered else offered[0]


def offset(zone: str, at: datetime) -> str:
    """A zone's difference from UTC at a moment, such as UTC+02:00."""
    local = at.astimezone(ZoneInfo(zone))
    return local.strftime("UTC%z")[:6] + ":" + local.strftime("%z")[3:]
