"""Subscribers: whose digest is due, who wants which alert, and what each has been told."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from storage import subscribers
from storage.model.subscriber import SubscriberRecord
from storage.subscribers import Address, Variant
from tests import cast
from tests.cast import GROUP, KYIV_READER, MORNING, TORONTO_READER

EVERYTHING = ("talks", "attack", "pledge")
MINUTE = timedelta(minutes=1)


async def all_of(session):
    question = select(SubscriberRecord).order_by(col(SubscriberRecord.id))
    return (await session.exec(question.execution_options(populate_existing=True))).all()


async def held_by(session):
    return {row.chat_id: row.held for row in await all_of(session)}


async def test_a_subscriber_is_found_by_chat_and_topic(database):
    async with database.writing() as session:
        await subscribers.keep(session, cast.subscriber(GROUP))
        await subscribers.keep(session, cast.subscriber(GROUP, thread_id=7, language="uk"))
    async with database.reading() as session:
        assert (await subscribers.find(session, Address(GROUP.id))).language == "de"
        assert (await subscribers.find(session, Address(GROUP.id, 7))).language == "uk"
        assert await subscribers.find(session, Address(GROUP.id, 8)) is None


async def test_a_chat_subscribes_once(database):
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            await cast.enlist(session, [KYIV_READER, KYIV_READER])


async def test_lists_come_back_as_lists_also_when_empty(database):
    async with database.writing() as session:
        await cast.enlist(
            session, [KYIV_READER], times=["07:30", "19:00"], regions=[], quiet=["22:00", "06:30"]
        )
    async with database.reading() as session:
        (row,) = await all_of(session)
    assert (row.times, row.regions, row.quiet) == (["07:30", "19:00"], [], ["22:00", "06:30"])
    assert row.weekdays == ["1", "2", "3", "4", "5", "6", "7"]


async def test_chat_ids_of_any_size_are_kept(database):
    huge = cast.Chat(-(2**52), "en", "Asia/Tokyo", "channel")
    async with database.writing() as session:
        await cast.enlist(session, [huge])
        assert (await subscribers.find(session, Address(huge.id))).chat_id == -(2**52)


async def test_digests_are_due_longest_waiting_first(database):
    async with database.writing() as session:
        for chat, minutes in ((KYIV_READER, 3), (TORONTO_READER, 9), (GROUP, 5)):
            await cast.enlist(session, [chat], next_digest_at=MORNING - minutes * MINUTE)
        await cast.enlist(session, [cast.STRANGER], next_digest_at=MORNING + MINUTE)
        await cast.enlist(session, [cast.EDITOR], next_digest_at=None)
        found = await subscribers.due(session, MORNING, 10)
        assert [one.timezone for one in found] == ["America/Toronto", "Europe/Berlin", "Europe/Kyiv"]
        assert [one.id for one in await subscribers.due(session, MORNING, 2)] == [one.id for one in found[:2]]


async def test_a_digest_is_due_at_its_very_moment(database):
    async with database.writing() as session:
        await cast.enlist(session, [KYIV_READER], next_digest_at=MORNING)
        assert await subscribers.due(session, MORNING - timedelta(microseconds=1), 10) == []
        assert len(await subscribers.due(session, MORNING, 10)) == 1


@pytest.mark.parametrize("state", ["stopped", "paused", "inactive"])
async def test_who_is_not_active_gets_no_digest_and_no_alert(database, state):
    async with database.writing() as session:
        await cast.enlist(session, [KYIV_READER], next_digest_at=MORNING, state=state)
        assert await subscribers.due(session, MORNING, 10) == []
        assert await subscribers.alert_variants(session) == []
        assert await subscribers.next_due(session) is None


async def test_what_is_due_tells_slot_calendar_and_variant(database):
    fields = {
        "next_digest_at": MORNING,
        "next_digest_slot": "2026-02-05 07:30",
        "regions": ["UA-51"],
        "seen": 5,
    }
    async with database.writing() as session:
        (number,) = await cast.enlist(session, [KYIV_READER], held=["3", "4"], **fields)
        found = await subscribers.due(session, MORNING, 10)
    variant = Variant("uk", EVERYTHING, ("UA-51",), 5, ("3", "4"), "all")
    weekdays = tuple("1234567")
    assert found == [
        subscribers.Due(number, MORNING, "2026-02-05 07:30", "Europe/Kyiv", ("07:30",), weekdays, variant)
    ]


async def test_the_next_digest_is_scheduled_and_what_was_told_is_remembered(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [KYIV_READER, GROUP], held=["3"], seen=1, next_digest_at=MORNING)
        await subscribers.schedule(session, ids[:1], MORNING + timedelta(days=1), "2026-02-06 07:30", seen=9)
        told, other = await all_of(session)
    assert (told.seen, told.held, told.next_digest_slot) == (9, [], "2026-02-06 07:30")
    assert told.next_digest_at == MORNING + timedelta(days=1)
    assert (other.seen, other.held, other.next_digest_at) == (1, ["3"], MORNING)


async def test_a_digest_put_off_forgets_nothing_of_what_was_told(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [KYIV_READER], held=["3"], seen=1)
        await subscribers.schedule(session, ids, None, None, seen=None)
        (row,) = await all_of(session)
    assert (row.seen, row.held, row.next_digest_at) == (1, ["3"], None)


async def test_readers_who_want_the_same_alert_are_one_variant(database):
    async with database.writing() as session:
        await cast.enlist(session, [KYIV_READER, cast.Chat(1003, "uk", "Europe/Paris")])
        await cast.enlist(session, [GROUP], regions=["UA-51"])
        await cast.enlist(session, [TORONTO_READER], alerts="flash", kinds=["talks"])
        await cast.enlist(session, [cast.STRANGER], alerts="off")
        found = await subscribers.alert_variants(session)
    assert sorted(found, key=lambda variant: variant.language) == [
        Variant("de", EVERYTHING, ("UA-51",), 0, ()),
        Variant("en", ("talks",), (), 0, (), "flash"),
        Variant("uk", EVERYTHING, (), 0, ()),
    ]


async def test_what_readers_have_seen_does_not_split_an_alert(database):
    async with database.writing() as session:
        await cast.enlist(session, [KYIV_READER], seen=1, held=["1"])
        await cast.enlist(session, [cast.Chat(1003, "uk", "Europe/Kyiv")], seen=2)
        assert len(await subscribers.alert_variants(session)) == 1


async def test_every_variant_finds_exactly_its_readers(database):
    async with database.writing() as session:
        await cast.enlist(session, [KYIV_READER])
        await cast.enlist(session, [GROUP], regions=["UA-51", "UA-30"])
        await cast.enlist(session, [TORONTO_READER], alerts="flash")
        found = []
        for variant in await subscribers.alert_variants(session):
            question = select(SubscriberRecord.chat_id).where(subscribers.wanting_alerts(variant))
            found.append((await session.exec(question)).all())
    assert sorted(found) == [[GROUP.id], [KYIV_READER.id], [TORONTO_READER.id]]


async def test_an_alert_is_held_by_the_readers_of_its_variant_after_those_before_it(database):
    ukrainian = Variant("uk", EVERYTHING, (), 0, ())
    async with database.writing() as session:
        await cast.enlist(session, [KYIV_READER, GROUP])
        await cast.enlist(session, [cast.EDITOR], language="uk", held=["3"])
        await subscribers.hold(session, ukrainian, 11)
        await subscribers.hold(session, ukrainian, 12)
        assert await held_by(session) == {
            KYIV_READER.id: ["11", "12"],
            GROUP.id: [],
            cast.EDITOR.id: ["3", "11", "12"],
        }


async def test_a_blocked_chat_becomes_inactive_in_all_its_topics_and_keeps_its_settings(database):
    async with database.writing() as session:
        await cast.enlist(session, [GROUP, KYIV_READER], times=["06:00"])
        await cast.enlist(session, [GROUP], thread_id=7)
        await subscribers.set_state(session, GROUP.id, "inactive", "blocked")
        first, reader, topic = await all_of(session)
        assert await subscribers.count_by_state(session) == {"inactive": 2, "active": 1}
    assert (first.state, first.state_reason, first.times) == ("inactive", "blocked", ["06:00"])
    assert (reader.state, topic.state) == ("active", "inactive")


async def test_a_group_that_became_a_supergroup_keeps_its_settings(database):
    old = cast.Chat(-400, "de", "Europe/Berlin", "group")
    async with database.writing() as session:
        await cast.enlist(session, [old], times=["06:00"])
        await subscribers.move(session, old.id, GROUP.id)
        (row,) = await all_of(session)
    assert (row.chat_id, row.kind, row.times, row.state) == (GROUP.id, "supergroup", ["06:00"], "active")


async def test_a_supergroup_that_subscribed_anew_keeps_its_new_settings(database):
    old = cast.Chat(-400, "de", "Europe/Berlin", "group")
    async with database.writing() as session:
        await cast.enlist(session, [old], times=["06:00"])
        await cast.enlist(session, [GROUP], times=["09:00"])
        await subscribers.move(session, old.id, GROUP.id)
        before, now = await all_of(session)
    assert (before.chat_id, before.state, before.state_reason) == (old.id, "inactive", "moved")
    assert (now.chat_id, now.state, now.times) == (GROUP.id, "active", ["09:00"])


async def test_a_topic_that_is_gone_delivers_to_the_chat_itself(database):
    async with database.writing() as session:
        (number,) = await cast.enlist(session, [GROUP], thread_id=7)
        await subscribers.drop_thread(session, number)
        (row,) = await all_of(session)
    assert (row.thread_id, row.state) == (0, "active")


async def test_a_topic_that_is_gone_leaves_the_subscription_of_its_chat_alone(database):
    async with database.writing() as session:
        (number,) = await cast.enlist(session, [GROUP], thread_id=7)
        await cast.enlist(session, [GROUP])
        await subscribers.drop_thread(session, number)
        topic, chat = await all_of(session)
    assert (topic.thread_id, topic.state, topic.state_reason) == (7, "inactive", "topic gone")
    assert (chat.thread_id, chat.state) == (0, "active")


async def test_the_next_digest_of_all_is_known(database):
    async with database.writing() as session:
        assert await subscribers.next_due(session) is None
        await cast.enlist(session, [KYIV_READER], next_digest_at=MORNING + MINUTE)
        await cast.enlist(session, [GROUP], next_digest_at=MORNING)
        assert await subscribers.next_due(session) == MORNING


async def test_subscribers_are_found_by_their_ids(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [KYIV_READER, GROUP, TORONTO_READER])
        found = await subscribers.by_ids(session, [ids[0], ids[2], 999])
    assert {row.chat_id for row in found} == {KYIV_READER.id, TORONTO_READER.id}
