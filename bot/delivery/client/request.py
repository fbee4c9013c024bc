"""The Bot API client: python-telegram-bot's requests on connections of our own.

Chosen by measurement (`python -m tests.benchmarks.clients`): most calls are small and alike, and what a
client does around each of them is most of what sending costs. Time-outs are long: a short one makes the
fate of a message unknown that was only slow. The environment's proxies are honoured, netrc and cookies not.
"""

import json
from functools import lru_cache
from typing import Any, NamedTuple

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.delivery.client.connection import Answer
from bot.delivery.client.detour import JSON, Detour, Proxies, written
from bot.delivery.client.errors import NeverLeft, said
from bot.delivery.client.pool import CONNECTIONS, KEEP_ALIVE, Origin, Pool

_TOO_MANY = 429
_ADDRESSES = 512


def never_left(error: NetworkError) -> bool:
    """Whether an error of this client proves that nothing was sent."""
    return isinstance(error.__cause__, NeverLeft)


class _Address(NamedTuple):
    """A URL, whom to connect to for it, and whether that is all that it asks for: no password."""

    url: URL
    origin: Origin
    is_plain: bool


class ApiRequest(BaseRequest):
    """Time-outs in seconds; None waits for ever. What is written is small, and waits for nothing, unless it
    is a file: only for those there is a time to write.
    """

    def __init__(  # noqa: PLR0913  each is a limit of its own
        self,
        *,
        connections: int = CONNECTIONS,
        read_timeout: float | None = 60.0,
        write_timeout: float | None = 60.0,
        connect_timeout: float | None = 10.0,
        pool_timeout: float | None = 30.0,
        keep_alive: float = KEEP_ALIVE,
    ) -> None:
        self._connections = connections
        self._keep_alive = keep_alive
        self._read = read_timeout
        self._write = write_timeout
        self._connect = connect_timeout
        self._pooling = pool_timeout
        self._ways: tuple[Pool, Detour] | None = None
        self._proxy = Proxies({})

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        if self._ways is not None:
            return
        self._proxy = Proxies()
        detour = Detour(self._connections, self._keep_alive, self.USER_AGENT)
        self._ways = Pool(self._connections, self._keep_alive), detour

    async def shutdown(self) -> None:
        ways, self._ways = self._ways, None
        for way in ways or ():
            await way.close()

    async def do_request(  # noqa: PLR0913, PLR0917  the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        read = self._read if read_timeout is self.DEFAULT_NONE else read_timeout
        write = self._write if write_timeout is self.DEFAULT_NONE else write_timeout
        connect = self._connect if connect_timeout is self.DEFAULT_NONE else connect_timeout
        pool = self._pooling if pool_timeout is self.DEFAULT_NONE else pool_timeout
        limits = _limits(read=read, write=write, connect=connect, pool=pool)
        try:
            answer = await self._ask(method, _address(url), request_data, limits)
        except TimeoutError as error:
            raise TimedOut(f"Timed out ({said(error)})") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(said(error)) from error
        if answer.status == _TOO_MANY:
            _wait_as_the_header_says(answer)
        return answer.status, answer.body

    async def _ask(
        self,
        method: str,
        address: _Address,
        request_data: RequestData | None,
        limits: aiohttp.ClientTimeout,
    ) -> Answer:
        if self._ways is None:
            raise RuntimeError("this request is not initialized")
        pool, detour = self._ways
        proxy = self._proxy(address.url)
        has_files = request_data is not None and request_data.contains_files
        if proxy is not None or not address.is_plain or has_files:
            return await detour.ask(method, address.url, request_data, proxy, limits)
        request = self._request(method, address, request_data)
        return await pool.ask(address.origin, request, limits.connect, limits.sock_read)

    def _request(self, method: str, address: _Address, request_data: RequestData | None) -> bytes:
        head = _head(method, address, self.USER_AGENT)
        body = written(request_data) if request_data is not None else b""
        if not body:
            return head + (b"\r\n" if method == "GET" else b"Content-Length: 0\r\n\r\n")
        return b"%bContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b" % (head, JSON.encode(), len(body), body)

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer; the library itself would log what cannot be read, maybe a reader's text."""
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except ValueError as error:
            raise TelegramError("Invalid server response") from error


def _limits(
    *, read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    """In aiohttp's terms: waiting for the pool is a part of connecting, and only a total limits writing."""
    connected = None if connect is None or pool is None else connect + pool
    done = None if connected is None or read is None or write is None else connected + write + read
    return aiohttp.ClientTimeout(total=done, connect=connected, sock_connect=connect, sock_read=read)


def _wait_as_the_header_says(answer: Answer) -> None:
    """Raise the library's flood error where only a header tells the wait; itself it looks at bodies alone."""
    header = answer.headers.get(b"retry-after", b"").decode("latin-1")
    try:
        told = json.loads(answer.body)["parameters"]["retry_after"]
    except (ValueError, LookupError, TypeError):
        told = 0
    if not told and header.isdecimal():
        raise RetryAfter(max(1, int(header)))


@lru_cache(maxsize=_ADDRESSES)
def _address(text: str) -> _Address:
    """Raises NeverLeft where that is no address of a web server."""
    try:
        url = URL(text)
        port = url.port
    except ValueError:
        url, port = URL(), None
    if url.scheme not in {"http", "https"} or not url.raw_host or not port:
        raise NeverLeft("this is no address of a web server")
    return _Address(url, Origin(url.raw_host, port, url.scheme == "https"), url.raw_user is None)


@lru_cache(maxsize=_ADDRESSES)
def _head(method: str, address: _Address, agent: str) -> bytes:
    """The lines of a request that are the same each time."""
    url = address.url
    lines = (
        f"{method} {url.raw_path_qs} HTTP/1.1",
        f"Host: {url.host_port_subcomponent}",
        f"User-Agent: {agent}",
    )
    return "\r\n".join((*lines, "Accept: */*", "")).encode("latin-1")
