"""kill -9 of the real program while people write to it: no update is lost, none is handled twice."""

import asyncio
import contextlib
import random

import pytest

from bot.services import inboxing
from bot.simulator import Simulator, World
from storage import subscribers
from storage.db import Database
from storage.subscribers import Address
from tests.stories.play import TOKEN, eventually
from tests.test_app import process, said

READERS = range(1_001, 1_005)
PRESSES = 25  # of each reader; an odd number of toggles shows whether one was lost or doubled
KILLS = 4


@pytest.fixture
def world() -> World:
    world = World(TOKEN)
    for reader in READERS:
        world.add_reader(reader, "Reader", "en")
    return world


async def weekdays(database: Database, reader: int) -> list[int]:
    async with database.reading() as session:
        record = await subscribers.find(session, Address(reader, 0))
    return [int(day) for day in record.weekdays]


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_hundred_presses_and_four_kills_leave_every_press_handled_once(
    world, sqlite_url, open_database
):
    dice = random.Random(4)  # noqa: S311  no secret
    database = open_database(sqlite_url)
    presses = [reader for reader in READERS for _ in range(PRESSES)]
    dice.shuffle(presses)

    async def quiet() -> bool:
        return not world.updates.pending and not await inboxing.waiting(database)

    def press(reader: int) -> None:
        world.press(reader, reader, world.messages(reader)[-1]["message_id"], "set:days:7")

    async with Simulator(world) as simulator:
        async with process(simulator.url, sqlite_url) as brief:
            await said(brief, "the bot is running")
            for reader in READERS:
                world.say(reader, reader, "/start")
            await eventually(quiet)
        for _ in range(KILLS):
            async with process(simulator.url, sqlite_url) as brief:
                some = [presses.pop() for _ in range(len(READERS) * PRESSES // KILLS)]
                for reader in some[:15]:
                    press(reader)
                await said(brief, "the bot is running")
                hearing = asyncio.create_task(_hear(brief))
                for reader in some[15:]:
                    press(reader)
                    await asyncio.sleep(0.02)
                await asyncio.sleep(dice.uniform(0.0, 0.2))
                brief.kill()
                await brief.wait()
                await hearing
        async with process(simulator.url, sqlite_url) as brief:
            hearing = asyncio.create_task(_hear(brief))
            await eventually(quiet, 20)
            brief.terminate()
            await hearing
        assert brief.returncode == 0 or await brief.wait() == 0
    assert not presses
    assert [await weekdays(database, reader) for reader in READERS] == [[1, 2, 3, 4, 5, 6]] * len(READERS)


async def _hear(brief: asyncio.subprocess.Process) -> None:
    """To its end; no update may be answered with an apology."""
    with contextlib.suppress(ValueError):
        while line := await brief.stderr.readline():
            assert b"could not be handled" not in line, await brief.stderr.read()
            assert b": update" not in line or b"given up" not in line
