"""Scenes on each kind of database, and a PostgreSQL server that may be stopped."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.scene import Scene, scene_on
from tests.faults.server import Restartable, restartable


@pytest.fixture
async def scene(database_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene_on(database_url, tmp_path) as scene:
        yield scene


@pytest.fixture
async def small_scene(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene_on(sqlite_url, tmp_path) as scene:
        yield scene


@pytest.fixture
async def big_scene(postgresql_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """Where replicas work side by side."""
    async with scene_on(postgresql_url, tmp_path) as scene:
        yield scene


@pytest.fixture
def own_server() -> Iterator[Restartable]:
    with restartable() as server:
        yield server


@pytest.fixture
async def shaky_scene(own_server: Restartable, tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene_on(own_server.url, tmp_path) as scene:
        yield scene
