"""What /today costs with a large database: CPU time of the bot's own work, per answer.

    uv run python -m tests.benchmarks.today [--entries 100000] [--answers 200] [--database-url URL]

The screen is made from the database to the finished HTML and buttons; Telegram's part is left out.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.brief.screen import Screen
from bot.services import reading, record
from bot.services.newsroom import Asker, Newsroom, Rules
from storage.db import Database
from storage.migrations import migrate
from storage.model.entry import Entry

NOW = datetime(2026, 2, 4, 17, tzinfo=UTC)
ASKER = Asker(1001, language_code="en")
KINDS = ("attack", "attack", "attack", "talks", "pledge")
BLOCKS = {
    "attack": {"attacker": "RU", "defender": "UA", "weapons": ["uav_strike"], "targets": ["residential"]},
    "talks": {"process": "process", "format": "bilateral", "parties": ["UA", "RU"], "mediators": ["US"]},
    "pledge": {"made_by": "RU", "scope": "energy", "status": "disputed"},
}


def entry(number: int, days: int) -> Entry:
    """One of many entries, spread evenly over the days before NOW."""
    kind = KINDS[number % len(KINDS)]
    start = NOW - timedelta(days=number % days, hours=12)
    source = {"id": "s", "outlet": "Kaizen Blog", "url": f"https://example.org/{number}"}
    claims = [
        {
            "measure": "launched",
            "unit": "uav",
            "quantity": {"low": 80 + number % 40, "high": 130 + number % 40, "qualifier": "between"},
            "claimant": claimant,
            "source": "s",
        }
        for claimant in ("Air Force of Ukraine", "Kaizen Blog")
    ]
    return Entry.model_validate(
        {
            "uri": f"bench:{number}",
            "kind": kind,
            "urgency": 5,
            "headline": {"en": f"Headline of entry {number} in the benchmark"},
            "summary": {"en": "Two sentences of ordinary length stand here. They tell what is known so far."},
            "happened": {"start": start, "end": start + timedelta(hours=10), "precision": "night"},
            "places": [{"name": "Kyiv", "country": "UA", "region": "UA-30"}],
            "sources": [source],
            "claims": claims if kind == "attack" else [],
            kind: BLOCKS[kind],
        }
    )


async def fill(database: Database, count: int, days: int) -> None:
    for first in range(0, count, 5_000):
        batch = [entry(number, days) for number in range(first, min(first + 5_000, count))]
        await record.take_in(database, batch, "archive", lambda: NOW)


async def cpu_of(answer: Callable[[], Awaitable[Screen]], times: int) -> list[float]:
    """CPU milliseconds of each of some answers, all threads of this process."""
    await answer()
    costs = []
    for _ in range(times):
        before = time.process_time()
        await answer()
        costs.append((time.process_time() - before) * 1000)
    return costs


async def measure(url: str, count: int, times: int) -> Table:
    days = max(count // 55, 1)
    migrate(url)
    database = Database(url)
    try:
        await fill(database, count, days)
        newsroom = Newsroom(database, lambda: NOW, Rules())
        asked: dict[str, Callable[[], Awaitable[Screen]]] = {
            "/today": lambda: reading.today(newsroom, ASKER),
            "/today, a year ago": lambda: reading.today(newsroom, ASKER, str(date(2025, 2, 4))),
            "/talks": lambda: reading.talks(newsroom, ASKER),
            "/attacks": lambda: reading.attacks(newsroom, ASKER),
        }
        table = Table(title=f"{count:,} entries, {count // days} a day, {times} answers each")
        for column in ("asked", "median CPU ms", "95th percentile", "pages' first, characters"):
            table.add_column(column, justify="right")
        for name, answer in asked.items():
            costs = await cpu_of(answer, times)
            length = len((await answer()).text)
            p95 = statistics.quantiles(costs, n=20)[-1]
            table.add_row(name, f"{statistics.median(costs):.1f}", f"{p95:.1f}", f"{length:,}")
        return table
    finally:
        await database.close()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--entries", type=int, default=100_000)
    asked.add_argument("--answers", type=int, default=200)
    asked.add_argument("--database-url")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = wanted.database_url or f"sqlite:///{Path(folder) / 'bench.db'}"
        Console().print(asyncio.run(measure(url, wanted.entries, wanted.answers)))


if __name__ == "__main__":
    main()
