"""A bot's client, and a server that is no more than a socket."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot, Message

from bot.delivery.answers import asked
from bot.delivery.client.request import ApiRequest
from bot.delivery.outcomes import Outcome

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SEND = "sendMessage"
ANNA = 5_001
ANSWER = b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":5001,"type":"private"}}}'
Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]]


@dataclass
class Wire:
    """A server that is no more than a socket: it keeps the requests that it has read whole."""

    answering: Answering
    greeting: bytes = b""
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(self.greeting)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = head.lower().partition("content-length: ")[2].split("\r\n")[0]
                self.bodies.append(await reader.readexactly(int(length or 0)))
                self.heads.append(head)
                await self.answering(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.transport.abort()


async def say(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes = ANSWER) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()


async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def say_and_hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await say(reader, writer)
    writer.close()


async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


async def stay_silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


@asynccontextmanager
async def wire(
    answering: Answering, greeting: bytes = b"", tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[str, Wire]]:
    served = Wire(answering, greeting)
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}", served
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def bot_at(url: str, **options: Any) -> AsyncIterator[Bot]:
    request, polls = ApiRequest(**options), ApiRequest(connections=2, read_timeout=0.1)
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=polls)
    for one in (request, polls):
        await one.initialize()
    try:
        yield bot
    finally:
        for one in (request, polls):
            await one.shutdown()


async def told(bot: Bot, **options: Any) -> Message | Outcome:
    return await asked(bot.send_message(ANNA, "Hello", **options))
