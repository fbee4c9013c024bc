"""Replies that are kept go out; what takes long is sent only if it is still ours."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial

from bot.delivery.attending import report
from bot.delivery.outcomes import Outcome, Sent
from bot.delivery.replying import Replies
from bot.services import inboxing
from storage.db import Database
from storage.inbox import Turn
from storage.replies import Due

log = logging.getLogger(__name__)
ATTEMPTS = 2
_AGAIN = 0.5  # seconds after the database has failed


class Outgoing:
    """Sends and says of each reply that it is settled."""

    def __init__(
        self,
        database: Database,
        replies: Replies,
        turn: Callable[[], Turn],
        settled: Callable[[int], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._replies = replies
        self._turn = turn
        self._settled = settled
        self._monotonic = monotonic

    async def send(self, replies: Sequence[Due], since: float) -> None:
        """In this order; they were kept after the monotonic moment `since`."""
        for reply in replies:
            try:
                outcome = await self._replies.send(reply, since, partial(self._still_ours, reply))
                await self._note(reply, outcome)
            except Exception:
                log.exception("a reply failed in an unforeseen way", extra={"chat": reply.chat_id})
            else:
                if outcome is None:
                    continue
            self._settled(reply.id)

    async def _note(self, reply: Due, outcome: Outcome | None) -> None:
        """Which message it is, where that matters later."""
        fresh = outcome.message_id if isinstance(outcome, Sent) else 0
        if reply.screen.get("edition") and fresh not in {0, reply.target_id}:
            await inboxing.arrived(self._database, reply, fresh)

    async def resend(self, before: "asyncio.Task[None] | None", replies: Sequence[Due]) -> None:
        """What others had to send to one chat: once more, after what this process has for it."""
        if before is not None:
            await asyncio.wait({before})
        await self.send([one for one in replies if self._is_worth_it(one)], self._monotonic())

    def _is_worth_it(self, reply: Due) -> bool:
        if reply.attempt > ATTEMPTS:
            log.warning("a reply was given up after %d attempts", ATTEMPTS, extra={"chat": reply.chat_id})
            self._settled(reply.id)
        return reply.attempt <= ATTEMPTS

    async def _still_ours(self, reply: Due) -> bool:
        """In doubt nothing is sent, for as long as the database is away."""
        while True:
            try:
                return await inboxing.keep(self._database, self._turn(), reply)
            except Exception as error:  # noqa: BLE001  reported
                report(error)
                await asyncio.sleep(_AGAIN)
