"""A process that is frozen in the middle of a transaction keeps nothing from the others for long."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.db import Database, will_pass
from storage.wire import Wire

LIMIT = 0.3


async def put(session, epoch):
    await (await session.connection()).execute(text(f"UPDATE lease SET epoch = {epoch}"))  # noqa: S608


@pytest.fixture
async def limited(postgresql_url):
    database = Database(postgresql_url, LIMIT)
    async with database.writing() as session:
        await (await session.connection()).execute(
            text("INSERT INTO lease (role, holder, epoch, until) VALUES ('poller', 'one', 1, now())")
        )
    yield database
    await database.close()


async def falls_asleep(database, meanwhile):
    async with database.writing() as session:
        await put(session, 2)
        async with asyncio.timeout(5), meanwhile.writing() as others:
            await put(others, 3)
        await put(session, 4)


async def test_its_locks_are_taken_from_it_and_its_writes_are_undone(limited, postgresql_url):
    other = Database(postgresql_url)
    with pytest.raises(DBAPIError) as refused:
        await falls_asleep(limited, other)
    assert will_pass(refused.value)
    async with other.reading() as session:
        found = await (await session.connection()).execute(text("SELECT epoch FROM lease"))
        assert found.scalar_one() == 3
    await other.close()


async def test_the_wire_of_the_van_has_the_same_limit(limited):
    wire = Wire(limited)
    assert await wire.together([]) == []
    assert wire._line is not None
    cursor = await wire._line._connection.execute("SHOW idle_in_transaction_session_timeout")
    assert await cursor.fetchone() == ("300ms",)
    await wire.close()
