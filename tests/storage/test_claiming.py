"""Claiming: who takes what, in which order, and never the same row twice."""

import asyncio
from datetime import timedelta

from sqlalchemy import text
from sqlmodel import func, select, update

from storage import deliveries, reaping, subscribers
from storage.model.ledger import Delivery
from tests import cast
from tests.cast import MORNING
from tests.storage import ledger_story as story
from tests.storage.ledger_story import AFTER, LEASE, queue_for

MINUTE = timedelta(minutes=1)


async def test_the_most_urgent_are_claimed_first_and_then_the_oldest(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(2))
        calm = await story.queue(session, ids, "digest", priority=5)
        urgent = await story.queue(session, ids, "flash", priority=1)
        claimed = await story.claim(session, limit=3)
    expected = [(urgent.id, ids[0]), (urgent.id, ids[1]), (calm.id, ids[0])]
    assert [(one.edition_id, one.subscriber_id) for one in claimed] == expected


async def test_a_claim_takes_no_more_than_its_limit_and_the_next_goes_on_from_there(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, story.readers(7)))
        taken = [[one.id for one in await story.claim(session, limit=3)] for _ in range(4)]
    assert list(map(len, taken)) == [3, 3, 1, 0]
    assert sum(taken, []) == sorted(sum(taken, []))  # noqa: RUF017  seven numbers


async def test_a_claim_keeps_its_limit_under_any_plan_of_the_server(postgresql_url, open_database):
    """Asked row by row, a subquery that locks what it finds gives other rows each time."""
    database = open_database(postgresql_url)
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, story.readers(20)))
        connection = await session.connection()
        for way in ("hashjoin", "hashagg", "mergejoin", "sort", "material"):
            await connection.execute(text(f"SET LOCAL enable_{way} = off"))
        assert len(await story.claim(session, limit=3)) == 3
        assert (await story.states(session)).count("claimed") == 3


async def test_what_is_not_yet_due_is_not_claimed(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [cast.KYIV_READER]), at=MORNING + MINUTE)
        assert await story.claim(session) == []
        assert len(await story.claim(session, now=MORNING + MINUTE)) == 1


async def test_what_has_expired_is_not_claimed_and_is_marked_so_by_a_sweep(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [cast.KYIV_READER])
        one = await story.edition(session, expires_at=MORNING)
        await queue_for(session, one, [(ids[0], "07:30")], MORNING - MINUTE)
        assert not await deliveries.asking_due(MORNING, MORNING).on(session)
        assert await story.claim(session) == []
        assert not await reaping.any_expired(session, MORNING - MINUTE)
        assert await reaping.any_expired(session, MORNING)
        assert await reaping.expire(session, MORNING, 10) == 1
        (row,) = await story.rows(session)
    assert (row.state, row.settled_at) == ("expired", MORNING)


async def test_what_is_in_hand_when_it_expires_is_left_to_its_worker(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [cast.KYIV_READER])
        one = await story.edition(session, expires_at=MORNING + MINUTE)
        await queue_for(session, one, [(ids[0], "07:30")], MORNING)
        await story.claim(session)
        assert await reaping.expire(session, MORNING + MINUTE, 10) == 0
        assert await story.states(session) == ["claimed"]


async def test_workers_that_claim_at_the_same_time_never_get_the_same_row(database_url, open_database):
    processes = [open_database(database_url) for _ in range(2)]
    async with processes[0].writing() as session:
        await story.queue(session, await cast.enlist(session, story.readers(120)))

    async def work(database, name):
        taken = []
        while len(taken) < 120:
            async with database.writing() as session:
                claimed = await story.claim(session, limit=7, worker=name)
            if not claimed:
                return taken
            taken += [one.id for one in claimed]
        return taken

    hands = await asyncio.gather(*[work(processes[turn % 2], f"van {turn}") for turn in range(4)])
    everything = [number for hand in hands for number in hand]
    assert len(everything) == len(set(everything)) == 120


async def test_a_worker_does_not_wait_for_rows_in_the_hands_of_another(postgresql_url, open_database):
    first, second = open_database(postgresql_url), open_database(postgresql_url)
    async with first.writing() as session:
        await story.queue(session, await cast.enlist(session, story.readers(4)))
    async with first.writing() as one, second.writing() as other:
        mine = await story.claim(one, limit=2)
        theirs = await asyncio.wait_for(story.claim(other, limit=4), timeout=5)
    assert len(mine) == len(theirs) == 2


async def test_a_claim_given_back_can_be_claimed_again_at_once(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, story.readers(3)))
        mine = await story.claim(session, limit=2, worker="mine")
        await story.claim(session, limit=1, worker="another")
        await story.begin(session, mine[:1])
        await deliveries.giving_all_back("mine").on(session)
        assert await story.states(session) == ["sending", "queued", "claimed"]
        (again,) = await story.claim(session)
        assert again.id == mine[1].id


async def test_a_claim_whose_lease_has_ended_is_queued_again(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [cast.KYIV_READER]))
        await story.claim(session)
        await reaping.requeue_claims(session, LEASE)
        assert await story.states(session) == ["claimed"]
        await reaping.requeue_claims(session, AFTER)
        assert await story.states(session) == ["queued"]


async def test_what_waits_for_a_chat_that_is_gone_is_cancelled(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [cast.KYIV_READER, cast.GROUP])
        await story.queue(session, ids)
        await story.queue(session, ids, "alert:2")
        await story.claim(session, limit=1)
        await deliveries.cancel_waiting(session, cast.KYIV_READER.id, "blocked", MORNING)
        found = await story.rows(session)
        assert [row.state for row in found] == ["cancelled", "queued", "cancelled", "queued"]
        assert (found[0].error, found[0].settled_at, found[0].lease_until) == ("blocked", MORNING, None)


async def test_a_cancelled_delivery_does_not_leave_with_the_worker_that_had_claimed_it(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [cast.KYIV_READER]))
        claimed = await story.claim(session)
        await deliveries.cancel_waiting(session, cast.KYIV_READER.id, "stopped", MORNING)
        assert await story.begin(session, claimed) == []
        assert await story.states(session) == ["cancelled"]


async def test_a_chat_that_moved_gets_what_waits_under_its_new_id(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [cast.GROUP]))
        await subscribers.move(session, cast.GROUP.id, -100_777)
        await deliveries.readdress(session, cast.GROUP.id, -100_777)
        (one,) = await story.claim(session)
    assert one.chat_id == -100_777


async def test_what_would_edit_a_message_of_the_old_chat_is_sent_by_itself_in_the_new_one(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [cast.GROUP]))
        await session.exec(update(Delivery).values(action="edit", target_id=5))
        await subscribers.move(session, cast.GROUP.id, -100_777)
        await deliveries.readdress(session, cast.GROUP.id, -100_777)
        (one,) = await story.claim(session)
    assert (one.chat_id, one.action, one.target_id) == (-100_777, "send", None)


async def test_in_quiet_hours_it_is_sent_without_a_sound_and_only_what_were_an_edit(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [cast.GROUP])
        for key in ("alert:1", "alert:2"):
            await story.queue(session, ids, key)
        first = select(func.min(Delivery.id)).scalar_subquery()
        await session.exec(update(Delivery).where(Delivery.id == first).values(action="edit", target_id=5))
        await subscribers.move(session, cast.GROUP.id, -100_777)
        for _ in range(2):  # a second time changes nothing
            await deliveries.readdress(session, cast.GROUP.id, -100_777, ids)
        found = await story.rows(session)
    assert [(row.chat_id, row.action) for row in found] == [
        (-100_777, deliveries.WHISPER),
        (-100_777, "send"),
    ]


async def test_what_was_sent_stays_noted_where_it_was(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [cast.GROUP]))
        await session.exec(update(Delivery).values(state="sent", message_id=5))
        await subscribers.move(session, cast.GROUP.id, -100_777)
        await deliveries.readdress(session, cast.GROUP.id, -100_777)
        (row,) = (await session.exec(select(Delivery))).all()
    assert row.chat_id == cast.GROUP.id
