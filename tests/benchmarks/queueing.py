"""What it costs to queue a digest: seconds, memory and the longest transaction, on both databases.

    uv run python -m tests.benchmarks.queueing [--readers 1000000] [--databases sqlite] [--different]

Queued by a process of its own, whose peak memory is reported. Beside it the same rows written by bare SQL:
one INSERT … SELECT and one UPDATE. `--different` gives each reader a text of their own: the worst case.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import bindparam, text
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services import digests
from bot.services.newsroom import Newsroom, Rules
from storage.db import Database
from tests import cast
from tests.benchmarks import ledgers, usage

NOW = datetime(2026, 2, 5, 5, 30, tzinfo=UTC)
SIZES = (1_000, 100_000, 1_000_000)
DATABASES = {"sqlite": ledgers.sqlite, "postgresql": ledgers.postgresql}
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})",
    "postgresql": "WITH n(i) AS (SELECT generate_series(1, {many}))",
}
# Twelve crowds in three zones that are at one with each other in winter.
READERS = """
INSERT INTO subscriber (chat_id, thread_id, kind, language, timezone, times, weekdays, kinds, regions, alerts,
    quiet, state, state_reason, seen, held, next_digest_at, next_digest_slot, created_at)
{numbers}
SELECT 100000 + i, 0, 'private',
    CASE i % 3 WHEN 0 THEN 'en' WHEN 1 THEN 'de' ELSE 'uk' END,
    CASE i % 2 WHEN 0 THEN 'Europe/Kyiv' ELSE 'Europe/Helsinki' END,
    '07:30', '1,2,3,4,5,6,7',
    CASE i % 4 WHEN 0 THEN 'attack' ELSE 'talks,attack,pledge' END,
    {regions}, 'all', '', 'active', '', 0, '', :now, '2026-02-05T07:30', :now
FROM n
"""
BARE = (
    """
INSERT INTO edition (id, key, kind, language, priority, pages, silent, created_at)
VALUES (1, 'bare', 'digest', 'en', 60, '[]', false, :now)
""",
    """
INSERT INTO delivery (edition_id, subscriber_id, chat_id, thread_id, slot, action, state, priority,
    not_before, expires_at, epoch, attempt, created_at)
SELECT 1, id, chat_id, thread_id, 'digest:2026-02-05T07:30', 'send', 'queued', 60,
    :now, :expires, 0, 0, :now
FROM subscriber WHERE true ON CONFLICT DO NOTHING
""",
    """
UPDATE subscriber SET next_digest_at = :tomorrow, next_digest_slot = '2026-02-06T07:30',
    seen = 3, held = ''
""",
)


MOMENTS = {"now": NOW, "expires": NOW + timedelta(hours=3), "tomorrow": NOW + timedelta(days=1)}
MOMENT = SQLModel.metadata.tables["delivery"].c.created_at.type


class Timed(Database):
    """Knows how long its longest writing transaction lasted."""

    longest = 0.0

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncSession]:
        before = time.monotonic()
        async with super().writing() as session:
            yield session
        self.longest = max(self.longest, time.monotonic() - before)


async def run(session: AsyncSession, statement: str) -> None:
    """A statement with the moments that it names, as each database writes them."""
    named = [bindparam(name, at, MOMENT) for name, at in MOMENTS.items() if f":{name}" in statement]
    await (await session.connection()).execute(text(statement).bindparams(*named))


async def fill(url: str, many: int, *, different: bool) -> None:
    """A newsroom with three entries and this many readers, to all of whom a digest is due."""
    database = Database(url)
    async with database.writing() as session:
        await cast.put_out(session, cast.attack(), cast.talks(), cast.pledge(), at=NOW - timedelta(hours=9))
        numbers = NUMBERS["sqlite" if database.is_sqlite else "postgresql"].format(many=many)
        regions = "'UA-30,UA-' || i" if different else "''"
        await run(session, READERS.format(numbers=numbers, regions=regions))
    if not database.is_sqlite:
        async with database.writing() as session:
            await run(session, "ANALYZE subscriber")
    await database.close()


async def queue(url: str) -> dict[str, Any]:
    """Queue all that is due, in this process."""
    database = Timed(url)
    newsroom = Newsroom(database, lambda: NOW, Rules())
    before = time.monotonic()
    queued = await digests.queue_due(newsroom)
    seconds = time.monotonic() - before
    await database.close()
    return {"queued": queued, "seconds": seconds, "longest": database.longest, "peak_mb": usage.peak_mb()}


async def bare(url: str) -> float:
    database = Database(url)
    before = time.monotonic()
    async with database.writing() as session:
        for statement in BARE:
            await run(session, statement)
    seconds = time.monotonic() - before
    await database.close()
    return seconds


async def measure(kind: str, many: int, *, different: bool) -> dict[str, Any]:
    async with DATABASES[kind]() as url:
        await fill(url, many, different=different)
        command = [sys.executable, "-m", "tests.benchmarks.queueing", "--queue", url]
        done = await asyncio.to_thread(subprocess.run, command, stdout=subprocess.PIPE, check=True)
    async with DATABASES[kind]() as url:
        await fill(url, many, different=different)
        found: dict[str, Any] = json.loads(done.stdout)
        return found | {"bare": await bare(url)}


def row(kind: str, many: int, found: dict[str, Any]) -> list[str]:
    if found["queued"] != many:
        raise SystemExit(f"{found['queued']} of {many} were queued")
    seconds = (f"{found[name]:.2f}" for name in ("seconds", "bare", "longest"))
    return [kind, f"{many:,}", *seconds, f"{found['peak_mb']:.0f}"]


async def compare(kinds: list[str], sizes: list[int], *, different: bool) -> Table:
    table = Table(title="A digest queued to every reader")
    for column in ("database", "readers", "seconds", "bare SQL", "longest transaction", "peak MB"):
        table.add_column(column, justify="right")
    for kind in kinds:
        for many in sizes:
            table.add_row(*row(kind, many, await measure(kind, many, different=different)))
    return table


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--readers", type=int, default=SIZES[-1])
    asked.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    asked.add_argument("--different", action="store_true")
    asked.add_argument("--queue", metavar="URL", help=argparse.SUPPRESS)
    wanted = asked.parse_args()
    if wanted.queue:
        print(json.dumps(asyncio.run(queue(wanted.queue))))  # noqa: T201  the parent reads it
        return
    sizes = [size for size in SIZES if size < wanted.readers] + [wanted.readers]
    Console().print(asyncio.run(compare(wanted.databases, sizes, different=wanted.different)))


if __name__ == "__main__":
    main()
