"""One HTTP/1.1 connection: a request leaves in one piece, and its answer is awaited; one at a time."""

import asyncio
import select
from typing import NamedTuple, cast

import aiohttp
import httptools

from bot.delivery.client.errors import NeverLeft

_MOST = 50_000_000  # bytes of an answer; Telegram's files have up to 20 million
_NO_BODY = {204, 304}


class Answer(NamedTuple):
    """What came back: `headers` by their names in lower case."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes


class Connection(asyncio.Protocol):
    """`is_open` until either side has closed it, or something came that was not asked for."""

    def __init__(self) -> None:
        self.is_open = False
        self.idle_since = 0.0  # the loop's time
        self._transport: asyncio.Transport | None = None
        self._poll: select.poll | None = None
        self._was_used = False
        self._waiting: asyncio.Future[Answer] | None = None
        self._start()

    def _start(self) -> None:
        """For each answer a parser of its own: what one server said too much is not taken for the next."""
        self._parser = httptools.HttpResponseParser(self)
        self._headers: dict[bytes, bytes] = {}
        self._parts: list[bytes] = []
        self._length = 0
        self._is_body = False

    async def ask(self, request: bytes, seconds: float | None) -> Answer:
        """Send a request and wait so long for its answer; after any failure the connection is closed.

        Raises:
            NeverLeft: it was closed already.
            TimeoutError: the answer did not come in time.
            aiohttp.ClientError: the connection ended before the answer was whole, or it is no HTTP.
        """
        if self._transport is None or not self.is_open:
            raise NeverLeft("the connection was closed")
        loop = asyncio.get_running_loop()
        self._start()
        self._was_used = True
        self._waiting = loop.create_future()
        late = loop.call_later(seconds, self._fail, TimeoutError()) if seconds is not None else None
        try:
            self._transport.write(request)
            return await self._waiting
        except BaseException:
            self.abort()
            raise
        finally:
            self._waiting = None
            if late is not None:
                late.cancel()

    def is_stale(self) -> bool:
        """Whether its end, or anything else, waits to be read, which the event loop has not come to yet.

        What is written after the end is lost, but afterwards nobody could tell that it was. A new connection
        may have something to read: the end of a handshake.
        """
        if not self.is_open or self._transport is None or self._transport.is_closing():
            return True
        return self._was_used and self._poll is not None and bool(self._poll.poll(0))

    def close(self) -> None:
        self.is_open = False
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close without waiting for what is still to be written."""
        self.is_open = False
        if self._transport is not None:
            self._transport.abort()

    # What the event loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.is_open = cast("asyncio.Transport", transport), True  # libuv's is no subclass
        socket = transport.get_extra_info("socket")
        if socket is not None:
            self._poll = select.poll()
            self._poll.register(socket.fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        if self._waiting is None or self._waiting.done():
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail(aiohttp.ClientPayloadError())

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if exc is None and self._ends_with_the_connection():
            self._finish()
        number = exc.errno if isinstance(exc, OSError) else None
        self._fail(aiohttp.ClientOSError(number, "") if number else aiohttp.ServerDisconnectedError())

    def _ends_with_the_connection(self) -> bool:
        """RFC 9112, 6.3: so long is the body of an answer that does not say it."""
        sized = self._headers.keys() & {b"content-length", b"transfer-encoding"}
        return self._is_body and not sized

    def _fail(self, error: Exception) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)
            self.abort()

    def _finish(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(
                Answer(self._parser.get_status_code(), self._headers, b"".join(self._parts))
            )

    # What the parser tells

    def on_message_begin(self) -> None:
        if self._waiting is None or self._waiting.done():  # a second answer to one request
            self.is_open = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        self._is_body = status >= 200 and status not in _NO_BODY

    def on_body(self, part: bytes) -> None:
        self._parts.append(part)
        self._length += len(part)
        if self._length > _MOST:
            self._fail(aiohttp.ClientPayloadError())

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() < 200:
            self._headers = {}
            return
        if not self._parser.should_keep_alive():
            self.is_open = False
        self._finish()
