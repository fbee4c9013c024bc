"""Numbers that grow in commit order, whoever asks at the same time."""

import asyncio

import pytest

from storage import counters, entries, views
from tests import cast


async def test_a_hundred_concurrent_increments_give_a_hundred(database_url, open_database):
    processes = [open_database(database_url) for _ in range(4)]

    async def increment(database):
        async with database.writing() as session:
            return await counters.following(session, "story")

    numbers = await asyncio.gather(*[increment(processes[turn % 4]) for turn in range(100)])
    assert sorted(numbers) == list(range(1, 101))
    async with processes[0].reading() as session:
        assert await counters.current(session, "story") == 100


async def test_a_counter_nobody_used_stands_at_zero(database):
    async with database.reading() as session:
        assert await counters.current(session, "story") == 0


async def test_several_numbers_are_taken_at_once(database):
    async with database.writing() as session:
        assert await counters.following(session, "story", 5) == 5
        assert await counters.following(session, "story", 3) == 8
        assert await counters.following(session, "story") == 9


async def test_a_number_of_a_failed_transaction_is_given_again(database):
    async def fail():
        async with database.writing() as session:
            await counters.following(session, "story")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.writing() as session:
        assert await counters.following(session, "story") == 1


async def test_nobody_sees_a_later_publication_before_an_earlier_one(database_url, open_database):
    """Who publishes first and commits last makes the other wait, so that no reader's digest skips it."""
    slow, quick = open_database(database_url), open_database(database_url)
    published, order = asyncio.Event(), []

    async def publish_slowly():
        async with slow.writing() as session:
            await cast.put_out(session, cast.talks())
            published.set()
            await asyncio.sleep(0.1)
            order.append("slow")

    async def publish_quickly():
        await published.wait()
        async with quick.writing() as session:
            await cast.put_out(session, cast.attack())
            order.append("quick")

    await asyncio.gather(publish_slowly(), publish_quickly())
    assert order == ["slow", "quick"]
    async with slow.reading() as session:
        found = await views.changed(session, 0, 2)
    assert {one.entry.kind: one.publication for one in found} == {"talks": 1, "attack": 2}


async def test_two_who_publish_the_same_entry_publish_it_once(database_url, open_database):
    slow, quick = open_database(database_url), open_database(database_url)
    published = asyncio.Event()
    async with slow.writing() as session:
        ids = await cast.save(session, cast.attack())

    async def publish_slowly():
        async with slow.writing() as session:
            await entries.publish(session, ids, cast.MORNING)
            published.set()
            await asyncio.sleep(0.1)

    async def publish_too():
        await published.wait()
        async with quick.writing() as session:
            return await entries.publish(session, ids, cast.MORNING)

    assert await asyncio.gather(publish_slowly(), publish_too()) == [None, []]
    async with slow.reading() as session:
        assert await views.newest_publication(session) == 1
