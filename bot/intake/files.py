"""Files of values, `.jsonl` or `.json`: read whole and checked, or refused with every reason."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

from pydantic import BaseModel, ValidationError

from bot.intake import strict_json
from bot.intake.refusals import FileRefused, Refusal, not_utf8, of_validation, unreadable
from storage.model.entry import Entry

STDIN = "-"
V = TypeVar("V", bound=BaseModel)
Heard = Callable[[int, int], None]


def unheard(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


def read_entries(source: str, stdin: BinaryIO | None = None, heard: Heard = unheard) -> list[Entry]:
    """The entries of a file, or of standard input for `-`; `heard` is told how far it is.

    Raises:
        FileRefused: with all problems of the file.
    """
    return read(source, Entry, _uri, stdin, heard)


def _uri(entry: Entry) -> str:
    return f"the uri {entry.uri}"


def read(
    source: str,
    model: type[V],
    identity: Callable[[V], str],
    stdin: BinaryIO | None = None,
    heard: Heard = unheard,
) -> list[V]:
    """The values of a file, each of which has an identity of its own.

    Raises:
        FileRefused: with all problems of the file.
    """
    name = shown(source)
    text = _text(source, name, stdin)
    values: list[V] = []
    refusals: list[Refusal] = []
    places: dict[str, int] = {}
    for item in _items(source, text):
        refusals += _checked(item, model, identity, values, places)
        heard(item.read, len(text))
    if not values and not refusals:
        refusals.append(Refusal(None, "", "holds no entries"))
    if refusals:
        raise FileRefused(name, refusals)
    return values


def shown(source: str) -> str:
    """What a file is called in a report."""
    return "standard input" if source == STDIN else source


def _items(source: str, text: str) -> Iterator[strict_json.Item]:
    """A list is recognised wherever it comes from; an object over several lines only in a .json file."""
    whole = source.lower().endswith(".json") or bool(re.match(r"\s*\[", text))
    return strict_json.document(text) if whole else strict_json.lines(text)


def _checked(
    item: strict_json.Item,
    model: type[V],
    identity: Callable[[V], str],
    values: list[V],
    places: dict[str, int],
) -> Iterator[Refusal]:
    if item.problems:
        yield from (Refusal(item.line, "", problem) for problem in item.problems)
        return
    try:
        value = model.model_validate(item.value)
    except ValidationError as error:
        yield from of_validation(item.line, error, model)
        return
    known = identity(value)
    if known in places:
        yield Refusal(item.line, "", f"{known} stands already on line {places[known]}")
    places.setdefault(known, item.line)
    values.append(value)


def _text(source: str, name: str, stdin: BinaryIO | None) -> str:
    data = _bytes(source, name, stdin)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(name, [not_utf8(line, error)]) from None


def _bytes(source: str, name: str, stdin: BinaryIO | None) -> bytes:
    try:
        return (stdin or sys.stdin.buffer).read() if source == STDIN else Path(source).read_bytes()
    except OSError as error:
        raise unreadable(name, error) from None
