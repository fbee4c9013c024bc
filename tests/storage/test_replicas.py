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


async def everyone(session):
    return replicas.everyone(await replicas.asking_everyone().on(session))


async def all_of(session, calls):
    for call in calls:
        await call.on(session)


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
        await replicas.putting(known(permits=3)).on(session)
        await replicas.putting(known(permits=4, wanted=9)).on(session)
        assert await everyone(session) == [known(permits=4, wanted=9)]


async def test_a_replica_is_found_with_its_roles(database):
    async with database.writing() as session:
        await replicas.putting(known("one")).on(session)
        await replicas.putting(known("two")).on(session)
        await replicas.taking(["poller", "reaper"], "two", LATER).on(session)
        found = {one.id: one.roles for one in await everyone(session)}
    assert found == {"one": {}, "two": {"poller": LATER, "reaper": LATER}}


async def test_an_epoch_grows_when_a_role_is_taken_and_not_when_it_is_kept(database):
    async with database.writing() as session:
        await replicas.taking(["poller"], "one", NOON).on(session)
        await replicas.renewing("one", LATER).on(session)
        assert await _roles(session) == [("poller", "one", 1, LATER)]
        await replicas.taking(["poller", "ticker"], "two", LATER).on(session)
        assert await _roles(session) == [("poller", "two", 2, LATER), ("ticker", "two", 1, LATER)]


async def test_who_leaves_keeps_only_the_permits_that_are_under_way(database):
    async with database.writing() as session:
        for name, permits in (("one", 0), ("two", 2)):
            await replicas.putting(known(name, permits=9)).on(session)
            await replicas.taking([name], name, LATER).on(session)
            await all_of(session, replicas.leaving(name, permits, NOON))
        left = [(one.id, one.permits, one.until) for one in await everyone(session)]
        assert (left, [until for *_lease, until in await _roles(session)]) == (
            [("two", 2, NOON)],
            [NOON, NOON],
        )


async def test_the_time_of_others_and_of_their_roles_is_prolonged(database):
    async with database.writing() as session:
        await replicas.putting(known()).on(session)
        await replicas.taking(["poller"], "one", NOON).on(session)
        await all_of(session, replicas.prolonging(["one"], LATER + timedelta(seconds=1)))
        one = (await everyone(session))[0]
    assert {one.until, one.roles["poller"]} == {LATER + timedelta(seconds=1)}


async def test_who_writes_has_its_turn_to_itself(database_url, open_database):
    first, second = open_database(database_url), open_database(database_url)
    order = []

    async def write(database, name, waits):
        async with database.writing() as session:
            await replicas.taking_turn().on(session)
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
        await replicas.taking_turn().on(session)
        frozen = await session.connection()
        async with asyncio.timeout(10), database.writing() as other:
            await replicas.taking_turn().on(other)
        await frozen.invalidate()
