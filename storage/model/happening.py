"""Which days an entry belongs to: the reader's day for a brief, the attack day for totals."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.model.entry import Happened

ATTACK_DAY_ZONE = ZoneInfo("Europe/Kyiv")
ATTACK_DAY_STARTS = time(18)
LISTED_DAYS = 31  # a happening of many weeks stands in the briefs of its first month only


@dataclass(frozen=True, slots=True)
class Span:
    """Either an instant (aware UTC), read in each reader's zone, or calendar dates, equal for all."""

    instant: datetime | None
    first_day: date | None
    last_day: date | None
    sort_at: datetime


def span(happened: Happened) -> Span:
    """When an entry counts: with a clock, the moment it ended; with dates, each of its days.

    Weeks and months count on their first day only, else a month would repeat in thirty briefs.
    """
    start, end = happened.start, happened.end
    if isinstance(start, datetime):
        at = end if isinstance(end, datetime) else start
        return Span(at, None, None, at)
    last = start if end is None or happened.precision in {"week", "month"} else end
    last = min(last, start + timedelta(days=LISTED_DAYS - 1))
    return Span(None, start, last, datetime.combine(last, time(12), UTC))


def attack_day(happened: Happened) -> date:
    """The attack day (18:00 to 18:00 Kyiv time, named by its second date) in which it began."""
    if not isinstance(happened.start, datetime):
        return happened.start
    return attack_day_of(happened.start)


def attack_day_of(moment: datetime) -> date:
    """The attack day that a moment belongs to."""
    local = moment.astimezone(ATTACK_DAY_ZONE)
    return local.date() + timedelta(days=local.time() >= ATTACK_DAY_STARTS)
