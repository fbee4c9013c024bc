"""The poller: nothing is confirmed that is not stored, and only who has the role asks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.delivery import polling
from bot.services.replicas.place import POLLER
from storage.errors import DatabaseUnreachable
from tests.delivery.depot import TOKEN
from tests.delivery.office import Office, office_on, seat
from tests.stories.play import eventually

ANNA = 1001


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "_BACK_OFF", (0.02,))
    monkeypatch.setattr(polling, "_STAND_BACK", (0.2,))
    monkeypatch.setattr(polling, "_LOOK", 0.02)


@pytest.fixture
async def office(sqlite_url: str, open_database) -> AsyncIterator[Office]:
    async with office_on(open_database(sqlite_url), TOKEN) as office:
        office.meet(ANNA)
        yield office


@asynccontextmanager
async def running(poller):
    task = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        poller.stop()
        await asyncio.wait_for(task, 1)


def say(office, *words):
    for word in words:
        office.world.say(ANNA, ANNA, word)


async def test_what_is_not_stored_is_not_confirmed(office):
    taken, stored = [], asyncio.Event()

    async def take(updates):
        taken.append(updates)
        await stored.wait()

    async with running(office.poller(seat("one", POLLER), take)):
        say(office, "Hello")
        await office.world.until(lambda: taken)
        assert len(office.world.updates.pending) == 1
        stored.set()
        await office.world.until(lambda: not office.world.updates.pending)
    assert len(taken) == 1


async def test_what_could_not_be_stored_is_asked_for_again(office):
    taken = []

    async def take(updates):
        taken.extend(updates)
        if len(taken) < 3:
            raise DatabaseUnreachable

    async with running(office.poller(seat("one", POLLER), take)):
        say(office, "Hello")
        await office.world.until(lambda: not office.world.updates.pending)
    assert len({update["update_id"] for update in taken}) == 1
    assert len(taken) == 3


async def test_it_stores_exactly_what_telegram_sent(office):
    taken = []

    async def take(updates):
        taken.extend(updates)

    async with running(office.poller(seat("one", POLLER), take)):
        say(office, "Hello")
        sent = office.world.updates.pending[0].as_update()
        await office.world.until(lambda: taken)
    assert taken == [sent]


@pytest.mark.parametrize("trouble", ["status", "reset_before", "reset_after", "garbage"])
async def test_troubles_on_the_way_are_survived(office, trouble):
    taken = []

    async def take(updates):
        taken.extend(updates)

    getattr(office.world.faults, trouble)("getUpdates", count=3)
    async with running(office.poller(seat("one", POLLER), take)):
        say(office, "Hello")
        await office.world.until(lambda: taken)


async def test_who_has_not_the_role_does_not_ask_and_takes_over_when_it_gets_it(office):
    one, other = seat("one", POLLER), seat("other")
    async with (
        office.open() as inbox,
        running(office.poller(one, inbox.take)),
        running(office.poller(other, inbox.take)) as second,
    ):
        office.clerk.more = None
        for number in range(40):
            say(office, f"Word {number}")
            if number == 20:
                one.roles.clear()
                other.roles.add(POLLER)
            await asyncio.sleep(0.002)
        await office.world.until(lambda: not office.world.updates.pending and second.last_at)
        await eventually(inbox.is_quiet)
    assert len(office.clerk.of(ANNA)) == len(set(office.clerk.of(ANNA))) == 40
    conflicts = [c for c in office.world.calls_of("getUpdates") if c.status == 409]
    assert len(conflicts) <= 1


async def test_two_who_believe_to_have_the_role_say_so_and_lose_and_double_nothing(office, caplog):
    places = [seat("one", POLLER), seat("other", POLLER)]
    async with (
        office.open() as inbox,
        running(office.poller(places[0], inbox.take)),
        running(office.poller(places[1], inbox.take)),
    ):
        for number in range(40):
            say(office, f"Word {number}")
            await asyncio.sleep(0.02)
        await office.world.until(lambda: not office.world.updates.pending)
        await eventually(inbox.is_quiet)
    assert len(office.clerk.of(ANNA)) == len(set(office.clerk.of(ANNA))) == 40
    assert "only one bot instance is running" in caplog.text
    assert len([c for c in office.world.calls_of("getUpdates") if c.status == 409]) < 12  # no storm


async def test_a_long_poll_is_cut_short_at_the_end(office):
    async def take(_updates):
        raise AssertionError

    async with running(office.poller(seat("one", POLLER), take)):
        await asyncio.sleep(0.1)
