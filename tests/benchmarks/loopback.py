"""A light Bot API in a process of its own: latency, strict limits, and a book of what it saw.

It parses no more than it must, so that it costs far less than the senders that it measures. A message is
counted somewhere between its arrival and its answer, as it is on the real way to Telegram and back.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote_plus

from tests.benchmarks.book import Book
from tests.benchmarks.feed import Feed
from tests.benchmarks.strictness import Strictness
from tests.benchmarks.usage import Usage

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHAT = re.compile(rb"(?:^|&)chat_id=(-?\d+)")
_TEXT = re.compile(rb"(?:^|&)text=([^&]*)")
_NUMBER = rb"(?:^|&|\")%s(?:=|\" *: *\"?)(-?\d+)"
_LIMITED = (b"send", b"edit", b"copy", b"forward")
_ME = b'{"id":110201543,"is_bot":true,"first_name":"Brief","username":"brief_bot"}'
_ENTITIES = b'[{"type":"bold","offset":0,"length":12},{"type":"italic","offset":14,"length":20}]'


@dataclass(frozen=True)
class Options:
    """How the server behaves; latencies in seconds, limits in messages per second (groups: per minute)."""

    overall: float | None = None
    per_chat: float | None = None
    per_group: int | None = None
    punishing: bool = False
    shortest: float = 0.02
    longest: float = 0.08
    seed: int = 1
    mark: str = ""

    def as_json(self) -> str:
        return json.dumps(asdict(self))


class Loopback:
    """Answers requests; `loop.call_later` stands for the way there and the way back."""

    def __init__(self, options: Options) -> None:
        self.book = Book()
        self.feed = Feed(self.book)
        self._options = options
        self._strict = Strictness(options.overall, options.per_chat, options.per_group, options.punishing)
        self._random = random.Random(options.seed)  # noqa: S311  jitter, the same in each run
        self._texts: dict[bytes, tuple[int, bytes, bool]] = {}
        self._message_id = 0
        self._usage = Usage()

    def take(self, line: "Line", path: bytes, body: bytes) -> None:
        path, _mark, query = path.partition(b"?")
        _root, first, *rest = path.split(b"/")
        method = rest[-1].lower() if rest else b""
        body = body or query  # Telegram takes either
        if first == b"control":
            self._control(line, method, body)
        elif method == b"getupdates":
            self._poll(line, body)
        else:
            self._on_its_way(line, method, body)

    def _on_its_way(self, line: "Line", method: bytes, body: bytes) -> None:
        latency = self._latency()
        there = latency * self._random.uniform(0.3, 0.7)
        loop = asyncio.get_running_loop()

        def arrive() -> None:
            status, answer = self._answer(method, body)
            loop.call_later(latency - there, line.say, status, answer)

        loop.call_later(there, arrive)

    def _latency(self) -> float:
        return self._random.uniform(self._options.shortest, self._options.longest)

    def _answer(self, method: bytes, body: bytes) -> tuple[bytes, bytes]:
        if method.startswith(_LIMITED) and method != b"sendchataction":
            return self._message(method, body)
        if method == b"getme":
            return b"200 OK", b'{"ok":true,"result":%b}' % _ME
        return b"200 OK", b'{"ok":true,"result":true}'

    def _message(self, method: bytes, body: bytes) -> tuple[bytes, bytes]:
        now = time.monotonic()
        chat, raw = fields(body)
        if wait := self._strict.retry_after(chat, now):
            self.book.refusals.append(now)
            return b"429 Too Many Requests\r\nRetry-After: %d" % wait, too_many_requests(wait)
        number, text, marked = self._text(raw)
        if method.startswith(b"edit"):
            self.book.edited(chat, now)
            message_id = number_in(body, b"message_id", 0)
        else:
            self.book.served(chat, number, now, marked=marked)
            self._message_id = message_id = self._message_id + 1
        return b"200 OK", message(message_id, chat, text)

    def _text(self, raw: bytes) -> tuple[int, bytes, bool]:
        """A text's number, its JSON, and whether it carries the mark; worked out once."""
        if raw not in self._texts:
            text = unquote_plus(raw.decode())
            marked = bool(self._options.mark) and self._options.mark in text
            self._texts[raw] = len(self._texts), json.dumps(text).encode(), marked
        return self._texts[raw]

    def _poll(self, line: "Line", body: bytes) -> None:
        back = self._latency() / 2
        later = asyncio.get_running_loop().call_later
        offset, timeout = number_in(body, b"offset", 0), number_in(body, b"timeout", 0)
        self.feed.poll(offset, timeout, lambda answer: later(back, line.say, b"200 OK", answer))

    def _control(self, line: "Line", method: bytes, body: bytes) -> None:
        acts: dict[bytes, Callable[[], dict[str, Any]]] = {
            b"progress": self.book.progress,
            b"book": lambda: self.book.report() | {"cpu": self._usage.report()["cpu"]},
            b"feed": lambda: self.feed.begin(**json.loads(body)),
        }
        act = acts.get(method)
        said = json.dumps(act()).encode() if act else b"{}"
        line.say(b"200 OK" if act else b"404 Not Found", said)


class Line(asyncio.Protocol):
    """One connection; it carries one request at a time, as HTTP/1.1 clients use it."""

    def __init__(self, server: Loopback) -> None:
        self._server = server
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.book.connect()

    def connection_lost(self, _error: Exception | None) -> None:
        self._server.book.disconnect()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        found = _LENGTH.search(self._buffer, 0, end)
        whole = end + 4 + (int(found[1]) if found else 0)
        if len(self._buffer) < whole:
            return
        path, body = self._buffer.split(b" ", 2)[1], self._buffer[end + 4 : whole]
        self._buffer = self._buffer[whole:]
        self._server.take(self, path, body)

    def say(self, status: bytes, body: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(
                b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (status, len(body), body)
            )


def fields(body: bytes) -> tuple[int, bytes]:
    """The chat and the text (as it stands in the body) of a form or of JSON."""
    if body.startswith(b"{"):
        said = json.loads(body)
        return int(said["chat_id"]), str(said.get("text", "")).encode().replace(b"%", b"%25").replace(
            b"+", b"%2B"
        )
    chat, text = _CHAT.search(body), _TEXT.search(body)
    return int(chat[1]) if chat else 0, text[1] if text else b""


def number_in(body: bytes, name: bytes, otherwise: int) -> int:
    found = re.search(_NUMBER % name, body)
    return int(found[1]) if found else otherwise


def message(message_id: int, chat_id: int, text: bytes) -> bytes:
    kind = b'"private","first_name":"Reader"' if chat_id > 0 else b'"supergroup","title":"Readers"'
    return (
        b'{"ok":true,"result":{"message_id":%d,"from":%b,"chat":{"id":%d,"type":%b},"date":%d,"text":%b,'
        b'"entities":%b}}'
    ) % (message_id, _ME, chat_id, kind, time.time(), text, _ENTITIES)


def too_many_requests(wait: int) -> bytes:
    said = f"Too Many Requests: retry after {wait}"
    refusal = {"ok": False, "error_code": 429, "description": said, "parameters": {"retry_after": wait}}
    return json.dumps(refusal).encode()


async def serve(options: Options, told: Callable[[int], None]) -> None:
    """Serve on a free port, which is told, until standard input ends."""
    loop = asyncio.get_running_loop()
    loopback = Loopback(options)
    server = await loop.create_server(lambda: Line(loopback), "127.0.0.1", 0, backlog=1024)
    told(server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main() -> None:
    def told(port: int) -> None:
        sys.stdout.write(json.dumps({"port": port}) + "\n")
        sys.stdout.flush()

    asyncio.run(serve(Options(**json.loads(sys.argv[1])), told))


if __name__ == "__main__":
    main()
