"""Message texts: parsed, cleaned and measured by TDLib itself, as the official server does."""

import json
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import tdjson

from bot.simulator import entities as forms
from bot.simulator.answers import Json, bad
from bot.simulator.json_values import JsonError

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_ARGUMENT = 2**15
MOST_ENTITIES = 100
PARSE_MODES: dict[str, Json] = {
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
    "html": {"@type": "textParseModeHTML"},
}
# A text of nothing else is blank: spaces of all widths, zero-width marks, tag characters.
BLANK = set(" \n\u00a0\u1680\u180e\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc").union(
    map(chr, range(0x2000, 0x2010)), map(chr, range(0xE0000, 0xE0080))
)
# TDLib cleans a text only on the way into its Markdown reader; these keep the reader from finding Markdown.
MARKS = str.maketrans("*_~|`[", "\ue0a0\ue0a1\ue0a2\ue0a3\ue0a4\ue0a5")
UNMARKS = {new: old for old, new in MARKS.items()}


@dataclass
class Text:
    """A text with TDLib's entities; offsets count UTF-16 units."""

    text: str
    entities: list[Json] = field(default_factory=list)

    def shown(self, text_name: str = "text", entities_name: str = "entities") -> Json:
        """The two fields of a message, empty ones left out."""
        found = [entity for entity in map(forms.from_td, self.entities) if entity is not None]
        fields: Json = {text_name: self.text} if self.text else {}
        return fields | {entities_name: found[:MOST_ENTITIES]} if found else fields


@cache
def quiet() -> None:
    ask({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


# A broadcast is one text for thousands of readers.
@lru_cache(maxsize=256)
def execute(question: bytes) -> bytes | None:
    answer: bytes | None = tdjson.td_execute(question)
    return answer


def ask(question: Json) -> Json:
    answer = execute(json.dumps(question).encode())
    return json.loads(answer) if answer else {"@type": "error", "message": "Text must be encoded in UTF-8"}


def run(question: Json) -> Json:
    """A synchronous TDLib request; its error is the server's refusal."""
    quiet()
    answer = ask(question)
    if answer["@type"] == "error":
        raise bad(answer["message"])
    return answer


def parse(text: str, parse_mode: str, entities: Any = None) -> Text:
    """What a bot wrote, before it is cleaned."""
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST_ARGUMENT:
        raise bad("Text is too long")
    mode = parse_mode.lower()
    if text and mode not in ("", "none"):
        return parse_marked(text, mode)
    try:
        return Text(text, forms.from_bot(entities))
    except JsonError as error:
        raise bad(f"Can't parse MessageEntity: {error}") from None


def parse_marked(text: str, mode: str) -> Text:
    if mode not in PARSE_MODES:
        raise bad("Unsupported parse_mode")
    parsed = run({"@type": "parseTextEntities", "text": text, "parse_mode": PARSE_MODES[mode]})
    return Text(parsed["text"], parsed["entities"])


def tidied(text: Text) -> Text:
    """Control characters cleaned; entities checked, sorted, merged and cut, all by TDLib."""
    formatted = {"@type": "formattedText", "text": text.text.translate(MARKS), "entities": text.entities}
    fixed = run({"@type": "parseMarkdown", "text": formatted})
    return Text(fixed["text"].translate(UNMARKS), fixed["entities"])


def trimmed(text: Text) -> Text:
    """Without blanks at its end, and at its start up to the first entity."""
    units = text.text.rstrip(" \n").encode("utf-16-le")
    first = min((entity["offset"] for entity in text.entities), default=len(units) // 2)
    lead = units[: 2 * first].decode("utf-16-le", "replace")
    # Blanks inside the first entity stay: they are what the bot marked.
    cut = len(lead) - len(lead.lstrip(" \n"))
    shifted = [{**entity, "offset": entity["offset"] - cut} for entity in text.entities]
    return clipped(units[2 * cut :].decode("utf-16-le"), shifted)


def clipped(text: str, entities: list[Json]) -> Text:
    end = len(text.encode("utf-16-le")) // 2
    kept = [
        {**entity, "length": min(entity["length"], end - entity["offset"])}
        for entity in entities
        if entity["offset"] < end
    ]
    return Text(text, kept)


def with_found(text: Text) -> Text:
    """Links, tags, commands and the like are found, except where the bot marked something unsplittable."""
    found = run({"@type": "getTextEntities", "text": text.text})["entities"]
    taken = [entity for entity in text.entities if forms.is_continuous(entity)]
    new = [entity for entity in found if not any(forms.meet(entity, old) for old in taken)]
    # Once more: bold and the like are split where a found link lies in them.
    return tidied(Text(text.text, text.entities + new)) if new else text


def finished(text: Text, *, may_be_empty: bool = False) -> Text:
    """The text as it is stored and sent."""
    result = trimmed(tidied(text))
    if not set(result.text) <= BLANK:
        return with_found(result)
    if may_be_empty:
        return Text("")
    raise bad("text must be non-empty")


def message_text(parsed: Text) -> Text:
    """The text of a new message as it is sent."""
    result = finished(parsed)
    if len(result.text) > LONGEST_TEXT:
        raise bad("message is too long")
    return result


def caption(parsed: Text) -> Text:
    result = finished(parsed, may_be_empty=True)
    if len(result.text) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    return result


def found_entities(text: str) -> list[Json]:
    """What Telegram finds in a text that a person typed."""
    shown: list[Json] = with_found(Text(text)).shown().get("entities", [])
    return shown
