"""Metrics: what passed, what waits, where this replica stands; the database is asked only now and then."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.tally import Tally
from bot.health import Health, Pulse
from bot.metrics import Metrics
from bot.services.replicas.place import Alone
from bot.services.status import Depth, Lane

NOW = datetime(2026, 2, 5, 6, 0, tzinfo=UTC)
LANE = Lane(
    60, {"queued": 7, "claimed": 0, "sending": 1, "parked": 0, "unknown": 2}, NOW - timedelta(seconds=30), 1
)
DEPTH = Depth([LANE], NOW + timedelta(seconds=40), 3, NOW - timedelta(seconds=5), 1)


class Asked:
    """A database that is asked for the depth of the queue."""

    def __init__(self, answer: Depth | Exception) -> None:
        self.answer = answer
        self.times = 0

    async def __call__(self) -> Depth:
        self.times += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def tally() -> Tally:
    return Tally()


def metrics(tally, database, ask):
    pulse = Pulse("van", lambda: NOW - timedelta(seconds=2), now=lambda: NOW)
    health = Health([pulse], database, lambda: True)
    return Metrics(tally, Alone(28, id="me"), health, ask, lambda: NOW)


async def lines(shown) -> dict[str, float]:
    """The value of each series."""
    page = (await shown.page()).decode()
    rows = [line.rpartition(" ") for line in page.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in rows}


async def test_what_passed_is_counted(tally, database):
    shown = metrics(tally, database, Asked(DEPTH))
    tally.became("digest", "sent", 5)
    tally.flooded()
    tally.replied(True)
    tally.replied(False)
    tally.latency("alert", 4.0)
    tally.latency("alert", 7_200.0)
    found = await lines(shown)
    assert found['brief_deliveries_total{kind="digest",state="sent"}'] == 5
    assert found["brief_floods_total"] == 1
    assert found['brief_replies_total{outcome="failed"}'] == 1
    assert found['brief_latency_seconds_bucket{kind="alert",le="2.0"}'] == 0
    assert found['brief_latency_seconds_bucket{kind="alert",le="5.0"}'] == 1
    assert found['brief_latency_seconds_bucket{kind="alert",le="3600.0"}'] == 1
    assert found['brief_latency_seconds_bucket{kind="alert",le="+Inf"}'] == 2
    assert found['brief_latency_seconds_sum{kind="alert"}'] == 7_204


async def test_what_waits_is_shown_by_priority_with_zeros_for_the_others(tally, database):
    found = await lines(metrics(tally, database, Asked(DEPTH)))
    assert found['brief_queue_messages{priority="digests",state="queued"}'] == 7
    assert found['brief_queue_messages{priority="digests",state="unknown"}'] == 2
    assert found['brief_queue_messages{priority="flash",state="queued"}'] == 0
    assert found['brief_queue_oldest_seconds{priority="digests"}'] == 30
    assert found["brief_gate_seconds"] == 40
    assert found["brief_inbox_updates"] == 3
    assert found["brief_inbox_oldest_seconds"] == 5


async def test_where_the_replica_stands_is_shown(tally, database):
    found = await lines(metrics(tally, database, Asked(DEPTH)))
    assert found['brief_replica_role{role="ticker"}'] == 1
    assert (found["brief_replica_permits"], found["brief_replicas"]) == (28, 1)
    assert found['brief_loop_age_seconds{loop="van"}'] == 2


async def test_the_database_is_not_asked_again_within_seconds(tally, database):
    ask = Asked(DEPTH)
    shown = metrics(tally, database, ask)
    await lines(shown)
    await lines(shown)
    assert ask.times == 1


async def test_without_the_database_old_numbers_are_not_shown_and_the_others_are(tally, database):
    found = await lines(metrics(tally, database, Asked(OSError("away"))))
    assert found["brief_database_up"] == 0
    assert found["brief_floods_total"] == 0
    assert not [name for name in found if name.startswith("brief_queue")]
