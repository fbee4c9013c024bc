"""One simulator and one bot for each story, on each kind of database."""

from collections.abc import AsyncIterator

import pytest

from tests.stories.play import Play, kyiv


@pytest.fixture
async def stage(hurried: None, database_url: str) -> AsyncIterator[Play]:  # noqa: ARG001  its patience
    """Everything is there but the bot, which a story starts itself, perhaps several times."""
    async with Play.staged(kyiv(2026, 2, 4, 19, 0), database_url) as play:
        yield play


@pytest.fixture
async def play(stage: Play) -> AsyncIterator[Play]:
    """The bot runs."""
    async with stage.on():
        yield stage
