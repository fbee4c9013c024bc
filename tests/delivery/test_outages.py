"""While Telegram is away: few doubts however long it lasts, and the stream goes on by itself afterwards."""

import asyncio

import pytest

from bot.delivery.breaker import Breaker
from bot.delivery.outcomes import Gone, Sent, Uncertain, Unsent
from bot.simulator import Fault
from tests.delivery.depot import SEND, eventually, readers

AWAY = [Uncertain("502"), Unsent("refused"), Uncertain("reset")]


class Time:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def opened(time):
    breaker = Breaker(time)
    assert [breaker.heard(one) for one in AWAY] == [False, False, True]
    return breaker


def test_answers_of_any_kind_keep_the_way_open(time):
    breaker = Breaker(time)
    for _ in range(5):
        assert not any(breaker.heard(one) for one in (*AWAY[:2], Gone("blocked"), *AWAY[:2], Sent(1)))
    assert not breaker.is_open


def test_telegram_is_asked_ever_later_up_to_half_a_minute(time, opened):
    waits = []
    for _ in range(7):
        before = time.now
        while not opened.asks_now:
            time.now += 0.5
        waits.append(time.now - before)
        opened.answered(well=False)
    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_after_a_good_answer_one_send_tries_the_way(time, opened):
    time.now = 1.0
    opened.answered(well=True)
    assert (opened.is_open, opened.is_trying) == (False, True)
    assert opened.heard(Uncertain("again"))
    assert (opened.is_open, opened.asks_now) == (True, False)


def test_a_send_that_arrives_makes_all_as_before(time, opened):
    opened.answered(well=True)
    opened.heard(Sent(1))
    assert (opened.is_open, opened.is_trying) == (False, False)
    assert [opened.heard(one) for one in AWAY] == [False, False, True]
    time.now = 1.0
    assert opened.asks_now


async def test_an_outage_costs_no_more_doubts_than_were_in_flight(small_depot):
    depot = small_depot
    chats = readers(40)
    await depot.enlist(chats)
    await depot.queue()
    depot.world.faults.add(Fault("status", SEND, count=1000))
    depot.world.faults.add(Fault("status", "getMe", count=1000))
    van = depot.van()
    async with depot.driving(van):
        await eventually(lambda: _is_open(van))
        await asyncio.sleep(2.0)
        assert len(await depot.ambiguities()) == depot.calls() <= 10
        depot.world.faults.waiting.clear()
        depot.house.clock.forward(seconds=10)
        await eventually(lambda: _all_sent(depot))
    assert [len(depot.texts(chat)) for chat in chats] == [1] * 40


async def _is_open(van):
    return van.departures.breaker.is_open and not van.departures.in_flight


async def _all_sent(depot):
    return set(await depot.states()) == {"sent"}


async def test_while_only_sends_fail_each_try_costs_one_doubt(small_depot):
    depot = small_depot
    await depot.enlist(readers(40))
    await depot.queue()
    depot.world.faults.add(Fault("status", SEND, count=1000))
    van = depot.van()
    async with depot.driving(van):
        await eventually(lambda: _is_open(van))
        before = depot.calls()
        await eventually(lambda: _tried_again(depot, before))
        await asyncio.sleep(0.5)
        assert depot.calls() == before + 1


async def _tried_again(depot, before):
    return depot.calls() > before
