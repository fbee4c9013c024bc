"""Replies that are on their way: gone when they arrived, taken over when their sender is dead."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import replies
from storage.replies import Due
from tests.cast import MORNING

SOON, LATER = MORNING + timedelta(seconds=90), MORNING + timedelta(seconds=91)


def answer(update, number=0):
    return Due(update, number, chat_id=7, thread_id=0, screen={"text": "Hello", "rows": []})


async def put(database, *some, worker="one"):
    async with database.writing() as session:
        await replies.put(session, some, worker, MORNING, SOON)
    return [one.id for one in some]


async def lapsed(database, worker="two", at=LATER):
    async with database.writing() as session:
        return await replies.lapsed(session, worker, at, at + timedelta(seconds=90))


async def test_a_reply_that_has_arrived_is_gone(database):
    first, second = await put(database, answer(1), answer(1, 1))
    async with database.writing() as session:
        await replies.settle(session, [first])
        assert [one.id for one in await replies.of_updates(session, [1], "one")] == [second]
        assert await replies.open_count(session) == 1


async def test_a_late_reply_is_taken_over_in_order_and_its_attempts_are_counted(database):
    numbers = await put(database, answer(1), answer(2), answer(2, 1))
    taken = await lapsed(database)
    assert [one.id for one in taken] == numbers
    assert {(one.attempt, one.epoch) for one in taken} == {(2, 1)}
    assert await lapsed(database, at=LATER) == []


async def test_the_reply_of_a_dead_worker_is_taken_over_at_once_and_ones_own_is_not(database):
    await put(database, answer(1))
    async with database.reading() as session:
        assert await replies.has_lapsed(session, "two", MORNING)
        assert not await replies.has_lapsed(session, "one", MORNING)
    assert await lapsed(database, "one", MORNING) == []
    assert len(await lapsed(database, "two", MORNING)) == 1


async def test_whoever_lost_a_reply_is_told_before_sending_it(database):
    (number,) = await put(database, answer(1))
    async with database.writing() as session:
        assert await replies.renew(session, number, 0, LATER)
    await lapsed(database, at=LATER + timedelta(seconds=1))
    async with database.writing() as session:
        assert not await replies.renew(session, number, 0, LATER)


async def test_what_stands_under_ones_name_at_the_start_is_ones_own_again(database):
    await put(database, answer(1))
    await put(database, answer(2), worker="other")
    async with database.writing() as session:
        (found,) = await replies.of_namesakes(session, "one", LATER)
    assert (found.update_id, found.attempt) == (1, 2)


async def test_what_could_not_be_sent_at_the_end_is_anybodys(database):
    await put(database, answer(1))
    async with database.writing() as session:
        await replies.let_go(session, "one", MORNING)
    assert len(await lapsed(database, "two", MORNING + timedelta(seconds=1))) == 1


async def test_the_same_reply_cannot_be_kept_twice(database):
    await put(database, answer(1))
    with pytest.raises(IntegrityError):
        await put(database, answer(1))
