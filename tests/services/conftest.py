"""A house, and a fleet of replicas, on each kind of database."""

import pytest

from storage.db import Database
from tests.services.fleet import fleet_on
from tests.services.house import House, house_of


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


@pytest.fixture
async def fleet(database_url, open_database):
    async with fleet_on(database_url, open_database) as fleet:
        yield fleet


@pytest.fixture
async def two(fleet):
    ships = fleet.launch(), fleet.launch()
    await fleet.join(*ships)
    return ships
