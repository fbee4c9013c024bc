"""The wire: some statements in one transaction, again after a failure, and in turn with all other writers."""

import asyncio
import sqlite3
from datetime import UTC, datetime

import psycopg
import pytest

from storage import gates
from storage.gates import WHOLE_BOT
from storage.given import Statement
from storage.wire import Wire
from tests.cast import MORNING

PUT = Statement("INSERT INTO gate (chat_id, closed_until) VALUES (:chat, :until)")
PUT_MANY = Statement(
    "INSERT INTO gate (chat_id, closed_until) SELECT given.chat, :until FROM {given} RETURNING chat_id",
    chat="bigint",
)
COUNT = Statement("SELECT count(*) FROM gate WHERE chat_id % 10 <> 9")
REFUSED = (sqlite3.Error, psycopg.Error)


@pytest.fixture
async def wire(database):
    wire = Wire(database)
    yield wire
    await wire.close()


async def count(wire):
    ((found,),) = (await wire.together([COUNT.call()]))[0]
    return found


async def test_each_statement_returns_what_it_found(wire):
    put, many, found = await wire.together(
        [PUT.call(chat=1, until=MORNING), PUT_MANY.call([[2], [3]], until=MORNING), COUNT.call()]
    )
    assert put == []
    assert sorted(many) == [(2,), (3,)]
    assert found == [(3,)]


async def test_all_of_it_happens_or_nothing(wire):
    with pytest.raises(REFUSED):
        await wire.together([PUT.call(chat=1, until=MORNING), PUT.call(chat=1, until=MORNING)])
    assert await count(wire) == 0


async def test_what_is_asked_next_may_depend_on_what_was_found(wire):
    async with wire.transaction() as ask:
        _put, found = await ask([PUT.call(chat=1, until=MORNING), COUNT.call()])
        await ask([PUT.call(chat=found[0][0] + 1, until=MORNING)])
    assert await count(wire) == 2


async def put_in_turn(wire, *chats, error=None):
    async with wire.transaction() as ask:
        for chat in chats:
            await ask([PUT.call(chat=chat, until=MORNING)])
        if error is not None:
            raise error


async def test_nothing_of_a_transaction_that_fails_half_way_happens(wire):
    with pytest.raises(REFUSED):
        await put_in_turn(wire, 1, 1)
    assert await count(wire) == 0


async def test_nothing_of_a_transaction_happens_whose_owner_thinks_better_of_it(wire):
    with pytest.raises(LookupError):
        await put_in_turn(wire, 1, error=LookupError())
    assert await count(wire) == 0


async def test_it_is_opened_again_after_a_failure(wire):
    for _ in range(3):
        with pytest.raises(REFUSED):
            await wire.together([PUT.call(chat=1, until=None)])
        await wire.together([COUNT.call()])
    assert await count(wire) == 0


async def test_it_is_opened_again_after_the_server_cut_it(postgresql_server, postgresql_url, open_database):
    wire = Wire(open_database(postgresql_url))
    assert await count(wire) == 0
    postgresql_server.cut(postgresql_url)
    with pytest.raises(psycopg.Error):
        await count(wire)
    assert await count(wire) == 0
    await wire.close()


async def test_a_moment_comes_back_as_it_was_written_by_either_way(wire, database):
    until = datetime(2026, 11, 29, 12, 34, 56, 789, tzinfo=UTC)
    await wire.together([PUT.call(chat=WHOLE_BOT, until=until)])
    async with database.writing() as session:
        assert await gates.closed_until(session) == until
        await gates.close(session, 5, until)
        assert await gates.closed_until(session, 5) == until
        await gates.close(session, WHOLE_BOT, MORNING)  # earlier: compared, not only read
        assert await gates.closed_until(session) == until


async def test_it_waits_for_a_session_that_writes(sqlite_url, open_database):
    database = open_database(sqlite_url)
    wire = Wire(database)
    async with database.writing() as session:
        waiting = asyncio.create_task(count(wire))
        await gates.close(session, 1, MORNING)
        await asyncio.sleep(0.05)
        assert not waiting.done()
    assert await waiting == 1
    await wire.close()


async def test_who_is_cancelled_leaves_nothing_half_done(wire):
    for _ in range(5):
        busy = asyncio.create_task(
            wire.together([PUT.call(chat=1, until=MORNING), PUT.call(chat=2, until=MORNING)])
        )
        await asyncio.sleep(0.001)
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)
        if await count(wire):
            break
    assert await count(wire) in {0, 2}
