"""Runs: start the server, start the senders, watch them, and read what the server saw."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import ledgers, messages
from tests.benchmarks.children import Child, Telegram, telegram
from tests.benchmarks.ledgers import Kind, Ledger
from tests.benchmarks.peers import PEERS
from tests.benchmarks.rows import Load, Report, Row

_LOOK_EVERY = 0.5  # seconds
_SETTLES = 1.5  # seconds in which the last answers are written down
Seen = Callable[[Report], bool]


@dataclass
class Floor:
    """This bot at work: its processes, its ledger and its Telegram."""

    row: Row
    load: Load
    server: Telegram
    ledger: Ledger
    children: list[Child]
    watch: Callable[[Row, Telegram], Any]
    begun: float = 0.0

    async def queue(self) -> None:
        """Queue the load; the time runs from its commit."""
        await self.ledger.queue(self.load.each)
        self.begun = time.monotonic()

    async def until(self, done: Seen, longest: float | None = None) -> bool:
        """Whether it came to this in time."""
        seconds = longest or self.load.longest
        deadline = time.monotonic() + seconds
        while not done(await self.watch(self.row, self.server)):
            if time.monotonic() > deadline:
                self.row.note = f"stopped after {seconds:.0f} s"
                return False
        return True

    def all_served(self, seen: Report) -> bool:
        return bool(seen["distinct"] >= self.load.expected)


@dataclass
class Bench:
    """Where runs keep their logs, and whom they tell how far they are."""

    folder: Path
    tell: Callable[[str], None]

    @asynccontextmanager
    async def ours(
        self,
        kind: Kind,
        load: Load,
        label: str = "ours",
        *,
        replicas: int = 1,
        alerted_every: int = 0,
        **settings: Any,
    ) -> AsyncGenerator[Floor]:
        """This bot, running and with its readers; nothing is queued yet. Afterwards its row is complete."""
        row = Row(f"{label}, {kind.label}", load.expected, load.ideal)
        self.tell(f"{row.sender}: starting")
        log = self.folder / "ours.log"
        async with (
            telegram(load.server, self.folder / "loopback.log") as server,
            ledgers.ledger(kind) as ledger,
        ):
            await ledger.enlist(load.chats, alerted_every)
            await ledger.enlist(load.askers, first=messages.FIRST_ASKER)
            asked = {
                "telegram_api_url": server.url,
                "database_url": ledger.url,
                "messages_per_second": load.rate,
            } | settings
            children = [await Child.start("ours", json.dumps(asked), log) for _ in range(replicas)]
            floor = Floor(row, load, server, ledger, children, self._look)
            try:
                for child in children:
                    await child.said()
                floor.begun = time.monotonic()
                yield floor
                ended = time.monotonic()
                await asyncio.sleep(_SETTLES)
            finally:
                row.used([await child.stop() for child in children])
            row.read(await server.book(), floor.begun, ended)
            row.states = await ledger.states()

    async def peer(self, name: str, load: Load, processes: int = 1) -> Row:
        """Another sender; several processes share the chats out and know nothing of each other."""
        label = PEERS[name].label + (f", {processes} processes" if processes > 1 else "")
        row = Row(label, load.expected, load.ideal)
        self.tell(f"{row.sender}: starting")
        async with telegram(load.server, self.folder / "loopback.log") as server:
            children = [await self._peer(name, server, load, part, processes) for part in range(processes)]
            said = await self._reports(children, server, row)
            book = await server.book()
        if missing := next((one["missing"] for one in said if one and "missing" in one), None):
            row.note = missing
            return row
        told = [one for one in said if one]
        row.read(book, min(one["begun"] for one in told), max(one["ended"] for one in told))
        row.used(said)
        row.note = "; ".join(one["note"] for one in told if one["note"])
        return row

    async def _peer(self, name: str, server: Telegram, load: Load, part: int, parts: int) -> Child:
        share = load.chats // parts
        asked = {
            "name": name,
            "url": server.url,
            "first": messages.FIRST_CHAT + part * share,
            "chats": share,
            "each": load.each,
            "longest": load.longest,
        }
        return await Child.start("peers", json.dumps(asked), self.folder / f"{name}.log")

    async def _reports(self, children: list[Child], server: Telegram, row: Row) -> list[Report | None]:
        speaking = [asyncio.ensure_future(child.said()) for child in children]
        try:
            while not all(one.done() for one in speaking):
                await self._look(row, server)
            return [await one for one in speaking]
        finally:
            for child in children:
                await child.close()

    async def _look(self, row: Row, server: Telegram) -> Report:
        await asyncio.sleep(_LOOK_EVERY)
        seen = await server.progress()
        self.tell(f"{row.sender}: {seen['distinct']:,} of {row.expected:,}, {seen['refused']:,} × 429")
        return seen
