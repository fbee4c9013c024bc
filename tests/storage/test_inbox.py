"""The inbox: each update once, in order per chat, by whoever is alive."""

import asyncio
from datetime import timedelta
from itertools import chain

import pytest

from storage import inbox
from storage.inbox import Turn
from storage.model.inbox import Incoming
from storage.model.replica import Replica
from tests.cast import MORNING

LEASE = timedelta(minutes=2)
LATER = timedelta(minutes=3)


def turn(worker="one", at=MORNING, **more):
    return Turn(worker, at, LEASE, **more)


async def arrive(database, *rows, at=MORNING):
    """Updates as (number, chat)."""
    async with database.writing() as session:
        await inbox.take_in(session, [(number, chat, {"n": number}) for number, chat in rows], at)


async def claim(database, who=None, limit=10):
    async with database.writing() as session:
        return await inbox.claim(session, who or turn(), limit)


async def numbers(database, who=None, limit=10):
    return [one.update_id for one in await claim(database, who, limit)]


async def finish(database, *held):
    async with database.writing() as session:
        return await inbox.finish(session, [one.key for one in held])


async def row(database, number):
    async with database.reading() as session:
        return await session.get(Incoming, number)


async def test_an_update_that_comes_again_is_stored_once_and_never_handled_again(database):
    await arrive(database, (1, 7))
    await arrive(database, (1, 7), (2, 8))
    first, second = await claim(database)
    assert (first.body, second.body) == ({"n": 1}, {"n": 2})
    assert await finish(database, first, second) == {1, 2}
    await arrive(database, (1, 7), (2, 8))
    assert await claim(database) == []


async def test_of_each_chat_only_the_oldest_open_update_is_handed_out(database):
    await arrive(database, (1, 7), (2, 7), (3, 8), (4, 7))
    first, other = await claim(database)
    assert [first.update_id, other.update_id] == [1, 3]
    assert await claim(database) == []
    await finish(database, first)
    assert await numbers(database) == [2]


async def test_updates_without_a_chat_do_not_wait_for_each_other(database):
    await arrive(database, (1, 0), (2, 0), (3, 0))
    assert await numbers(database) == [1, 2, 3]


async def test_a_late_update_of_a_chat_waits_for_the_one_that_is_being_handled(database):
    await arrive(database, (5, 7))
    (held,) = await claim(database)
    await arrive(database, (4, 7))
    assert await claim(database) == []
    await finish(database, held)
    assert await numbers(database) == [4]


async def test_the_longest_waiting_chats_come_first(database):
    await arrive(database, (3, 7), (1, 8), (2, 9))
    assert await numbers(database, limit=2) == [1, 2]
    assert await numbers(database, limit=2) == [3]


async def test_a_thousand_updates_of_one_chat_do_not_hold_up_another(database):
    await arrive(database, *((number, 7) for number in range(1, 1_001)), (1_001, 8))
    assert await numbers(database) == [1, 1_001]


async def test_what_is_done_keeps_nothing_but_its_number(database):
    await arrive(database, (1, 7))
    await finish(database, *await claim(database))
    kept = await row(database, 1)
    assert (kept.state, kept.chat_id, kept.body, kept.worker) == ("done", 0, {}, None)


async def test_chats_that_one_is_busy_with_are_left_alone(database):
    await arrive(database, (1, 7), (2, 8))
    assert await numbers(database, turn(busy=(7,))) == [2]


async def test_replicas_share_the_chats_out_until_one_waits_too_long(database):
    await arrive(database, (1, 6), (2, 7), (3, -9))
    odd = turn(rank=1, live=2)
    assert await numbers(database, odd) == [2, 3]
    assert await claim(database, odd) == []
    assert await numbers(database, turn(at=MORNING + timedelta(seconds=11), rank=1, live=2)) == [1]


async def test_many_workers_at_once_get_each_update_once(database, database_url, open_database):
    await arrive(database, *((number, number) for number in range(1, 101)))
    workers = [open_database(database_url) for _ in range(4)]

    async def work(number, one):
        found = []
        while some := await numbers(one, turn(str(number)), 7):
            found += some
        return found

    found = await asyncio.gather(*(work(*each) for each in enumerate(workers)))
    while rest := await numbers(database):  # what was locked by another at that moment
        found.append(rest)
    assert sorted(chain.from_iterable(found)) == list(range(1, 101))


async def test_whoever_was_given_up_for_dead_cannot_finish_any_more(database):
    await arrive(database, (1, 7))
    (frozen,) = await claim(database)
    async with database.writing() as session:
        assert await inbox.recover(session, "two", MORNING + LATER) == 1
    (fresh,) = await claim(database, turn("two"))
    assert await finish(database, frozen) == set()
    assert await finish(database, fresh) == {1}
    assert (frozen.attempt, fresh.attempt) == (1, 2)


@pytest.mark.parametrize(("until", "recovered"), [(1, 0), (-1, 1)])
async def test_what_a_dead_replica_held_waits_again(database, until, recovered):
    await arrive(database, (1, 7))
    await claim(database)
    async with database.writing() as session:
        moments = {"started_at": MORNING, "seen_at": MORNING, "until": MORNING + timedelta(seconds=until)}
        session.add(Replica(id="one", host="h", pid=1, **moments))
    async with database.writing() as session:
        assert await inbox.has_lost(session, "two", MORNING) is bool(recovered)
        assert await inbox.recover(session, "two", MORNING) == recovered


async def test_nobody_takes_from_themselves_what_they_still_hold(database):
    await arrive(database, (1, 7))
    await claim(database)
    async with database.writing() as session:
        assert await inbox.recover(session, "one", MORNING) == 0
        assert await inbox.recover_namesakes(session, "one") == 1


@pytest.mark.parametrize(("counted", "attempt"), [(True, 2), (False, 1)])
async def test_what_is_given_back_counts_only_if_it_was_tried(database, counted, attempt):
    await arrive(database, (1, 7))
    (held,) = await claim(database)
    async with database.writing() as session:
        await inbox.release(session, held, counted=counted)
    (again,) = await claim(database)
    assert (again.attempt, again.epoch) == (attempt, 2)


async def test_at_the_end_a_worker_leaves_everything_as_if_it_had_not_begun(database):
    await arrive(database, (1, 7), (2, 8))
    (_mine, other) = await claim(database, turn("one"), 1), await claim(database, turn("two"))
    async with database.writing() as session:
        await inbox.release_all(session, "one")
    (again,) = await claim(database, turn("two"))
    assert (again.update_id, again.attempt) == (1, 1)
    assert await finish(database, *other) == {2}


async def test_numbers_are_forgotten_when_telegram_cannot_repeat_them(database):
    await arrive(database, (1, 7), (2, 8))
    await arrive(database, (3, 9), at=MORNING + timedelta(hours=2))
    done = await claim(database)
    await finish(database, done[0], done[2])
    async with database.writing() as session:
        assert await inbox.sweep(session, MORNING + timedelta(hours=49)) == 1
    assert await row(database, 1) is None
    assert (await row(database, 2)).state == "held"


async def test_what_is_open_is_counted(database):
    await arrive(database, (1, 7), (2, 7), (3, 8))
    first, _second = await claim(database)
    await finish(database, first)
    async with database.reading() as session:
        assert await inbox.open_count(session) == 2
        assert await inbox.has_work(session, turn())
        assert not await inbox.has_work(session, turn(busy=(7,)))
