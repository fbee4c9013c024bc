"""The search catches up by itself, in the ticks after a start, and then asks nothing any more."""

import pytest
from sqlalchemy import event, text

from bot.services import indexing, searching
from bot.services.indexing import Shelf
from bot.services.newsroom import Asker
from bot.services.ticking import Ticker
from bot.services.turns import Turn
from tests import cast

ASKER = Asker(1001, language_code="en")


@pytest.fixture
async def unindexed(house) -> None:
    """Published by a program that knew no search."""
    await house.archive(*(cast.attack(uri=f"kaizen:{number}") for number in range(60)))
    async with house.database.writing() as session:
        await (await session.connection()).execute(text("DELETE FROM search_text"))


async def found(house) -> str:
    return (await searching.search(house.newsroom, ASKER, "kyiv")).text


@pytest.mark.usefixtures("unindexed")
async def test_what_was_published_before_is_found_after_a_tick(house):
    assert "Nothing was found." in await found(house)
    await Ticker(house.newsroom, lambda: None).tick()
    assert "60 entries" in await found(house)


@pytest.mark.usefixtures("unindexed")
async def test_it_takes_a_little_in_each_tick_when_there_is_little_time(house):
    shelf = Shelf()
    for count in (25, 50, 60):
        await indexing.catch_up(house.newsroom, Turn(seconds=0), shelf)
        assert f"{count} entries" in await found(house)
    assert not shelf.is_whole
    await indexing.catch_up(house.newsroom, Turn(seconds=0), shelf)
    assert shelf.is_whole


async def test_once_all_is_indexed_no_tick_looks_again(house):
    ticker = Ticker(house.newsroom, lambda: None)
    await ticker.tick()
    asked = []
    engine = house.database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    await ticker.tick()
    assert not [statement for statement in asked if "search_text" in statement]
