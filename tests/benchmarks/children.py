"""Processes of a benchmark: each is started afresh, says lines of JSON, and is stopped."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO, Any

import aiohttp

from tests.benchmarks import messages
from tests.benchmarks.loopback import Options

_ROOT = Path(__file__).parents[2]
_MOST = 16 * 1024 * 1024  # bytes of one line
_STOPS_WITHIN = 30.0  # seconds


class ChildFailed(Exception):
    """A process of the benchmark ended without its report."""


class Child:
    def __init__(self, module: str, process: Process, log: IO[str]) -> None:
        self.module = module
        self._process = process
        self._log = log

    @classmethod
    async def start(cls, module: str, options: str, log: Path) -> "Child":
        """Start `tests.benchmarks.MODULE` with options as JSON; what it logs goes to a file."""
        command = (sys.executable, "-m", f"tests.benchmarks.{module}", options)
        errors = log.open("a+")
        process = await asyncio.create_subprocess_exec(
            *command, cwd=_ROOT, stdin=PIPE, stdout=PIPE, stderr=errors, limit=_MOST
        )
        return cls(module, process, errors)

    async def said(self) -> dict[str, Any]:
        """Its next line.

        Raises:
            ChildFailed: it ended instead.
        """
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise ChildFailed(f"{self.module} ended without a report: {self._last_words()}")
        return dict(json.loads(line))

    @property
    def has_ended(self) -> bool:
        return self._process.returncode is not None

    def terminate(self) -> None:
        with suppress(ProcessLookupError):
            self._process.terminate()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    async def stop(self) -> dict[str, Any] | None:
        """End it and take its report; None when it had none to give."""
        self.terminate()
        try:
            return await asyncio.wait_for(self.said(), _STOPS_WITHIN)
        except (ChildFailed, TimeoutError):
            return None
        finally:
            await self.close()

    async def close(self) -> None:
        """See to it that it has ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), _STOPS_WITHIN)
        except TimeoutError:
            self.kill()
            await self._process.wait()
        self._log.close()

    def _last_words(self) -> str:
        self._log.seek(0)
        return self._log.read()[-2_000:] or "nothing was logged"


class Telegram:
    """The loopback server as the benchmark sees it."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._session = session

    async def progress(self) -> dict[str, Any]:
        return await self._ask("progress")

    async def book(self) -> dict[str, Any]:
        """What it saw; see `Book.report`."""
        return await self._ask("book")

    async def feed(self, count: int, per_second: float, *texts: str, people: int | None = None) -> None:
        """Let people write to the bot, each in a chat of their own; without a number each writes once."""
        asked = {"texts": texts, "people": people or count, "first_chat": messages.FIRST_ASKER}
        await self._ask("feed", count=count, per_second=per_second, **asked)

    async def _ask(self, what: str, **options: Any) -> dict[str, Any]:
        async with self._session.post(f"{self.url}/control/{what}", json=options) as answer:
            return dict(await answer.json())


@asynccontextmanager
async def telegram(options: Options, log: Path) -> AsyncGenerator[Telegram]:
    child = await Child.start("loopback", options.as_json(), log)
    try:
        port = (await child.said())["port"]
        async with aiohttp.ClientSession() as session:
            yield Telegram(port, session)
    finally:
        await child.close()
