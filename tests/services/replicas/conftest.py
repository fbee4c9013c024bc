"""A fleet of replicas on each kind of database."""

import pytest

from tests.services.replicas.fleet import fleet_on


@pytest.fixture
async def fleet(database_url, open_database):
    async with fleet_on(database_url, open_database) as fleet:
        yield fleet


@pytest.fixture
async def two(fleet):
    ships = fleet.launch(), fleet.launch()
    await fleet.join(*ships)
    return ships
