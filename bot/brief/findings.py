"""The screens of the search: what was found, one entry of it, and what to try where nothing was."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.brief import compose, figures, labels, render
from bot.brief.changes import Item
from bot.brief.labels import _
from bot.brief.screen import Button, Screen
from bot.brief.sheet import short
from bot.brief.shorthand import kept, packed
from bot.brief.tongue import Tongue
from storage.model.entry import Entry

PER_PAGE = 5
_HEADLINE, _FIGURES = 200, 240  # characters of one hit
# What may be tried: words that are searched for in the reader's own language.
EXAMPLES = (_("Odesa"), _("power plants"), _("prisoners"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A found entry with its number; `partly` when it has only some of the words."""

    number: int
    entry: Entry
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what some words have found; `cut` when there were more words than could be kept.

    `asked` is what the buttons ask for again: the words themselves, or the day that they named.
    """

    words: str
    asked: str
    hits: Sequence[Hit]
    whole: int
    partly: int
    page: int = 0
    cut: bool = False

    @property
    def count(self) -> int:
        return self.whole + self.partly


def listed(speaker: Tongue, found: Hits, fallback: str) -> Screen:
    """A page of hits, each opened by the button with its number."""
    first = found.page * PER_PAGE
    lines = [_line(hit, speaker, fallback) for hit in found.hits]
    turn = next((n for n, hit in enumerate(found.hits) if hit.partly), None)
    text = render.write(
        "findings",
        speaker,
        words=found.words,
        count=_counted(speaker, found),
        cut=found.cut,
        hits=list(enumerate(lines, first + 1)),
        partly_from=None if turn is None or not found.whole else first + turn + 1,
    )
    return Screen(text, [row for row in _rows(speaker, found, first) if row])


def _counted(speaker: Tongue, found: Hits) -> str:
    if not found.whole:
        return speaker._("No entry has all of these words; these have some of them.")
    entries = speaker.plural("%(count)s entry", "%(count)s entries", found.whole)
    return entries % {"count": speaker.number(found.whole)}


def _line(hit: Hit, speaker: Tongue, fallback: str) -> dict[str, str]:
    entry = hit.entry
    said = figures.lines(entry, None, speaker)
    return {
        "headline": short(compose.in_language(entry.headline, speaker, fallback), _HEADLINE),
        "kind": speaker._(labels.SECTIONS[entry.kind]),
        "when": compose.dates(entry, speaker),
        "figures": short(said[0], _FIGURES) if said else "",
    }


def _rows(speaker: Tongue, found: Hits, first: int) -> list[list[Button]]:
    code = packed(found.asked)
    numbers = [
        Button(str(place), f"one:{hit.number}:0:{found.page}:{code}")
        for place, hit in enumerate(found.hits, first + 1)
    ]
    pages = []
    if found.page > 0:
        pages.append(Button(speaker._("Back"), f"find:{found.page - 1}:{code}"))
    if first + PER_PAGE < found.count:
        pages.append(Button(speaker._("More"), f"find:{found.page + 1}:{code}"))
    return [numbers, pages]


def nothing(speaker: Tongue, words: str) -> Screen:
    """Nothing was found: what can be tried."""
    return Screen(render.write("findings_none", speaker, words=words), _examples(speaker))


def how_to_search(speaker: Tongue) -> Screen:
    """There was no word to search for."""
    return Screen(render.write("findings_how", speaker), _examples(speaker))


def _examples(speaker: Tongue) -> list[list[Button]]:
    words = [speaker._(example) for example in EXAMPLES]
    examples = [Button(word, f"find:0:{packed(kept(word))}") for word in words]
    return [examples, [Button(speaker._("Today"), "day"), Button(speaker._("Talks"), "talks")]]


# One entry


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is shown: the address that leads to it, the search that it came from, and whether
    whoever sees it is new here.
    """

    link: str = ""
    back: str = ""
    new: bool = False


def one(speaker: Tongue, hit: Hit, place: Place, page: int, fallback: str) -> Screen:
    """An entry by itself, to be shared."""
    told = compose.told(Item(hit.entry), speaker, fallback)
    kind = speaker._(labels.SECTIONS[hit.entry.kind])
    pages = render.paged("story", speaker, entry=told, kind=kind, new=place.new)
    page = min(page, len(pages) - 1)
    return Screen(pages[page], [row for row in _under(speaker, hit, place, page, len(pages)) if row])


def _under(speaker: Tongue, hit: Hit, place: Place, page: int, pages: int) -> list[list[Button]]:
    after = f":{place.back}" if place.back else ""
    turning = []
    if page > 0:
        turning.append(Button(speaker._("Back"), f"one:{hit.number}:{page - 1}{after}"))
    if page < pages - 1:
        turning.append(Button(speaker._("More"), f"one:{hit.number}:{page + 1}{after}"))
    ways = [Button(speaker._("Share"), url=_share(hit, place, speaker))] if place.link else []
    if place.back:
        ways.append(Button(speaker._("All results"), f"find:{place.back}"))
    first = Button(speaker._("Subscribe"), "start") if place.new else Button(speaker._("Today"), "day")
    others = [first, Button(speaker._("Talks"), "talks"), Button(speaker._("Attacks"), "attacks")]
    return [turning, ways, others]


def _share(hit: Hit, place: Place, speaker: Tongue) -> str:
    texts = hit.entry.headline
    headline = texts.get(speaker.tag) or next(iter(texts.values()))
    return f"https://t.me/share/url?url={quote(place.link, safe='')}&text={quote(headline, safe='')}"


def withdrawn(speaker: Tongue) -> Screen:
    text = speaker._("This entry was withdrawn. The log of corrections says why.")
    return Screen(
        render.write("note", speaker, text=text),
        [[Button(speaker._("Corrections"), "errata"), Button(speaker._("Today"), "day")]],
    )


def gone(speaker: Tongue) -> Screen:
    text = speaker._(
        "There is no entry behind this link. Send /today for the brief, or /search with some words."
    )
    row = [Button(speaker._("Today"), "day"), Button(speaker._("Talks"), "talks")]
    return Screen(render.write("note", speaker, text=text), [row])
