"""Open pages: what happens in the world reaches each of them as server-sent events."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aiohttp import web

from bot.simulator.answers import Json

LOOK_S = 1.0  # how soon an open page learns of changed counters, and a closed one is noticed
CLOCK_EVERY = 15  # looks between two corrections of the page's own ticking
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}


@dataclass(eq=False)
class Stream:
    """One open page and what it has still to be told; None ends it."""

    user_id: int
    chat_id: int
    events: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    known: Json | None = None
    looks: int = 0

    def tell(self, kind: str, data: Json) -> None:
        self.events.put_nowait(f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode())

    def look(self, controls: Json) -> None:
        """Tell the page what changed beside the chat; the clock alone ticks in the page itself."""
        now = {"now": controls["now"]}
        rest = {name: value for name, value in controls.items() if name not in now}
        if self.known is not None and rest != self.known:
            self.tell("controls", controls)
        elif self.looks % CLOCK_EVERY == 0:
            self.tell("clock", now)
        self.known = rest
        self.looks += 1


class Streams:
    def __init__(self) -> None:
        self._open: set[Stream] = set()

    def has(self, user_id: int) -> bool:
        return any(stream.user_id == user_id for stream in self._open)

    def tell(self, kind: str, data: Json, chat_id: int | None = None, user_id: int | None = None) -> None:
        """Tell the pages that show a chat, one person's or everybody's; without a chat all of them."""
        for stream in self._open:
            if chat_id in (None, stream.chat_id) and user_id in (None, stream.user_id):
                stream.tell(kind, data)

    def close(self) -> None:
        for stream in self._open:
            stream.events.put_nowait(None)

    async def serve(
        self, request: web.Request, user_id: int, chat_id: int, controls: Callable[[], Json]
    ) -> web.StreamResponse:
        """Keep one page informed until it is closed, by either side."""
        response = web.StreamResponse(headers=HEADERS)
        await response.prepare(request)
        with self._opened(user_id, chat_id) as stream, contextlib.suppress(ConnectionResetError):
            await _feed(stream, response, request, controls)
        return response

    @contextlib.contextmanager
    def _opened(self, user_id: int, chat_id: int) -> Iterator[Stream]:
        stream = Stream(user_id, chat_id)
        self._open.add(stream)
        try:
            yield stream
        finally:
            self._open.discard(stream)


async def _feed(
    stream: Stream, response: web.StreamResponse, request: web.Request, controls: Callable[[], Json]
) -> None:
    stream.look(controls())
    # A closed tab shows only on its transport; waiting for the next event to fail could take hours.
    while request.transport is not None and not request.transport.is_closing():
        event = await _next(stream)
        if event is None:
            return
        if event:
            await response.write(event)
        else:
            stream.look(controls())


async def _next(stream: Stream) -> bytes | None:
    """The next event, or nothing when it is time to look around."""
    try:
        async with asyncio.timeout(LOOK_S):
            return await stream.events.get()
    except TimeoutError:
        return b""
