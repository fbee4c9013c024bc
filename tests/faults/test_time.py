"""Clocks that jump, and a copy of an earlier time: no digest twice, nothing repeated in silence."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.simulator import Fault
from storage.model.ledger import Delivery
from tests import cast
from tests.cast import Chat
from tests.faults.account import drawn_up
from tests.faults.program import Program
from tests.stories.play import Play, kyiv

READERS = [Chat(5_001 + number, "en", "Europe/Kyiv") for number in range(8)]


@pytest.fixture
async def play(hurried: None, database_url: str) -> AsyncIterator[Play]:  # noqa: ARG001  its patience
    async with Play.staged(kyiv(2026, 2, 4, 19, 0), database_url) as play, play.on():
        for chat in READERS:
            play.meet(chat)
            await play.say(chat.id, "/start")
        yield play


async def slots(play):
    """How often each reader has a digest, by slot."""
    async with play.bot.newsroom.database.reading() as session:
        found = await session.exec(select(Delivery.subscriber_id, Delivery.slot))
        return Counter((reader, slot) for reader, slot in found.all())


async def exact(play):
    account = await drawn_up(play.bot.newsroom.database, play.world)
    account.check_exact()
    return account


async def test_a_clock_that_is_set_back_repeats_no_digest(play):
    await play.publish(cast.attack())
    await play.at(kyiv(2026, 2, 5, 7, 30))
    for moment in [(2026, 2, 5, 6, 0), (2026, 2, 5, 7, 30), (2026, 2, 4, 7, 30), (2026, 2, 5, 7, 31)]:
        await play.at(kyiv(*moment))
    assert set((await slots(play)).values()) == {1}
    assert len((await exact(play)).rows) == len(READERS)


async def test_a_clock_that_jumps_forward_in_the_middle_of_a_digest_repeats_nothing(play):
    play.world.faults.add(Fault("delay", "sendMessage", chat_id=READERS[3].id, seconds=1.5))
    await play.publish(cast.attack())
    play.clock.set(kyiv(2026, 2, 5, 7, 30))
    await play.bot.ticker.tick()
    await play.world.until(lambda: len(play.world.calls_of("sendMessage")) > 2 * len(READERS) - 2)
    play.clock.set(play.clock() + timedelta(minutes=30))
    await play.tick()
    play.clock.set(play.clock() - timedelta(hours=1))
    await play.tick()
    assert len((await exact(play)).rows) == len(READERS)


async def brief(scene, *command: str) -> str:
    program = await Program.start(scene.settings(), scene.folder, *command)
    assert await asyncio.wait_for(program.process.wait(), 60) == 0, program.log
    return program.log


def put_back(copy: Path, database: Path) -> None:
    """As the README says."""
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    database.write_bytes(copy.read_bytes())


@pytest.mark.slow
async def test_an_old_backup_doubles_nothing_in_silence(small_scene):
    program = await small_scene.under_way(60, 3, messages_per_second="20")
    copy = small_scene.folder / "copy.db"
    await brief(small_scene, "backup", str(copy))
    await asyncio.sleep(2)
    assert await program.end() == 0
    sent = small_scene.sends()
    await small_scene.database.close()
    put_back(copy, Path(small_scene.database.url.database))
    waiting = await small_scene.count("queued", "claimed", "sending")
    assert waiting
    again = await small_scene.start(messages_per_second="60")
    await small_scene.sends_again()
    account = await small_scene.settled()
    account.check()
    assert account.recorded == waiting
    assert account.doubled > 0
    assert account.doubled == small_scene.sends() - small_scene.promised
    assert sent < small_scene.sends()
    assert await again.end() == 0
