"""The bot's own HTTP: the health check tells the truth."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot import app
from bot.app import Bot, running
from bot.services import record
from bot.simulator import Simulator, World
from storage.db import Database
from tests import cast
from tests.stories.play import TOKEN, eventually, settings_of

READER = cast.KYIV_READER.id
Json = dict[str, Any]


@pytest.fixture
def world() -> World:
    world = World(TOKEN)
    world.updates.hold_seconds = 0
    world.add_reader(READER, "Reader", "en")
    return world


@pytest.fixture
async def bot(world: World, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setattr(app, "_STUCK", timedelta(seconds=1.3))
    simulator = Simulator(world)
    await simulator.start()
    async with running(settings_of(simulator.url, sqlite_url, alert_settle="1s")) as bot:
        yield bot
    await simulator.stop()


async def health(bot: Bot, path: str = "/healthz") -> tuple[int, Json]:
    url = f"http://127.0.0.1:{bot.port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json()


async def until(bot: Bot, status: int) -> Json:
    """The answer, once it has this status."""
    found: list[Json] = []

    async def came() -> bool:
        code, answer = await health(bot)
        found.append(answer)
        return code == status

    await eventually(came)
    return found[-1]


async def until_named(bot: Bot, part: str) -> None:
    """Until this part is among what is stuck; on a busy machine others may be late for a moment, too."""

    async def named() -> bool:
        return part in (await health(bot))[1]["troubles"]

    await eventually(named)


async def test_all_is_well_soon_after_the_start(bot):
    assert await until(bot, 200) == {"ok": True, "troubles": {}}
    assert (await health(bot, "/readyz"))[0] == 200


async def test_a_tick_that_fails_is_named_until_it_works_again(bot):
    await until(bot, 200)
    database: Database = bot.newsroom.database
    await _rename(database, "entry", "entry_gone")
    await until_named(bot, "tick")
    await _rename(database, "entry_gone", "entry")
    await until(bot, 200)


async def _rename(database: Database, old: str, new: str) -> None:
    async with database.writing() as session:
        await (await session.connection()).execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


async def test_a_van_that_hangs_is_named(bot, world):
    world.say(READER, READER, "/start")
    await world.until(lambda: len(world.messages(READER)) == 2)
    await until(bot, 200)
    world.faults.delay(4, "sendMessage")
    await record.take_in(bot.newsroom.database, [cast.attack()], "publish")
    await until_named(bot, "van")
    await until(bot, 200)


async def test_other_addresses_are_not_found(bot):
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/telegram", "/healthz/x"):
            async with session.post(f"http://127.0.0.1:{bot.port}{path}", json={}) as response:
                assert response.status in {404, 405}
