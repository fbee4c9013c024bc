"""Queueing in chunks: interrupted anywhere, shared, paused or stopped half-way, it loses nobody."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.services import alerts, digests, turns
from bot.services.digests import Line
from bot.services.press import Press
from bot.services.turns import Stride, Turn
from storage import control
from tests import cast
from tests.services.house import House, house_of, kyiv

THURSDAY = kyiv(2026, 2, 5, 7, 30)
FRIDAY = THURSDAY + timedelta(days=1)
MANY = 20
FAIL = {
    "sqlite": [
        """CREATE TRIGGER fail BEFORE UPDATE ON subscriber WHEN old.chat_id = 5010
        BEGIN SELECT raise(ABORT, 'pulled out'); END"""
    ],
    "postgresql": [
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'pulled out'; END $$",
        """CREATE TRIGGER fail BEFORE UPDATE ON subscriber FOR EACH ROW WHEN (old.chat_id = 5010)
        EXECUTE FUNCTION fail()""",
    ],
}
HEAL = {"sqlite": "DROP TRIGGER fail", "postgresql": "DROP TRIGGER fail ON subscriber"}


class PulledOutError(Exception):
    pass


class PulledOut:
    """The plug is pulled after some chunks."""

    def __init__(self, chunks: int) -> None:
        self.left = chunks

    def __call__(self) -> None:
        self.left -= 1
        if not self.left:
            raise PulledOutError


@pytest.fixture(autouse=True)
def threes(monkeypatch):
    """Three readers a transaction, so that twenty are many."""
    monkeypatch.setattr(turns, "STRIDE", 3)
    monkeypatch.setattr(turns, "LEAST", 3)
    monkeypatch.setattr(turns, "MOST", 3)


async def crowded(house: House) -> House:
    for number in range(MANY):
        await house.start(cast.Chat(5_000 + number, "en", "Europe/Kyiv"))
    return house


async def run(house, statement):
    async with house.database.writing() as session:
        await (await session.connection()).execute(text(statement))


def kind(house):
    return "sqlite" if house.database.is_sqlite else "postgresql"


async def everybody_has_one(house) -> bool:
    return await house.delivered_to() == Counter({5_000 + number: 1 for number in range(MANY)})


async def everybody_holds_it_once(house) -> bool:
    readers = [await house.subscriber(cast.Chat(5_000 + number, "en", "x")) for number in range(MANY)]
    return {tuple(reader.held) for reader in readers} == {(str(one.id),) for one in await house.editions()}


async def due_digests(house):
    await house.archive(cast.attack())
    await crowded(house)
    house.clock.moment = THURSDAY


async def settled_alert(house, *items):
    await crowded(house)
    await house.publish(*(items or [cast.attack()]))
    house.clock.forward(seconds=90)


async def test_digests_interrupted_between_two_chunks_go_on_without_loss_or_double(house):
    await due_digests(house)
    with pytest.raises(PulledOutError):
        await digests.queue_due(house.newsroom, Turn(wake=PulledOut(3)))
    assert 6 <= len(await house.deliveries()) < MANY
    await digests.queue_due(house_of(house.database, house.clock).newsroom)
    assert await everybody_has_one(house)
    assert await house.digests_at(THURSDAY + timedelta(minutes=1)) == []


async def test_digests_interrupted_within_a_chunk_leave_nothing_of_it(house):
    await due_digests(house)
    for statement in FAIL[kind(house)]:
        await run(house, statement)
    with pytest.raises(Exception, match="pulled out"):
        await digests.queue_due(house.newsroom)
    queued = {one.chat_id for one in await house.deliveries()}
    readers = [await house.subscriber(cast.Chat(5_000 + number, "en", "x")) for number in range(MANY)]
    assert {reader.chat_id for reader in readers if reader.next_digest_at > THURSDAY} == queued
    await run(house, HEAL[kind(house)])
    await digests.queue_due(house.newsroom)
    assert await everybody_has_one(house)


async def test_an_alert_interrupted_between_two_chunks_goes_on_without_loss_or_double(house):
    await settled_alert(house)
    with pytest.raises(PulledOutError):
        await alerts.queue_settled(house.newsroom, Turn(wake=PulledOut(3)))
    assert len(await house.deliveries()) == 9
    await alerts.queue_settled(house_of(house.database, house.clock).newsroom)
    assert await everybody_has_one(house)
    assert await everybody_holds_it_once(house)
    assert await house.alerts_after(seconds=90) == []


async def test_an_alert_interrupted_within_a_chunk_leaves_nothing_of_it(house):
    await settled_alert(house)
    for statement in FAIL[kind(house)]:
        await run(house, statement)
    with pytest.raises(Exception, match="pulled out"):
        await alerts.queue_settled(house.newsroom)
    assert len(await house.deliveries()) % 3 == 0
    await run(house, HEAL[kind(house)])
    await alerts.queue_settled(house.newsroom)
    assert await everybody_has_one(house)
    assert await everybody_holds_it_once(house)


@pytest.mark.parametrize("prepare", [due_digests, settled_alert])
async def test_two_processes_that_queue_at_once_double_nothing(house, open_database, database_url, prepare):
    await prepare(house)
    other = house_of(open_database(database_url), house.clock)
    act = digests.queue_due if prepare is due_digests else alerts.queue_settled
    counts = await asyncio.gather(*(act(one.newsroom) for one in (house, other, house, other)))
    await act(house.newsroom)
    assert await everybody_has_one(house)
    assert sum(counts) <= MANY
    if prepare is settled_alert:
        assert await everybody_holds_it_once(house)


@pytest.mark.parametrize("prepare", [due_digests, settled_alert])
async def test_an_edition_paused_half_way_is_queued_to_wait_for_the_others(house, prepare):
    await prepare(house)
    act = digests.queue_due if prepare is due_digests else alerts.queue_settled
    first = await act(house.newsroom, Turn(seconds=0))
    (edition,) = await house.editions()
    async with house.database.writing() as session:
        await control.pause(session, edition.id, house.clock())
    await act(house.newsroom)
    states = Counter(one.state for one in await house.deliveries())
    assert states == {"queued": first, "parked": MANY - first}
    assert await everybody_has_one(house)


async def test_a_digest_stopped_half_way_is_no_digest_for_the_others_who_are_told_the_next_day(house):
    await due_digests(house)
    first = await digests.queue_due(house.newsroom, Turn(seconds=0))
    await stop_the_edition(house)
    assert await digests.queue_due(house.newsroom) == 0
    assert len(await house.deliveries()) == first
    await house.send()
    assert len(await house.digests_at(FRIDAY)) == MANY - first
    assert await everybody_has_one(house)


async def test_an_alert_stopped_half_way_is_told_to_the_others_by_their_digest(house):
    await settled_alert(house)
    first = await alerts.queue_settled(house.newsroom, Turn(seconds=0))
    await stop_the_edition(house)
    assert await alerts.queue_settled(house.newsroom) == 0
    await house.send()
    assert len(await house.digests_at(THURSDAY)) == MANY - first
    assert await everybody_has_one(house)


async def stop_the_edition(house):
    (edition,) = await house.editions()
    async with house.database.writing() as session:
        await control.stop(session, edition.id, "withdrawn")


async def test_a_turn_that_is_over_ends_after_one_round_of_chunks(house):
    await due_digests(house)
    lanes = 1 if house.database.is_sqlite else 2
    line = Line()
    assert await digests.queue_due(house.newsroom, Turn(seconds=0), line) == 3 * lanes
    assert await digests.queue_due(house.newsroom, Turn(seconds=0), line) == 3 * lanes
    assert await digests.queue_due(house.newsroom, Turn(), line) == MANY - 6 * lanes


async def test_a_process_that_loses_its_role_ends_its_turn(house):
    await settled_alert(house)
    assert await alerts.queue_settled(house.newsroom, Turn(may_go_on=lambda: False)) == 3


async def test_the_van_is_woken_after_each_chunk(house):
    await settled_alert(house)
    woken = PulledOut(1_000)
    await alerts.queue_settled(house.newsroom, Turn(wake=woken))
    assert 1_000 - woken.left >= MANY // 3


async def test_an_alert_says_in_its_last_chunk_what_it_said_in_the_first(house):
    await settled_alert(house)
    await alerts.queue_settled(house.newsroom, Turn(seconds=0))
    await house.publish(cast.attack(headline={"en": "Told otherwise"}))
    await house.publish(cast.talks())
    await alerts.queue_settled(house.newsroom)
    assert await everybody_has_one(house)
    assert len(await house.editions()) == 1


async def test_what_is_withdrawn_half_way_is_not_alerted_to_the_others(house):
    await settled_alert(house, cast.attack(), cast.talks())
    first = await alerts.queue_settled(house.newsroom, Turn(seconds=0))
    await house.set_state(cast.attack().uri, "withdrawn")
    await alerts.queue_settled(house.newsroom)
    assert await everybody_has_one(house)
    texts = {edition.id: "\n".join(edition.pages) for edition in await house.editions()}
    told = Counter("Massive overnight strike" in texts[one.edition_id] for one in await house.deliveries())
    assert told == {True: first, False: MANY - first}


async def test_who_subscribes_while_an_alert_is_queued_is_told_by_the_digest(house):
    await settled_alert(house)
    await alerts.queue_settled(house.newsroom, Turn(seconds=0))
    late = await house.start(cast.Chat(6_000, "en", "Europe/Kyiv"))
    await alerts.queue_settled(house.newsroom)
    assert await everybody_has_one(house)
    await house.send()
    assert len(await house.digests_at(late.next_digest_at)) == 1


async def test_a_flash_overtakes_an_alert_that_is_being_queued(house):
    await settled_alert(house)
    await alerts.queue_settled(house.newsroom, Turn(seconds=0))
    await house.publish(cast.talks(urgency=1))
    house.clock.forward(seconds=90)
    await alerts.queue_settled(house.newsroom, Turn(seconds=0))
    assert [one.priority for one in await house.deliveries()] == [30] * 3 + [20] * 3


async def test_not_always_the_same_readers_come_first(house):
    await due_digests(house)
    days = {}
    for day in range(8):
        before = len(await house.deliveries())
        moment = THURSDAY + timedelta(days=day)
        house.clock.moment = moment
        await house.archive(cast.attack(uri=f"kaizen:{day}"))
        assert await digests.queue_due(house.newsroom) == MANY
        days[day] = (await house.deliveries())[before].chat_id
    assert len(set(days.values())) >= 6  # in which order two chunks of one moment commit is open


async def test_readers_who_are_all_different_have_their_digest_however_long_composing_takes(house):
    """Every look at the clock is a second later: one text between two transactions."""
    await house.archive(cast.attack())
    for number in range(MANY):
        chat = cast.Chat(5_000 + number, "en", "Europe/Kyiv")
        await house.start(chat, regions=["UA-30", f"UA-{number}"])
    house.clock.moment = THURSDAY
    seconds = iter(range(100_000))
    line = Line(Press(monotonic=lambda: float(next(seconds))))
    assert await digests.queue_due(house.newsroom, Turn(), line) == MANY
    assert await everybody_has_one(house)
    assert len(await house.editions()) == MANY


async def test_an_edition_knows_when_what_it_tells_was_published(house):
    await crowded(house)
    await house.publish(cast.attack())
    house.clock.forward(seconds=30)
    newest = house.clock()
    await house.publish(cast.talks())
    await house.alerts_after(seconds=90)
    (edition,) = await house.editions()
    assert edition.caused_at == newest


def test_a_stride_is_as_long_as_the_lock_may_be_held():
    stride = Stride(1_000, least=10, most=4_000)
    stride.adapt(1_000, seconds=0.4)
    assert stride.size == 500
    stride.adapt(500, seconds=0.01)
    assert stride.size == 1_000
    for _ in range(5):
        stride.adapt(stride.size, seconds=0.01)
    assert stride.size == 4_000
    stride.adapt(1, seconds=9)
    assert stride.size == 10
