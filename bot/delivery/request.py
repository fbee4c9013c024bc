"""The Bot API client: python-telegram-bot's requests over one aiohttp session.

Chosen by measurement (`python -m tests.benchmarks.clients`). Time-outs are long: a short one makes the fate
of a message unknown that was only slow. The environment's proxies are honoured, netrc and cookies are not.
"""

import io
import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.delivery.connections import CONNECTIONS, KEEP_ALIVE, Connector, NeverLeft, Proxies, said

_JSON = {"Content-Type": "application/json"}
_TOO_MANY = 429


def never_left(error: NetworkError) -> bool:
    """Whether an error of this client proves that nothing was sent."""
    return isinstance(error.__cause__, NeverLeft | aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError)


class AiohttpRequest(BaseRequest):
    """Time-outs in seconds; None waits for ever."""

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
        self._pool = pool_timeout
        self._session: aiohttp.ClientSession | None = None
        self._proxy = Proxies({})

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        if self._session is not None:
            return
        self._proxy = Proxies()
        self._session = aiohttp.ClientSession(
            connector=Connector(self._connections, self._keep_alive),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
        )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

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
        limits = _limits(
            read=self._read if read_timeout is self.DEFAULT_NONE else read_timeout,
            write=self._write if write_timeout is self.DEFAULT_NONE else write_timeout,
            connect=self._connect if connect_timeout is self.DEFAULT_NONE else connect_timeout,
            pool=self._pool if pool_timeout is self.DEFAULT_NONE else pool_timeout,
        )
        try:
            return await self._ask(method, URL(url), request_data, limits)
        except TimeoutError as error:
            raise TimedOut(f"Timed out ({said(error)})") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(said(error)) from error

    async def _ask(
        self, method: str, url: URL, request_data: RequestData | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("this request is not initialized")
        where: dict[str, Any] = {"timeout": limits, "proxy": self._proxy(url), "allow_redirects": False}
        async with self._session.request(method, url, **where, **_body(request_data)) as response:
            payload = await response.read()
        if response.status == _TOO_MANY:
            _wait_as_the_header_says(response.headers.get("Retry-After", ""), payload)
        return response.status, payload

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


def _body(request_data: RequestData | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if request_data.contains_files:
        return {"data": _multipart(request_data)}
    fields = request_data.json_parameters
    # JSON: to quote a form's text costs more than all the rest of a call.
    return {"data": json.dumps(fields).encode(), "headers": _JSON} if fields else {}


def _multipart(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # quoted, "März.pdf" would be called "M%C3%A4rz.pdf"
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in request_data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=content_type)
    return form


def _wait_as_the_header_says(header: str, payload: bytes) -> None:
    """Raise the library's flood error where only a header tells the wait; itself it looks at bodies alone."""
    try:
        told = json.loads(payload)["parameters"]["retry_after"]
    except (ValueError, LookupError, TypeError):
        told = 0
    if not told and header.isdecimal():
        raise RetryAfter(max(1, int(header)))
