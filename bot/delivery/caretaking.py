"""The caretaker: beside the van, it looks after what the dead left and what expired."""

import asyncio
import logging
import time
from collections.abc import Callable

from bot.services import reaping
from bot.services.newsroom import Newsroom
from bot.services.reaping import Living
from bot.services.replicas.place import REAPER, Place

log = logging.getLogger(__name__)
_LOOK_EVERY = 2.0  # seconds
_SWEEP_EVERY = 20.0


class Caretaker:
    """Works in the one process that has the reaper's role."""

    def __init__(
        self, newsroom: Newsroom, place: Place, living: Living | None, wake: Callable[[], None]
    ) -> None:
        self._newsroom = newsroom
        self._place = place
        self._living = living
        self._wake = wake
        self._sweeps_at = 0.0

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("the caretaker's round failed and is tried again")
            await asyncio.sleep(_LOOK_EVERY)

    async def look(self) -> None:
        if not self._place.holds(REAPER):
            return
        if lost := await reaping.reap(self._newsroom, self._place.moment(), self._living):
            log.warning("%d sends of a worker that died may have arrived", lost)
            self._wake()
        if time.monotonic() >= self._sweeps_at:
            self._sweeps_at = time.monotonic() + _SWEEP_EVERY
            if expired := await reaping.sweep(self._newsroom, self._place.moment()):
                log.info("%d deliveries were not sent in time", expired)
