"""When it happened: a night, a day, a clock time, a span of them, a week or a month."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from bot.brief.labels import _
from bot.brief.tongue import Tongue
from bot.intake import kinds, nights
from bot.intake.context import Context
from bot.intake.fields import dates
from bot.intake.fields.dates import Moment
from bot.intake.fields.shape import Choice, Content, Field, Refused, changed

_NO_MOMENT = _(
    "That is no day or time. Type 2026-02-03, yesterday, night, 03:40, or 2.2. 18:00 - 3.2. 09:00."
)
_BACKWARDS = _("It would end before it starts.")
_NOT_YET = _("That night has not begun.")
_NIGHT, _TODAY, _YESTERDAY = _("night to %(day)s"), _("today"), _("yesterday")
_PERIODS = {"week": _("week from %(day)s"), "month": _("month from %(day)s")}
_VALUE = re.compile(r"(night|day)-(\d{8})")
_PERIOD = re.compile(r"(?:(week|woche|тиждень)|(month|monat|місяць))(?:\s+(?P<day>\S+))?", re.IGNORECASE)
_ISO_WEEK = re.compile(r"(\d{4})-?w(\d{1,2})", re.IGNORECASE)
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")


def _of_day(on: date) -> dict[str, Any]:
    return {"start": on.isoformat(), "precision": "day"}


def _of_night(morning: date, context: Context) -> dict[str, Any]:
    if not dates.is_sane(morning):
        raise Refused(_NO_MOMENT)
    if morning > nights.latest(context):
        raise Refused(_NOT_YET)
    return nights.night(morning, context)


def _of_days(first: date, last: date, precision: str) -> dict[str, Any]:
    return {"start": first.isoformat(), "end": last.isoformat(), "precision": precision}


# What is tapped


def _offered(speaker: Tongue, context: Context) -> dict[str, str]:
    today, morning = context.here.date(), nights.latest(context)
    a_day = timedelta(days=1)
    found = {
        f"night-{one:%Y%m%d}": speaker._(_NIGHT) % {"day": speaker.short_day(one)}
        for one in (morning, morning - a_day)
    }
    found[f"day-{today:%Y%m%d}"] = speaker._(_TODAY)
    return found | {f"day-{today - a_day:%Y%m%d}": speaker._(_YESTERDAY)}


def _choices(content: Content, speaker: Tongue, context: Context) -> list[Choice]:
    now = _value(content, context)
    return [Choice(value, label, value == now) for value, label in _offered(speaker, context).items()]


def _value(content: Content, context: Context) -> str:
    """The choice that the present value is; none where it is none."""
    happened = content.get("happened") or {}
    start, end = (dates.read(happened.get(name), context) for name in ("start", "end"))
    if happened.get("precision") == "night" and isinstance(end, datetime):
        return f"night-{end:%Y%m%d}"
    is_day = happened.get("precision", "day") == "day" and not isinstance(start, datetime)
    return f"day-{start:%Y%m%d}" if start and end is None and is_day else ""


def _chosen(content: Content, value: str, context: Context) -> dict[str, Any]:
    found = _VALUE.fullmatch(value)
    on = _date(found[2][:4], found[2][4:6], found[2][6:]) if found else None
    if found is None or on is None:
        raise Refused(_NO_MOMENT)
    return _with(content, _of_night(on, context) if found[1] == "night" else _of_day(on))


def _date(year: str, month: str, number: str) -> date | None:
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


# What is typed


def _typed(content: Content, text: str, context: Context) -> dict[str, Any]:
    words = " ".join(text.split())
    found = _night(words, context) or _period(words, context) or _span(words, context)
    if found is None:
        raise Refused(_NO_MOMENT)
    return _with(content, found)


def _with(content: Content, happened: dict[str, Any]) -> dict[str, Any]:
    if not all(dates.is_sane(happened[name]) for name in ("start", "end") if name in happened):
        raise Refused(_NO_MOMENT)
    return changed(content, "happened", happened)


def _night(text: str, context: Context) -> dict[str, Any] | None:
    """The last night, or the one to a day that is named."""
    if not kinds.is_night(text):
        return None
    named = [word for word in text.split() if any(character.isdecimal() for character in word)]
    if not named:
        return _of_night(nights.latest(context), context)
    on = dates.day(named[0].strip(","), context.here.date())
    return _of_night(on, context) if on and len(named) == 1 else None


def _period(text: str, context: Context) -> dict[str, Any] | None:
    """A week from its Monday, or a month: "week", "2026-W06", "month 1.2.", "2026-02"."""
    today = context.here.date()
    if found := _PERIOD.fullmatch(text):
        on = dates.day(found["day"], today) if found["day"] else today
        return None if on is None else _week(on) if found[1] else _month(on)
    if found := _ISO_MONTH.fullmatch(text):
        on = _date(found[1], found[2], "1")
        return _month(on) if on else None
    return _iso_week(text)


def _iso_week(text: str) -> dict[str, Any] | None:
    found = _ISO_WEEK.fullmatch(text)
    try:
        return _week(date.fromisocalendar(int(found[1]), int(found[2]), 1)) if found else None
    except ValueError:
        return None


def _week(on: date) -> dict[str, Any] | None:
    try:
        first = on - timedelta(days=on.weekday())
        return _of_days(first, first + timedelta(days=6), "week")
    except OverflowError:
        return None


def _month(on: date) -> dict[str, Any]:
    after = date(on.year + on.month // 12, on.month % 12 + 1, 1) if on.year < 9999 else date.max
    return _of_days(on.replace(day=1), after - timedelta(days=1), "month")


def _span(text: str, context: Context) -> dict[str, Any] | None:
    ends = dates.parted(text)
    start = _start(ends[0], context)
    if start is None or not dates.is_sane(start):
        return None
    if len(ends) == 1:
        precision = "hour" if isinstance(start, datetime) else "day"
        return {"start": start.isoformat(), "precision": precision}
    end = _end(ends[1], start, context)
    if end is None or isinstance(start, datetime) != isinstance(end, datetime) or not dates.is_sane(end):
        return None
    if dates.is_before(end, start):
        raise Refused(_BACKWARDS)
    return {"start": start.isoformat(), "end": end.isoformat(), "precision": _precision(start, end)}


def _start(text: str, context: Context) -> Moment | None:
    """A clock time alone is the newest that has passed."""
    if (at := dates.clock(text)) is None:
        return dates.day_or_moment(text, context)
    today = context.here.date()
    moment = datetime.combine(today, at, context.zone)
    has_passed = moment <= context.here
    return moment if has_passed else datetime.combine(today - timedelta(days=1), at, context.zone)


def _end(text: str, start: Moment, context: Context) -> Moment | None:
    """A day without a year, or a clock time alone, is the first after the start."""
    first = start.date() if isinstance(start, datetime) else start
    if (at := dates.clock(text)) is None:
        return dates.day_or_moment(text, context, first)
    if not isinstance(start, datetime):
        return None
    later = first if at >= start.time() else first + timedelta(days=1)
    return datetime.combine(later, at, context.zone)


def _precision(start: Moment, end: Moment) -> str:
    """From an evening to the next morning is a night."""
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return "day"
    overnight = end.date() - start.date() == timedelta(days=1)
    is_night = overnight and start.time() >= nights.BEGINS and end.time() <= nights.ENDS
    return "night" if is_night else "hour"


# How it is shown


def _shown(content: Content, speaker: Tongue, context: Context) -> str:
    happened = content.get("happened") or {}
    start, end = (dates.read(happened.get(name), context) for name in ("start", "end"))
    if start is None:
        return ""
    precision = happened.get("precision", "day")
    if precision == "night":
        return speaker._(_NIGHT) % {"day": speaker.day(end or start)} + _hours(start, end)
    if precision in _PERIODS:
        return speaker._(_PERIODS[precision]) % {"day": speaker.day(start)}
    return " – ".join(dates.told(one, speaker) for one in (start, end) if one)


def _hours(start: Moment, end: Moment | None) -> str:
    """The hours of a night, where they are known."""
    known = isinstance(start, datetime) and isinstance(end, datetime)
    return f", {start:%H:%M}–{end:%H:%M}" if known else ""


FIELDS = (
    Field(
        "happened",
        _("When"),
        _("Tap one, or type 2026-02-03, 3.2., night, 03:40, 2026-02-03 04:30 or 2.2. 18:00 - 3.2. 09:00."),
        _shown,
        _typed,
        _choices,
        _chosen,
    ),
)
