"""One simulator and one bot for each story, on each kind of database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SettableClock
from bot.delivery import pace
from bot.simulator import Simulator, World
from tests.stories.play import TOKEN, Play, kyiv, settings_of


@pytest.fixture
async def stage(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Play]:
    """Everything is there but the bot, which a story starts itself, perhaps several times."""
    # Nothing here is encrypted, and to load the certificates of the world takes longer than a story.
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    # A chat's turn comes once in a second; stories of many mornings would wait for it each time.
    monkeypatch.setattr(pace, "PER_CHAT", 0.0)
    clock = SettableClock(kyiv(2026, 2, 4, 19, 0))
    world = World(TOKEN, now=clock)
    world.updates.hold_seconds = 0
    async with Simulator(world) as simulator:
        yield Play(world, simulator, clock, settings_of(simulator.url, database_url))
        # The poll on which the bot hung up is still open here, and the server would wait for it to end.
        world.updates.add("message", {})
        await asyncio.sleep(0.01)


@pytest.fixture
async def play(stage: Play) -> AsyncIterator[Play]:
    """The bot runs."""
    async with stage.on():
        yield stage
