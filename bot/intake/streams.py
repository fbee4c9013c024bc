"""A file of lines read one at a time, however many there are: each is a value, or why it is refused."""

import codecs
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, TypeVar

from pydantic import BaseModel, ValidationError

from bot.intake import strict_json
from bot.intake.files import STDIN, shown
from bot.intake.refusals import Refusal, not_utf8, of_validation, unreadable

V = TypeVar("V", bound=BaseModel)
# Told how many bytes were read, of how many; a pipe does not say how many there will be.
Heard = Callable[[int, int], None]
LONGEST = 1 << 16  # bytes of a line
_HEARD_EVERY = 1000  # lines


def values(
    source: str, model: type[V], heard: Heard, stdin: BinaryIO | None = None
) -> Iterator[tuple[int, V | list[Refusal]]]:
    """Each line's number with its value, or with its problems.

    Raises:
        FileRefused: there is no such file, or it cannot be read.
    """
    decoder, read, name = strict_json.Decoder(), 0, shown(source)
    with _opened(source, name, stdin) as file:
        total = 0 if source == STDIN else Path(source).stat().st_size
        for number, line in enumerate(_lines(file, name), 1):
            read += len(line)
            if number % _HEARD_EVERY == 0:
                heard(read, max(total, read))
            found = _value(decoder, line, number, model)
            if found is not None:
                yield number, found


def _lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Without the mark at the beginning; a line that is too long is the last, being cut off."""
    try:
        line = file.readline(LONGEST + 1).removeprefix(codecs.BOM_UTF8) or b"\n"
        while line:
            yield line
            line = file.readline(LONGEST + 1) if len(line) <= LONGEST else b""
    except OSError as error:
        raise unreadable(name, error) from None


def _value(
    decoder: strict_json.Decoder, line: bytes, number: int, model: type[V]
) -> V | list[Refusal] | None:
    if len(line) > LONGEST:
        return [Refusal(number, "", f"is longer than {LONGEST:,} bytes; write one object per line")]
    try:
        item = strict_json.one(decoder, line.decode(), number)
    except UnicodeDecodeError as error:
        return [not_utf8(number, error)]
    if item is None:
        return None
    if item.problems:
        return [Refusal(number, "", problem) for problem in item.problems]
    try:
        return model.model_validate(item.value)
    except ValidationError as error:
        return list(of_validation(number, error, model))


def _opened(source: str, name: str, stdin: BinaryIO | None) -> AbstractContextManager[BinaryIO]:
    try:
        return nullcontext(stdin or sys.stdin.buffer) if source == STDIN else Path(source).open("rb")
    except OSError as error:
        raise unreadable(name, error) from None
