"""The command of a benchmark that asks a database with many entries, many times."""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

Measure = Callable[[str, int, int], Awaitable[Table]]
"""Measures on a database, by its URL, with so many entries and so many answers."""


def run(description: str | None, measure: Measure, *, entries: int, answers: int) -> None:
    """Read the command line, measure, and print the table; the numbers are what nothing else is asked for."""
    asked = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--entries", type=int, default=entries)
    asked.add_argument("--answers", type=int, default=answers)
    asked.add_argument("--database-url")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = wanted.database_url or f"sqlite:///{Path(folder) / 'bench.db'}"
        Console().print(asyncio.run(_table(measure, url, wanted.entries, wanted.answers)))


async def _table(measure: Measure, url: str, entries: int, answers: int) -> Table:
    return await measure(url, entries, answers)
