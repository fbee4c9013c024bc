"""What /today costs with a large database: CPU time of the bot's own work, per answer.

    uv run python -m tests.benchmarks.today [--entries 100000] [--answers 200] [--database-url URL]

The screen is made from the database to the finished HTML and buttons; Telegram's part is left out.
"""

import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

from rich.table import Table

from bot.brief.screen import Screen
from bot.services import reading, record, talking
from bot.services.newsroom import Asker, Newsroom, Rules
from storage.db import Database
from storage.migrations import migrate
from tests.benchmarks import command
from tests.benchmarks.entries import entry

NOW = datetime(2026, 2, 4, 17, tzinfo=UTC)
ASKER = Asker(1001, language_code="en")


async def fill(database: Database, count: int, days: int) -> None:
    for first in range(0, count, 5_000):
        batch = [entry(number, days, NOW) for number in range(first, min(first + 5_000, count))]
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
            "/talks": lambda: talking.talks(newsroom, ASKER),
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


if __name__ == "__main__":
    command.run(__doc__, measure, entries=100_000, answers=200)
