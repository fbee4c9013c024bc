"""The chat page: readers in a browser, the demo's clock and its waiting entries, as JSON routes and events."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.simulator.world import World

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STATIC = Path(__file__).parent / "static"
MORNING = time(7, 30)
LOOK_S = 1.0  # how often an open page is told about changed counters, and a closed one is noticed
CLOCK_EVERY = 15  # looks between two corrections of the page's ticking clock
LONGEST_TEXT = 4096
# The page is complete in itself: the browser refuses anything from elsewhere.
POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; base-uri 'none'"


class Controls(Protocol):
    """What the demo lets a person do beside chatting."""

    def now(self) -> datetime: ...
    def zone(self) -> str: ...
    async def set_clock(self, moment: datetime) -> None: ...
    def waiting(self) -> list[Json]: ...
    async def publish(self, uri: str) -> None: ...
    def status(self) -> Json: ...


@dataclass(frozen=True)
class ReaderSpec:
    user_id: int
    name: str
    language: str | None = "en"


@dataclass(eq=False)
class Stream:
    """One open page and what it has still to be told."""

    user_id: int
    events: asyncio.Queue[tuple[str, Json] | None] = field(default_factory=asyncio.Queue)


class RefusalError(Exception):
    """The page asked for something that cannot be done; the sentence is for the person."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


class Page:
    """Serves the page for the given readers; `routes` ties it to a world, `close` ends its open streams."""

    def __init__(self, controls: Controls, readers: list[ReaderSpec]) -> None:
        self.controls = controls
        self.readers = list(readers)
        self.world: World
        self._streams: set[Stream] = set()

    def routes(self, world: World) -> list[web.RouteDef]:
        self.world = world
        for reader in self.readers:
            world.add_reader(reader.user_id, reader.name, reader.language)
        world.listen(self._heard)
        return [
            web.get("/", _answering(self._index)),
            web.get("/demo/static/{name}", _answering(self._static)),
            web.get("/demo/photo/{file_id}", _answering(self._photo)),
            web.get("/demo/readers", _answering(self._list_readers)),
            web.post("/demo/readers", _answering(self._add_reader)),
            web.get("/demo/chat", _answering(self._chat)),
            web.get("/demo/events", _answering(self._events)),
            web.post("/demo/say", _answering(self._say)),
            web.post("/demo/press", _answering(self._press)),
            web.post("/demo/location", _answering(self._location)),
            web.post("/demo/block", _answering(self._block)),
            web.get("/demo/controls", _answering(self._controls)),
            web.post("/demo/clock", _answering(self._clock)),
            web.post("/demo/publish", _answering(self._publish)),
        ]

    def close(self) -> None:
        """End the event streams: the server would wait for them otherwise."""
        for stream in self._streams:
            stream.events.put_nowait(None)

    # The page itself

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return self._file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return self._file(request.match_info["name"])

    def _file(self, name: str) -> web.StreamResponse:
        if name not in {path.name for path in STATIC.iterdir()}:
            raise RefusalError(f"The page has no file {name}.", 404)
        return web.FileResponse(
            STATIC / name, headers={"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
        )

    # Readers and their chats

    async def _list_readers(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response([self._described(number) for number in range(1, len(self.readers) + 1)])

    async def _add_reader(self, request: web.Request) -> web.StreamResponse:
        language = _given(await _body(request), "language", str)
        number = len(self.readers) + 1
        user_id = max((reader.user_id for reader in self.readers), default=1000) + 1
        self._admit(ReaderSpec(user_id, f"Reader {number}", language))
        return web.json_response(self._described(number), status=201)

    def _described(self, number: int) -> Json:
        reader = self.readers[number - 1]
        is_open = any(stream.user_id == reader.user_id for stream in self._streams)
        return {
            "id": number,
            "user_id": reader.user_id,
            "name": reader.name,
            "language": reader.language,
            "open": is_open,
        }

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        reader = self._reader(request.query.get("reader"))
        return web.json_response(chat_of(self.world, reader))

    def _reader(self, number: object) -> ReaderSpec:
        wish = str(number)
        if wish.isascii() and wish.isdigit() and 1 <= int(wish) <= len(self.readers):
            return self.readers[int(wish) - 1]
        raise RefusalError(f"There is no reader {wish}; there are {len(self.readers)}, counted from 1.", 404)
