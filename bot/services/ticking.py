"""One tick: embargoes end, alerts settle, digests fall due. Each part fails alone and is tried again."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import wall
from bot.services import alerts, correcting, digests, following, indexing, privacy, waking
from bot.services.correcting import Errata
from bot.services.desk import posts, releasing
from bot.services.desk.posts import Lookout
from bot.services.digests import Line
from bot.services.indexing import Shelf
from bot.services.newsroom import Newsroom
from bot.services.replicas.place import TICKER, Alone, Place
from bot.services.turns import Turn
from storage import bells, entries
from storage.bells import Rung

log = logging.getLogger(__name__)
_JUMP = timedelta(seconds=30)
# Less than the second between two ticks, with room for one chunk more.
_TURN = 0.7
Parts = Iterator[tuple[str, Callable[[], Awaitable[int]]]]


@dataclass
class Ticker:
    """Runs the parts of a tick and knows when it last did; `wake` tells the van that something was queued.

    Bells tell where there may be something to do. What takes long is left to the next ticks, so that an
    alert never waits for a digest. Of several replicas only the one whose place it is acts.
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
    _shelf: Shelf = field(default_factory=Shelf, init=False)
    _last_look: tuple[datetime, datetime] | None = field(default=None, init=False)

    async def prepare(self) -> None:
        """Look once whether the search has to catch up, so that the ticks of most starts need not."""
        self._shelf.is_whole = await indexing.is_whole(self.newsroom)

    async def tick(self) -> None:
        self._notice_jump()
        good = await self._act() if self._is_ours() else True
        self.last_at = wall()
        if good:
            self.last_good_at = self.last_at

    def _is_ours(self) -> bool:
        return self.place.holds(TICKER)

    async def _act(self) -> bool:
        """What is published in a tick is told in the same one."""
        rung = await self._listen()
        good = True
        if rung is not None and (rung.release or rung.publish):
            good = await self._run(self._publishing(rung))
            rung = await self._listen()
        if rung is None:
            return False
        return await self._run(self._telling(rung)) and good

    async def _listen(self) -> Rung | None:
        """Where there may be something to do; None when that cannot be asked."""
        try:
            (rows,) = await self.newsroom.database.glance([bells.ringing(self.newsroom.now())])
        except Exception:
            log.exception("the tick could not ask what is due and tries again")
            return None
        return bells.heard(rows)

    def _publishing(self, rung: Rung) -> Parts:
        if rung.release:
            yield "release_due", lambda: release_due(self.newsroom)
        if rung.publish:
            yield "publish_due", lambda: releasing.release_due(self.newsroom)

    def _telling(self, rung: Rung) -> Parts:
        newsroom, turn = self.newsroom, Turn(self.seconds, self.wake, self._is_ours)
        if rung.folded or self._errata.is_behind(rung.publication, rung.edition):
            yield "put_right", lambda: correcting.put_right(newsroom, turn, self._errata)
        if rung.settling:
            yield "queue_settled", lambda: alerts.queue_settled(newsroom, turn)
        if rung.digest:
            yield "queue_due", lambda: digests.queue_due(newsroom, turn, self._line)
        else:
            self._line.press.forget()
        if rung.waking:
            yield "queue_held", lambda: waking.queue_held(newsroom, turn)
        if rung.pledge:
            yield "tell_followers", lambda: self._tell_followers(turn)
        if rung.post:
            yield "posts", lambda: posts.go_on(newsroom, self._lookout)
        if not self._shelf.is_whole:
            yield "indexed", lambda: indexing.catch_up(newsroom, turn, self._shelf)
        if rung.aged:
            yield "anonymise", lambda: privacy.anonymise(newsroom)

    async def _tell_followers(self, turn: Turn) -> int:
        """Those who read what was put right are told before."""
        return 0 if self._errata.is_open else await following.tell(self.newsroom, turn)

    async def _run(self, parts: Parts) -> bool:
        return all([await self._try(name, part) for name, part in parts])

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
