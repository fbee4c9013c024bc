"""What readers are shown, to be looked through for words that come from no catalogue."""

import html
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import product
from typing import Any, get_type_hints

from bot.brief import findings, hosts, panel, privacy, van_panel, zones
from bot.brief.choices import overview, rest, what, when, where
from bot.brief.choices.chosen import EVERY_DAY, Choices
from bot.brief.findings import Hit, Hits, Place
from bot.brief.journey import Journey
from bot.brief.screen import Screen
from bot.brief.tongue import SHIPPED, Tongue
from bot.brief.van_panel import Gate, Lane, Road
from storage.model.entry import Entry
from tests import cast
from tests.locales import catalogues

ZONE, OFFSET = "Europe/Kyiv", "UTC+02:00"
_ALL_DAYS = Choices(True, ["07:30"], list(EVERY_DAY), ZONE, OFFSET, "all", languages=("en", "de", "uk"))
_SOME_DAYS = Choices(
    False, ["06:30", "21:00"], ["1", "7"], ZONE, OFFSET, "flash",
    private=False, kinds=["talks"], regions=["UA", "UA-51"], quiet=["22:00", "06:30"], near="UA-63",
)  # fmt: skip
_NO_DAYS = Choices(
    True, ["07:30"], [], ZONE, OFFSET, "off", quiet=["22:00", "06:30"], quiet_flash=True, muted=1
)
_WEEKLY = Choices(
    True, ["07:30"], ["7"], ZONE, OFFSET, "off", rhythm="weekly", muted=2, stories={"0123456789ab": OFFSET}
)
DAY, NIGHT = datetime(2026, 2, 4, 12, tzinfo=UTC), datetime(2026, 2, 5, 1, tzinfo=UTC)
_GATE = Gate(NIGHT, ZONE, DAY)
_PAUSED_READER = replace(_WEEKLY, paused_until=NIGHT)
_NOTHING = replace(_ALL_DAYS, times=[], weekdays=list("12345"))
_CHANNEL = replace(_ALL_DAYS, private=False, channel=True)
# An edition in every state, of every kind that is named in its own way.
_MOVING = Journey(1, "digest", "en", DAY.date(), "", dict.fromkeys(van_panel.STATES, 2), 1, left=40)
_PAUSED = Journey(2, "alert", "en", DAY.date(), OFFSET, {"parked": 5}, paused_at=DAY)
_STOPPED = Journey(3, "desk", "en", DAY.date(), "", {"cancelled": 1}, stopped=OFFSET)
_HELD = Journey(4, "other", "en", DAY.date(), OFFSET, {"unknown": 1}, held=1, doubt=1)
_OVER = Journey(5, "digest", "en", DAY.date(), "", {"sent": 1})
_JOURNEYS = [_MOVING, _PAUSED, _STOPPED, _HELD, _OVER]
_LANES = [
    Lane(priority, 2, seconds)
    for priority, seconds in zip(van_panel.LANES, (1, 600, 9_999) * 3, strict=False)
]
_NAMED = {"outlet": "Kaizen News Brief", "id": "kaizen", "url": "https://example.org"}
_ENTRY = Entry.model_validate(
    cast.attack_document(
        headline=dict.fromkeys(SHIPPED, "Kaizen News Brief"),
        summary=None,
        happened={"start": "2026-02-04"},
        places=[],
        sources=[_NAMED],
        claims=[cast.claim(450, claimant="Kaizen News Brief")],
    )
)
_HITS = [Hit(1, _ENTRY), Hit(2, _ENTRY, partly=True)]
# What the screens are made from, by the name of the argument: a new name is a new line here.
_OFFERED: dict[str, list[Any]] = {
    "choices": [_ALL_DAYS, _SOME_DAYS, _NO_DAYS, _WEEKLY, _PAUSED_READER, _NOTHING, _CHANNEL],
    "page": [0, 1, 2],
    "start": ["22:30"],
    "now": [DAY],
    "offsets": [[120], [-660, 780], [345]],
    "already": [True, False],
    "was_active": [True, False],
    "note": [""],
    "zone": [ZONE],
    "offset": [OFFSET],
    "of_desk": [True, False],
    "whose": ["own", "group", "channel"],
    "bot": ["", "brief_bot"],
    "name": [""],
    "document": [""],
    "journey": _JOURNEYS,
    "gate": [None, _GATE],
    "words": ["", "450"],
    "fallback": ["en"],
    "found": [
        Hits("450", "450", _HITS, 1, 1),
        Hits("450", "450", _HITS[1:], 0, 12, 1, cut=True),
        Hits("450", "450", _HITS[:1], 12, 0, 1),
    ],
    "hit": _HITS[:1],
    "place": [Place(), Place("https://example.org", "0:a"), Place(new=True)],
    "title": [OFFSET],
    "channel": [True, False],
    "inner": [Screen(OFFSET)],
    "road": [Road(), Road(_JOURNEYS, _LANES, _GATE, 1, 3)],
}
_BRAND = "Kaizen News Brief"
_PLACEHOLDER = re.compile(r"%\(\w+\)s")


def screens(speaker: Tongue) -> Iterator[tuple[str, Screen]]:
    """Every screen of the panels, in every variant, with the name of the function that makes it."""
    for module in (panel, hosts, overview, when, where, what, rest, van_panel, findings, privacy):
        yield from _screens_of(module, speaker)


def _screens_of(module: Any, speaker: Tongue) -> Iterator[tuple[str, Screen]]:
    for name, make in inspect.getmembers(module, inspect.isfunction):
        own = make.__module__ == module.__name__ and not name.startswith("_")
        if own and get_type_hints(make)["return"] is Screen:
            wanted = [word for word in inspect.signature(make).parameters if word != "speaker"]
            for values in product(*(_OFFERED[word] for word in wanted)):
                yield name, make(speaker, **dict(zip(wanted, values, strict=True)))


def words(screen: Screen) -> str:
    """All that a screen shows, as plain text."""
    labels = [button.label for row in screen.rows for button in row]
    return "\n".join([plain(screen.text), *labels, screen.location_label])


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def leftover(text: str, speaker: Tongue) -> list[str]:
    """The words of a text that stand in no message of the language's catalogue and are no name or command."""
    return re.findall(r"[^\W\d_]+", _known(speaker).sub(" ", text))


@cache
def _known(speaker: Tongue) -> re.Pattern[str]:
    fragments = {part.strip() for text in _messages(speaker) for part in _PLACEHOLDER.split(text)}
    names = {_BRAND, ZONE, OFFSET, *map(speaker.weekday, range(1, 8)), *map(speaker.city, where.ZONES)}
    names |= {speaker.city(zone) for zone in zones.LIVED_IN}
    names |= {"English", "Deutsch", "Українська", "UTC", speaker.country("UA"), speaker.country("RU")}
    names |= {"en", speaker.short_day(NIGHT.date()), speaker.date(DAY.date()), speaker.date(NIGHT.date())}
    # Long ones first: what they hold may be a short one too.
    known = sorted((fragments | names) - {""}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))}|/[a-z]+)(?!\w)")


def _messages(speaker: Tongue) -> set[str]:
    if speaker.tag not in catalogues.TRANSLATED:
        named = catalogues.messages(catalogues.extracted()).values()
        return {text for message in named for text in catalogues.sources(message)}
    translated = catalogues.messages(catalogues.shipped(speaker.tag)).values()
    return {text for message in translated for text in catalogues.strings(message)}
