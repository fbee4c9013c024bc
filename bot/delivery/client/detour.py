"""The way round, by aiohttp: for files, and for all that goes through a proxy."""

import io
import json
import select
from asyncio import BaseTransport
from collections.abc import Mapping
from typing import Any
from urllib.request import getproxies, proxy_bypass
from weakref import WeakSet

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from telegram.request import RequestData
from yarl import URL

from bot.delivery.client.connection import Answer
from bot.delivery.client.errors import NeverLeft, said
from storage.errors import BriefError

JSON = "application/json"
_DNS = 60  # seconds for which an address is remembered


class ProxyNotSupported(BriefError):
    """The proxy of the environment (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) is not an http:// one."""


class Detour:
    """An aiohttp session with a pool of its own."""

    def __init__(self, connections: int, keep_alive: float, agent: str) -> None:
        self._session = aiohttp.ClientSession(
            connector=_Connector(connections, keep_alive),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": agent},
        )

    async def ask(
        self,
        method: str,
        url: URL,
        request_data: RequestData | None,
        proxy: str | None,
        limits: aiohttp.ClientTimeout,
    ) -> Answer:
        """What comes back.

        Raises:
            NeverLeft: there was no connection.
            aiohttp.ClientError, OSError: what else may go wrong; a TimeoutError is one of them.
        """
        where: dict[str, Any] = {"timeout": limits, "proxy": proxy, "allow_redirects": False}
        async with self._session.request(method, url, **where, **_body(request_data)) as response:
            headers = {name.lower(): value for name, value in response.raw_headers}
            return Answer(response.status, headers, await response.read())

    async def close(self) -> None:
        await self._session.close()


def _body(request_data: RequestData | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if request_data.contains_files:
        return {"data": _multipart(request_data)}
    body = written(request_data)
    return {"data": body, "headers": {"Content-Type": JSON}} if body else {}


def written(request_data: RequestData) -> bytes:
    """The fields of a request without files; empty where it has none.

    JSON: to quote a form's text costs more than all the rest of a call. Half a surrogate is no text.
    """
    fields = request_data.json_parameters
    return json.dumps(fields, ensure_ascii=False).encode(errors="replace") if fields else b""


def _multipart(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # quoted, "März.pdf" would be called "M%C3%A4rz.pdf"
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in request_data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=content_type)
    return form


class _Connector(aiohttp.TCPConnector):
    """A pool whose connections are looked at once more before each is used again."""

    def __init__(self, connections: int, keep_alive: float) -> None:
        super().__init__(limit=connections, keepalive_timeout=keep_alive, ttl_dns_cache=_DNS)
        self._used: WeakSet[ResponseHandler] = WeakSet()

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  aiohttp's signature
    ) -> Connection:
        while True:
            try:
                connection = await super().connect(req, traces, timeout)
            except (aiohttp.ClientError, OSError) as error:  # a time-out is an OSError too
                raise NeverLeft(said(error)) from error
            if not self._is_stale(connection):
                return connection
            connection.close()

    def _is_stale(self, connection: Connection) -> bool:
        protocol = connection.protocol
        if protocol in self._used:
            return _hung_up(connection.transport)
        if protocol is not None:
            self._used.add(protocol)
        return False  # after a handshake there may be something to read


def _hung_up(transport: BaseTransport | None) -> bool:
    """Whether an idle connection has its end waiting to be read, which the event loop has not come to yet."""
    socket = transport.get_extra_info("socket") if transport else None
    if socket is None or socket.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(socket.fileno(), select.POLLIN)
    return bool(poll.poll(0))


class Proxies:
    """HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY as they were at the start."""

    def __init__(self, proxies: Mapping[str, str] | None = None) -> None:
        self._proxies = getproxies() if proxies is None else proxies
        for scheme in ("https", "http"):
            proxy = self._of(scheme)
            if proxy is not None and URL(proxy).scheme not in {"http", "https"}:
                raise ProxyNotSupported

    def __call__(self, url: URL) -> str | None:
        if not self._proxies or proxy_bypass(url.authority):
            return None
        return self._of(url.scheme)

    def _of(self, scheme: str) -> str | None:
        return self._proxies.get(scheme) or self._proxies.get("all")
