"""One tick: embargoes end, alerts settle, digests fall due. Each part fails alone and is tried again."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import wall
from bot.services import alerts, digests
from bot.services.newsroom import Newsroom
from storage import entries

log = logging.getLogger(__name__)
_JUMP = timedelta(seconds=30)


@dataclass
class Ticker:
    """Runs the parts of a tick and knows when it last did; `wake` tells the van that something was queued."""

    newsroom: Newsroom
    wake: Callable[[], None]
    last_at: datetime | None = field(default=None, init=False)
    last_good_at: datetime | None = field(default=None, init=False)
    _last_look: tuple[datetime, datetime] | None = field(default=None, init=False)

    async def tick(self) -> None:
        self._notice_jump()
        good = [await self._try(part) for part in (release_due, alerts.queue_settled, digests.queue_due)]
        self.last_at = wall()
        if all(good):
            self.last_good_at = self.last_at

    async def _try(self, part: Callable[[Newsroom], Awaitable[int]]) -> bool:
        try:
            count = await part(self.newsroom)
        except Exception:
            log.exception("a part of the tick failed and is tried again: %s", part.__name__)
            return False
        if count:
            log.info("%s: %d", part.__name__, count)
            self.wake()
        return True

    def _notice_jump(self) -> None:
        now, machine = self.newsroom.now(), wall()
        if self._last_look is not None:
            jump = (now - self._last_look[0]) - (machine - self._last_look[1])
            if abs(jump) > _JUMP:
                log.warning("the clock jumped by %s", jump)
        self._last_look = now, machine


async def release_due(newsroom: Newsroom) -> int:
    """Publish what waited for the end of its embargo."""
    async with newsroom.database.reading() as session:
        if not await entries.any_release_due(session, newsroom.now()):
            return 0
    async with newsroom.database.writing() as session:
        return len(await entries.release_due(session, newsroom.now()))
