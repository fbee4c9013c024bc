"""The file on which the ledger lies cannot grow, or is held by somebody else."""

import asyncio
import contextlib
import resource
import sqlite3

import pytest

from tests.faults.scene import until


def allow(program, size):
    """The largest file that the program may write from now on."""
    _soft, hard = resource.prlimit(program.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (size, hard))


@pytest.mark.slow
async def test_a_full_disk_stops_the_sending_and_loses_nothing(small_scene):
    program = await small_scene.under_way(100, 4, messages_per_second="60")
    await asyncio.sleep(1)
    allow(program, 4096)  # whatever it appends is too much, to its log as well

    async def complains():
        return "is tried again" in program.log

    await until(complains, 20)
    await asyncio.sleep(3)
    before = small_scene.sends()
    await asyncio.sleep(2)
    assert small_scene.sends() == before
    assert program.lives
    allow(program, resource.RLIM_INFINITY)
    account = await small_scene.settled()
    account.check_exact()
    assert await program.end() == 0


@pytest.mark.slow
async def test_a_database_that_somebody_locks_for_twenty_seconds_is_waited_for(small_scene):
    program = await small_scene.under_way(100, 3, messages_per_second="60")
    with contextlib.closing(
        sqlite3.connect(small_scene.database.url.database, isolation_level=None)
    ) as other:
        other.execute("PRAGMA busy_timeout=5000")
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(20)
        other.execute("ROLLBACK")
    account = await small_scene.settled()
    assert program.lives
    account.check_exact()
    assert await program.end() == 0
