"""A house on each kind of database."""

import pytest

from storage.db import Database
from tests.services.house import House, house_of


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)
