"""What bounds the harm: few in doubt at a time, what is not ours for sure stays, the urgent overtake."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from bot.delivery import departures
from bot.services import delivering
from storage.engines import sync_engine
from tests import cast
from tests.delivery.depot import SEND, at_each_call, eventually, readers


@dataclass
class Somewhere:
    """A place that can change."""

    share: int
    machine: object
    id: str = "one of several"
    rank: int = 0
    live: int = 1

    def holds(self, _role):
        return False

    def moment(self):
        return self.machine()


async def crowd(depot, many):
    chats = readers(many)
    await depot.enlist(chats)
    await depot.queue()
    return chats


async def test_no_more_than_ten_are_ever_in_doubt(depot):
    """What is `sending` in the database, seen from outside at each request."""
    await crowd(depot, 60)
    depot.world.faults.delay(0.02, SEND, count=60)
    engine = sync_engine(depot.house.database.url)

    def sending():
        with engine.connect() as connection:
            question = text("SELECT count(*) FROM delivery WHERE state = 'sending'")
            return connection.execute(question).scalar_one()

    with at_each_call(depot.world, sending) as seen:
        await depot.work()
    engine.dispose()
    assert 1 <= max(seen) <= 10
    assert await depot.states() == {"sent": 60}


async def test_a_chat_has_no_more_than_one_in_flight(depot):
    await crowd(depot, 2)
    for _ in range(4):
        await depot.queue()
    flying, most = Counter(), Counter()
    door = depot.door()
    deliver = door.deliver

    async def watched(one, ware):
        flying[one.chat_id] += 1
        most[one.chat_id] = max(most[one.chat_id], flying[one.chat_id])
        outcome = await deliver(one, ware)
        flying[one.chat_id] -= 1
        return outcome

    door.deliver = watched
    await depot.work(depot.van(door=door))
    assert set(most.values()) == {1}
    assert await depot.states() == {"sent": 10}


async def test_a_running_broadcast_is_overtaken_by_an_alert(small_depot):
    depot = small_depot
    chats = readers(60)
    await depot.enlist(chats)
    reader = await depot.house.subscriber(chats[0])
    await depot.house.archive(cast.talks())
    await depot.house.digests_at(reader.next_digest_at)
    depot.per_second = 25
    van = depot.van()
    async with depot.driving(van):
        await depot.world.until(lambda: depot.calls() >= 5)
        await depot.queue("Alert")
        before = depot.calls()
        van.wake()
        await eventually(lambda: _sent(depot, 60 + 60))
    order = ["Alert" in call.params["text"] for call in depot.world.calls_of(SEND)]
    first = order.index(True)
    within_a_second = 25
    assert first < before + within_a_second  # what was about to leave leaves
    assert sum(not one for one in order[first : first + 60]) < within_a_second


async def _sent(depot, many):
    return (await depot.states())["sent"] == many


async def test_a_closed_gate_gives_what_was_ready_back_without_a_doubt(depot):
    await crowd(depot, 30)
    depot.per_second = 8
    van = depot.van()
    async with depot.driving(van):
        await depot.world.until(depot.calls)
        await delivering.close_gate(depot.house.newsroom, depot.house.clock() + timedelta(hours=1))
        await asyncio.wait_for(van.idle.wait(), 8)
        states = await depot.states()
    assert set(states) == {"sent", "queued"}
    assert sum(row.attempt for row in await depot.rows()) == states["sent"] == depot.calls()
    assert await depot.ambiguities() == []


async def test_at_the_end_what_was_ready_is_given_back_without_a_doubt(depot):
    await crowd(depot, 30)
    depot.per_second = 1
    async with depot.driving(depot.van()):
        await depot.world.until(depot.calls)
    states = await depot.states()
    assert set(states) == {"sent", "queued"}
    assert sum(row.attempt for row in await depot.rows()) == states["sent"] == depot.calls()
    assert await depot.ambiguities() == []


async def test_nothing_leaves_while_a_process_is_not_sure_of_its_place(depot):
    await crowd(depot, 3)
    place = Somewhere(share=0, machine=depot.house.clock)
    van = depot.van(place=place)
    async with depot.driving(van):
        await asyncio.wait_for(van.idle.wait(), 8)
        assert depot.calls() == 0
        place.share = 30
        await eventually(lambda: _sent(depot, 3))


async def test_what_was_ready_for_too_long_is_asked_of_the_ledger_again(depot, monkeypatch):
    """As after a freeze: others may have taken it over meanwhile."""
    monkeypatch.setattr(departures, "FRESH_FOR", -1.0)
    await crowd(depot, 3)
    async with depot.driving(depot.van()):
        await eventually(lambda: _epoch_above(depot, 2))
        assert depot.calls() == 0
        monkeypatch.setattr(departures, "FRESH_FOR", 4.0)
        await eventually(lambda: _sent(depot, 3))
    assert [row.attempt for row in await depot.rows()] == [1, 1, 1]


async def _epoch_above(depot, epoch):
    return all(row.epoch > epoch for row in await depot.rows())


async def test_replicas_share_the_chats_out(depot):
    chats = await crowd(depot, 12)
    second = Somewhere(30, depot.house.clock, id="second", rank=1, live=3)
    await depot.work(depot.van(place=second))
    assert {chat.id for chat in chats if depot.texts(chat)} == {c.id for c in chats if c.id % 3 == 1}


async def test_a_reader_who_moves_to_another_replica_is_given_back(depot):
    chats = await crowd(depot, 12)
    depot.per_second = 1
    place = Somewhere(1, depot.house.clock)
    async with depot.driving(depot.van(place=place)):
        await depot.world.until(depot.calls)
        place.rank, place.live = 0, 3
        await eventually(lambda: _held_only(depot, lambda chat: chat % 3 == 0))
    assert len(chats) == sum((await depot.states()).values())


async def _held_only(depot, mine):
    held = [row.chat_id for row in await depot.rows() if row.state == "claimed"]
    return all(mine(chat) for chat in held)
