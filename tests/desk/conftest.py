"""The desk in the chat: the real bot, an admin, two editors, readers, and somebody who is none of these."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import SettableClock
from bot.delivery import pace
from bot.simulator import Simulator, World
from tests.cast import KYIV_READER
from tests.desk.room import ADMIN, EDITOR, READERS, SECOND, STRANGER, Room
from tests.stories.play import TOKEN, kyiv, settings_of


@pytest.fixture
def rules() -> dict[str, str]:
    """More settings of a story."""
    return {}


@pytest.fixture
async def room(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rules: dict[str, str]
) -> AsyncIterator[Room]:
    """The bot runs; the editors have joined, the readers have subscribed."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setattr(pace, "PER_CHAT", 0.0)
    clock = SettableClock(kyiv(2026, 2, 4, 14, 0))
    world = World(TOKEN, now=clock)
    world.updates.hold_seconds = 0
    async with Simulator(world) as simulator:
        settings = settings_of(simulator.url, database_url, admins=str(ADMIN.id), **rules)
        room = Room(world, simulator, clock, settings)
        for chat in (ADMIN, EDITOR, SECOND, STRANGER, KYIV_READER, *READERS):
            room.meet(chat)
        async with room.on():
            for chat in READERS:
                await room.say(chat.id, "/start")
            await room.join(EDITOR)
            await room.join(SECOND)
            yield room
            clock.set(clock() + timedelta(seconds=1))
        world.updates.add("message", {})
