"""Zones by what the clock shows there, for readers whose city is not known."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# Zones where people live, no two of which always have the same time; the more usual ones first.
LIVED_IN = (
    "Europe/Kyiv", "Europe/Berlin", "Europe/London", "Europe/Warsaw", "America/New_York", "America/Chicago",
    "America/Denver", "America/Los_Angeles", "America/Phoenix", "America/Anchorage", "Pacific/Honolulu",
    "America/Halifax", "America/St_Johns", "America/Toronto", "America/Mexico_City", "America/Bogota",
    "America/Caracas", "America/Sao_Paulo", "America/Argentina/Buenos_Aires", "America/Santiago",
    "Atlantic/Azores", "Atlantic/Cape_Verde", "Atlantic/Reykjavik", "Africa/Lagos", "Africa/Johannesburg",
    "Africa/Cairo", "Africa/Nairobi", "Europe/Chisinau", "Europe/Istanbul", "Europe/Moscow", "Asia/Jerusalem",
    "Asia/Tbilisi", "Asia/Dubai", "Asia/Tehran", "Asia/Kabul", "Asia/Tashkent", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok", "Asia/Shanghai", "Australia/Perth",
    "Asia/Tokyo", "Australia/Adelaide", "Australia/Darwin", "Australia/Sydney", "Australia/Brisbane",
    "Pacific/Noumea", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Tongatapu", "Pacific/Kiritimati",
    "Pacific/Pago_Pago", "Pacific/Marquesas", "Australia/Eucla", "Australia/Lord_Howe",
)  # fmt: skip
_QUARTER = 15  # minutes; every zone's offset is a number of them
_DAY = 24 * 60
_WEST, _EAST = -12 * 60, 14 * 60


def offsets(clock: str, now: datetime) -> Sequence[int]:
    """How many minutes from UTC a clock may be that shows this now; near the date line there are two."""
    hour, minute = map(int, clock.split(":"))
    utc = now.astimezone(UTC)
    ahead = hour * 60 + minute - utc.hour * 60 - utc.minute
    return alike(round(ahead / _QUARTER) * _QUARTER, now)


def alike(offset: int, now: datetime) -> Sequence[int]:
    """The offsets at which clocks show the same as at this one, where there is any zone."""
    same = (offset - _DAY, offset, offset + _DAY)
    return [one for one in same if _WEST <= one <= _EAST and at(one, now)]


def at(offset: int, now: datetime) -> Sequence[str]:
    """The zones that are so many minutes from UTC at a moment."""
    return [
        name for name in LIVED_IN if now.astimezone(ZoneInfo(name)).utcoffset() == timedelta(minutes=offset)
    ]


def fixed(offset: int) -> str:
    """The zone that is always so many minutes from UTC; empty where none is."""
    hours, rest = divmod(offset, 60)
    if rest:
        return ""
    # POSIX names count the other way round.
    return f"Etc/GMT{-hours:+}" if hours else "Etc/GMT"


def written(offset: int) -> str:
    """Such as: UTC+02:00."""
    hours, minutes = divmod(abs(offset), 60)
    return f"UTC{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"
