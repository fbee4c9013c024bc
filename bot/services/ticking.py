"""One tick: embargoes end, alerts settle, digests fall due. Each part fails alone and is tried again."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import wall
from bot.services import alerts, correcting, digests
from bot.services.correcting import Errata
from bot.services.desk import posts, releasing
from bot.services.desk.posts import Lookout
from bot.services.digests import Line
from bot.services.newsroom import Newsroom
from bot.services.replicas import TICKER, Alone, Place
from bot.services.turns import Turn
from storage import entries

log = logging.getLogger(__name__)
_JUMP = timedelta(seconds=30)
# Less than the second between two ticks, with room for one chunk more.
_TURN = 0.7


@dataclass
class Ticker:
    """Runs the parts of a tick and knows when it last did; `wake` tells the van that something was queued.

    What takes long is left to the next ticks, so that an alert never waits for a digest. Of several
    replicas only the one whose place it is acts.
    """

    newsroom: Newsroom
    wake: Callable[[], None]
    place: Place = field(default_factory=lambda: Alone(share=0))
    seconds: float = _TURN
    last_at: datetime | None = field(default=None, init=False)
    last_good_at: datetime | None = field(default=None, init=False)
    _line: Line = field(default_factory=Line, init=False)
    _errata: Errata = field(default_factory=Errata, init=False)
    _lookout: Lookout = field(default_factory=Lookout, init=False)
    _last_look: tuple[datetime, datetime] | None = field(default=None, init=False)

    async def tick(self) -> None:
        self._notice_jump()
        good = await self._act() if self._is_ours() else True
        self.last_at = wall()
        if good:
            self.last_good_at = self.last_at

    def _is_ours(self) -> bool:
        return self.place.holds(TICKER)

    async def _act(self) -> bool:
        turn = Turn(self.seconds, self.wake, self._is_ours)
        parts: dict[str, Callable[[], Awaitable[int]]] = {
            "release_due": lambda: release_due(self.newsroom),
            "publish_due": lambda: releasing.release_due(self.newsroom),
            "put_right": lambda: correcting.put_right(self.newsroom, turn, self._errata),
            "queue_settled": lambda: alerts.queue_settled(self.newsroom, turn),
            "queue_due": lambda: digests.queue_due(self.newsroom, turn, self._line),
            "posts": lambda: posts.go_on(self.newsroom, self._lookout),
        }
        return all([await self._try(name, part) for name, part in parts.items()])

    async def _try(self, name: str, part: Callable[[], Awaitable[int]]) -> bool:
        try:
            count = await part()
        except Exception:
            log.exception("a part of the tick failed and is tried again: %s", name)
            return False
        if count:
            log.info("%s: %d", name, count)
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
