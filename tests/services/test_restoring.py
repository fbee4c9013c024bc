"""A restored copy: nothing that waited in it is repeated silently, and nobody is lost."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.services import alerts, digests, restoring
from storage import backups
from storage.db import Database
from storage.model.ledger import Ambiguity, Delivery, Edition
from storage.model.replica import Replica
from storage.restoring import REASON
from tests import cast
from tests.services.house import ANNA, BEN, house_of, kyiv

MORNING = kyiv(2026, 2, 5, 7, 30)


async def doubts(house):
    async with house.database.reading() as session:
        return [(one.delivery_id, one.reason) for one in await session.exec(select(Ambiguity))]


async def queue(house, *states):
    """A delivery in each of these states; returns their ids."""
    async with house.database.writing() as session:
        now = house.clock()
        edition = Edition(key="e", kind="digest", language="en", priority=60, pages=["text"], created_at=now)
        session.add(edition)
        await session.flush()
        rows = [
            Delivery(
                edition_id=edition.id,
                chat_id=1000 + number,
                slot="s",
                state=state,
                priority=60,
                not_before=now,
                created_at=now,
                worker="somebody",
            )
            for number, state in enumerate(states)
        ]
        session.add_all(rows)
        await session.flush()
        return [row.id for row in rows]


async def states(house):
    return [(one.state, one.worker) for one in await house.deliveries()]


async def test_a_database_that_is_no_copy_is_left_alone(house):
    await queue(house, "queued", "sending")
    assert await restoring.after_restore(house.newsroom) is None
    assert await doubts(house) == []


async def test_what_is_not_settled_is_in_doubt_and_sent_once_more(house):
    ids = await queue(house, "queued", "claimed", "sending", "parked", "sent", "failed", "unknown")
    done = await restoring.after_restore(house.newsroom, told=True)
    assert done is not None
    assert (done.doubted, done.again) == (4, 3)
    assert await doubts(house) == [(number, REASON) for number in ids[:4]]
    assert [state for state, _worker in await states(house)] == [
        "queued",
        "queued",
        "queued",
        "parked",
        "sent",
        "failed",
        "unknown",
    ]
    assert {worker for _state, worker in (await states(house))[:3]} == {None}


@pytest.mark.parametrize("policy", ["hold", "probe"])
async def test_it_waits_for_the_desk_where_the_house_holds(house, policy):
    await queue(house, "queued", "sending")
    done = await restoring.after_restore(house.ruled(when_uncertain=policy).newsroom, told=True)
    assert done is not None
    assert (done.doubted, done.again) == (2, 0)
    assert [state for state, _worker in await states(house)] == ["unknown", "unknown"]


async def test_what_was_in_doubt_before_is_not_sent_a_third_time(house):
    (one, _other) = await queue(house, "queued", "queued")
    async with house.database.writing() as session:
        session.add(
            Ambiguity(delivery_id=one, epoch=1, reason="", policy="resend", recorded_at=house.clock())
        )
    await restoring.after_restore(house.newsroom, told=True)
    assert [state for state, _worker in await states(house)] == ["unknown", "queued"]


async def test_a_digest_that_fell_due_since_waits_for_the_next_and_tells_everything_then(house):
    await house.archive(cast.attack())
    await house.start(ANNA)
    await house.start(BEN, times=["09:00"])
    house.clock.moment = kyiv(2026, 2, 5, 8, 0)
    done = await restoring.after_restore(house.newsroom, told=True)
    assert done is not None
    assert done.digests == 1
    assert await digests.queue_due(house.newsroom) == 0
    assert len(await house.digests_at(kyiv(2026, 2, 5, 9, 0))) == 1
    assert len(await house.digests_at(kyiv(2026, 2, 6, 7, 30))) == 1


async def test_an_alert_that_was_about_to_be_made_is_not_and_its_entry_is_in_the_digest(house):
    await house.start(ANNA)
    embargoed = cast.talks(embargoed_until="2026-02-04T19:05:00+02:00", urgency=3)
    await house.publish(cast.attack(), embargoed)
    house.clock.forward(hours=1)
    done = await restoring.after_restore(house.newsroom, told=True)
    assert done is not None
    assert done.alerts == 2
    assert await alerts.queue_settled(house.newsroom) == 0
    (text,) = await house.digests_at(MORNING)
    assert "Massive overnight strike" in text
    assert "Abu Dhabi" in text


async def test_what_quiet_hours_held_back_is_left_to_the_digest(house):
    await house.start(ANNA, quiet=["18:00", "23:00"])
    await house.publish(cast.attack())
    assert await house.alerts_after(seconds=90) == []
    await restoring.after_restore(house.newsroom, told=True)
    assert await house.wakes_at(kyiv(2026, 2, 4, 23, 0)) == []
    assert len(await house.digests_at(MORNING)) == 1


async def test_while_a_bot_is_alive_on_it_nothing_is_touched(house):
    await queue(house, "queued")
    async with house.database.writing() as session:
        now = datetime.now(UTC)
        until = now + timedelta(days=9_000)
        session.add(Replica(id="a", host="h", pid=1, started_at=now, seen_at=now, until=until))
    with pytest.raises(restoring.StillRunning):
        await restoring.after_restore(house.newsroom, told=True)
    assert await doubts(house) == []


async def test_a_copy_made_by_backup_knows_itself_and_is_looked_after_once(sqlite_url, tmp_path):
    original = house_of(Database(sqlite_url))
    await queue(original, "queued")
    backups.copy(original.database.url, tmp_path / "copy.db")
    assert await restoring.after_restore(original.newsroom) is None
    await original.database.close()
    copy = house_of(Database(f"sqlite:///{tmp_path / 'copy.db'}"))
    done = await restoring.after_restore(copy.newsroom)
    assert done is not None
    assert done.doubted == 1
    assert await restoring.after_restore(copy.newsroom) is None
    await copy.database.close()


def test_a_copy_that_fails_its_check_is_an_error(tmp_path):
    damaged = sqlite3.connect(tmp_path / "damaged.db")
    damaged.execute("CREATE TABLE t (x INTEGER NOT NULL)")
    damaged.execute("PRAGMA writable_schema=ON")
    damaged.execute("INSERT INTO t VALUES (1)")
    damaged.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE t (x INTEGER NOT NULL, CHECK (x > 5))'")
    damaged.commit()
    damaged.close()
    made = sqlite3.connect(tmp_path / "damaged.db")
    with pytest.raises(backups.CopyDamaged):
        backups._check(made)
    made.close()
