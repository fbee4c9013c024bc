"""Days and moments as they are typed: with a year or without, with a clock time or without."""

import re
from datetime import UTC, date, datetime, time, timedelta

from bot.brief import typed
from bot.brief.tongue import Tongue
from bot.intake.context import Context
from storage.model.values import moment

Moment = date | datetime
_SHORT = re.compile(r"\d{1,2}\.\d{1,2}\.")
_TOMORROW = {"tomorrow", "morgen", "завтра"}
_LEAP_CYCLE = 8  # years at most from one 29 February to the next
# A range needs blanks around its dash, or an en dash, since dates have dashes of their own.
_RANGE = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*|(?<=\.)-(?=\d)|\s+(?:to|until|bis|до|по)\s+", re.IGNORECASE)
_DAY_AND_CLOCK = re.compile(r"(?P<day>\S+?),?(?:\s+|(?<=\d)T(?=\d))(?P<clock>.+)", re.DOTALL)


def parted(text: str) -> list[str]:
    """The two ends of a range, or the text alone."""
    return [part.strip() for part in _RANGE.split(text.strip(), maxsplit=1)]


def day(text: str, today: date, first: date | None = None) -> date | None:
    """A day; one without a year is the first from `first` on, else the last one up to today."""
    word = text.strip().lower()
    if word in _TOMORROW:
        return today + timedelta(days=1)
    if first is None or not _SHORT.fullmatch(word):
        return typed.day(word, today)
    years = range(first.year, first.year + _LEAP_CYCLE + 1)
    found = (typed.day(f"{word}{year}", today) for year in years)
    return next((one for one in found if one and one >= first), None)


def clock(text: str) -> time | None:
    """A time of day; a bare number such as 2026 could be anything."""
    word = text.strip()
    found = None if word.isdecimal() else typed.clock(word)
    return time.fromisoformat(found) if found else None


def day_or_moment(text: str, context: Context, first: date | None = None) -> Moment | None:
    """A day, or a day and a clock time of the newsroom."""
    today = context.here.date()
    if (found := day(text, today, first)) is not None:
        return found
    parts = _DAY_AND_CLOCK.fullmatch(text.strip())
    on, at = (day(parts["day"], today, first), clock(parts["clock"])) if parts else (None, None)
    return datetime.combine(on, at, context.zone) if on and at else None


def is_sane(value: Moment | str) -> bool:
    """Whether an entry can hold it: the years of an entry end somewhere."""
    try:
        moment(value)
    except (ValueError, OverflowError):
        return False
    return True


def is_before(one: Moment, other: Moment) -> bool:
    """Compared as instants: in the night of a clock change the clocks' order is another one."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.astimezone(UTC) < other.astimezone(UTC)
    return one < other


def read(value: str | None, context: Context) -> Moment | None:
    """A moment of an entry, by the newsroom's clocks."""
    try:
        found = moment(value)
    except ValueError:
        return None
    return found.astimezone(context.zone) if isinstance(found, datetime) else found


def told(value: Moment, speaker: Tongue) -> str:
    """Such as: Tue 3 February 2026, 04:30."""
    name = speaker.day(value)
    return f"{name}, {value:%H:%M}" if isinstance(value, datetime) else name
