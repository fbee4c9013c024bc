"""What an inline query is offered: entries to be sent into any chat, as each will read there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.brief import compose, figures, labels, paging, render
from bot.brief.changes import Item
from bot.brief.findings import Hit
from bot.brief.screen import Button, Screen
from bot.brief.sheet import short
from bot.brief.tongue import Tongue

MOST = 10  # results in one answer
_TITLE, _DESCRIPTION = 120, 160  # characters


@dataclass(frozen=True, slots=True)
class Offered:
    """One result: what the list shows of it, and the message that is sent when it is chosen."""

    id: str
    title: str
    description: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer: results, the offset of those that follow, and a line that leads to the bot."""

    results: Sequence[Offered] = field(default_factory=list)
    following: str = ""
    hint: str = ""
    payload: str = ""


def offered(speaker: Tongue, hit: Hit, link: str, fallback: str) -> Offered:
    entry = hit.entry
    kind, when = speaker._(labels.SECTIONS[entry.kind]), compose.dates(entry, speaker)
    said = figures.lines(entry, None, speaker)[:1]
    return Offered(
        id=f"e{hit.number}",
        title=short(compose.in_language(entry.headline, speaker, fallback), _TITLE),
        description=short(" · ".join([kind, when, *said]), _DESCRIPTION),
        screen=_message(speaker, hit, link, fallback),
    )


def _message(speaker: Tongue, hit: Hit, link: str, fallback: str) -> Screen:
    """One message: an entry of several is cut, and opened whole in the bot."""
    told = compose.told(Item(hit.entry), speaker, fallback)
    kind = speaker._(labels.SECTIONS[hit.entry.kind])
    text = paging.pages(render.write("story", speaker, entry=told, kind=kind, new=False))[0]
    return Screen(text, [[Button(speaker._("Open in the bot"), url=link)]] if link else [])


def nothing(speaker: Tongue, payload: str) -> Offer:
    return Offer(hint=speaker._("Nothing was found. How to search"), payload=payload)
