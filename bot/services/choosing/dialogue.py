"""The dialogue about settings: screens that are opened, buttons that decide, answers that are typed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import tzfpy

from bot.brief import dates, regions, typed, zones
from bot.brief.choices import rest, what, when, where
from bot.brief.choices.chosen import MOST_TIMES, Choices
from bot.brief.screen import Screen
from bot.brief.tongue import offset
from bot.intake import places
from bot.services import stories, subscribing
from bot.services.choosing import changes
from bot.services.choosing.changes import Decision, RefusedError
from bot.services.choosing.screens import SCREENS, choices, near_of
from bot.services.newsroom import Asker, Newsroom, Reader

# Screens whose question may be answered by a text as well.
_ASKS = {"time", "zone", "clock", "regions", "quiet", "from", "pause"}
_MOST_AHEAD = 366  # days
_LONGEST = 120


async def pressed(newsroom: Newsroom, asker: Asker, parts: Sequence[str]) -> Screen | None:
    """What a button whose data begins with `set:` leads to; None when it is none of ours."""
    word, *more = parts or [""]
    if word == "locate" and not more and asker.is_private:
        who = await subscribing.await_answer(newsroom, asker, "zone")
        return where.locate(who.speaker)
    if parts and not word:
        return None
    if decided := changes.decision(newsroom, word, ":".join(more)) if more else None:
        return await _decided(newsroom, asker, decided)
    return await _open(newsroom, asker, word, more)


async def _open(newsroom: Newsroom, asker: Asker, word: str, more: Sequence[str]) -> Screen | None:
    if word not in SCREENS or (more and not all(more)):
        return None
    who = await subscribing.await_answer(newsroom, asker, word if word in _ASKS else "")
    chosen = choices(newsroom, asker, who, near_of(more))
    return await _show(newsroom, who, chosen, ":".join([word, *more]))


async def _show(newsroom: Newsroom, who: Reader, chosen: Choices, then: str, note: str = "") -> Screen | None:
    word, *more = then.split(":")
    if word == "muted":
        chosen = replace(chosen, stories=await _muted(newsroom, who))
    return SCREENS[word](newsroom, who, chosen, more, note)


async def _decided(newsroom: Newsroom, asker: Asker, decided: Decision, near: str = "") -> Screen | None:
    try:
        who = await subscribing.change(newsroom, asker, decided.change)
        note = decided.say(who.speaker)
    except RefusedError as refusal:
        who = await subscribing.change(newsroom, asker, None)
        note = refusal.say(who.speaker)
    if decided.then.partition(":")[0] in _ASKS:
        who = await subscribing.await_answer(newsroom, asker, decided.then.partition(":")[0])
    near = near or near_of(decided.then.split(":"))
    return await _show(newsroom, who, choices(newsroom, asker, who, near), decided.then, note)


async def _muted(newsroom: Newsroom, who: Reader) -> dict[str, str]:
    """What this reader muted, with its headlines, as far as there are any to be seen."""
    keys = who.record.muted if who.record else []
    async with newsroom.database.reading() as session:
        return await stories.named(session, keys, who.speaker, newsroom.rules.fallback)


def may_answer(text: str) -> bool:
    """An answer is short; what is longer, or has lines, is something else even while a question is open."""
    return len(text) <= _LONGEST and "\n" not in text.strip()


async def answered(newsroom: Newsroom, asker: Asker, who: Reader, question: str, text: str) -> Screen | None:
    """What a text answers that was typed when this was asked; None when nothing was."""
    if question not in _ANSWERS:
        return None
    return await _ANSWERS[question](newsroom, asker, who, text if may_answer(text) else "")


async def _times(newsroom: Newsroom, asker: Asker, who: Reader, text: str) -> Screen | None:
    times = typed.clocks(text, MOST_TIMES)
    if times is None:
        return when.not_a_time(who.speaker)
    return await _decided(newsroom, asker, changes.times_typed(times))


async def _zone(newsroom: Newsroom, asker: Asker, who: Reader, text: str) -> Screen | None:
    """A city, a zone, an offset, or what time it is there now."""
    if zone := typed.zone(text):
        decided = changes.decision(newsroom, "zone", zone)
        return await _decided(newsroom, asker, decided, typed.region(text)) if decided else None
    clock, now = typed.clock(text), newsroom.now()
    found = zones.offsets(clock, now) if clock else []
    if not found:
        return where.not_a_zone(who.speaker)
    return where.same_clock(who.speaker, choices(newsroom, asker, who), found, now)


async def _regions(newsroom: Newsroom, asker: Asker, who: Reader, text: str) -> Screen | None:
    named = [_region(part) for part in typed.parts(text)]
    if not named or not all(named):
        return what.not_a_region(who.speaker)
    return await _decided(newsroom, asker, changes.regions_typed(named))


def _region(word: str) -> str:
    """The oblast or country that a word names, or the oblast of a city; empty for anything else."""
    place = places.find(word)
    oblast = place.region if place is not None and place.region in regions.OBLASTS else ""
    return oblast or typed.region(word) or regions.country(word)


async def _quiet(newsroom: Newsroom, asker: Asker, who: Reader, text: str) -> Screen | None:
    hours = typed.hours(text)
    if hours is None:
        return rest.not_hours(who.speaker)
    decided = changes.decision(newsroom, "quiet", "-".join(hours) or "off")
    return await _decided(newsroom, asker, decided) if decided else None


async def _pause(newsroom: Newsroom, asker: Asker, who: Reader, text: str) -> Screen | None:
    today = newsroom.today(who.timezone)
    day = dates.coming(text, today, who.speaker.tag)
    if day is None or (day - today).days > _MOST_AHEAD:
        return rest.not_a_date(who.speaker)
    return await _decided(newsroom, asker, changes.paused_typed(day))


async def located(newsroom: Newsroom, asker: Asker, latitude: float, longitude: float) -> Screen:
    """A location sent: its zone is kept, the place is not."""
    zone = tzfpy.get_tz(longitude, latitude)
    if not typed.is_zone(zone):
        _found, _question = await subscribing.awaited(newsroom, asker)
        return where.not_a_zone(_found.speaker)
    who = await subscribing.change(newsroom, asker, lambda record: setattr(record, "timezone", zone))
    return where.located(who.speaker, zone, offset(zone, newsroom.now()))


_Answer = Callable[[Newsroom, Asker, Reader, str], Awaitable[Screen | None]]
_ANSWERS: dict[str, _Answer] = {
    "time": _times,
    "zone": _zone,
    "clock": _zone,
    "regions": _regions,
    "quiet": _quiet,
    "from": _quiet,
    "pause": _pause,
}
