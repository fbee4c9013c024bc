"""Quiet hours: local times of a reader, mostly over midnight; equal ones mean that there are none."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def until(hours: Sequence[str], zone: str, now: datetime) -> datetime | None:
    """When the quiet hours end (UTC) in which a moment lies; None when it lies in none.

    Each end follows the clock on the wall: a time that a spring night skips moves forward by the gap, one
    that an autumn night has twice is its first.
    """
    if len(hours) != 2 or hours[0] == hours[1]:
        return None
    place, (start, end) = ZoneInfo(zone), map(time.fromisoformat, hours)
    today = now.astimezone(place).date()
    for day in (today - timedelta(days=1), today):
        last = day if start < end else day + timedelta(days=1)
        ends = _moment(last, end, place)
        if _moment(day, start, place) <= now < ends:
            return ends
    return None


def _moment(day: date, clock: time, place: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, place).astimezone(UTC)
