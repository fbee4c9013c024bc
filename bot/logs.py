"""Logs: a sentence and ids, as text or JSON lines; secrets are blotted out of every line."""

import contextlib
import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

BLOT = "[hidden]"
_SHORTEST = 4  # a shorter password would blot out syllables; in an address it is found by its place
_SHAPES = (
    # `\b` finds no border in "/bot123:…", so a token begins where no digit stands before it.
    (re.compile(r"(?<!\d)\d+:[A-Za-z0-9_-]{20,}"), BLOT),
    (re.compile(r"(/bot)\d+(?::|%3A)[^/\s\"'\\]+", re.IGNORECASE), rf"\1{BLOT}"),
    (re.compile(r"(://[^:/@\s]*:)[^@/\s]+(?=@)"), rf"\1{BLOT}"),
)
# What these say at a lower level is routine, or holds readers' words and addresses with the token.
_RESERVED = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "telegram": logging.INFO,
}
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


def set_up(
    style: Literal["text", "json"], level: str, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send what is logged from `level` on to stderr (or `stream`); called again, it replaces itself."""
    handler = DiscreetHandler(stream or sys.stderr, secrets)
    handler.setFormatter(JsonLines() if style == "json" else Sentences())
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if not isinstance(kept, DiscreetHandler)]
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name, least in _RESERVED.items():
        logging.getLogger(name).setLevel(max(least, root.level))


class Redactor:
    """Blots out known secrets wherever they stand, and whatever has the shape of one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        words = {part for secret in secrets for part in _spellings(secret) if len(part) >= _SHORTEST}
        self._words = sorted(words, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for word in self._words:
            text = text.replace(word, BLOT)
        for shape, blotted in _SHAPES:
            text = shape.sub(blotted, text)
        return text


def _spellings(secret: str) -> Iterable[str]:
    """As it is, as JSON writes it, and the secret half of a token alone."""
    yield from (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    number, colon, half = secret.partition(":")
    if colon and number.isdigit():
        yield half


class DiscreetHandler(logging.StreamHandler[TextIO]):
    """Redacts the finished line, after an exception's traceback was written into it."""

    def __init__(self, stream: TextIO, secrets: Iterable[str]) -> None:
        super().__init__(stream)
        self._redact = Redactor(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the library's name
        """The standard answer would print the arguments as they are."""
        kind = sys.exc_info()[0]
        why = kind.__name__ if kind else "an error"
        # On a full disk this fails as well; whoever logged must go on.
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"A line of {record.name} could not be logged ({why}).\n")


class Sentences(logging.Formatter):
    """`2026-02-04 07:30:00Z INFO bot.delivery: The sentence. (chat=1001)`, one line but for tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        sentence = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        ids = " ".join(f"{name}={value}" for name, value in _ids(record).items())
        line = f"{_moment(record)} {record.levelname} {record.name}: {sentence}" + (
            f" ({ids})" if ids else ""
        )
        return "\n".join([line, *_trace(self, record)])


class JsonLines(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": _moment(record).replace(" ", "T"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_ids(record),
        }
        if trace := _trace(self, record):
            line["exception"] = "\n".join(trace)
        return json.dumps(line, ensure_ascii=False, default=str)


def _moment(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def _ids(record: logging.LogRecord) -> dict[str, Any]:
    """What was given as `extra`."""
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> list[str]:
    trace = [formatter.formatException(record.exc_info)] if record.exc_info else []
    return trace + ([formatter.formatStack(record.stack_info)] if record.stack_info else [])
