"""A depot on each kind of database, with one simulator and one client."""

from collections.abc import AsyncIterator

import pytest

from bot.delivery import pace
from bot.simulator import Simulator
from storage.db import Database
from tests.delivery.depot import Depot, bot_for, world_of
from tests.services.house import house_of


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def depot(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Depot]:
    # A chat's turn comes by the machine's clock, for which most stories need not wait.
    monkeypatch.setattr(pace, "PER_CHAT", 0.0)
    house = house_of(database)
    world = world_of(house)
    async with Simulator(world) as simulator, bot_for(simulator.url) as bot:
        yield Depot(house, world, simulator, bot)


@pytest.fixture
async def small_depot(sqlite_url: str, open_database) -> AsyncIterator[Depot]:
    """On SQLite only: for what is between the van and Telegram."""
    house = house_of(open_database(sqlite_url))
    world = world_of(house)
    async with Simulator(world) as simulator, bot_for(simulator.url) as bot:
        yield Depot(house, world, simulator, bot)
