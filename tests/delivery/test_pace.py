"""The pace: no second holds more than the limit, a chat has its turn, and people do not wait."""

import asyncio

from bot.delivery.pace import Pace
from bot.simulator import Limits
from tests import cast
from tests.delivery.depot import SEND, eventually, readers


async def test_a_broadcast_never_meets_the_limit(small_depot):
    depot, chats = small_depot, readers(150)
    await depot.enlist(chats)
    await depot.queue()
    depot.world.limits = Limits(messages_per_second=28, per_chat_per_second=1)
    depot.per_second = 28
    await depot.work()
    assert depot.world.limits.refusals == 0
    assert await depot.states() == {"sent": 150}
    assert depot.calls() == 150


async def test_a_chat_gets_one_message_in_a_second(small_depot):
    depot = small_depot
    chats = readers(3)
    await depot.enlist(chats)
    for _ in range(2):
        await depot.queue()
    depot.world.limits = Limits(per_chat_per_second=1)
    await depot.work()
    assert depot.world.limits.refusals == 0
    assert [len(depot.texts(chat)) for chat in chats] == [2, 2, 2]


async def test_a_reply_does_not_wait_for_the_broadcast_and_is_counted_against_it(small_depot):
    depot = small_depot
    asking, *others = readers(12)
    await depot.enlist(others)
    depot.world.add_reader(asking.id, "Reader", "en")
    await depot.queue()
    depot.per_second = 4
    depot.world.limits = Limits(messages_per_second=5)
    van = depot.van()
    async with depot.driving(van):
        await depot.world.until(lambda: depot.calls() == 4)
        await van.door.pace.take_first()
        await depot.bot.send_message(asking.id, "Your answer")
        van.door.pace.answered(asking.id)
        assert depot.calls() == 5
        await eventually(lambda: _all_sent(depot))
    assert depot.world.limits.refusals == 0


async def _all_sent(depot):
    return set(await depot.states()) == {"sent"}


async def test_the_most_urgent_leave_first(small_depot):
    depot = small_depot
    chats = readers(12)
    await depot.enlist(chats)
    reader = await depot.house.subscriber(chats[0])
    await depot.house.archive(cast.talks())
    await depot.house.digests_at(reader.next_digest_at)
    await depot.queue("Alert")
    await depot.work()
    sent = [("Alert" in call.params["text"]) for call in depot.world.calls_of(SEND)]
    assert sent == [True] * 12 + [False] * 12


async def test_a_permit_returns_a_second_after_the_answer():
    pace = Pace(2)
    await pace.take()
    await pace.take()
    assert not pace.take_now()
    pace.answered(1)
    assert not pace.take_now()
    await asyncio.wait_for(pace.take(), 3)


async def test_a_permit_that_was_not_used_returns_at_once():
    pace = Pace(1)
    await pace.take()
    pace.unused()
    assert pace.take_now()


async def test_what_replies_borrowed_is_paid_back_by_the_broadcast():
    pace = Pace(1)
    pace.borrow()
    pace.borrow()
    pace.unused()
    assert not pace.take_now()
    pace.unused()
    assert pace.take_now()


async def test_a_chats_turn_comes_a_second_after_its_last_message():
    now = 100.0
    pace = Pace(30, lambda: now)
    assert pace.wait_for(1) == 0
    pace.answered(1)
    assert pace.wait_for(1) == 1.0
    assert pace.wait_for(2) == 0
    now = 100.75
    assert pace.wait_for(1) == 0.25
    now = 101.0
    assert pace.wait_for(1) == 0


class Time:
    now = 100.0

    def __call__(self):
        return self.now


async def test_a_group_gets_twenty_messages_in_a_minute():
    time = Time()
    pace = Pace(30, time)
    for _ in range(20):
        assert pace.wait_for(-7) == 0
        pace.answered(-7)
        time.now += 1
    assert pace.wait_for(-7) == 40  # a minute after the first
    assert pace.wait_for(-8) == pace.wait_for(7) == 0
    time.now += 40
    assert pace.wait_for(-7) == 0
    pace.answered(-7)
    time.now += 1
    assert pace.wait_for(-7) == 0  # the second was a second after the first


async def test_a_private_chat_knows_no_minutes():
    time = Time()
    pace = Pace(30, time)
    for _ in range(40):
        assert pace.wait_for(7) == 0
        pace.answered(7)
        time.now += 1


async def test_a_parked_chat_waits_longer_than_its_last_message_asks_for():
    time = Time()
    pace = Pace(30, time)
    pace.park(7, 20)
    pace.answered(7)
    assert pace.wait_for(7) == 20


async def test_a_permit_returns_sooner_by_half_of_the_shortest_trip():
    pace = Pace(1)
    for trip in (0.9, 0.4, 0.8):
        pace.borrow()
        pace.answered(1, trip)
    loop = asyncio.get_running_loop()
    pace.resize(0)
    await eventually(lambda: _is_empty(pace))
    began = loop.time()
    pace.resize(1)
    assert pace.take_now()
    pace.answered(1, 0.9)
    await pace.take()
    assert 0.79 <= loop.time() - began < 0.95


async def _is_empty(pace):
    return pace.capacity == 0


async def test_more_permits_are_there_at_once_and_fewer_as_they_come_back():
    pace = Pace(2)
    assert pace.take_now()
    assert pace.take_now()
    pace.resize(3)
    assert pace.capacity == 3
    assert pace.take_now()
    pace.resize(1)
    assert pace.capacity == 3  # all three are out
    pace.unused()
    pace.unused()
    assert pace.capacity == 1
    assert not pace.take_now()
    pace.unused()
    assert pace.take_now()


async def test_the_next_free_permit_is_for_the_reply_that_waits():
    pace = Pace(1)
    assert pace.take_now()
    order = []

    async def take(what, name):
        await what()
        order.append(name)

    tasks = [
        asyncio.create_task(take(pace.take, "broadcast")),
        asyncio.create_task(take(pace.take_first, "reply")),
    ]
    await asyncio.sleep(0.01)
    for _ in tasks:
        pace.unused()
        await asyncio.sleep(0.01)
    assert order == ["reply", "broadcast"]


async def test_few_replies_wait_and_the_others_go_on_credit():
    pace = Pace(1)
    assert pace.take_now()
    waiting = [asyncio.create_task(pace.take_first()) for _ in range(10)]
    await asyncio.sleep(0)
    await asyncio.wait_for(pace.take_first(), 0.1)
    assert not any(task.done() for task in waiting)
    for _ in range(11):
        pace.unused()
    await asyncio.gather(*waiting)
    assert not pace.take_now()


async def test_a_reply_waits_no_longer_than_a_second():
    pace = Pace(1)
    assert pace.take_now()
    await asyncio.wait_for(pace.take_first(), 3)


async def given_up(waiting):
    """Begun, and cancelled at once."""
    task = asyncio.create_task(waiting)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_reply_that_is_cancelled_while_it_waits_takes_no_permit_along():
    pace = Pace(1)
    assert pace.take_now()
    await given_up(pace.take_first())
    pace.unused()
    assert pace.take_now()


async def test_a_second_s_messages_do_not_leave_in_one_moment():
    pace = Pace(20)
    began = asyncio.get_running_loop().time()
    for _ in range(20):
        await pace.take()
    assert 0.4 < asyncio.get_running_loop().time() - began < 0.9


async def test_a_broadcast_that_is_cancelled_before_its_moment_takes_no_permit_along():
    pace = Pace(2)
    await pace.take()
    await given_up(pace.take())
    assert pace.take_now()
    assert not pace.take_now()
