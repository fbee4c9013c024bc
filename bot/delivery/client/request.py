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

from bot.delivery.client.detour import Detour, Proxies
from bot.delivery.client.errors import NeverLeft, said
from bot.delivery.client.pool import CONNECTIONS, KEEP_ALIVE, Origin, Pool

_JSON = b"application/json"
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
        self._pool: Pool | None = None
        self._detour: Detour | None = None
        self._proxy = Proxies({})

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        if self._pool is not None:
            return
        self._proxy = Proxies()
        self._detour = Detour(self._connections, self._keep_alive, self.USER_AGENT)
        self._pool = Pool(self._connections, self._keep_alive)

    async def shutdown(self) -> None:
        pool, self._pool = self._pool, None
        detour, self._detour = self._detour, None
        if pool is not None:
            await pool.close()
        if detour is not None:
            await detour.close()

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
        try:
            address = _address(url)
            proxy = self._proxy(address.url)
            has_files = request_data is not None and request_data.contains_files
            if proxy is None and address.is_plain and not has_files:
                connecting = None if connect is None or pool is None else connect + pool
                return await self._ask(method, address, request_data, connecting, read)
            limits = _limits(read=read, write=write, connect=connect, pool=pool)
            return await self._go_round(method, address, request_data, proxy, limits)
        except TimeoutError as error:
            raise TimedOut(f"Timed out ({said(error)})") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(said(error)) from error

    async def _ask(
        self,
        method: str,
        address: _Address,
        request_data: RequestData | None,
        connecting: float | None,
        reading: float | None,
    ) -> tuple[int, bytes]:
        if self._pool is None:
            raise _not_initialized()
        request = self._request(method, address, request_data)
        status, headers, body = await self._pool.ask(address.origin, request, connecting, reading)
        if status == _TOO_MANY:
            _wait_as_the_header_says(headers.get(b"retry-after", b"").decode("latin-1"), body)
        return status, body

    def _request(self, method: str, address: _Address, request_data: RequestData | None) -> bytes:
        head = _head(method, address, self.USER_AGENT)
        fields = request_data.json_parameters if request_data is not None else None
        if not fields:
            return head + (b"\r\n" if method == "GET" else b"Content-Length: 0\r\n\r\n")
        # JSON: to quote a form's text costs more than all the rest of a call. Half a surrogate is no text.
        body = json.dumps(fields, ensure_ascii=False).encode(errors="replace")
        return b"%bContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b" % (head, _JSON, len(body), body)

    async def _go_round(
        self,
        method: str,
        address: _Address,
        request_data: RequestData | None,
        proxy: str | None,
        limits: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        if self._detour is None:
            raise _not_initialized()
        status, headers, body = await self._detour.ask(method, address.url, request_data, proxy, limits)
        if status == _TOO_MANY:
            _wait_as_the_header_says(headers.get("Retry-After", ""), body)
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer; the library itself would log what cannot be read, maybe a reader's text."""
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except ValueError as error:
            raise TelegramError("Invalid server response") from error


def _not_initialized() -> RuntimeError:
    return RuntimeError("this request is not initialized")


def _limits(
    *, read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    """In aiohttp's terms: waiting for the pool is a part of connecting, and only a total limits writing."""
    connected = None if connect is None or pool is None else connect + pool
    done = None if connected is None or read is None or write is None else connected + write + read
    return aiohttp.ClientTimeout(total=done, connect=connected, sock_connect=connect, sock_read=read)


def _wait_as_the_header_says(header: str, payload: bytes) -> None:
    """Raise the library's flood error where only a header tells the wait; itself it looks at bodies alone."""
    try:
        told = json.loads(payload)["parameters"]["retry_after"]
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
