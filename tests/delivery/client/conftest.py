"""A Telegram with one reader, for the client to call."""

import pytest

from bot.simulator import World
from tests.delivery.client.wire import ANNA, TOKEN


@pytest.fixture
def world() -> World:
    world = World(TOKEN)
    world.add_reader(ANNA, "Reader", "en")
    return world
