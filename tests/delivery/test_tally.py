"""The tally: what passed is counted, by kind and outcome, and how fast."""

from sqlmodel import update

from bot.delivery.tally import Histogram, Tally
from storage.model.ledger import Edition
from tests.delivery.depot import SEND, readers


def test_a_histogram_counts_by_bounds_and_beyond():
    one = Histogram((1.0, 10.0))
    for value in (0.5, 1.0, 3.0, 99.0):
        one.add(value)
    assert (one.counts, one.count, one.total) == ([2, 1, 1], 4, 103.5)


def test_the_rate_is_that_of_whole_seconds():
    moments = iter([1.1, 1.9, 2.5, 11.2, 11.3, 12.0])
    tally = Tally(lambda: next(moments))
    for _ in range(4):
        tally.called(0.05, arrived=True)
    tally.called(0.05, arrived=False)
    assert tally.rate(10) == 0.3
    assert tally.rate(10) == 0.2


async def test_what_the_van_delivers_is_counted(small_depot):
    depot = small_depot
    chats = readers(4)
    await depot.enlist(chats)
    await depot.queue()
    async with depot.house.database.writing() as session:
        await session.exec(update(Edition).values(caused_at=depot.house.clock()))
    depot.house.clock.forward(seconds=8)
    depot.world.block(chats[0].id)
    depot.world.faults.answer(
        SEND, 429, "Too Many Requests: retry after 3", retry_after=3, chat_id=chats[1].id
    )
    van = await depot.work()
    assert van.tally.deliveries == {("alert", "sent"): 2, ("alert", "failed"): 1, ("alert", "queued"): 1}
    assert (van.tally.floods, van.tally.calls.count, van.tally.in_flight) == (1, 4, 0)
    latency = van.tally.latencies["alert"]
    assert (latency.count, latency.total) == (2, 16.0)
