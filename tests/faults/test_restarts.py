"""PostgreSQL stops without notice under load, and all connections die: nothing is lost or doubled."""

import asyncio

import pytest

READERS = 100
EDITIONS = 6


async def drops(act):
    """Let some seconds of sending pass, then do this outside of the loop."""
    await asyncio.sleep(2)
    await asyncio.to_thread(act)


@pytest.mark.slow
async def test_a_database_that_crashes_and_returns_costs_no_ambiguity(shaky_scene, own_server):
    await shaky_scene.enlist(READERS)
    for _edition in range(EDITIONS):
        await shaky_scene.queue()
    program = await shaky_scene.start(messages_per_second="60")
    await shaky_scene.sends_again()
    for _crash in range(2):
        await drops(own_server.stop)
        await asyncio.sleep(1)
        await asyncio.to_thread(own_server.start)
        await drops(own_server.cut)
    account = await shaky_scene.settled()
    assert program.lives
    assert len(account.rows) == shaky_scene.promised
    account.check_exact()
    assert await program.end() == 0
