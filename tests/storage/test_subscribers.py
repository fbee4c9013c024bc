"""Subscribers: whose digest is due, who wants which alert, and what each has been told."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from storage import subscribers
from storage.model.subscriber import SubscriberRecord
from storage.subscribers import Address
from tests import cast
from tests.cast import GROUP, KYIV_READER, MORNING, TORONTO_READER

EVERYTHING = ("talks", "attack", "pledge")
MINUTE = timedelta(minutes=1)


async def all_of(session):
    question = select(SubscriberRecord).order_by(col(SubscriberRecord.id))
    return (await session.exec(question.execution_options(populate_existing=True))).all()


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
        await subscribers.drop_thread(session, number, 7)
        (row,) = await all_of(session)
    assert (row.thread_id, row.state) == (0, "active")


async def test_a_topic_that_is_gone_leaves_the_subscription_of_its_chat_alone(database):
    async with database.writing() as session:
        (number,) = await cast.enlist(session, [GROUP], thread_id=7)
        await cast.enlist(session, [GROUP])
        await subscribers.drop_thread(session, number, 7)
        topic, chat = await all_of(session)
    assert (topic.thread_id, topic.state, topic.state_reason) == (7, "inactive", "topic gone")
    assert (chat.thread_id, chat.state) == (0, "active")


async def test_what_was_never_begun_in_a_chat_gives_way_to_the_topic(database):
    async with database.writing() as session:
        (number,) = await cast.enlist(session, [GROUP], thread_id=7)
        await cast.enlist(session, [GROUP], state="stopped", state_reason=subscribers.NOT_BEGUN)
        assert await subscribers.drop_thread(session, number, 7)
        assert await subscribers.drop_thread(session, number, 7) is None
        (row,) = await all_of(session)
    assert (row.thread_id, row.state) == (0, "active")


async def test_two_places_of_a_chat_change_over(database):
    async with database.writing() as session:
        (first,) = await cast.enlist(session, [GROUP])
        (second,) = await cast.enlist(session, [GROUP], thread_id=7)
        (one,) = await subscribers.by_ids(session, [first])
        await subscribers.bring(session, one, 7)
        rows = {row.id: row.thread_id for row in await all_of(session)}
    assert rows == {first: 7, second: 0}


async def test_a_group_that_moved_takes_the_place_of_what_was_never_begun(database):
    old = cast.Chat(-4001, "en", "Europe/Kyiv", "group")
    async with database.writing() as session:
        await cast.enlist(session, [old], times=["09:00"])
        await cast.enlist(session, [GROUP], state="stopped", state_reason=subscribers.NOT_BEGUN)
        await subscribers.move(session, old.id, GROUP.id)
        await subscribers.move(session, old.id, GROUP.id)
        (now,) = await all_of(session)
    assert (now.chat_id, now.state, now.times) == (GROUP.id, "active", ["09:00"])


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
