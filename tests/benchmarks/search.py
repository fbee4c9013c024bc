"""What a search costs with many entries, from the words to the finished screen.

    uv run python -m tests.benchmarks.search [--entries 50000] [--answers 50] [--database-url URL]

Each entry names one of forty places, a subject and its own number, so that a question finds one entry, a
fortieth of them, or nearly all. Telegram's part is left out. CPU time is this process's, and with SQLite all
there is; the wall clock also sees a server's work, and whatever else the machine does.
"""

import statistics
import time
from collections.abc import Awaitable, Callable

from rich.table import Table

from bot.brief.screen import Screen
from bot.services import offering, record, searching
from bot.services.newsroom import Newsroom, Rules
from storage.db import Database
from storage.gazetteer import gazetteer
from storage.migrations import migrate
from storage.model.entry import Entry
from tests.benchmarks import command
from tests.benchmarks.entries import entry
from tests.benchmarks.today import ASKER, NOW

_SUBJECTS = ("a power plant", "a school", "a train", "homes", "a port", "a hospital", "a market")
_PLACES = [known.place for known in gazetteer() if known.place.country == "UA"][25:65]
QUESTIONS = {
    "one entry": "number 4711",
    "a fortieth": "Одесса",
    "a subject there": "hospital Kharkiv",
    "half of it fits": "talks Odesa school",
    "nearly all": "Ukraine",
    "nothing": "zebra",
}


def told(number: int, days: int) -> Entry:
    """One of many, about a place and a subject."""
    place, subject = _PLACES[number % len(_PLACES)], _SUBJECTS[number % len(_SUBJECTS)]
    texts = {
        "headline": {"en": f"Drones hit {subject} in {place.name}, number {number}"},
        "summary": {
            "en": f"The Air Force of Ukraine reported on it. Two sentences stand here, about {subject}."
        },
        "places": [place],
    }
    return entry(number, days, NOW).model_copy(update=texts)


async def fill(database: Database, count: int) -> float:
    """Seconds for each thousand."""
    began, days = time.perf_counter(), max(count // 55, 1)
    for first in range(0, count, 2_000):
        batch = [told(number, days) for number in range(first, min(first + 2_000, count))]
        await record.take_in(database, batch, "archive", lambda: NOW)
    return (time.perf_counter() - began) / count * 1000


async def spent(answer: Callable[[], Awaitable[object]], times: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each of some answers: of this process's CPU, and by the clock on the wall."""
    work, wall = [], []
    for _ in range(times):
        before = time.process_time(), time.perf_counter()
        await answer()
        work.append((time.process_time() - before[0]) * 1000)
        wall.append((time.perf_counter() - before[1]) * 1000)
    return work, wall


async def measure(url: str, count: int, times: int) -> Table:
    migrate(url)
    database = Database(url)
    try:
        filling = await fill(database, count)
        newsroom = Newsroom(database, lambda: NOW, Rules())
        table = Table(
            title=f"{count:,} entries, published at {filling:.1f} s a thousand, {times} answers each"
        )
        for column in ("what is found", "words", "CPU ms", "wall ms", "95th percentile", "inline, CPU ms"):
            table.add_column(column, justify="right")
        for what, words in QUESTIONS.items():
            table.add_row(what, words, *await _costs(newsroom, words, times))
        return table
    finally:
        await database.close()


async def _costs(newsroom: Newsroom, words: str, times: int) -> list[str]:
    async def search() -> Screen:
        return await searching.search(newsroom, ASKER, words)

    async def offer() -> object:
        return await offering.offer(newsroom, ASKER, words, "")

    (work, wall), (inline, _wall) = await spent(search, times), await spent(offer, times)
    p95 = statistics.quantiles(wall, n=20)[-1]
    return [
        f"{one:.1f}"
        for one in (statistics.median(work), statistics.median(wall), p95, statistics.median(inline))
    ]


if __name__ == "__main__":
    command.run(__doc__, measure, entries=50_000, answers=50)
