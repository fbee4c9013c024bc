"""Connections to Telegram: few, kept, looked at before each use; what fails before there is one is told."""

import asyncio
import socket
import ssl
from collections import defaultdict, deque
from functools import cache
from typing import NamedTuple

import aiohappyeyeballs

from bot.delivery.client.connection import Answer, Connection
from bot.delivery.client.errors import NeverLeft, said

CONNECTIONS = 128
KEEP_ALIVE = 20.0  # seconds; Telegram keeps an idle connection for more than 60
_NEXT_ADDRESS = 0.25  # seconds until the next address of a host is tried as well (RFC 8305)


class Origin(NamedTuple):
    """Whom to connect to."""

    host: str
    port: int
    tls: bool


class Pool:
    """At most so many connections, each kept for `keep_alive` seconds after its last use."""

    def __init__(self, connections: int, keep_alive: float) -> None:
        self._room = asyncio.Semaphore(connections)
        self._keep_alive = keep_alive
        self._is_closed = False
        self._idle: defaultdict[Origin, deque[Connection]] = defaultdict(deque)

    async def ask(
        self, origin: Origin, request: bytes, connect: float | None, answer: float | None
    ) -> Answer:
        """Send a request; `connect` seconds for a connection, `answer` seconds for what comes back.

        Raises:
            NeverLeft: there was no connection.
            TimeoutError: the answer did not come in time.
            aiohttp.ClientError: the connection ended before the answer was whole, or it is no HTTP.
        """
        connection = None if self._room.locked() else self._kept(origin)
        if connection is None:
            connection = await self._connected(origin, connect)
        else:
            await self._room.acquire()
        try:
            return await connection.ask(request, answer)
        finally:
            self._room.release()
            self._keep(origin, connection)

    async def _connected(self, origin: Origin, seconds: float | None) -> Connection:
        try:
            async with asyncio.timeout(seconds):
                await self._room.acquire()
                try:
                    return self._kept(origin) or await _dialled(origin)
                except BaseException:
                    self._room.release()
                    raise
        # A time-out is an OSError; a name that cannot be one is a ValueError.
        except (OSError, ValueError) as error:
            raise NeverLeft(said(error)) from error

    def _kept(self, origin: Origin) -> Connection | None:
        """The one that was used last: the others may rest until they are too old."""
        idle = self._idle[origin]
        while idle:
            connection = idle.pop()
            if not (self._is_old(connection) or connection.is_stale()):
                return connection
            connection.close()
        return None

    def _keep(self, origin: Origin, connection: Connection) -> None:
        if self._is_closed or not connection.is_open:
            connection.close()
            return
        connection.idle_since = asyncio.get_running_loop().time()
        idle = self._idle[origin]
        idle.append(connection)
        while self._is_old(idle[0]):
            idle.popleft().close()

    def _is_old(self, connection: Connection) -> bool:
        return asyncio.get_running_loop().time() - connection.idle_since > self._keep_alive

    async def close(self) -> None:
        """Close what is idle, and let what is under way be the last of its connection."""
        self._is_closed = True
        for idle in self._idle.values():
            for connection in idle:
                connection.close()
        self._idle.clear()
        await asyncio.sleep(0)  # the loop closes them in its next turn


async def _dialled(origin: Origin) -> Connection:
    """Raises OSError where nobody answers, ValueError where the name cannot be one."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
    connected = await aiohappyeyeballs.start_connection(found, happy_eyeballs_delay=_NEXT_ADDRESS)
    try:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        trust, name = (_trust(), origin.host) if origin.tls else (None, None)
        _transport, connection = await loop.create_connection(
            Connection, sock=connected, ssl=trust, server_hostname=name
        )
    except BaseException:
        connected.close()
        raise
    return connection


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
