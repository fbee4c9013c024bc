"""When the next digest is due: local times and weekdays in an IANA zone, turned into UTC."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAYS_AHEAD = 15


@dataclass(frozen=True, slots=True)
class Slot:
    """A digest's moment (UTC) and its name, the local date and time: it is delivered once."""

    at: datetime
    name: str


@lru_cache(maxsize=4096)
def following(
    times: tuple[str, ...], weekdays: tuple[str, ...], zone: str, after: datetime, rhythm: str = "daily"
) -> Slot | None:
    """The first slot after a moment (UTC); None when no time or weekday is chosen. Weekly, that is the first
    time of the first weekday.

    A time that a spring night skips moves forward by the gap; one that an autumn night has twice is its
    first (PEP 495: fold=0 gives both).
    """
    if rhythm == "weekly":
        times, weekdays = times[:1], weekdays[:1]
    slots = _slots(times, weekdays, ZoneInfo(zone), after)
    return min((slot for slot in slots if slot.at > after), key=lambda slot: slot.at, default=None)


def after_pause(paused_until: datetime | None, now: datetime) -> datetime:
    """After which moment the next slot is looked for: one at the very end of a pause is none of the pause."""
    return paused_until - timedelta.resolution if paused_until and paused_until > now else now


def _slots(times: Sequence[str], weekdays: Sequence[str], zone: ZoneInfo, after: datetime) -> Iterator[Slot]:
    # A day earlier: a time moved forward by a gap before midnight belongs to the date before.
    first = after.astimezone(zone).date() - timedelta(days=1)
    for ahead in range(_DAYS_AHEAD):
        day = first + timedelta(days=ahead)
        if str(day.isoweekday()) in weekdays:
            yield from (_slot(day, clock, zone) for clock in times)


def _slot(day: date, clock: str, zone: ZoneInfo) -> Slot:
    local = datetime.combine(day, time.fromisoformat(clock), zone)
    return Slot(local.astimezone(UTC), f"{day.isoformat()}T{clock}")


def day_of(moment: datetime, zone: str) -> date:
    """The local date of a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """A local day in UTC: 23, 24 or 25 hours, from its first moment to before the next day's."""
    place = ZoneInfo(zone)
    starts = datetime.combine(day, time(), place).astimezone(UTC)
    ends = datetime.combine(day + timedelta(days=1), time(), place).astimezone(UTC)
    return starts, ends
