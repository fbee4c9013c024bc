"""Connections to Telegram: only open ones are handed out, and what fails before there is one is told."""

import os
import select
from asyncio import BaseTransport
from collections.abc import Mapping
from urllib.request import getproxies, proxy_bypass
from weakref import WeakSet

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from yarl import URL

from storage.errors import BriefError

CONNECTIONS = 128
KEEP_ALIVE = 20.0  # seconds; Telegram keeps an idle connection for more than 60
_DNS = 60  # seconds for which an address is remembered


class NeverLeft(aiohttp.ClientConnectionError):
    """There was no connection to write to: nothing of the request has left this machine."""


class ProxyNotSupported(BriefError):
    """The proxy of the environment (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) is not an http:// one."""


class Connector(aiohttp.TCPConnector):
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
            return hung_up(connection.transport)
        if protocol is not None:
            self._used.add(protocol)
        return False  # after a handshake there may be something to read


def hung_up(transport: BaseTransport | None) -> bool:
    """Whether an idle connection has its end waiting to be read, which the event loop has not come to yet.

    What is written to it is lost, but afterwards nobody could tell that it was.
    """
    socket = transport.get_extra_info("socket") if transport else None
    if socket is None or socket.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(socket.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def said(error: Exception) -> str:
    """An error without addresses, since some hold the token: its class, and what the system said."""
    if isinstance(error, NeverLeft):
        return str(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        error = error.os_error
    number = error.errno if isinstance(error, OSError) else None
    words = os.strerror(number) if number and number > 0 else ""
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


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
