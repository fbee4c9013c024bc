"""A van that runs by itself: it is woken, it stops in order, and a database that is away costs nothing."""

import asyncio
import logging
from contextlib import contextmanager

import pytest

from bot.simulator import Simulator
from storage.engines import url_of
from tests.delivery.depot import SEND, Depot, bot_for, eventually, readers, world_of
from tests.services.house import house_of


async def test_a_running_van_delivers_what_is_queued(depot):
    (chat,) = readers(1)
    await depot.enlist([chat])
    van = depot.van()
    async with depot.driving(van):
        await depot.queue()
        van.wake()
        await depot.world.until(lambda: depot.texts(chat))


async def test_two_vans_share_the_work_and_double_nothing(depot):
    chats = readers(60)
    await depot.enlist(chats)
    await depot.queue()
    await asyncio.gather(depot.work(), depot.work())
    assert [len(depot.texts(chat)) for chat in chats] == [1] * 60
    assert await depot.states() == {"sent": 60}
    assert await depot.ambiguities() == []


async def test_stop_finishes_what_is_in_flight_and_gives_the_rest_back(depot):
    chats = readers(35)
    await depot.enlist(chats)
    await depot.queue()
    depot.world.faults.delay(0.3, SEND, count=100)
    async with depot.driving(depot.van()):
        await depot.world.until(depot.calls)
    arrived = sum(len(depot.texts(chat)) for chat in chats)
    assert 1 <= arrived <= 10
    assert await depot.states() == {"sent": arrived, "queued": 35 - arrived}
    assert await depot.ambiguities() == []


async def test_what_was_given_back_leaves_with_the_next_process(depot):
    chats = readers(15)
    await depot.enlist(chats)
    await depot.queue()
    depot.world.faults.delay(0.1, SEND, count=5)
    async with depot.driving(depot.van()):
        await depot.world.until(depot.calls)
    await depot.work()
    assert [len(depot.texts(chat)) for chat in chats] == [1] * 15


async def test_a_round_that_fails_is_logged_and_tried_again(depot, caplog):
    chat = await depot.one()
    await depot.break_ledger()
    async with depot.driving(depot.van()):
        await eventually(lambda: _logged(caplog, "round failed"))
        await depot.mend_ledger()
        await depot.world.until(lambda: depot.texts(chat))


async def _logged(caplog, words):
    return any(words in one.getMessage() for one in caplog.records if one.levelno == logging.ERROR)


@contextmanager
def away(server, url):
    """The database lets nobody in, as while its server restarts."""
    name = url_of(url).database
    server._admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    server.cut(url)
    try:
        yield
    finally:
        server._admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.fixture
async def served(postgresql_url, open_database):
    """A depot whose database can go away."""
    house = house_of(open_database(postgresql_url))
    world = world_of(house)
    async with Simulator(world) as simulator, bot_for(simulator.url) as bot:
        yield Depot(house, world, simulator, bot)


async def test_what_left_while_the_database_was_away_is_written_down(
    served, postgresql_server, postgresql_url, caplog
):
    depot, chat = served, await served.one()
    depot.world.faults.delay(0.2, SEND)
    async with depot.driving(depot.van()):
        await depot.world.until(depot.calls)
        with away(postgresql_server, postgresql_url):
            await eventually(lambda: _logged(caplog, "not yet written down"))
        await eventually(lambda: _is(depot, "sent"))
    assert len(depot.texts(chat)) == 1
    assert await depot.ambiguities() == []


async def _is(depot, state):
    return state in await depot.states()


async def test_a_database_that_was_away_takes_no_permit_with_it(
    served, postgresql_server, postgresql_url, caplog
):
    """At one message a second, a single lost permit would end all deliveries."""
    depot, chats = served, readers(2)
    await depot.enlist(chats)
    await depot.queue()
    depot.per_second = 1
    async with depot.driving(depot.van()):
        await eventually(lambda: _is(depot, "sent"))
        with away(postgresql_server, postgresql_url):
            await eventually(lambda: _logged(caplog, "round failed"))
        depot.house.clock.forward(seconds=60)
        await depot.world.until(lambda: all(depot.texts(chat) for chat in chats), 8)
    assert [len(depot.texts(chat)) for chat in chats] == [1, 1]
