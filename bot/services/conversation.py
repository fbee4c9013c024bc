"""The subscription in conversation: what is said, pressed and typed becomes a change and a screen."""

from collections.abc import Awaitable, Callable

import tzfpy

from bot.brief import panel, typed
from bot.brief.panel import ALERT_TIERS, EVERY_DAY, Choices
from bot.brief.screen import MARK, Screen
from bot.brief.tongue import Tongue, offset
from bot.services import about, reading, subscribing
from bot.services.newsroom import Asker, Newsroom, Reader, reader
from storage import subscribers
from storage.model.subscriber import SubscriberRecord


async def start(newsroom: Newsroom, asker: Asker) -> Screen:
    who, changed = await subscribing.start(newsroom, asker)
    return panel.welcome(who.speaker, _choices(newsroom, asker, who), already=not changed)


async def stop(newsroom: Newsroom, asker: Asker) -> Screen:
    who, was_active = await subscribing.stop(newsroom, asker)
    return panel.goodbye(who.speaker, was_active=was_active)


async def settings(newsroom: Newsroom, asker: Asker) -> Screen:
    who = await subscribing.change(newsroom, asker, None)
    return panel.settings(who.speaker, _choices(newsroom, asker, who))


def _choices(newsroom: Newsroom, asker: Asker, who: Reader) -> Choices:
    record = who.record
    return Choices(
        active=who.is_active,
        times=record.times if record else [newsroom.rules.digest_time],
        weekdays=record.weekdays if record else list(EVERY_DAY),
        zone=who.timezone,
        offset=offset(who.timezone, newsroom.now()),
        alerts=record.alerts if record else "all",
        private=asker.is_private,
    )


async def speaker(newsroom: Newsroom, asker: Asker) -> Tongue:
    """The language in which this chat is spoken to."""
    async with newsroom.database.reading() as session:
        record = await subscribers.find(session, asker.address)
    return reader(newsroom, asker, record).speaker


async def help_text(newsroom: Newsroom, asker: Asker) -> Screen:
    return panel.help_text(await speaker(newsroom, asker))


async def pressed(newsroom: Newsroom, asker: Asker, data: str) -> Screen:
    """What a button leads to; data that no button of ours carries is answered politely."""
    word, *rest = data.partition(MARK)[0].split(":")
    if word in _ROUTES:
        screen = await _ROUTES[word](newsroom, asker, rest)
        if screen is not None:
            return screen
    return panel.outdated(await speaker(newsroom, asker))


async def _day(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    if not rest:
        return await reading.today(newsroom, asker)
    page = _page(rest[1:])
    return None if page is None else await reading.today(newsroom, asker, rest[0], page)


def _page(rest: list[str]) -> int | None:
    """The page that a button asks for, the first where it names none."""
    if not rest:
        return 0
    return int(rest[0]) if rest[0].isdecimal() and len(rest[0]) <= 3 else None


async def _more(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    if len(rest) != 2 or not all(word.isdecimal() and len(word) < 18 for word in rest):
        return None
    return await reading.edition_page(newsroom, asker, int(rest[0]), int(rest[1]))


async def _talks(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    page = _page(rest)
    return None if page is None else await reading.talks(newsroom, asker, page)


async def _attacks(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    page = _page(rest)
    return None if page is None else await reading.attacks(newsroom, asker, page)


async def _about(newsroom: Newsroom, asker: Asker, _rest: list[str]) -> Screen | None:
    return await about.show(newsroom, asker)


async def _errata(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    page = _page(rest)
    return None if page is None else await about.log(newsroom, asker, page)


async def _start(newsroom: Newsroom, asker: Asker, _rest: list[str]) -> Screen | None:
    return await start(newsroom, asker)


async def _stop(newsroom: Newsroom, asker: Asker, _rest: list[str]) -> Screen | None:
    return await stop(newsroom, asker)


async def _set(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    if not rest:
        return await settings(newsroom, asker)
    what, value = rest[0], ":".join(rest[1:])
    if not value:
        return await _open(newsroom, asker, what)
    change = _change(what, value)
    return await _changed(newsroom, asker, what, change) if change else None


async def _open(newsroom: Newsroom, asker: Asker, what: str) -> Screen | None:
    if what not in _PANELS:
        return panel.locate(await speaker(newsroom, asker)) if what == "locate" and asker.is_private else None
    asked = what if what in {"time", "zone"} else ""
    who = await subscribing.await_answer(newsroom, asker, asked)
    return _PANELS[what](who.speaker, _choices(newsroom, asker, who))


async def _changed(newsroom: Newsroom, asker: Asker, what: str, change: subscribing.Change) -> Screen:
    who = await subscribing.change(newsroom, asker, change)
    choices = _choices(newsroom, asker, who)
    if what == "days":
        return panel.days(who.speaker, choices)
    return panel.settings(who.speaker, choices, who.speaker._("Saved."))


def _change(what: str, value: str) -> subscribing.Change | None:
    if what == "time" and typed.clock(value) == value:
        return lambda record: setattr(record, "times", [value])
    if what == "zone" and (zone := typed.zone(value)):
        return lambda record: setattr(record, "timezone", zone)
    if what == "days" and value in EVERY_DAY and len(value) == 1:
        return lambda record: _toggle(record, value)
    if what == "alerts" and value in ALERT_TIERS:
        return lambda record: setattr(record, "alerts", value)
    return None


def _toggle(record: SubscriberRecord, day: str) -> None:
    record.weekdays = sorted(set(record.weekdays) ^ {day})


async def is_asked(newsroom: Newsroom, asker: Asker) -> bool:
    """Whether this chat's next text answers a question."""
    _who, question = await subscribing.awaited(newsroom, asker)
    return bool(question)


async def said(newsroom: Newsroom, asker: Asker, text: str) -> Screen:
    """A plain text: the answer to a question that was asked, or something unknown."""
    who, question = await subscribing.awaited(newsroom, asker)
    if question == "time":
        value = typed.clock(text)
        return await _answered(newsroom, asker, "time", value) if value else panel.not_a_time(who.speaker)
    if question == "zone":
        value = typed.zone(text)
        return await _answered(newsroom, asker, "zone", value) if value else panel.not_a_zone(who.speaker)
    return panel.unknown(who.speaker)


async def _answered(newsroom: Newsroom, asker: Asker, what: str, value: str) -> Screen:
    change = _change(what, value)
    if change is None:
        raise LookupError(f"{what} {value} was understood but cannot be set")
    return await _changed(newsroom, asker, what, change)


async def located(newsroom: Newsroom, asker: Asker, latitude: float, longitude: float) -> Screen:
    """A location sent: its zone is kept, the place is not."""
    zone = tzfpy.get_tz(longitude, latitude)
    if not typed.is_zone(zone):
        return panel.not_a_zone(await speaker(newsroom, asker))
    who = await subscribing.change(newsroom, asker, lambda record: setattr(record, "timezone", zone))
    return panel.located(who.speaker, zone, offset(zone, newsroom.now()))


_Route = Callable[[Newsroom, Asker, list[str]], Awaitable[Screen | None]]
_ROUTES: dict[str, _Route] = {
    "day": _day,
    "more": _more,
    "talks": _talks,
    "attacks": _attacks,
    "about": _about,
    "errata": _errata,
    "set": _set,
    "start": _start,
    "stop": _stop,
}
# What only a chat's administrators may press.
GOVERNED = frozenset({"set", "start", "stop"})
_PANELS: dict[str, Callable[[Tongue, Choices], Screen]] = {
    "time": panel.times,
    "zone": panel.zones,
    "days": panel.days,
    "alerts": panel.alerts,
}
