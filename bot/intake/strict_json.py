"""JSON read pedantically: no doubled keys, no NaN, and every value knows the line it begins on."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a file; with `problems` it is not to be used. `read` counts characters read so far."""

    line: int
    value: Any
    problems: tuple[str, ...]
    read: int


class Unreadable(ValueError):
    """The text is not JSON; nothing after `line` can be trusted."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class Decoder:
    """Decodes values, noting what the standard decoder would let pass."""

    def __init__(self) -> None:
        self._odd: list[str] = []
        self._json = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=self._constant)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            self._odd.append(f"the key {twice!r} stands twice in one object")
        return made

    def _constant(self, name: str) -> None:
        self._odd.append(f"{name} is not a number")

    def value(self, text: str, start: int) -> tuple[Any, int, tuple[str, ...]]:
        """The value that begins at `start`, where it ends, and what is odd about it.

        Raises:
            Unreadable: it is not JSON; lines are counted in `text`.
        """
        self._odd.clear()
        try:
            found, end = self._json.raw_decode(text, start)
        except json.JSONDecodeError as error:
            where = f"column {error.colno}"
            raise Unreadable(error.lineno, f"not valid JSON: {_lowered(error.msg)}, {where}") from None
        except RecursionError:
            raise Unreadable(_line(text, start), "nested too deeply") from None
        except ValueError:
            # Python refuses to convert numbers of more than 4300 digits.
            raise Unreadable(_line(text, start), "a number has too many digits") from None
        return found, end, tuple(self._odd)


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _past_blank(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def lines(text: str) -> Iterator[Item]:
    """One value a line; blank lines are skipped.

    Only a line feed ends a line: a text in JSON may hold other characters that Python counts as line ends.
    """
    decoder, read = Decoder(), 0
    for number, line in enumerate(text.split("\n"), 1):
        read += len(line) + 1
        start = _past_blank(line, 0)
        if start < len(line):
            yield _of_line(decoder, line, start, number, read)


def one(decoder: Decoder, line: str, number: int) -> Item | None:
    """The value of one line; None where it is blank."""
    start = _past_blank(line, 0)
    return _of_line(decoder, line, start, number, len(line)) if start < len(line) else None


def _of_line(decoder: Decoder, line: str, start: int, number: int, read: int) -> Item:
    try:
        value, end, odd = decoder.value(line, start)
    except Unreadable as error:
        return Item(number, None, (error.reason,), read)
    if (rest := _past_blank(line, end)) < len(line):
        return Item(
            number, None, (f"not valid JSON: more follows after the object, column {rest + 1}",), read
        )
    return Item(number, value, odd, read)


def document(text: str) -> Iterator[Item]:
    """The elements of a list, or the one value there is."""
    try:
        yield from _elements(text, Decoder())
    except Unreadable as error:
        yield Item(error.line, None, (error.reason,), len(text))


def _elements(text: str, decoder: Decoder) -> Iterator[Item]:
    position = _past_blank(text, 0)
    if position == len(text):
        return
    listed = text[position] == "["
    position = _past_blank(text, position + 1) if listed else position
    line, counted = 1, 0
    while not (listed and text[position : position + 1] == "]"):
        line, counted = line + text.count("\n", counted, position), position
        value, end, odd = decoder.value(text, position)
        yield Item(line, value, odd, end)
        position = _past_blank(text, end)
        if not listed:
            return _require_end(text, position)
        if text[position : position + 1] == ",":
            position = _past_blank(text, position + 1)
        elif text[position : position + 1] != "]":
            raise Unreadable(
                _line(text, position), "not valid JSON: a comma or ] is missing after this element"
            )
    return _require_end(text, _past_blank(text, position + 1))


def _require_end(text: str, position: int) -> None:
    if position < len(text):
        raise Unreadable(_line(text, position), "not valid JSON: more follows after the end")
