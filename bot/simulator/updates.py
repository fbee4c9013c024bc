"""The queue of updates: kept until confirmed by an offset, handed to one poller at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.simulator.answers import Json, refused

KEPT_FOR = timedelta(hours=24)
KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "message_reaction",
    "message_reaction_count",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "purchased_paid_media",
)
# What a bot gets only when it asks for it by name.
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass
class Pending:
    number: int
    kind: str
    payload: Json
    arrived: datetime

    def as_update(self) -> Json:
        return {"update_id": self.number, self.kind: self.payload}


@dataclass
class Updates:
    now: Callable[[], datetime]
    next_number: int = 100_000_001
    allowed: frozenset[str] = frozenset(KINDS) - ON_REQUEST
    pending: list[Pending] = field(default_factory=list)
    _arrival: asyncio.Event = field(default_factory=asyncio.Event)
    _poller: asyncio.Future[None] | None = None

    def add(self, kind: str, payload: Json) -> int | None:
        """Queue an update; None when the bot did not ask for this kind."""
        if kind not in self.allowed:
            return None
        number = self.next_number
        self.next_number += 1
        self.pending.append(Pending(number, kind, payload, self.now()))
        self._arrival.set()
        return number

    def allow(self, kinds: list[str]) -> None:
        """Remember which kinds the bot wants from now on; an empty list asks for the usual ones."""
        known = {kind for kind in (name.lower() for name in kinds) if kind in KINDS}
        self.allowed = frozenset(known or set(KINDS) - ON_REQUEST)

    def confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one keeps that many of the newest."""
        if offset < 0:
            self.pending = self.pending[offset:]
            return
        self.pending = [update for update in self.pending if update.number >= offset]

    def drop_all(self) -> None:
        self.pending.clear()

    def drop_stale(self) -> None:
        oldest = self.now() - KEPT_FOR
        self.pending = [update for update in self.pending if update.arrived >= oldest]

    def take(self, limit: int) -> list[Json]:
        self.drop_stale()
        return [update.as_update() for update in self.pending[:limit]]

    async def poll(self, limit: int, seconds: float) -> list[Json]:
        """Wait for updates; a newer poller ends this wait with a conflict."""
        self.end_poll()
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = mine
        try:
            return await self._wait(mine, limit, seconds)
        finally:
            if self._poller is mine:
                self._poller = None

    async def _wait(self, mine: asyncio.Future[None], limit: int, seconds: float) -> list[Json]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not (found := self.take(limit)) and (left := deadline - loop.time()) > 0:
            self._arrival.clear()
            arrival = asyncio.ensure_future(self._arrival.wait())
            await asyncio.wait({arrival, mine}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            arrival.cancel()
            if mine.done():
                raise refused(409, OTHER_POLLER)
        return found

    def end_poll(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
