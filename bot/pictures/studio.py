"""Where charts are drawn: by a program of its own, off the event loop, one at a time."""

import asyncio
import contextlib
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.pictures.chart import Chart

log = logging.getLogger(__name__)
_PATIENCE = 20.0  # seconds for one drawing
_REST = 60.0  # seconds until what failed is tried again
_PROGRAM = (sys.executable, "-m", "bot.pictures")
_ROOT = str(Path(__file__).parents[2])


class Studio:
    """Starts the program when there is something to draw; its memory goes when it ends."""

    def __init__(
        self, program: Sequence[str] = _PROGRAM, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.turn = asyncio.Lock()
        self.drawn = 0
        self._program = program
        self._monotonic = monotonic
        self._failed: dict[str, float] = {}

    async def draw(self, chart: Chart) -> bytes | None:
        """The chart's PNG; None where it cannot be drawn, which is logged."""
        now = self._monotonic()
        self._failed = {key: until for key, until in self._failed.items() if until > now}
        if chart.key in self._failed:
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                made = await self._run(chart.written().encode())
        except (OSError, TimeoutError, ValueError):
            log.exception("a chart could not be drawn, and its numbers are said instead")
            self._failed[chart.key] = now + _REST
            return None
        self.drawn += 1
        return made

    async def _run(self, values: bytes) -> bytes:
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(
            *self._program, stdin=pipe, stdout=pipe, stderr=pipe, env=_surroundings()
        )
        try:
            made, said = await child.communicate(values)
        finally:
            if child.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        if child.returncode or not made:
            raise ValueError(f"exit code {child.returncode}: {said.decode(errors='replace')[-300:]}")
        return made


def _surroundings() -> dict[str, str]:
    """The environment without the bot's secrets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BRIEF_")}
    paths = [_ROOT, *filter(None, [kept.get("PYTHONPATH")])]
    return kept | {"PYTHONPATH": os.pathsep.join(paths)}
