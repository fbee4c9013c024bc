"""After a death: its claims are free at once, its sends are in doubt; the living keep theirs."""

from datetime import timedelta

from bot.services import reaping
from storage import reaping as record
from tests.delivery.depot import readers


async def crowd(depot, many=3):
    await depot.enlist(readers(many))
    await depot.queue()


def alive(*names):
    async def ask():
        return set(names)

    return ask


async def reap(depot, *living):
    return await reaping.reap(depot.house.newsroom, depot.house.clock(), alive(*living))


async def test_what_the_dead_had_claimed_is_queued_at_once(depot):
    await crowd(depot)
    await depot.claimed("dead", 2)
    await depot.claimed("living")
    assert await reap(depot, "living") == 0
    assert await depot.states() == {"queued": 2, "claimed": 1}
    assert await depot.ambiguities() == []


async def test_what_the_dead_were_sending_is_in_doubt_at_once(depot):
    await crowd(depot)
    await depot.sending("dead", 2)
    await depot.sending("living")
    assert await reap(depot, "living") == 2
    assert await depot.states() == {"queued": 2, "sending": 1}
    assert [one.reason for one in await depot.ambiguities()] == ["its worker died while sending"] * 2


async def test_a_death_is_reaped_once(depot):
    await crowd(depot)
    await depot.sending("dead")
    assert [await reap(depot), await reap(depot)] == [3, 0]
    assert len(await depot.ambiguities()) == 3


async def test_who_is_born_during_the_look_is_not_taken_for_dead(depot):
    """The living are asked for after those who have something in hand."""
    await crowd(depot)

    async def late():
        await depot.sending("newborn")
        return set()

    await depot.claimed("dead", 1)
    newsroom = depot.house.newsroom
    await reaping.reap(newsroom, depot.house.clock(), late)
    assert await depot.states() == {"queued": 1, "sending": 2}


async def test_an_edit_of_the_dead_is_safe_to_repeat(depot):
    await crowd(depot, 1)
    async with depot.house.database.writing() as session:
        for row in await depot.rows():
            row.action, row.target_id = "edit", 5
            await session.merge(row)
    await depot.sending("dead")
    assert await reap(depot) == 0
    assert await depot.states() == {"queued": 1}
    assert await depot.ambiguities() == []


async def test_what_expired_is_swept_a_few_at_a_time(depot, monkeypatch):
    monkeypatch.setattr(reaping, "_EXPIRED_AT_ONCE", 2)
    await crowd(depot, 5)
    depot.house.clock.forward(hours=13)
    assert await reaping.sweep(depot.house.newsroom, depot.house.clock()) == 5
    assert await depot.states() == {"expired": 5}


async def test_who_holds_what_is_asked_with_its_first_lease(depot):
    await crowd(depot)
    await depot.claimed("one", 2)
    depot.house.clock.forward(seconds=5)
    await depot.claimed("other")
    async with depot.house.database.reading() as session:
        holders = record.holders(await record.asking_holders().on(session))
    assert holders["other"] - holders["one"] == timedelta(seconds=5)
