"""When something is to be published: times that are offered, pressed and typed, in the newsroom's zone."""

from datetime import UTC, datetime, time, timedelta

from bot.brief import typed
from bot.intake.fields import dates
from bot.services.desk.visits import Visit

_STAMP = "%Y%m%d%H%M"
_MORNING, _EVENING = time(6, 30), time(18, 0)


def offered(guest: Visit) -> list[datetime]:
    """The next full quarter, an hour and three from now, the next morning and evening."""
    here = guest.context.here
    quarter = (here + timedelta(minutes=15 - here.minute % 15)).replace(second=0, microsecond=0)
    found = [quarter, quarter + timedelta(hours=1), quarter + timedelta(hours=3)]
    found += [_next(guest, clock) for clock in (_MORNING, _EVENING)]
    return sorted({one.astimezone(UTC) for one in found})


def _next(guest: Visit, clock: time) -> datetime:
    here = guest.context.here
    at = datetime.combine(here.date(), clock, guest.context.zone)
    return at if at > here else datetime.combine(here.date() + timedelta(days=1), clock, guest.context.zone)


def stamped(guest: Visit, stamp: str) -> datetime | None:
    """A moment (UTC) that a button carries."""
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=guest.context.zone).astimezone(UTC)
    except ValueError:
        return None


def typed_time(guest: Visit, text: str) -> datetime | None:
    """A moment (UTC): a time is the next such one, a day without a year the next such day."""
    if clock := typed.clock(text):
        return _next(guest, time.fromisoformat(clock)).astimezone(UTC)
    found = dates.day_or_moment(text, guest.context, guest.context.here.date())
    return found.astimezone(UTC) if isinstance(found, datetime) else None
