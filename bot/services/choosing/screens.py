"""The screen of each choice, as it stands for a reader now."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.brief import regions, zones
from bot.brief.choices import overview, rest, what, when, where
from bot.brief.choices.chosen import EVERY_DAY, Choices
from bot.brief.screen import Screen
from bot.brief.tongue import Tongue, offset
from bot.services.choosing.changes import is_place
from bot.services.newsroom import Asker, Newsroom, Reader
from storage.model.subscriber import SubscriberRecord

Show = Callable[[Newsroom, Reader, Choices, Sequence[str], str], Screen | None]
Make = Callable[[Tongue, Choices, str], Screen]


def choices(newsroom: Newsroom, asker: Asker, who: Reader, near: str = "") -> Choices:
    """What they chose, or what a new reader has."""
    rules, now = newsroom.rules, newsroom.now()
    fresh = Choices(
        active=who.is_active,
        times=[rules.digest_time],
        weekdays=list(EVERY_DAY),
        zone=who.timezone,
        offset=offset(who.timezone, now),
        alerts="all",
        private=asker.is_private,
        channel=asker.is_channel,
        languages=rules.languages,
        near=near,
    )
    return _kept(fresh, who.record, now) if who.record else fresh


def _kept(fresh: Choices, record: SubscriberRecord, now: datetime) -> Choices:
    pauses = record.paused_until is not None and record.paused_until > now
    return replace(
        fresh,
        times=record.times,
        weekdays=record.weekdays,
        alerts=record.alerts,
        rhythm=record.rhythm,
        kinds=record.kinds,
        regions=record.regions,
        quiet=record.quiet,
        quiet_flash=record.quiet_flash,
        paused_until=record.paused_until if pauses else None,
        muted=len(record.muted),
    )


def _plain(make: Make) -> Show:
    def show(
        _newsroom: Newsroom, who: Reader, choices: Choices, rest: Sequence[str], note: str
    ) -> Screen | None:
        return None if rest else make(who.speaker, choices, note)

    return show


def _regions(
    _newsroom: Newsroom, who: Reader, choices: Choices, rest: Sequence[str], note: str
) -> Screen | None:
    if not is_place(rest):
        return None
    return what.regions(who.speaker, choices, note, int(rest[0]) if rest else 0)


def _clock(
    newsroom: Newsroom, who: Reader, choices: Choices, rest: Sequence[str], _note: str
) -> Screen | None:
    now = newsroom.now()
    if not rest:
        return where.clock(who.speaker, now)
    minutes = _minutes(rest)
    found = zones.alike(minutes, now) if minutes is not None else []
    return where.same_clock(who.speaker, choices, found, now) if found else None


def _minutes(rest: Sequence[str]) -> int | None:
    word = rest[0].removeprefix("-")
    is_number = len(rest) == 1 and word.isdecimal() and word.isascii() and len(word) <= 4
    return int(rest[0]) if is_number else None


def _until(
    _newsroom: Newsroom, who: Reader, choices: Choices, parts: Sequence[str], _note: str
) -> Screen | None:
    start = ":".join(parts)
    return rest.ends(who.speaker, choices, start) if start in rest.STARTS else None


SCREENS: dict[str, Show] = {
    "": _plain(overview.settings),
    "time": _plain(when.times),
    "days": _plain(when.weekdays),
    "zone": _plain(where.zone),
    "clock": _clock,
    "language": _plain(what.languages),
    "kinds": _plain(what.topics),
    "regions": _regions,
    "alerts": _plain(what.alerts),
    "muted": _plain(what.muted),
    "quiet": _plain(rest.hours),
    "from": _plain(rest.starts),
    "until": _until,
    "pause": _plain(rest.pause),
}


def near_of(parts: Sequence[str]) -> str:
    """The region that a button carries along, where it is one of ours."""
    return parts[-1] if parts and parts[-1] in regions.OBLASTS else ""
