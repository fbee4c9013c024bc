"""Metrics of this process and of the queue, in Prometheus' form; each bot has a registry of its own."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import __version__
from bot.clock import Now, wall
from bot.delivery.tally import Histogram, Tally
from bot.health import Health
from bot.services import status
from bot.services.newsroom import Newsroom
from bot.services.replicas.place import ROLES, Place
from bot.services.status import NAMES, OPEN_STATES, Depth

log = logging.getLogger(__name__)
CONTENT_TYPE = CONTENT_TYPE_LATEST
_FRESH_FOR = 5.0  # seconds: however often it is asked for, the database is asked no more often
_ANSWER_WITHIN = 5.0  # seconds
Ask = Callable[[], Awaitable[Depth]]


class Metrics:
    """The page that `/metrics` shows."""

    def __init__(self, tally: Tally, place: Place, health: Health, ask: Ask, now: Now = wall) -> None:
        self._ask = ask
        self._asked_at = 0.0
        self._asking = asyncio.Lock()
        self._depth: Depth | None = None
        self._registry = CollectorRegistry()
        self._registry.register(_Passed(tally))
        self._registry.register(_Standing(place, health))
        self._registry.register(_Waiting(lambda: self._depth, now))
        ProcessCollector(registry=self._registry)

    async def page(self) -> bytes:
        await self._refresh()
        return generate_latest(self._registry)

    async def _refresh(self) -> None:
        async with self._asking:
            if self._asked_at and time.monotonic() - self._asked_at < _FRESH_FOR:
                return
            try:
                self._depth = await asyncio.wait_for(self._ask(), _ANSWER_WITHIN)
            except Exception:
                # Old numbers would look like a queue that stands still.
                log.warning("the queue could not be counted for the metrics", exc_info=True)
                self._depth = None
            self._asked_at = time.monotonic()


def depth_of(newsroom: Newsroom, per_second: int) -> Ask:
    """Asks the database what waits."""

    async def ask() -> Depth:
        async with newsroom.database.reading() as session:
            return await status.depth(session, newsroom.now(), per_second)

    return ask


class _Passed(Collector):
    """What this process has done since it started."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[Metric]:
        tally = self._tally
        deliveries = CounterMetricFamily(
            "brief_deliveries",
            "Deliveries by kind of edition and the state they reached",
            labels=["kind", "state"],
        )
        for (kind, state), many in tally.deliveries.items():
            deliveries.add_metric([kind, state], many)
        yield deliveries
        yield CounterMetricFamily("brief_floods", "Answers 429 from Telegram", value=tally.floods)
        replies = CounterMetricFamily("brief_replies", "Replies to people", labels=["outcome"])
        for outcome, arrived in (("sent", True), ("failed", False)):
            replies.add_metric([outcome], tally.replies[arrived])
        yield replies
        latency = HistogramMetricFamily(
            "brief_latency_seconds", "From publication to the message's arrival", labels=["kind"]
        )
        for kind, histogram in tally.latencies.items():
            latency.add_metric([kind], _buckets(histogram), histogram.total)
        yield latency
        calls = HistogramMetricFamily("brief_call_seconds", "Calls to Telegram by the van", labels=[])
        calls.add_metric([], _buckets(tally.calls), tally.calls.total)
        yield calls
        yield GaugeMetricFamily("brief_in_flight", "Messages under way to Telegram", value=tally.in_flight)
        yield GaugeMetricFamily(
            "brief_sent_per_second", "Messages that arrived, over the last ten seconds", value=tally.rate()
        )


def _buckets(histogram: Histogram) -> list[tuple[str, float]]:
    counted, buckets = 0, []
    for bound, many in zip((*histogram.bounds, float("inf")), histogram.counts, strict=True):
        counted += many
        buckets.append(("+Inf" if bound == float("inf") else str(bound), float(counted)))
    return buckets


class _Standing(Collector):
    """Where this process stands among the others, and how long ago its loops turned."""

    def __init__(self, place: Place, health: Health) -> None:
        self._place = place
        self._health = health

    def collect(self) -> Iterator[Metric]:
        info = GaugeMetricFamily("brief_info", "The program", labels=["version", "replica"])
        info.add_metric([__version__, self._place.id], 1)
        yield info
        roles = GaugeMetricFamily("brief_replica_role", "1 where this replica has the role", labels=["role"])
        for role in ROLES:
            roles.add_metric([role], int(self._place.holds(role)))
        yield roles
        yield GaugeMetricFamily(
            "brief_replica_permits", "This replica's messages per second", value=self._place.share
        )
        yield GaugeMetricFamily("brief_replicas", "Replicas alive", value=self._place.live)
        ages = GaugeMetricFamily(
            "brief_loop_age_seconds", "Since a loop of this process last turned", labels=["loop"]
        )
        for pulse in self._health.pulses:
            if (age := pulse.age()) is not None:
                ages.add_metric([pulse.part], age)
        yield ages


class _Waiting(Collector):
    """What waits in the database, for all replicas; nothing while it does not answer."""

    def __init__(self, depth: Callable[[], Depth | None], now: Now) -> None:
        self._depth = depth
        self._now = now

    def collect(self) -> Iterator[Metric]:
        depth = self._depth()
        yield GaugeMetricFamily(
            "brief_database_up", "1 while the database answers", value=int(depth is not None)
        )
        if depth is None:
            return
        yield from self._queue(depth)
        now = self._now()
        gate = (depth.gate - now).total_seconds() if depth.gate else 0.0
        yield GaugeMetricFamily("brief_gate_seconds", "Until the gate opens again", value=max(gate, 0.0))
        since = (now - depth.updates_since).total_seconds() if depth.updates_since else 0.0
        yield GaugeMetricFamily("brief_inbox_updates", "Updates that wait to be handled", value=depth.updates)
        yield GaugeMetricFamily(
            "brief_inbox_oldest_seconds", "Age of the oldest of them", value=max(since, 0.0)
        )
        yield GaugeMetricFamily("brief_inbox_replies", "Replies that wait to leave", value=depth.replies)

    def _queue(self, depth: Depth) -> Iterator[Metric]:
        messages = GaugeMetricFamily(
            "brief_queue_messages", "Deliveries that are not over", labels=["priority", "state"]
        )
        oldest = GaugeMetricFamily(
            "brief_queue_oldest_seconds", "Since when the first in line could have left", labels=["priority"]
        )
        lanes = {lane.name: lane for lane in depth.lanes}
        for name in {**dict.fromkeys(NAMES.values()), **lanes}:
            lane = lanes.get(name)
            for state in OPEN_STATES:
                messages.add_metric([name, state], lane.states[state] if lane else 0)
            since = lane.oldest_due if lane else None
            oldest.add_metric([name], max((self._now() - since).total_seconds(), 0.0) if since else 0.0)
        yield messages
        yield oldest
