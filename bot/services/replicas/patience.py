"""Patience with a database that is away: nothing waits for it for ever, and an outage is told once."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from storage.db import will_pass

log = logging.getLogger(__name__)
LONGEST = 3.0  # seconds for one attempt; the trust in a beat outlives it, so another may still come in time
_PARTING = 2.0


class Patience:
    """Attempts that may fail or hang; what hangs is cancelled, and not waited for."""

    def __init__(self) -> None:
        self._told: type[BaseException] | None = None
        self._late: set[asyncio.Task[None]] = set()

    async def attempt(self, act: Coroutine[Any, Any, None], seconds: float = LONGEST) -> None:
        task = asyncio.create_task(act)
        try:
            await asyncio.wait({task}, timeout=seconds)
        finally:
            if not task.done():
                self._abandon(task)
        self._tell(task.exception() if task.done() else TimeoutError("no answer"))

    def _abandon(self, task: asyncio.Task[None]) -> None:
        """The driver may wait for a dead line for long even when it is cancelled."""
        task.cancel()
        self._late.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._late.discard(task)
        if not task.cancelled():
            task.exception()  # else it would be told as never retrieved

    def _tell(self, error: BaseException | None) -> None:
        told, self._told = self._told, type(error) if error else None
        if error is None and told:
            log.info("this process has its place among the replicas again")
        elif error is not None and not (told and (_is_outage(error) or told is type(error))):
            trace = None if _is_outage(error) else error
            log.warning(
                "this process cannot keep its place for now: %s", type(error).__name__, exc_info=trace
            )

    async def part(self) -> None:
        """Give what was cancelled a moment to end."""
        if self._late:
            await asyncio.wait(self._late, timeout=_PARTING)


def _is_outage(error: BaseException) -> bool:
    return isinstance(error, OSError) or will_pass(error)  # a TimeoutError is an OSError
