"""Queueing: each reader gets an edition once, and a slot is taken once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from storage import control, editions, queueing
from storage.model.ledger import Edition, EditionEntry
from tests import cast
from tests.cast import MORNING
from tests.storage import ledger_story as story
from tests.storage.ledger_story import queue_for

MINUTE = timedelta(minutes=1)


async def test_an_edition_is_queued_for_each_of_its_readers(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [cast.KYIV_READER, cast.GROUP])
        one = await story.edition(session)
        slots = [(ids[0], "2026-02-05 07:30"), (ids[1], "2026-02-05 08:00")]
        assert await queue_for(session, one, slots, MORNING) == 2
        found = await story.rows(session)
    assert [(row.subscriber_id, row.chat_id, row.slot, row.state) for row in found] == [
        (ids[0], cast.KYIV_READER.id, "2026-02-05 07:30", "queued"),
        (ids[1], cast.GROUP.id, "2026-02-05 08:00", "queued"),
    ]


async def test_the_same_edition_goes_to_the_same_chat_once(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [cast.KYIV_READER])
        one = await story.edition(session)
        assert await queue_for(session, one, [(ids[0], "07:30")], MORNING) == 1
        assert await queue_for(session, one, [(ids[0], "19:30")], MORNING) == 0
        assert len(await story.rows(session)) == 1


async def test_a_slot_is_taken_once_by_whatever_edition(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [cast.KYIV_READER, cast.GROUP])
        first, second = await story.edition(session, "digest:1"), await story.edition(session, "digest:2")
        assert await queue_for(session, first, [(ids[0], "07:30")], MORNING) == 1
        slots = [(number, "07:30") for number in ids]
        assert await queue_for(session, second, slots, MORNING) == 1
        assert [row.edition_id for row in await story.rows(session)] == [first.id, second.id]


async def test_more_readers_than_one_statement_holds_are_all_queued(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(501))
        one = await story.edition(session)
        assert await queue_for(session, one, [(number, "07:30") for number in ids], MORNING) == 501


async def parcels_of(session, ids, *keys, slot="07:30"):
    """A parcel of each edition for one and the same list of subscribers."""
    composed = [editions.Composed(key, "digest", "en", 60, ["x"], [], MORNING) for key in keys]
    standing = await editions.standing(session, composed)
    return [queueing.Parcel(standing[key], ids, slot, MORNING + MINUTE) for key in keys]


async def test_a_crowd_is_queued_in_one_statement(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(3))
        await cast.enlist(session, [cast.GROUP])
        parcels = await parcels_of(session, ids, "digest:1")
        assert await queueing.queue_all(session, parcels, MORNING) == 3
        assert await queueing.queue_all(session, parcels, MORNING) == 0
        found = await story.rows(session)
    assert [row.subscriber_id for row in found] == ids
    assert {(row.slot, row.state, row.not_before, row.expires_at) for row in found} == {
        ("07:30", "queued", MORNING, MORNING + MINUTE)
    }


async def test_a_crowd_whose_slot_is_taken_in_part_is_queued_for_the_rest(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(5))
        first, second = await parcels_of(session, ids, "digest:1", "digest:2")
        assert await queueing.queue_all(session, [replace(first, ids=ids[:2])], MORNING) == 2
        assert await queueing.queue_all(session, [second], MORNING) == 3


async def test_a_chat_that_has_an_edition_gets_no_second_copy_in_another_slot(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [cast.KYIV_READER])
        (parcel,) = await parcels_of(session, ids, "digest:1")
        assert await queueing.queue_all(session, [parcel, replace(parcel, slot="19:30")], MORNING) == 1


async def test_a_paused_edition_is_queued_to_wait_and_a_stopped_one_not_at_all(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(2))
        paused, stopped = await parcels_of(session, ids, "digest:1", "digest:2")
        assert await control.pause(session, paused.edition.id, MORNING)
        assert await control.stop(session, stopped.edition.id, "withdrawn")
        parcels = await parcels_of(session, ids, "digest:2", "digest:1")
        assert await queueing.queue_all(session, parcels, MORNING) == 2
        assert await story.states(session) == ["parked", "parked"]


async def test_for_some_subscribers_too_an_edition_waits_or_does_not_leave(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [cast.KYIV_READER])
        paused, stopped = await story.edition(session, "digest:1"), await story.edition(session, "digest:2")
        paused.paused_at, stopped.stopped = MORNING, "withdrawn"
        assert await queue_for(session, stopped, [(ids[0], "07:30")], MORNING) == 0
        assert await queue_for(session, paused, [(ids[0], "07:30")], MORNING) == 1
        assert await story.states(session) == ["parked"]


async def test_a_delivery_inherits_priority_and_expiry_from_its_edition(database):
    ends = MORNING + timedelta(hours=3)
    async with database.writing() as session:
        ids = await cast.enlist(session, [cast.KYIV_READER])
        one = await story.edition(session, priority=2, expires_at=ends)
        await queue_for(session, one, [(ids[0], "07:30")], MORNING)
        (row,) = await story.rows(session)
    assert (row.priority, row.expires_at) == (2, ends)


async def test_two_processes_that_queue_the_same_edition_queue_it_once(database_url, open_database):
    processes = [open_database(database_url) for _ in range(2)]
    async with processes[0].writing() as session:
        ids = await cast.enlist(session, story.readers(50))

    async def queue(database):
        async with database.writing() as session:
            one = await story.edition(session)
            return await queue_for(session, one, [(number, "07:30") for number in ids], MORNING)

    assert sorted(await asyncio.gather(*map(queue, processes))) == [0, 50]
    async with processes[0].reading() as session:
        assert len((await session.exec(select(Edition))).all()) == 1


async def test_an_edition_with_the_same_key_is_composed_once(database):
    async with database.writing() as session:
        entries = await cast.put_out(session, cast.attack(), cast.talks())
        carried = [(number, 1) for number in entries]
        composed = editions.Composed("k", "digest", "en", 5, ["first"], carried, MORNING)
        other = editions.Composed("k", "digest", "en", 5, ["second"], carried, MORNING)
        number = await editions.keep(session, composed)
        assert await editions.keep(session, other) == number
        assert (await editions.find(session, number)).pages == ["first"]
        assert len((await session.exec(select(EditionEntry))).all()) == 2


async def test_what_a_reader_holds_is_the_newest_version_their_editions_carried(database):
    async with database.writing() as session:
        attack, talks = await cast.put_out(session, cast.attack(), cast.talks())
        ids = [
            await editions.keep(session, editions.Composed(key, "alert", "en", 5, ["x"], carried, MORNING))
            for key, carried in [("1", [(attack, 1)]), ("2", [(attack, 2), (talks, 1)]), ("3", [(talks, 4)])]
        ]
        assert await editions.carried(session, ids[:2]) == {attack: 2, talks: 1}
        assert await editions.carried(session, []) == {}


async def test_a_stopped_edition_says_why(database):
    async with database.writing() as session:
        one = await story.edition(session)
        await editions.stop(session, one.id, "withdrawn")
    async with database.reading() as session:
        assert (await editions.find(session, one.id)).stopped == "withdrawn"
