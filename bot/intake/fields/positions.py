"""What the sides say: a line for each, in the original language or in the one that the line names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.brief.labels import _
from bot.brief.tongue import Tongue
from bot.intake import bounds
from bot.intake.context import Context
from bot.intake.fields import checked, sources, texts
from bot.intake.fields.shape import NOTHING, Content, Field, Refused, block, cut, in_block

_NO_SIDE = _("Begin each line with the side: “UA: text”, or “UA (de): text” in another language.")
_SAYS_NOTHING = _("%(code)s has no position that could be taken away.")
_SIDE = re.compile(r"(?P<party>[A-Za-z]{2})\s*(?:\((?P<tag>[A-Za-z-]{2,12})\))?\s*:\s*(?P<text>.*)")

Said = list[dict[str, Any]]


def _typed(content: Content, text: str, context: Context) -> dict[str, Any]:
    """A side that no line names keeps its position; "UA: -" takes one away, "-" all."""
    if text.strip() == NOTHING:
        return in_block(content, positions=[])
    said: Said = [dict(one) for one in block(content).get("positions") or []]
    for party, tag, words in _lines(text):
        if words == NOTHING:
            said = _without(said, party, tag)
        else:
            language = tag or texts.original(content, words, context)
            said = _with(said, party, language, words, content)
    return in_block(content, positions=said)


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refused(_NO_SIDE)
    for line in lines:
        found = _SIDE.fullmatch(line)
        if found is None:
            raise Refused(_NO_SIDE)
        tag = checked.language(found["tag"]) if found["tag"] else ""
        words = found["text"].strip()
        party = checked.party(found["party"])
        yield party, tag, words if words == NOTHING else checked.line(words, bounds.POSITION)


def _with(said: Said, party: str, tag: str, words: str, content: Content) -> Said:
    at = next((index for index, one in enumerate(said) if one["party"] == party), len(said))
    if at == len(said):
        return [*said, {"party": party, "text": {tag: words}, "source": sources.first(content)}]
    written = spoken_anew(said[at]["text"], tag, words, texts.languages(content))
    return [*said[:at], said[at] | {"text": written}, *said[at + 1 :]]


def spoken_anew(now: Mapping[str, str], tag: str, words: str, languages: list[str]) -> dict[str, str]:
    """With a text in one language. Translations of what the original no longer says are dropped: nothing
    would mark them as old.
    """
    if languages[:1] == [tag] and now.get(tag) != words:
        return {tag: words}
    return texts.changed_in_place(now, tag, words)


def _without(said: Said, party: str, tag: str) -> Said:
    """Without one language of a side, or without all that it says."""
    kept: Said = []
    for one in said:
        rest = {key: words for key, words in one["text"].items() if tag and key != tag}
        if one["party"] != party:
            kept.append(one)
        elif rest:
            kept.append(one | {"text": rest})
    if kept == said:
        raise Refused(_SAYS_NOTHING, code=party)
    return kept


def _shown(content: Content, speaker: Tongue, _context: Context) -> str:
    preferred = [speaker.tag, *texts.languages(content)]
    said = block(content).get("positions") or []
    told = (f"{speaker.country(one['party'])}: {texts.within(one['text'], preferred)}" for one in said)
    return cut(" · ".join(told))


POSITIONS = Field(
    "positions",
    _("Positions"),
    _("Type a line for each side, such as “UA: About concrete steps.”; “UA: -” takes its position away."),
    _shown,
    _typed,
)
