"""Crowds: whose digest is due, who wants which alert, and what is noted of all who are alike."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from storage import crowds, editions, queueing, subscribers, untold
from storage.crowds import Move
from storage.model.ledger import Delivery
from storage.model.subscriber import SubscriberRecord
from storage.queueing import Parcel
from storage.subscribers import Variant
from tests import cast
from tests.cast import GROUP, KYIV_READER, MORNING, TORONTO_READER
from tests.storage import ledger_story as story

EVERYTHING = ("talks", "attack", "pledge")
MINUTE = timedelta(minutes=1)
TOMORROW = MORNING + timedelta(days=1)
EVERYBODY = 1_000_000


async def all_of(session):
    question = select(SubscriberRecord).order_by(col(SubscriberRecord.id))
    return (await session.exec(question.execution_options(populate_existing=True))).all()


async def due_at(session, moment):
    return await crowds.due(session, await crowds.take_due(session, moment, 0, EVERYBODY))


async def wanting_alerts(session):
    taken = await crowds.take_wanting_alerts(session, 0, EVERYBODY, EVERYBODY, MORNING)
    return await crowds.wanting_alerts(session, taken)


async def test_the_digest_that_has_waited_longest_is_the_first(database):
    async with database.writing() as session:
        for chat, minutes in ((KYIV_READER, 3), (TORONTO_READER, 9), (GROUP, -1)):
            await cast.enlist(session, [chat], next_digest_at=MORNING - minutes * MINUTE)
        await cast.enlist(session, [cast.EDITOR], next_digest_at=None)
        assert await crowds.first_due(session, MORNING) == MORNING - 9 * MINUTE
        assert await crowds.first_due(session, MORNING - 9 * MINUTE) == MORNING - 9 * MINUTE
        assert await crowds.first_due(session, MORNING - 10 * MINUTE) is None


@pytest.mark.parametrize("state", ["stopped", "paused", "inactive"])
async def test_who_is_not_active_gets_no_digest_and_no_alert(database, state):
    async with database.writing() as session:
        await cast.enlist(session, [KYIV_READER], next_digest_at=MORNING, state=state)
        assert await crowds.first_due(session, MORNING) is None
        assert (await crowds.take_due(session, MORNING, 0, EVERYBODY)).many == 0
        assert await wanting_alerts(session) == []
        assert await subscribers.next_due(session) is None


async def test_those_who_are_due_are_taken_in_the_order_of_their_ids(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(5), next_digest_at=MORNING)
        taken = await crowds.take_due(session, MORNING, ids[0], 3)
    assert (taken.many, taken.last) == (3, ids[3])


async def test_a_crowd_tells_slot_calendar_and_variant(database):
    fields = {"next_digest_at": MORNING, "next_digest_slot": "2026-02-05T07:30", "regions": ["UA-51"]}
    async with database.writing() as session:
        await cast.enlist(session, [KYIV_READER], held=["3", "4"], seen=5, **fields)
        (found,) = await due_at(session, MORNING)
    variant = Variant("uk", EVERYTHING, ("UA-51",), 5, ("3", "4"), "")
    calendar = "2026-02-05T07:30", "Europe/Kyiv", ("07:30",), tuple("1234567")
    assert replace(found, ids=None) == crowds.Crowd(None, 1, variant, *calendar)


async def test_those_who_are_alike_are_one_crowd_and_others_are_not(database):
    differing = [
        {"language": "de"}, {"kinds": ["talks"]}, {"regions": ["UA-51"]}, {"seen": 1}, {"held": ["1"]},
        {"timezone": "Europe/Berlin"}, {"times": ["07:31"]}, {"weekdays": ["1"]},
        {"next_digest_slot": "another"},
    ]  # fmt: skip
    async with database.writing() as session:
        await cast.enlist(session, story.readers(3), next_digest_at=MORNING)
        await cast.enlist(session, [KYIV_READER], next_digest_at=MORNING, alerts="off", language="en")
        for number, fields in enumerate(differing):
            alike = cast.Chat(7_000 + number, "en", "Europe/Kyiv")
            await cast.enlist(session, [alike], next_digest_at=MORNING, **fields)
        assert [one.many for one in await due_at(session, MORNING)] == [4, *[1] * len(differing)]


async def test_the_next_digest_is_noted_and_what_was_told_is_remembered(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [KYIV_READER, GROUP], held=["3"], seen=1, next_digest_at=MORNING)
        move = Move(ids[:1], TOMORROW, "2026-02-06T07:30", seen=9)
        await crowds.move_on(session, [move], all_told=True)
        told, other = await all_of(session)
    assert (told.seen, told.held, told.next_digest_slot) == (9, [], "2026-02-06T07:30")
    assert told.next_digest_at == TOMORROW
    assert (other.seen, other.held, other.next_digest_at) == (1, ["3"], MORNING)


async def test_a_digest_put_off_forgets_nothing_of_what_was_told(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [KYIV_READER], held=["3"], seen=1, next_digest_at=MORNING)
        await crowds.move_on(session, [Move(ids, None, None)], all_told=True)
        (row,) = await all_of(session)
    assert (row.seen, row.held, row.next_digest_at, row.next_digest_slot) == (1, ["3"], None, None)


async def test_crowds_that_move_alike_move_together_and_each_to_its_own_slot(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(4))
        slots = [(TOMORROW, "a"), (TOMORROW, "a"), (TOMORROW, "b"), (MORNING, "b")]
        moves = [Move([number], at, name, 2) for number, (at, name) in zip(ids, slots, strict=True)]
        await crowds.move_on(session, moves, all_told=True)
        found = [(row.next_digest_at, row.next_digest_slot) for row in await all_of(session)]
    assert found == slots


async def test_who_got_no_delivery_of_the_edition_was_not_told(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(3), held=["3"], seen=1)
        parcels = [
            Parcel(one, who, "07:30")
            for who, one in zip((ids[:1], ids[1:2]), await two_editions(session), strict=True)
        ]
        await queueing.queue_all(session, parcels, MORNING)
        move = Move(ids, TOMORROW, "b", 9, parcels[0].edition.id, "07:30")
        await crowds.move_on(session, [move], all_told=False)
        found = [(row.seen, row.held, row.next_digest_slot) for row in await all_of(session)]
    assert found == [(9, [], "b"), (1, ["3"], "b"), (1, ["3"], "b")]


async def two_editions(session):
    composed = [editions.Composed(key, "digest", "en", 60, ["x"], [], MORNING) for key in ("k:1", "k:2")]
    standing = await editions.standing(session, composed)
    return [standing[one.key] for one in composed]


async def test_readers_who_want_the_same_alert_are_one_crowd(database):
    async with database.writing() as session:
        await cast.enlist(session, [KYIV_READER, cast.Chat(1003, "uk", "Europe/Paris")], seen=1, held=["1"])
        await cast.enlist(session, [GROUP], regions=["UA-51"])
        await cast.enlist(session, [TORONTO_READER], alerts="flash", kinds=["talks"])
        await cast.enlist(session, [cast.STRANGER], alerts="off")
        found = await wanting_alerts(session)
    assert [(one.many, one.variant) for one in found] == [
        (2, Variant("uk", EVERYTHING, (), 0, (), "all")),
        (1, Variant("de", EVERYTHING, ("UA-51",), 0, (), "all")),
        (1, Variant("en", ("talks",), (), 0, (), "flash")),
    ]


async def test_what_readers_muted_divides_them_only_where_it_is_asked_for(database):
    key, other = "0" * 12, "1" * 12
    async with database.writing() as session:
        for number, muted in enumerate(([], [other], [key], [other, key])):
            await cast.enlist(session, [cast.Chat(7_000 + number, "en", "Europe/Kyiv")], muted=muted)
        taken = await crowds.take_wanting_alerts(session, 0, EVERYBODY, EVERYBODY, MORNING)
        found = []
        for stories in ((), (key,), tuple(f"{n:012}" for n in range(101))):
            asked = await crowds.wanting_alerts(session, taken, stories)
            found.append({one.variant.muted: one.many for one in asked})
    assert found == [
        {(): 4},
        {(): 2, (key,): 1, (other, key): 1},
        {(): 1, (other,): 1, (key,): 1, (other, key): 1},
    ]


async def test_an_alert_is_held_after_those_before_it_by_whoever_got_it(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(2))
        ids += await cast.enlist(session, [cast.EDITOR], held=["3"])
        first, second = await two_editions(session)
        await crowds.hold(session, [Parcel(first, ids, "x")], all_told=True)
        await queueing.queue_all(session, [Parcel(second, ids[1:], "y")], MORNING)
        await crowds.hold(session, [Parcel(second, ids, "y")], all_told=False)
        held = [row.held for row in await all_of(session)]
    one, other = str(first.id), str(second.id)
    assert held == [[one], [one, other], ["3", one, other]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1", ""),
        ("1,2", "2"),
        ("2,1", "2"),
        ("11,1,21", "11,21"),
        ("11", "11"),
        ("", ""),
    ],
)
async def test_an_expired_alert_is_let_go_of_and_no_other(database, before, after):
    async with database.writing() as session:
        ids = await cast.enlist(session, [KYIV_READER], held=before.split(",") if before else [])
        edition = await story.queue(session, ids)
        assert edition.id == 1
        await lose(session)
        assert await untold.give_back(session, ids, MORNING) == 1
        (reader,) = await all_of(session)
        assert ",".join(reader.held) == after
        assert await story.states(session) == ["superseded"]


async def test_what_others_never_got_is_not_given_back(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, story.readers(2))
        await story.queue(session, ids)
        await lose(session)
        assert await untold.give_back(session, ids[:1], MORNING) == 1
        assert await untold.give_back(session, ids[:1], MORNING) == 0
        assert sorted(await story.states(session)) == ["expired", "superseded"]


async def lose(session):
    for row in await session.exec(select(Delivery)):
        row.state = "expired"
    await session.flush()
