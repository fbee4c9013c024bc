"""The rows of the replicas: written in turn, kept by the database's clock, told apart by epoch."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from storage import moments, replicas
from storage.model.replica import Lease
from storage.replicas import Known

NOON = datetime(2026, 2, 4, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(seconds=6)


def known(name="one", **more):
    return Known(name, "host", 1, "", started_at=NOON, seen_at=NOON, until=LATER, **more)


async def _roles(session):
    return [
        (lease.role, lease.holder, lease.epoch, lease.until)
        for lease in await session.exec(select(Lease).order_by(col(Lease.role)))
    ]


async def test_the_time_beside_a_file_is_the_machines(sqlite_url, open_database):
    async with open_database(sqlite_url).reading() as session:
        assert await moments.moment(session, lambda: NOON) == NOON


async def test_the_time_of_a_server_is_its_own_and_goes_on_within_a_transaction(
    postgresql_url, open_database
):
    async with open_database(postgresql_url).writing() as session:
        first, second = [await moments.moment(session, lambda: NOON) for _ in range(2)]
    assert NOON < first < second
    assert first.tzinfo is UTC


async def test_a_row_is_written_anew_and_again(database):
    async with database.writing() as session:
        await replicas.put(session, known(permits=3))
        await replicas.put(session, known(permits=4, wanted=9))
        assert await replicas.everyone(session) == [known(permits=4, wanted=9)]


async def test_a_replica_is_found_with_its_roles(database):
    async with database.writing() as session:
        await replicas.put(session, known("one"))
        await replicas.put(session, known("two"))
        await replicas.take(session, ["poller", "reaper"], "two", LATER)
        found = {one.id: one.roles for one in await replicas.everyone(session)}
    assert found == {"one": {}, "two": {"poller": LATER, "reaper": LATER}}


async def test_an_epoch_grows_when_a_role_is_taken_and_not_when_it_is_kept(database):
    async with database.writing() as session:
        await replicas.take(session, ["poller"], "one", NOON)
        await replicas.renew(session, "one", LATER)
        assert await _roles(session) == [("poller", "one", 1, LATER)]
        await replicas.take(session, ["poller", "ticker"], "two", LATER)
        assert await _roles(session) == [("poller", "two", 2, LATER), ("ticker", "two", 1, LATER)]


async def test_who_leaves_keeps_only_the_permits_that_are_under_way(database):
    async with database.writing() as session:
        for name, permits in (("one", 0), ("two", 2)):
            await replicas.put(session, known(name, permits=9))
            await replicas.take(session, [name], name, LATER)
            await replicas.leave(session, name, permits, NOON)
        left = [(one.id, one.permits, one.until) for one in await replicas.everyone(session)]
        assert (left, [until for *_lease, until in await _roles(session)]) == (
            [("two", 2, NOON)],
            [NOON, NOON],
        )


async def test_the_time_of_others_and_of_their_roles_is_prolonged(database):
    async with database.writing() as session:
        await replicas.put(session, known())
        await replicas.take(session, ["poller"], "one", NOON)
        await replicas.prolong(session, ["one"], LATER + timedelta(seconds=1))
        one = (await replicas.everyone(session))[0]
    assert {one.until, one.roles["poller"]} == {LATER + timedelta(seconds=1)}


async def test_who_writes_has_its_turn_to_itself(database_url, open_database):
    first, second = open_database(database_url), open_database(database_url)
    order = []

    async def write(database, name, waits):
        async with database.writing() as session:
            await replicas.take_turn(session)
            order.append(f"{name} begins")
            await asyncio.sleep(waits)
            order.append(f"{name} ends")

    await asyncio.gather(write(first, "one", 0.2), write(second, "two", 0.2))
    assert order in (
        ["one begins", "one ends", "two begins", "two ends"],
        ["two begins", "two ends", "one begins", "one ends"],
    )


async def test_who_freezes_in_its_turn_loses_it(postgresql_url, open_database):
    database = open_database(postgresql_url)
    async with database.reading() as session:
        await replicas.take_turn(session)
        frozen = await session.connection()
        async with asyncio.timeout(10), database.writing() as other:
            await replicas.take_turn(other)
        await frozen.invalidate()
