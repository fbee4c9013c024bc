"""A unit of work: one transaction for all that a task writes, whoever wrote it."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy.exc import IntegrityError

from storage import counters, gates
from storage.model.ledger import Gate
from tests.cast import MORNING


@pytest.fixture
def other(database_url, open_database):
    """Another process on the same database."""
    return open_database(database_url)


async def close(database, chat):
    async with database.writing() as session:
        await gates.close(session, chat, MORNING)


async def closed(database, *chats):
    async with database.reading() as session:
        return [chat for chat in chats if await gates.closed_until(session, chat)]


async def test_what_is_written_inside_is_seen_inside_and_outside_only_at_the_end(database, other):
    async with database.unit():
        await close(database, 1)
        await close(database, 2)
        assert await closed(database, 1, 2) == [1, 2]
        assert await closed(other, 1, 2) == []
    assert await closed(other, 1, 2) == [1, 2]


async def test_a_failure_undoes_everything(database):
    with suppress(LookupError):
        async with database.unit():
            await close(database, 1)
            await close(database, 2)
            raise LookupError
    assert await closed(database, 1, 2) == []


async def test_a_unit_can_be_discarded_and_begun_afresh(database):
    async with database.unit() as unit:
        await close(database, 1)
        await unit.rollback()
        assert not unit.has_written
        await close(database, 2)
    assert await closed(database, 1, 2) == [2]


@pytest.mark.parametrize("before", [[], [1]])
async def test_a_part_that_fails_takes_nothing_else_along(database, before):
    async with database.unit():
        for chat in before:
            await close(database, chat)
        with suppress(LookupError):
            async with database.writing() as session:
                await gates.close(session, 7, MORNING)
                raise LookupError
        await close(database, 2)
    assert await closed(database, 1, 7, 2) == [*before, 2]


async def test_a_part_that_the_database_refuses_takes_nothing_else_along(database):
    async with database.unit():
        await close(database, 1)
        with pytest.raises(IntegrityError):
            async with database.writing() as session:
                session.add(Gate(chat_id=1, closed_until=MORNING))
        await close(database, 2)
    assert await closed(database, 1, 2) == [1, 2]


async def test_a_write_within_a_write_joins_it(database):
    async with database.unit(), database.writing() as session:
        await gates.close(session, 1, MORNING)
        await close(database, 2)
        await gates.close(session, 3, MORNING)
    assert await closed(database, 1, 2, 3) == [1, 2, 3]


async def test_until_the_first_write_nobody_is_held_up(database, other):
    async with database.unit() as unit:
        assert await closed(database, 1) == []
        async with asyncio.timeout(5):
            await close(other, 1)
        assert not unit.has_written
        assert await closed(database, 1) == [1]


async def test_after_the_first_write_nobody_else_writes_in_between(sqlite_url, open_database):
    one, other = open_database(sqlite_url), open_database(sqlite_url)
    async with one.unit():
        await close(one, 1)
        writing = asyncio.create_task(close(other, 2))
        await asyncio.sleep(0.05)
        assert not writing.done()
    await writing


async def test_a_task_that_was_started_inside_has_transactions_of_its_own(postgresql_url, open_database):
    database = open_database(postgresql_url)
    with suppress(LookupError):
        async with database.unit():
            await close(database, 1)
            await asyncio.create_task(close(database, 2))
            raise LookupError
    assert await closed(database, 1, 2) == [2]


async def test_a_task_that_outlives_its_unit_still_writes(database):
    go = asyncio.Event()

    async def later():
        await go.wait()
        await close(database, 2)

    async with database.unit():
        task = asyncio.create_task(later())
        await close(database, 1)
    go.set()
    await task
    assert await closed(database, 1, 2) == [1, 2]


async def test_after_its_end_everybody_is_on_their_own_again(database):
    async with database.unit():
        await close(database, 1)
    with suppress(LookupError):
        async with database.writing() as session:
            await gates.close(session, 2, MORNING)
            raise LookupError
    await close(database, 3)
    assert await closed(database, 1, 2, 3) == [1, 3]


async def test_units_of_two_databases_do_not_mix(sqlite_url, open_database):
    one, other = open_database(sqlite_url), open_database(sqlite_url)
    async with one.unit() as unit:
        assert await closed(other, 1) == []
        await close(other, 1)
        assert not unit.has_written


async def test_many_units_at_once_lose_nothing(database):
    async def count():
        async with database.unit():
            async with database.writing() as session:
                await counters.following(session, "story")
            async with database.writing() as session:
                await counters.following(session, "story")

    async with asyncio.timeout(30):
        await asyncio.gather(*(count() for _ in range(40)))
    async with database.reading() as session:
        assert await counters.current(session, "story") == 80


async def test_a_unit_that_is_cancelled_leaves_nothing_and_holds_up_nobody(database):
    async def hangs():
        async with database.unit():
            await close(database, 1)
            await asyncio.Event().wait()

    task = asyncio.create_task(hangs())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5):
        await close(database, 2)
    assert await closed(database, 1, 2) == [2]


async def test_a_read_inside_does_not_undo_what_was_written_before_it(database):
    async with database.unit():
        await close(database, 1)
        assert await closed(database, 1) == [1]
        await close(database, 2)
        assert await closed(database, 1, 2) == [1, 2]
    assert await closed(database, 1, 2) == [1, 2]
