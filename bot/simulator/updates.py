"""The queue of updates: kept until confirmed by an offset, handed to one poller at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

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
USUAL = frozenset(KINDS) - ON_REQUEST
CONFLICT_PAUSE_S = 3.0
FORGIVEN = 10


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
    allowed: frozenset[str] = USUAL
    pending: list[Pending] = field(default_factory=list)
    arrival: asyncio.Event = field(default_factory=asyncio.Event)
    hold_seconds: float = 3.0  # how long the same question asked again at once waits; 0 for hurried tests
    last_offset: int = 0
    last_asked: float = -100.0
    _poller: asyncio.Future[str] | None = None
    _next_conflict: float = 0.0

    def add(self, kind: str, payload: Json) -> int | None:
        """Queue an update; None when the bot did not ask for this kind."""
        if kind not in self.allowed:
            return None
        number = self.next_number
        self.next_number += 1
        self.pending.append(Pending(number, kind, payload, self.now()))
        self.arrival.set()
        return number

    def allow(self, kinds: list[str]) -> None:
        """Remember which kinds the bot wants from now on; an empty list asks for the usual ones."""
        self.allowed = frozenset(name.lower() for name in kinds) & frozenset(KINDS) or USUAL

    def shown_allowed(self) -> Json:
        if self.allowed == USUAL:
            return {}
        return {"allowed_updates": [kind for kind in KINDS if kind in self.allowed]}

    def confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one keeps that many of the newest."""
        if offset < 0:
            self.pending = self.pending[offset:]
            return
        # An offset far in the future is taken for a mistake and confirms nothing.
        if offset <= self.next_number + FORGIVEN:
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
        # Only a wait ends the other wait: two pollers that both find something do not meet.
        found = self.take(limit)
        if found or seconds == 0:
            return found
        self.end_poll(OTHER_POLLER)
        mine: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._poller = mine
        try:
            return await self._wait(mine, limit, seconds)
        finally:
            if self._poller is mine:
                self._poller = None

    async def _wait(self, mine: asyncio.Future[str], limit: int, seconds: float) -> list[Json]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not (found := self.take(limit)) and (left := deadline - loop.time()) > 0:
            self.arrival.clear()
            arrival = asyncio.ensure_future(self.arrival.wait())
            try:
                waited: set[asyncio.Future[Any]] = {arrival, mine}
                await asyncio.wait(waited, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                arrival.cancel()
            if mine.done():
                await self._conflict(loop.time())
                raise refused(409, mine.result())
        return found

    async def _conflict(self, now: float) -> None:
        # Only one conflict is told at once in three seconds: two pollers would fight at full speed.
        if now < self._next_conflict:
            await asyncio.sleep(CONFLICT_PAUSE_S)
        else:
            self._next_conflict = now + CONFLICT_PAUSE_S

    def end_poll(self, reason: str) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(reason)
