"""The pace: as many permits as messages may be seen in a second.

A permit is taken at departure and comes back one second after the answer. Telegram counts a message somewhere
between the two, so no window of one second can hold more than there are permits, whatever the network does.
It may come back earlier by what the way there and back takes at least: half of the smallest round trip of
late, since the other half may have been Telegram's own.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

WINDOW = 1.0  # seconds
PER_CHAT = 1.0  # seconds between two messages to one chat (core.telegram.org/bots/faq)
GROUP_ROOM, GROUP_WINDOW = 20, 60.0  # messages in seconds to one group
_SURE = 0.5  # of the smallest round trip
_TRIPS = 100
_SPREAD = 0.5  # of a window, in which all permits may leave at the soonest: a stream, not a burst each second
_SLACK = 0.005  # seconds that a late timer may make up for
_REPLIES_IN_LINE = 10
_REPLY_PATIENCE = 1.0  # seconds
_SWEEP_AT = 10_000


class Pace:
    """Permits of one process. Broadcasts wait for one; replies to people come first, even on credit."""

    def __init__(self, per_second: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.per_second = per_second
        self.capacity = per_second
        self._free = per_second
        self._line: deque[asyncio.Future[None]] = deque()
        self._first: deque[asyncio.Future[None]] = deque()
        self._monotonic = monotonic
        self._chats: dict[int, float] = {}
        self._groups: dict[int, deque[float]] = {}
        self._trips: deque[float] = deque(maxlen=_TRIPS)
        self._sweep_at = _SWEEP_AT
        self._not_before = 0.0

    def resize(self, per_second: int) -> None:
        """More permits are there at once; fewer, as they come back. `capacity` says how many circulate."""
        self.per_second = per_second
        if (more := per_second - self.capacity) > 0:
            self.capacity += more
            self._free += more
            self._serve()
        self._withdraw(self._free)

    def _withdraw(self, free: int) -> None:
        """Take free permits out of circulation where there are too many."""
        fewer = min(max(free, 0), max(self.capacity - self.per_second, 0))
        self.capacity -= fewer
        self._free -= fewer

    async def take(self) -> None:
        """A permit for a broadcast, once one is free and no reply waits for it; never many in one moment."""
        now = asyncio.get_running_loop().time
        if not self.take_now():
            await self._wait_in(self._line)
        if (early := self._not_before - now()) > 0:
            try:
                await asyncio.sleep(early)
            except asyncio.CancelledError:
                self.unused()
                raise
        gap = _SPREAD * WINDOW / max(1, self.per_second)
        self._not_before = max(self._not_before, now() - _SLACK) + gap

    def take_now(self) -> bool:
        """A permit if one is free this moment."""
        if self._free <= 0:
            return False
        self._free -= 1
        return True

    async def take_first(self) -> None:
        """A permit for a reply: the next that is free. Few replies wait so, and not for long: the others go
        on credit, and broadcasts make room for them afterwards.
        """
        if self._free > 0 or len(self._first) >= _REPLIES_IN_LINE:
            self.borrow()
            return
        try:
            await asyncio.wait_for(self._wait_in(self._first), _REPLY_PATIENCE)
        except TimeoutError:
            self.borrow()

    def borrow(self) -> None:
        """A permit for a reply that does not wait."""
        self._free -= 1

    async def _wait_in(self, line: deque[asyncio.Future[None]]) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.unused()  # given to somebody who has left
            elif mine in line:
                line.remove(mine)
            raise

    def answered(self, chat_id: int, trip: float | None = None) -> None:
        """The call was answered after `trip` seconds: its permit returns, and so does the chat's turn."""
        now = self._monotonic()
        self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), now + PER_CHAT)
        if chat_id < 0:
            self._groups.setdefault(chat_id, deque(maxlen=GROUP_ROOM)).append(now)
        if trip is not None:
            self._trips.append(trip)
        sooner = min(self._trips) * _SURE if trip is not None else 0.0
        asyncio.get_running_loop().call_later(max(0.0, WINDOW - sooner), self._return)

    def unused(self) -> None:
        """Give back a permit with which nothing was sent."""
        self._free += 1
        self._withdraw(self._free)
        self._serve()

    def _serve(self) -> None:
        for line in (self._first, self._line):
            while self._free > 0 and line:
                waiting = line.popleft()
                if not waiting.done():
                    self._free -= 1
                    waiting.set_result(None)

    def _return(self) -> None:
        self.unused()
        if len(self._chats) > self._sweep_at:
            now = self._monotonic()
            self._chats = {chat: free for chat, free in self._chats.items() if free > now}
            self._groups = {chat: at for chat, at in self._groups.items() if now - at[-1] < GROUP_WINDOW}
            self._sweep_at = max(_SWEEP_AT, 2 * len(self._chats))

    def park(self, chat_id: int, seconds: float) -> None:
        """Nothing to this chat for so long."""
        self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), self._monotonic() + seconds)

    def wait_for(self, chat_id: int) -> float:
        """Seconds until this chat may get its next message."""
        free = self._chats.get(chat_id, 0.0)
        sent = self._groups.get(chat_id)
        if sent is not None and len(sent) == GROUP_ROOM:
            free = max(free, sent[0] + GROUP_WINDOW)
        return max(0.0, free - self._monotonic())
