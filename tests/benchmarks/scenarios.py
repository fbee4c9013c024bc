"""The scenarios: what is sent, what the server allows, and who takes part."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tests.benchmarks import messages
from tests.benchmarks.bench import Bench, Floor
from tests.benchmarks.ledgers import POSTGRESQL, SQLITE, Kind
from tests.benchmarks.loopback import Options
from tests.benchmarks.rows import Load, Row

FREE_LANE = Options(overall=30, per_chat=1, per_group=20)
PAID_LANE = Options(overall=1000, per_chat=1, per_group=20)
NEAR = Options(shortest=0.0, longest=0.004)
_UNHEARD_OF = 2_000  # messages a second; a pace at which the machine is what limits
_SETTLE = 2.0  # seconds; BRIEF_ALERT_SETTLE of the storm
_ASKERS = 5_000
_ALERTED = 50  # every fiftieth reader gets alerts


async def deliver(bench: Bench, kind: Kind, load: Load, label: str = "ours", **settings: Any) -> Row:
    """Ours, from the queued load to the last reader."""
    async with bench.ours(kind, load, label, **settings) as floor:
        await floor.queue()
        await floor.until(floor.all_served)
    return floor.row


async def steady(bench: Bench, size: int) -> list[Row]:
    load = Load(size * 300, 1, 30, FREE_LANE)
    rows = [await deliver(bench, kind, load) for kind in (SQLITE, POSTGRESQL)]
    peers = ("ptb-limiter-gather", "ptb-limiter-one", "ptb-gather", "aiogram-recipe")
    return rows + [await bench.peer(name, load) for name in peers]


async def chats(bench: Bench, size: int, server: Options = FREE_LANE) -> list[Row]:
    load = Load(size * 30, 10, 30, server)
    ours = await deliver(bench, SQLITE, load)
    return [ours] + [await bench.peer(name, load) for name in ("ptb-limiter-gather", "aiogram-recipe")]


async def replicas(bench: Bench, size: int) -> list[Row]:
    load = Load(size * 300, 1, 30, FREE_LANE)
    async with bench.ours(POSTGRESQL, load, "ours, two replicas, one killed", replicas=2) as floor:
        await floor.queue()
        await floor.until(lambda seen: seen["distinct"] >= load.expected / 2)
        floor.children[0].kill()
        await floor.until(floor.all_served)
    return [floor.row, await bench.peer("ptb-limiter-gather", load, processes=2)]


async def paid(bench: Bench, size: int) -> list[Row]:
    load = Load(60_000 if size == 10 else 10_000, 1, 1000, PAID_LANE)
    return [await deliver(bench, POSTGRESQL, load, paid_broadcast=True)]


async def unlimited(bench: Bench, size: int) -> list[Row]:
    load = Load(size * 1_000, 1, _UNHEARD_OF, Options(), patience=40)
    rows = [await deliver(bench, kind, load, "our van", van_only=True) for kind in (SQLITE, POSTGRESQL)]
    peers = ("aiohttp-workers", "aiogram-workers", "ptb-workers")
    return rows + [await bench.peer(name, load) for name in peers]


async def storm(bench: Bench, size: int) -> list[Row]:
    """A digest to many is on its way when an alert settles, and people ask for their brief all the while."""
    load = Load(size * 10_000, 1, 30, replace(FREE_LANE, mark=messages.MARK))
    alerted = load.chats // _ALERTED
    async with bench.ours(
        SQLITE, load, "ours", alerted_every=_ALERTED, alert_settle=f"{_SETTLE:.0f}s"
    ) as floor:
        await floor.queue()
        await floor.server.feed(alerted // 7, 3, "/today")
        await asyncio.sleep(5)
        await floor.ledger.alert()
        settled = time.monotonic() + _SETTLE - floor.begun
        await floor.until(lambda seen: seen["marked"] >= alerted, alerted / 30 * 3 + 20)
    floor.row.marks = [moment - settled for moment in floor.row.marks]
    floor.row.expected = alerted
    return [floor.row]


async def crowd(bench: Bench, size: int) -> list[Row]:
    """Readers ask for this and that: hardly anybody, some while a digest is sent at the limit, very many."""
    rows = []
    for kind in (SQLITE, POSTGRESQL):
        rows += [
            await _asked(bench, kind, "idle, 1/s", Asking(1, size * 6)),
            await _asked(bench, kind, "during a digest, 15/s", Asking(15, size * 180, digest=True)),
            await _asked(bench, kind, "150/s, no limits", Asking(150, size * 900, server=Options())),
            await _asked(bench, kind, "150/s, no limits, near", Asking(150, size * 900, server=NEAR)),
        ]
    return rows


@dataclass(frozen=True)
class Asking:
    """So many questions, so many of them in a second."""

    per_second: int
    count: int
    server: Options = FREE_LANE
    digest: bool = False

    @property
    def load(self) -> Load:
        seconds = self.count // self.per_second
        rate = 30 if self.server.overall else _UNHEARD_OF
        return Load(seconds * 40 if self.digest else 0, 1, rate, self.server, askers=_ASKERS)


async def _asked(bench: Bench, kind: Kind, label: str, asking: Asking) -> Row:
    async with bench.ours(kind, asking.load, label) as floor:
        await floor.ledger.publish()
        await floor.queue()
        await floor.server.feed(asking.count, asking.per_second, *messages.QUESTIONS, people=_ASKERS)
        seconds = asking.count / asking.per_second
        await floor.until(lambda seen: seen["answered"] >= asking.count, seconds + 20)
    floor.row.expected = asking.count
    return floor.row


async def memory(bench: Bench, size: int) -> list[Row]:
    """A short look at the process while ever more readers wait in the queue."""
    rows = []
    for readers in (size * 100, size * 10_000, size * 100_000):
        load = Load(readers, 1, 30, FREE_LANE)
        async with bench.ours(SQLITE, load, f"ours, {readers:,} queued") as floor:
            await floor.queue()
            await _for_seconds(floor, 15)
        rows.append(floor.row)
    return rows


async def _for_seconds(floor: Floor, seconds: float) -> None:
    end = time.monotonic() + seconds
    await floor.until(lambda seen: floor.all_served(seen) or time.monotonic() > end)


@dataclass(frozen=True)
class Scenario:
    what: str
    run: Callable[[Bench, int], Awaitable[list[Row]]]
    table: str = "delivery"


SCENARIOS = {
    "steady": Scenario("3,000 readers, one message each, 30/s", steady),
    "chats": Scenario("300 chats, ten messages each, 30/s and 1/s per chat", chats),
    "punishing": Scenario(
        "the same on a server that lengthens the wait at each early retry",
        partial(chats, server=replace(FREE_LANE, punishing=True)),
    ),
    "replicas": Scenario(
        "3,000 readers, two processes at 30/s in all, one of ours killed half-way", replicas
    ),
    "paid": Scenario("60,000 readers (quick: 10,000) at 1,000/s on the paid lane", paid, "speed"),
    "unlimited": Scenario("10,000 readers, a server without limits", unlimited, "speed"),
    "storm": Scenario(
        "an alert to 2,000 readers and people's questions during a digest to 100,000", storm, "storm"
    ),
    "crowd": Scenario("5,000 readers who ask for one thing after the other", crowd, "crowd"),
    "memory": Scenario("1,000, 100,000 and 1,000,000 readers waiting, 15 s each", memory, "memory"),
}
