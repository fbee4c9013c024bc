"""A world with one reader, served over real HTTP, and a client that speaks the Bot API plainly."""

import json
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.simulator import Simulator, World

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
READER, OTHER = 1001, 1002
GROUP, SUPERGROUP = -4001, -1_004_000_000_001


@dataclass
class Clock:
    moment: datetime = datetime(2026, 2, 4, 17, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class Reply:
    status: int
    body: dict[str, Any]
    headers: Any = field(default_factory=dict)

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def refusal(self) -> tuple[int, str]:
        assert not self.body["ok"], self.body
        assert self.body["error_code"] == self.status
        return self.status, self.body["description"]


class Api:
    """Calls methods as a bot does, with multipart forms."""

    def __init__(self, url: str, session: aiohttp.ClientSession, token: str = TOKEN) -> None:
        self.url, self.session, self.token = url, session, token

    async def __call__(self, method: str, files: dict[str, bytes] | None = None, **params: Any) -> Reply:
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, content in (files or {}).items():
            form.add_field(name, content, filename=f"{name}.png", content_type="image/png")
        data = form if params or files else None
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", data=data) as response:
            return Reply(response.status, await response.json(), response.headers)

    async def send(self, text: str = "hello", chat_id: int = READER, **params: Any) -> Reply:
        return await self("sendMessage", chat_id=chat_id, text=text, **params)


def picture(width: int = 100, height: int = 75) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(3 * width) for _ in range(height))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    world = World(TOKEN, now=clock)
    world.add_reader(READER, "Reader", "uk", "a_reader")
    return world


@pytest.fixture
async def simulator(world: World) -> AsyncIterator[Simulator]:
    async with Simulator(world) as simulator:
        yield simulator


@pytest.fixture
async def api(simulator: Simulator) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(simulator.url, session)
