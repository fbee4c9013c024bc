"""Flood limits: a chat waits alone, or the whole bot where it must, and a restart forgets neither."""

from datetime import timedelta

import pytest
from sqlmodel import update

from bot.delivery.floods import allowed
from bot.services import delivering
from bot.simulator import Limits
from storage.model.ledger import Delivery
from tests.cast import MORNING
from tests.delivery.depot import SEND, readers


def flood(depot, seconds, chat=None):
    where = {"chat_id": chat.id} if chat else {}
    description = f"Too Many Requests: retry after {seconds}"
    depot.world.faults.answer(SEND, 429, description, retry_after=seconds, **where)


async def gate_of(depot):
    return await delivering.gate(depot.house.newsroom)


async def test_a_short_wait_parks_one_chat_and_nobody_else(depot):
    chats = readers(3)
    await depot.enlist(chats)
    await depot.queue()
    flood(depot, 5, chats[0])
    van = await depot.work()
    assert await depot.states() == {"sent": 2, "queued": 1}
    assert await gate_of(depot) is None
    depot.house.clock.forward(seconds=4.9)
    await depot.work(van)
    assert depot.texts(chats[0]) == []
    depot.house.clock.forward(seconds=0.2)
    await depot.work(van)
    assert len(depot.texts(chats[0])) == 1


async def test_a_short_wait_holds_for_everything_that_waits_for_the_chat(depot):
    chat = await depot.one()
    await depot.queue()
    flood(depot, 5)
    van = await depot.work()
    assert depot.calls() == 1
    depot.house.clock.forward(seconds=5)
    await depot.work(van)
    assert len(depot.texts(chat)) == 2


async def test_a_flood_wait_is_no_ambiguity(depot):
    await depot.one()
    flood(depot, 5)
    await depot.work()
    assert await depot.ambiguities() == []


@pytest.mark.parametrize(("seconds", "closes"), [(29, False), (30, True), (43_838, True)])
async def test_a_long_wait_closes_the_gate_for_the_whole_bot(depot, seconds, closes):
    await depot.one()
    flood(depot, seconds)
    await depot.work()
    expected = depot.house.clock() + timedelta(seconds=seconds) if closes else None
    assert await gate_of(depot) == expected


async def test_a_second_chat_within_seconds_closes_the_gate_for_the_longer_wait(depot):
    chats = readers(3)
    await depot.enlist(chats)
    await depot.queue()
    flood(depot, 9, chats[0])
    flood(depot, 4, chats[1])
    await depot.work()
    assert await gate_of(depot) == depot.house.clock() + timedelta(seconds=9)


async def test_a_second_chat_much_later_closes_nothing(depot):
    chats = readers(2)
    await depot.enlist(chats)
    await depot.queue()
    van = depot.van()
    for chat in chats:
        flood(depot, 4, chat)
        await depot.work(van)
        depot.house.clock.forward(seconds=6)
        await depot.work(van)
        await depot.queue()
    assert await gate_of(depot) is None


async def test_a_closed_gate_survives_a_restart(depot):
    chat = await depot.one()
    await depot.queue()
    flood(depot, 60)
    await depot.work()
    await depot.work(depot.van())
    assert depot.calls() == 1
    depot.house.clock.forward(seconds=59)
    await depot.work(depot.van())
    assert depot.calls() == 1
    depot.house.clock.forward(seconds=2)
    await depot.work(depot.van())
    assert len(depot.texts(chat)) == 2


async def test_a_gate_is_never_closed_for_less_than_it_was(depot):
    until = depot.house.clock() + timedelta(hours=1)
    await delivering.close_gate(depot.house.newsroom, until)
    await delivering.close_gate(depot.house.newsroom, until - timedelta(minutes=30))
    assert await gate_of(depot) == until


async def test_what_a_closed_gate_holds_back_is_given_back_to_all(depot):
    await depot.enlist(readers(25))
    await depot.queue()
    flood(depot, 60)
    await depot.work()
    states = await depot.states()
    assert set(states) == {"sent", "queued"}
    assert states["sent"] <= 9  # in flight with the one that was refused


async def queued_now(depot):
    """An alert that is due at the same moment as the one before."""
    moment = depot.house.clock()
    await depot.queue()
    depot.house.clock.moment = moment
    async with depot.house.database.writing() as session:
        late = update(Delivery).where(Delivery.state == "queued", Delivery.attempt == 0)
        await session.exec(late.values(not_before=moment))


async def test_what_is_queued_later_for_a_parked_chat_waits_with_it(depot):
    chats = readers(2)
    await depot.enlist(chats)
    await depot.queue()
    flood(depot, 20, chats[0])
    await depot.work()
    await queued_now(depot)
    await depot.work(depot.van())
    assert [len(depot.texts(chat)) for chat in chats] == [0, 2]


async def test_two_chats_that_wait_close_the_gate_whichever_replica_met_them(depot):
    chats = readers(2)
    await depot.enlist(chats)
    await depot.queue()
    flood(depot, 20, chats[0])
    await depot.work()
    assert await gate_of(depot) is None
    await queued_now(depot)
    flood(depot, 10, chats[1])
    await depot.work(depot.van())
    assert await gate_of(depot) == depot.house.clock() + timedelta(seconds=10)


async def test_a_gate_that_another_replica_closed_holds_here_too(depot):
    await depot.enlist(readers(30))
    await depot.queue()
    depot.per_second = 5
    van = depot.van()
    async with depot.driving(van):
        await depot.world.until(depot.calls)
        await delivering.close_gate(depot.house.newsroom, depot.house.clock() + timedelta(hours=1))
        await van.idle.wait()
        before = depot.calls()
        assert (await depot.states())["queued"] == 30 - before


@pytest.mark.parametrize(
    ("after", "permits"), [(-3600, 15), (0, 15), (30, 22), (58, 29), (60, 30), (3600, 30)]
)
def test_after_a_flood_the_stream_goes_on_at_half_and_recovers_within_a_minute(after, permits):
    assert allowed(30, MORNING, MORNING + timedelta(seconds=after)) == permits


@pytest.mark.parametrize(("share", "permits"), [(0, 0), (1, 1), (2, 1)])
def test_half_of_little_is_still_something(share, permits):
    assert allowed(share, MORNING, MORNING) == permits


def test_where_no_gate_was_ever_closed_all_is_allowed():
    assert allowed(30, None, MORNING) == 30


async def test_a_storm_of_floods_loses_and_doubles_nothing(depot):
    """The server allows far less than the pace believes."""
    chats = readers(12)
    await depot.enlist(chats)
    await depot.queue()
    depot.world.limits = Limits(messages_per_second=3)
    van = depot.van()
    while (await depot.states())["queued"]:
        await depot.work(van)
        depot.house.clock.forward(seconds=40)
        depot.world.limits = Limits(messages_per_second=3)
    assert [len(depot.texts(chat)) for chat in chats] == [1] * 12
    assert await depot.ambiguities() == []
