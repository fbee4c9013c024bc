"""The bot's own HTTP: the health checks tell the truth, and the metrics count."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

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
async def bot(world: World, sqlite_url: str) -> AsyncIterator[Bot]:
    simulator = Simulator(world)
    await simulator.start()
    async with running(settings_of(simulator.url, sqlite_url, alert_settle="1s")) as bot:
        for pulse in bot.health.pulses:
            if pulse.part != "poller":
                pulse.patience = timedelta(seconds=1.3)
        yield bot
    await simulator.stop()


async def health(bot: Bot, path: str = "/healthz") -> tuple[int, Json]:
    url = f"http://127.0.0.1:{bot.port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json()


async def until(bot: Bot, status: int, path: str = "/healthz") -> Json:
    """The answer, once it has this status."""
    found: list[Json] = []

    async def came() -> bool:
        code, answer = await health(bot, path)
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
    assert await until(bot, 200, "/readyz") == {"ok": True, "troubles": {}}
    assert await until(bot, 200) == {"ok": True, "troubles": {}}


async def test_a_tick_that_fails_is_named_with_its_moment_until_it_works_again(bot):
    await until(bot, 200)
    database: Database = bot.newsroom.database
    await _rename(database, "entry", "entry_gone")
    await until_named(bot, "tick")
    assert (await health(bot, "/readyz"))[1]["troubles"]["tick"].startswith("stuck since 20")
    await _rename(database, "entry_gone", "entry")
    await until(bot, 200)


async def test_a_van_that_fails_is_named_until_it_works_again(bot):
    await until(bot, 200)
    database: Database = bot.newsroom.database
    await _rename(database, "gate", "gate_gone")
    await until_named(bot, "van")
    await _rename(database, "gate_gone", "gate")
    await until(bot, 200)


async def _rename(database: Database, old: str, new: str) -> None:
    async with database.writing() as session:
        await (await session.connection()).execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


async def test_a_poller_that_gets_no_answer_is_named(bot, world):
    await until(bot, 200)
    (poller,) = [pulse for pulse in bot.health.pulses if pulse.part == "poller"]
    poller.patience = timedelta(seconds=1.3)
    world.faults.delay(60, "getUpdates")
    world.say(READER, READER, "/help")  # it ends the poll that is open, and the next one hangs
    await until_named(bot, "poller")


async def test_what_was_delivered_is_in_the_metrics(bot, world):
    world.say(READER, READER, "/start")
    await world.until(lambda: len(world.messages(READER)) == 2)
    await record.take_in(bot.newsroom.database, [cast.attack()], "publish")
    await world.until(lambda: len(world.messages(READER)) == 3)

    async def counted() -> bool:
        return 'brief_deliveries_total{kind="alert",state="sent"} 1.0' in await metrics(bot)

    await eventually(counted)
    page = await metrics(bot)
    assert 'brief_latency_seconds_count{kind="alert"} 1.0' in page
    assert 'brief_replies_total{outcome="sent"} 1.0' in page
    assert "brief_floods_total 0.0" in page
    assert 'brief_replica_role{role="poller"} 1.0' in page
    assert "brief_database_up 1.0" in page


async def test_two_bots_in_one_process_do_not_share_their_metrics(bot, world):
    world.say(READER, READER, "/start")
    await world.until(lambda: len(world.messages(READER)) == 2)
    other = Bot(bot.settings)
    page = (await other.metrics.page()).decode()
    assert 'brief_replies_total{outcome="sent"} 0.0' in page
    await other.newsroom.database.close()


async def metrics(bot: Bot) -> str:
    url = f"http://127.0.0.1:{bot.port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.content_type == "text/plain"
        return await response.text()


async def test_other_addresses_are_not_found(bot):
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/telegram", "/healthz/x"):
            async with session.post(f"http://127.0.0.1:{bot.port}{path}", json={}) as response:
                assert response.status in {404, 405}
