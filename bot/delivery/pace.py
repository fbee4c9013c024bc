"""The pace: as many permits as messages may be seen in a second.

A permit is taken at departure and comes back one second after the answer. Telegram counts a message somewhere
between the two, so no window of one second can hold more than there are permits, whatever the network does.
"""

import asyncio
import time
from collections.abc import Callable

WINDOW = 1.0  # seconds
PER_CHAT = 1.0  # seconds between two messages to one chat (core.telegram.org/bots/faq)


class Pace:
    """Permits of one process. Broadcasts wait for one; replies to people take one at once, even on credit."""

    def __init__(self, per_second: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.per_second = per_second
        self._free = per_second
        self._back = asyncio.Event()
        self._monotonic = monotonic
        self._chats: dict[int, float] = {}

    async def take(self) -> None:
        while self._free <= 0:
            self._back.clear()
            await self._back.wait()
        self._free -= 1

    def take_now(self) -> bool:
        """A permit if one is free this moment."""
        if self._free <= 0:
            return False
        self._free -= 1
        return True

    def borrow(self) -> None:
        """A permit for a reply, which does not wait: broadcasts make room for it afterwards."""
        self._free -= 1

    def answered(self, chat_id: int) -> None:
        """The call was answered: its permit returns in a second, and so does the chat's turn."""
        self._chats[chat_id] = self._monotonic() + PER_CHAT
        asyncio.get_running_loop().call_later(WINDOW, self._return)

    def unused(self) -> None:
        """Give back a permit with which nothing was sent."""
        self._free += 1
        self._back.set()

    def _return(self) -> None:
        self.unused()
        if len(self._chats) > 10_000:
            now = self._monotonic()
            self._chats = {chat: free for chat, free in self._chats.items() if free > now}

    def wait_for(self, chat_id: int) -> float:
        """Seconds until this chat may get its next message."""
        return max(0.0, self._chats.get(chat_id, 0.0) - self._monotonic())
