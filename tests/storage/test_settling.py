"""Settling: what became of a delivery, the fence against late writes, and sends that may have arrived."""

import asyncio
from datetime import timedelta

from sqlmodel import select

from storage import deliveries, gates, reaping, settling
from storage.gates import WHOLE_BOT
from storage.model.ledger import Ambiguity
from storage.model.subscriber import SubscriberRecord
from storage.settling import Settled
from tests import cast
from tests.cast import MORNING
from tests.storage import ledger_story as story
from tests.storage.ledger_story import AFTER, LEASE

MINUTE = timedelta(minutes=1)


async def test_a_send_is_written_down_before_it_leaves(database):
    async with database.writing() as session:
        one = await story.send_one(session)
        (row,) = await story.rows(session)
    assert (row.id, row.state, row.attempt, row.epoch) == (one.id, "sending", 1, 1)
    assert (row.worker, row.lease_until) == ("van", LEASE)


async def test_a_sent_delivery_keeps_its_message_id(database):
    async with database.writing() as session:
        one = await story.send_one(session)
        assert await settling.settle(session, Settled(one.id, one.epoch, "sent", 77), MORNING)
        (row,) = await story.rows(session)
    assert (row.state, row.message_id, row.settled_at, row.lease_until) == ("sent", 77, MORNING, None)


async def test_a_failed_delivery_keeps_the_reason(database):
    async with database.writing() as session:
        one = await story.send_one(session)
        await settling.settle(session, Settled(one.id, one.epoch, "failed", error="400: too long"), MORNING)
        (row,) = await story.rows(session)
    assert (row.state, row.error, row.settled_at) == ("failed", "400: too long", MORNING)


async def test_a_delivery_told_to_wait_is_claimed_again_after_that(database):
    async with database.writing() as session:
        one = await story.send_one(session)
        later = Settled(one.id, one.epoch, "queued", error="429", not_before=MORNING + MINUTE)
        await settling.settle(session, later, MORNING)
        (row,) = await story.rows(session)
        assert (row.state, row.settled_at) == ("queued", None)
        assert await story.claim(session) == []
        (again,) = await story.claim(session, now=MORNING + MINUTE)
        assert (again.id, again.epoch, again.attempt) == (one.id, 2, 1)


async def test_several_outcomes_are_settled_and_counted_together(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, story.readers(3)))
        sending = await story.begin(session, await story.claim(session))
        outcomes = [(one.id, one.epoch, 70 + one.id, 1, None) for one in sending]
        assert await story.arrive(session, *outcomes) == 3
        found = await story.rows(session)
    assert [(row.state, row.message_id, row.rendition) for row in found] == [
        ("sent", 70 + row.id, 1) for row in found
    ]


async def test_a_worker_that_slept_past_its_lease_cannot_begin_sending(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [cast.KYIV_READER]))
        asleep = await story.claim(session, worker="asleep")
        await reaping.requeue_claims(session, AFTER)
        assert await story.begin(session, asleep) == []
        awake = await story.claim(session, worker="awake")
        assert await story.begin(session, asleep) == []
        assert await story.begin(session, awake) == awake


async def test_a_worker_that_gave_back_cannot_begin_sending(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [cast.KYIV_READER]))
        mine = await story.claim(session, worker="mine")
        await deliveries.giving_all_back("mine").on(session)
        assert await story.begin(session, mine) == []


async def test_only_those_still_ours_may_leave(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, story.readers(3)))
        claimed = await story.claim(session)
        await deliveries.cancel_waiting(session, claimed[1].chat_id, "blocked", MORNING)
        leaving = await story.begin(session, claimed)
    assert leaving == [claimed[0], claimed[2]]


async def test_a_zombie_settles_nothing_after_its_send_was_taken_over(database):
    async with database.writing() as session:
        zombie = await story.send_one(session)
        (taken,) = await reaping.take_over_sends(session, AFTER, 10)
        assert not await settling.settle(session, Settled(zombie.id, zombie.epoch, "sent", 77), AFTER)
        assert await story.arrive(session, (zombie.id, zombie.epoch, 77, 1, None), at=AFTER) == 0
        assert await story.states(session) == ["unknown"]
        assert await settling.settle(session, Settled(taken.id, taken.epoch, "queued"), AFTER)


async def test_a_lapsed_send_becomes_unknown_under_a_new_epoch(database):
    async with database.writing() as session:
        sent = await story.send_one(session)
        assert await reaping.take_over_sends(session, LEASE, 10) == []
        (taken,) = await reaping.take_over_sends(session, AFTER, 10)
        assert (taken.id, taken.epoch) == (sent.id, sent.epoch + 1)
        assert await reaping.take_over_sends(session, AFTER, 10) == []
        assert await story.states(session) == ["unknown"]


async def test_lapsed_sends_are_taken_over_longest_waiting_first(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, story.readers(3)))
        for number, one in enumerate(await story.claim(session)):
            await story.begin(session, [one], LEASE - number * MINUTE)
        first, second, third = [row.id for row in await story.rows(session)]
        assert [one.id for one in await reaping.take_over_sends(session, AFTER, 1)] == [third]
        assert {one.id for one in await reaping.take_over_sends(session, AFTER, 9)} == {first, second}


async def test_two_who_look_for_lapsed_sends_never_take_over_the_same(database_url, open_database):
    processes = [open_database(database_url) for _ in range(2)]
    async with processes[0].writing() as session:
        await story.queue(session, await cast.enlist(session, story.readers(30)))
        await story.begin(session, await story.claim(session))

    async def reap(database):
        async with database.writing() as session:
            return [one.id for one in await reaping.take_over_sends(session, AFTER, 20)]

    hands = await asyncio.gather(*map(reap, processes * 2))
    everything = [number for hand in hands for number in hand]
    assert len(everything) == len(set(everything))


async def test_ambiguities_are_kept_and_counted_for_each_delivery(database):
    async with database.writing() as session:
        one = await story.send_one(session)
        counts = [
            await settling.record_ambiguity(session, one, reason, "resend", MORNING)
            for reason in ("ReadTimeout", "died", "died")
        ]
        assert counts == [0, 1, 2]
        kept = (await session.exec(select(Ambiguity).order_by(Ambiguity.id))).all()
    assert [(row.delivery_id, row.epoch, row.reason, row.policy, row.recorded_at) for row in kept] == [
        (one.id, one.epoch, reason, "resend", MORNING) for reason in ("ReadTimeout", "died", "died")
    ]


async def test_a_gate_nobody_closed_is_open(database):
    async with database.reading() as session:
        assert await gates.closed_until(session) is None


async def test_a_gate_remembers_the_later_moment(database):
    async with database.writing() as session:
        for minutes in (1, 5, 3):
            await gates.close(session, WHOLE_BOT, MORNING + minutes * MINUTE)
            await gates.closed_until(session)
        assert await gates.closed_until(session) == MORNING + 5 * MINUTE


async def test_the_gate_of_one_chat_leaves_the_others_open(database):
    async with database.writing() as session:
        await gates.close(session, cast.GROUP.id, MORNING)
        assert await gates.closed_until(session, cast.GROUP.id) == MORNING
        assert await gates.closed_until(session, cast.KYIV_READER.id) is None
        assert await gates.closed_until(session) is None


async def test_workers_that_close_a_gate_at_the_same_time_agree_on_the_latest(database_url, open_database):
    processes = [open_database(database_url) for _ in range(2)]

    async def close(turn):
        async with processes[turn % 2].writing() as session:
            await gates.close(session, WHOLE_BOT, MORNING + turn * MINUTE)

    await asyncio.gather(*[close(turn) for turn in (3, 9, 1, 7, 2, 8)])
    async with processes[0].reading() as session:
        assert await gates.closed_until(session) == MORNING + 9 * MINUTE


async def test_an_edit_that_may_leave_names_the_stories_that_its_reader_muted(database):
    muted = ["0123456789ab", "ba9876543210"]
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(3))
        await story.queue(session, ids)
        first, second, third = await story.rows(session)
        first.action = second.action = "edit"
        for number in (first.subscriber_id, third.subscriber_id):
            (await session.get_one(SubscriberRecord, number)).muted = muted
        await session.flush()
        rows = await settling.beginning(await story.claim(session), LEASE).on(session)
    begun = settling.begun(rows)
    assert {number: one.rendition for number, one in begun.items()} == dict.fromkeys(begun, 1)
    found = [begun[one.id].muted for one in (first, second, third)]
    assert found == [frozenset(muted), frozenset(), frozenset()]
