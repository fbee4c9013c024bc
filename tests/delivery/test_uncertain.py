"""Sends that may have arrived: written down first, tried again by the house's rule, never a third time."""

import asyncio

import pytest
from sqlalchemy import text

from bot.services import delivering, reaping
from bot.services.delivering import RESEND_AFTER, SEND_WITHIN
from bot.services.loads import Fate
from bot.simulator import Fault
from storage.engines import sync_engine
from tests.delivery.depot import SEND, at_each_call, bot_for, readers

FAULTS = {
    "reset_before": 0,
    "reset_after": 1,
    "garbage": 1,
    "status": 0,
}


def fail(depot, kind="reset_after", count=1):
    depot.world.faults.add(Fault(kind, SEND, count=count))


async def later(depot, van=None):
    """After the pause before a second try."""
    depot.house.clock.forward(seconds=RESEND_AFTER.seconds)
    return await depot.work(van)


@pytest.mark.parametrize(("kind", "arrived"), FAULTS.items())
async def test_it_is_written_down_and_sent_once_more(depot, kind, arrived):
    chat = await depot.one()
    fail(depot, kind)
    await depot.work()
    assert (await depot.row()).state == "queued"
    (ambiguity,) = await depot.ambiguities()
    assert (ambiguity.delivery_id, ambiguity.policy) == ((await depot.row()).id, "resend")
    assert ambiguity.reason
    await later(depot)
    row = await depot.row()
    assert (row.state, row.attempt) == ("sent", 2)
    assert len(depot.texts(chat)) == arrived + 1
    assert len(depot.texts(chat)) - 1 <= len(await depot.ambiguities())


async def test_an_answer_that_does_not_come_in_time_is_one_of_them(depot):
    chat = await depot.one()
    depot.world.faults.delay(0.5, SEND)
    async with bot_for(depot.simulator.url, read_timeout=0.1) as depot.bot:
        await depot.work()
    assert len(depot.texts(chat)) == 1
    assert len(await depot.ambiguities()) == 1


@pytest.mark.parametrize("kind", ["reset_after", "status"])
async def test_it_is_never_sent_a_third_time(depot, kind):
    await depot.one()
    fail(depot, kind, count=2)
    await depot.work()
    for _ in range(3):
        await later(depot)
    assert (await depot.row()).state == "unknown"
    assert depot.calls() == 2
    assert len(await depot.ambiguities()) == 2


async def test_a_house_that_holds_keeps_it_unknown(depot):
    await depot.one()
    holding = depot.house.ruled(when_uncertain="hold")
    fail(depot)
    await depot.work(depot.van(holding))
    await later(depot, depot.van(holding))
    assert (await depot.row()).state == "unknown"
    assert depot.calls() == 1
    (ambiguity,) = await depot.ambiguities()
    assert ambiguity.policy == "hold"


def looking(depot, question):
    """Asks the database in a connection of its own: what is seen is committed."""
    engine = sync_engine(depot.house.database.url)

    def look():
        with engine.connect() as connection:
            return connection.execute(text(question)).scalar_one()

    return engine, look


async def test_sending_is_committed_before_the_request(depot):
    await depot.one()
    engine, look = looking(depot, "SELECT state FROM delivery")
    with at_each_call(depot.world, look) as seen:
        await depot.work()
    engine.dispose()
    assert seen == ["sending"]


async def test_the_ambiguity_is_committed_before_the_second_request(depot):
    await depot.one()
    fail(depot)
    engine, look = looking(depot, "SELECT count(*) FROM ambiguity")
    with at_each_call(depot.world, look) as seen:
        await depot.work()
        await later(depot)
    engine.dispose()
    assert seen == [0, 1]


async def test_others_are_not_touched(depot):
    chats = readers(5)
    await depot.enlist(chats)
    await depot.queue()
    depot.world.faults.reset_after(SEND, chat_id=chats[2].id)
    await depot.work()
    assert await depot.states() == {"sent": 4, "queued": 1}
    assert len(await depot.ambiguities()) == 1


async def test_a_claim_of_a_dead_worker_is_simply_taken_over(depot):
    chat = await depot.one()
    await depot.claimed()
    depot.house.clock.forward(seconds=delivering.CLAIM_FOR.seconds + 1)
    await depot.work()
    assert len(depot.texts(chat)) == 1
    assert await depot.ambiguities() == []


async def test_a_claim_is_not_taken_over_before_its_lease_ends(depot):
    chat = await depot.one()
    await depot.claimed()
    depot.house.clock.forward(seconds=delivering.CLAIM_FOR.seconds - 1)
    await depot.work()
    assert depot.texts(chat) == []


async def test_a_send_of_a_dead_worker_is_written_down_and_sent_once_more(depot):
    chat = await depot.one()
    await depot.sending()
    depot.house.clock.forward(seconds=SEND_WITHIN.seconds + 1)
    await depot.work()
    assert len(await depot.ambiguities()) == 1
    await later(depot)
    assert len(depot.texts(chat)) == 1
    assert (await depot.row()).state == "sent"


async def test_a_send_of_a_dead_worker_is_held_where_the_house_holds(depot):
    await depot.one()
    await depot.sending()
    depot.house.clock.forward(seconds=SEND_WITHIN.seconds + 1)
    await depot.work(depot.van(depot.house.ruled(when_uncertain="hold")))
    assert (await depot.row()).state == "unknown"
    assert depot.calls() == 0


async def test_two_deaths_over_one_delivery_end_it(depot):
    await depot.one()
    for _ in range(2):
        await depot.sending()
        depot.house.clock.forward(seconds=SEND_WITHIN.seconds + 1)
        await reaping.reap(depot.house.newsroom, depot.house.clock())
        depot.house.clock.forward(seconds=RESEND_AFTER.seconds)
    await depot.work()
    assert (await depot.row()).state == "unknown"
    assert depot.calls() == 0
    assert len(await depot.ambiguities()) == 2


async def test_two_survivors_recover_one_death_once(depot):
    await depot.enlist(readers(5))
    await depot.queue()
    await depot.sending()
    depot.house.clock.forward(seconds=SEND_WITHIN.seconds + 1)
    await asyncio.gather(depot.work(), depot.work())
    assert len(await depot.ambiguities()) == 5


LATE = [
    {"state": "sent", "message_id": 999},
    {"state": "failed", "error": "Forbidden", "chat_state": "inactive"},
    {"state": "unknown", "error": "ReadError"},
    {"state": "queued", "error": "flood limit", "wait": 60.0, "park_chat": True},
    {"state": "queued", "new_chat_id": -77},
    {"state": "failed", "error": "can't parse", "broken_edition": True},
]


async def test_a_worker_that_slept_too_long_changes_nothing(depot):
    chat = await depot.one()
    (asleep,) = await depot.sending()
    depot.house.clock.forward(seconds=SEND_WITHIN.seconds + 1)
    await depot.work()
    await later(depot)
    before = (await depot.row()).model_dump()
    for late in LATE:
        await delivering.settle(depot.house.newsroom, [Fate(asleep, **late)], depot.house.clock())
        assert (await depot.row()).model_dump() == before, late
        assert len(await depot.ambiguities()) == 1, late
        assert (await depot.house.subscriber(chat)).state == "active"
        assert (await depot.house.editions())[0].stopped is None


async def test_a_worker_that_slept_too_long_may_not_begin(depot):
    await depot.one()
    asleep = await depot.claimed()
    depot.house.clock.forward(seconds=delivering.CLAIM_FOR.seconds + 1)
    await depot.work()
    assert await depot.begun(asleep) == []
    assert (await depot.row()).state == "sent"


async def test_who_stops_between_claim_and_send_gets_nothing(depot):
    chat = await depot.one()
    claimed = await depot.claimed()
    await depot.house.press("stop", chat)
    assert await depot.begun(claimed) == []
    assert (await depot.row()).state == "cancelled"
