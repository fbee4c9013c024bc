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
