"""The changes that buttons and answers stand for. What no button of ours carries is none."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.brief import regions, typed
from bot.brief.choices import rest, what, when
from bot.brief.choices.chosen import ALERT_TIERS, EVERY_DAY, MOST_TIMES, WORKING_DAYS
from bot.brief.tongue import Tongue
from bot.services.newsroom import Newsroom
from bot.services.subscribing import Change
from storage.errors import BriefError
from storage.model.stories import is_key
from storage.model.subscriber import SubscriberRecord
from storage.model.vocabulary import KINDS

_QUIET = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)", re.ASCII)
_PLACE = re.compile(r"(\d{1,2}(:[A-Z0-9-]+)?)?", re.ASCII)
_PAUSES = {"1": 1, "7": 7}  # days
_SUNDAY = "7"
Say = Callable[[Tongue], str]


class RefusedError(BriefError):
    """That cannot be set."""

    def __init__(self, say: Say) -> None:
        super().__init__()
        self.say = say


def _saved(speaker: Tongue) -> str:
    return speaker._("Saved.")


def _nothing(_speaker: Tongue) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A change, the screen to be shown after it (empty: all settings), and what it says."""

    change: Change
    then: str = ""
    say: Say = _saved


def decision(newsroom: Newsroom, word: str, value: str) -> Decision | None:
    """What a button's data decides: the word after `set:` and all that follows it."""
    return _DECISIONS[word](newsroom, value) if word in _DECISIONS else None


def _set(name: str, value: object) -> Change:
    return lambda record: setattr(record, name, value)


# When


def _time(_newsroom: Newsroom, value: str) -> Decision | None:
    return Decision(_set("times", [value])) if typed.clock(value) == value else None


def _times(_newsroom: Newsroom, value: str) -> Decision | None:
    if typed.clock(value) != value:
        return None
    return Decision(lambda record: _toggle_time(record, value), "time", _nothing)


def _toggle_time(record: SubscriberRecord, clock: str) -> None:
    times = sorted(set(record.times) ^ {clock})
    if len(times) > MOST_TIMES:
        raise RefusedError(when.too_many_times)
    record.times = times


def times_typed(times: list[str]) -> Decision:
    return Decision(_set("times", times))


def _days(_newsroom: Newsroom, value: str) -> Decision | None:
    if value in {WORKING_DAYS, EVERY_DAY}:
        return Decision(lambda record: _every(record, value), "days", _nothing)
    if value in EVERY_DAY and len(value) == 1:
        return Decision(lambda record: _toggle_day(record, value), "days", _nothing)
    return None


def _every(record: SubscriberRecord, days: str) -> None:
    record.rhythm, record.weekdays = "daily", list(days)


def _toggle_day(record: SubscriberRecord, day: str) -> None:
    weekly = record.rhythm == "weekly"
    record.weekdays = [day] if weekly else sorted(set(record.weekdays) ^ {day})


def _rhythm(_newsroom: Newsroom, value: str) -> Decision | None:
    changes: dict[str, Change] = {"daily": lambda record: _every(record, EVERY_DAY), "weekly": _weekly}
    return Decision(changes[value], "days", _nothing) if value in changes else None


def _weekly(record: SubscriberRecord) -> None:
    if record.rhythm != "weekly":
        record.rhythm = "weekly"
        record.weekdays = record.weekdays if len(record.weekdays) == 1 else [_SUNDAY]


# Where


def _zone(_newsroom: Newsroom, value: str) -> Decision | None:
    zone = typed.zone(value)
    return Decision(_set("timezone", zone)) if zone else None


def _language(newsroom: Newsroom, value: str) -> Decision | None:
    return Decision(_set("language", value)) if value in newsroom.rules.languages else None


# What


def _kinds(_newsroom: Newsroom, value: str) -> Decision | None:
    if value not in KINDS:
        return None
    return Decision(lambda record: _toggle_kind(record, value), "kinds", _nothing)


def _toggle_kind(record: SubscriberRecord, kind: str) -> None:
    wanted = set(record.kinds) ^ {kind}
    if not wanted:
        raise RefusedError(what.last_topic)
    record.kinds = [one for one in KINDS if one in wanted]


def _region(_newsroom: Newsroom, value: str) -> Decision | None:
    code, *place = value.split(":")
    if not is_place(place):
        return None
    page = ":".join(["regions", *(place or ["0"])])
    if code == "all":
        return Decision(_set("regions", []), page, _nothing)
    if code not in regions.OBLASTS and code not in regions.COUNTRIES:
        # Others come with imported settings: they can be taken away.
        return Decision(lambda record: _drop(record, code), page, _nothing) if _is_code(code) else None
    return Decision(lambda record: _toggle_region(record, code), page, _nothing)


def is_place(parts: Sequence[str]) -> bool:
    """A page of the regions, and perhaps the oblast in which they live."""
    return _PLACE.fullmatch(":".join(parts)) is not None and set(parts[1:]) <= regions.OBLASTS.keys()


def _is_code(code: str) -> bool:
    return re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code) is not None


def _drop(record: SubscriberRecord, code: str) -> None:
    record.regions = [one for one in record.regions if one != code]


def _toggle_region(record: SubscriberRecord, code: str) -> None:
    record.regions = sorted(set(record.regions) ^ {code})


def regions_typed(codes: list[str]) -> Decision:
    return Decision(lambda record: setattr(record, "regions", sorted({*record.regions, *codes})), "regions")


def _alerts(_newsroom: Newsroom, value: str) -> Decision | None:
    return Decision(_set("alerts", value)) if value in ALERT_TIERS else None


def _muted(_newsroom: Newsroom, value: str) -> Decision | None:
    if value == "none":
        return Decision(_set("muted", []))
    return Decision(lambda record: _hear(record, value), "muted") if is_key(value) else None


def _hear(record: SubscriberRecord, story: str) -> None:
    record.muted = [one for one in record.muted if one != story]


# Rest


def _quiet(_newsroom: Newsroom, value: str) -> Decision | None:
    if value == "off":
        return Decision(_set("quiet", []), "quiet")
    found = _QUIET.fullmatch(value)
    if not found or not all(typed.clock(end) == end for end in found.groups()):
        return None
    start, end = found.groups()
    if start == end:
        return Decision(_set("quiet", []), "quiet", rest.same_hours)
    return Decision(_set("quiet", [start, end]), "quiet")


def _flash(_newsroom: Newsroom, value: str) -> Decision | None:
    return Decision(_set("quiet_flash", value == "on"), "quiet") if value in {"on", "off"} else None


def _pause(newsroom: Newsroom, value: str) -> Decision | None:
    if value == "0":
        return Decision(_set("paused_until", None))
    if value not in _PAUSES:
        return None
    now, days = newsroom.now(), _PAUSES[value]
    return Decision(lambda record: _pause_for(record, now, days))


def _pause_for(record: SubscriberRecord, now: datetime, days: int) -> None:
    """So many days by the reader's own clock, whatever their length."""
    local = now.astimezone(ZoneInfo(record.timezone)).replace(second=0, microsecond=0)
    record.paused_until = (local + timedelta(days=days)).astimezone(now.tzinfo)


def paused_typed(day: date) -> Decision:
    return Decision(lambda record: _pause_until(record, day))


def _pause_until(record: SubscriberRecord, day: date) -> None:
    record.paused_until = datetime.combine(day, time(), ZoneInfo(record.timezone))


_DECISIONS: dict[str, Callable[[Newsroom, str], Decision | None]] = {
    "time": _time,
    "times": _times,
    "days": _days,
    "rhythm": _rhythm,
    "zone": _zone,
    "language": _language,
    "kinds": _kinds,
    "region": _region,
    "alerts": _alerts,
    "muted": _muted,
    "quiet": _quiet,
    "flash": _flash,
    "pause": _pause,
}
