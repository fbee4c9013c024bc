"""`brief status`: readers, queue and its end, gate, doubts and replicas, from the database alone."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, update

from bot.brief import priorities
from bot.services import status
from storage import gates
from storage.model.inbox import Incoming, Reply
from storage.model.ledger import Ambiguity, Delivery, Edition
from storage.model.replica import Lease, Replica
from tests import cast

NOW = datetime.now(UTC).replace(microsecond=0)
KYIV = ZoneInfo("Europe/Kyiv")
MINUTE = timedelta(minutes=1)


async def asked(database, per_second=10):
    return await status.status_of(database, NOW, KYIV, per_second)


def ago(**span):
    return NOW - timedelta(**span)


async def keep(database, *rows):
    async with database.writing() as session:
        session.add_all(rows)


async def queue(database, many, priority=priorities.DIGEST, paused=None, **changes):
    """So many deliveries of an edition of their own; returns their ids."""
    async with database.writing() as session:
        edition = Edition(
            key=f"{priority}:{changes}",
            kind="digest",
            language="en",
            priority=priority,
            pages=["text"],
            created_at=NOW,
            paused_at=paused,
        )
        session.add(edition)
        await session.flush()
        rows = [_delivery(edition, number, changes) for number in range(many)]
        session.add_all(rows)
        await session.flush()
        return [row.id for row in rows]


def _delivery(edition, number, changes):
    fields = {
        "edition_id": edition.id,
        "chat_id": 1000 + number,
        "slot": "s",
        "priority": edition.priority,
        "not_before": NOW,
        "created_at": NOW,
    }
    return Delivery(**fields | changes)


async def test_an_empty_database_has_nothing_to_say(database):
    found = await asked(database)
    assert found.readers == {"active": 0, "paused": 0, "inactive": 0, "stopped": 0}
    assert (found.waiting, found.eta_seconds, found.oldest_due, found.last_sent) == (0, 0, None, None)
    assert (found.depth.lanes, found.depth.gate, found.replicas, found.suggestion) == ([], None, [], None)


async def test_readers_are_counted_by_state(database):
    async with database.writing() as session:
        await cast.enlist(session, [cast.KYIV_READER, cast.TORONTO_READER])
        await cast.enlist(session, [cast.STRANGER], state="inactive")
    assert (await asked(database)).readers == {"active": 2, "paused": 0, "inactive": 1, "stopped": 0}


async def test_readers_for_whom_quiet_hours_hold_something_back_are_counted(database):
    async with database.writing() as session:
        await cast.enlist(session, [cast.KYIV_READER], waiting=["1"], wakes_at=NOW + MINUTE)
        await cast.enlist(session, [cast.TORONTO_READER], waiting=["1", "2"], wakes_at=NOW + 2 * MINUTE)
        await cast.enlist(session, [cast.STRANGER], waiting=["1"], wakes_at=NOW, state="inactive")
    assert (await asked(database)).quiet == status.Held(2, NOW + MINUTE)


async def test_the_queue_is_shown_most_urgent_first_with_the_time_until_each_is_through(database):
    await queue(database, 200)
    await queue(database, 100, priorities.ALERT)
    await queue(database, 10, priorities.ALERT, state="sending")
    found = await asked(database, per_second=10)
    assert [(lane.name, lane.states["queued"]) for lane in found.depth.lanes] == [
        ("alerts", 100),
        ("digests", 200),
    ]
    assert [lane.eta_seconds for lane in found.depth.lanes] == [11, 31]
    assert (found.waiting, found.eta_seconds) == (310, 31)


async def test_a_closed_gate_delays_the_end(database):
    await queue(database, 100)
    async with database.writing() as session:
        await gates.close(session, gates.WHOLE_BOT, NOW + timedelta(hours=1))
    found = await asked(database, per_second=10)
    assert found.depth.gate == NOW + timedelta(hours=1)
    assert found.eta_seconds == 3610


async def test_a_gate_that_has_opened_is_not_mentioned(database):
    async with database.writing() as session:
        await gates.close(session, gates.WHOLE_BOT, ago(seconds=1))
    assert (await asked(database)).depth.gate is None


async def test_what_is_parked_or_in_doubt_waits_apart_and_needs_no_time(database):
    await queue(database, 3, paused=NOW, state="parked")
    (doubted, *_rest) = await queue(database, 2, priorities.ALERT, state="unknown")
    for epoch in (1, 2):
        await keep(database, _ambiguity(doubted, epoch=epoch))
    await keep(database, _ambiguity(doubted + 1))
    found = await asked(database)
    states = {lane.name: lane.states for lane in found.depth.lanes}
    assert states["digests"]["parked"] == 3
    assert states["alerts"]["unknown"] == 2
    assert (found.waiting, found.eta_seconds, found.doubts.held) == (0, 0, 2)


def _ambiguity(delivery, **changes):
    fields = {"delivery_id": delivery, "epoch": 1, "reason": "", "policy": "hold", "recorded_at": NOW}
    return Ambiguity(**fields | changes)


async def test_doubts_are_counted_since_the_newsrooms_midnight_and_ever(database):
    (one,) = await queue(database, 1, state="sent")
    await keep(database, _ambiguity(one), _ambiguity(one, recorded_at=ago(days=2), resolution="arrived"))
    doubts = (await asked(database)).doubts
    assert (doubts.today, doubts.all, doubts.held, doubts.resolved) == (1, 2, 0, 1)


async def test_the_rate_is_what_was_sent_in_the_last_minute(database):
    await queue(database, 5, state="sent", settled_at=ago(seconds=20))
    await queue(database, 3, state="sent", settled_at=ago(minutes=2))
    await queue(database, 2, state="failed", settled_at=ago(seconds=5))
    found = await asked(database)
    assert found.sent_last_minute == 5
    assert found.last_sent == ago(seconds=20)


async def test_the_oldest_due_is_the_first_in_line_that_could_leave(database):
    ids = await queue(database, 3)
    async with database.writing() as session:
        await session.exec(update(Delivery).where(col(Delivery.id) == ids[0]).values(not_before=NOW + MINUTE))
        await session.exec(update(Delivery).where(col(Delivery.id) == ids[1]).values(not_before=ago(hours=1)))
    assert (await asked(database)).oldest_due == ago(hours=1)


async def test_updates_and_replies_that_wait_are_counted(database):
    done = Incoming(update_id=1, body={}, state="done", received_at=ago(hours=2))
    waits = Incoming(update_id=2, body={}, received_at=ago(seconds=9))
    await keep(database, done, waits, Reply(update_id=2, chat_id=5, screen={}, created_at=NOW))
    depth = (await asked(database)).depth
    assert (depth.updates, depth.updates_since, depth.replies) == (1, ago(seconds=9), 1)


async def test_replicas_alive_are_shown_with_their_roles_and_the_dead_are_not(database):
    alive = datetime.now(UTC) + timedelta(hours=1)
    await keep(database, _replica("a", alive, 14), _replica("b", ago(hours=1)), _replica("c", alive, 14))
    await keep(
        database,
        Lease(role="poller", holder="a", until=alive),
        Lease(role="ticker", holder="a", until=alive),
        Lease(role="reaper", holder="c", until=ago(hours=1)),
    )
    found = (await asked(database)).replicas
    assert {one.id: (one.permits, one.roles) for one in found} == {
        "a": (14, ["poller", "ticker"]),
        "c": (14, []),
    }


def _replica(name, until, permits=0):
    return Replica(id=name, host="host", pid=1, started_at=NOW, seen_at=NOW, until=until, permits=permits)


def test_a_channel_is_suggested_above_fifty_thousand_readers():
    depth = status.Depth([], None, 0, None, 0)
    doubts = status.Doubts(0, 0, 0, 0)
    few, many = (
        status.Status(NOW, 28, {"active": number}, depth, 0, None, doubts) for number in (50_000, 1_000_000)
    )
    assert few.suggestion is None
    assert many.suggestion is not None
    assert "9.9 h at 28 messages a second" in many.suggestion


async def test_the_document_is_json_with_its_documented_keys(database):
    await queue(database, 1)
    document = json.loads(json.dumps(status.document(await asked(database), "0002")))
    assert list(document) == [
        "at",
        "schema",
        "readers",
        "queue",
        "quiet",
        "rate",
        "gate",
        "ambiguities",
        "last_sent",
        "inbox",
        "replicas",
        "suggestion",
    ]
    (lane,) = document["queue"]["priorities"]
    assert (lane["name"], lane["queued"], lane["eta_seconds"]) == ("digests", 1, 0)


@pytest.mark.parametrize("priority", [value for name, value in vars(priorities).items() if name.isupper()])
def test_every_priority_has_a_name(priority):
    assert priority in status.NAMES
