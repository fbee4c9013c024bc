"""The poller: asks Telegram for updates, and confirms only what is stored."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.request import BaseRequest

from bot.clock import wall
from bot.delivery.answers import asked
from bot.delivery.outcomes import Later, Refused
from bot.services.inboxing import Raw, is_update
from bot.services.replicas.place import POLLER, Place
from storage.db import will_pass

log = logging.getLogger(__name__)
UPDATES = ["message", "callback_query", "inline_query", "my_chat_member"]
_HOLD = 30  # seconds that Telegram holds a poll without updates open
_LOOK = 0.25  # seconds between looks whether the role has come here
_BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0)  # seconds after failures
_STAND_BACK = (3.0, 5.0, 10.0, 30.0)  # seconds after another's poll ended ours

Take = Callable[[Sequence[Raw]], Awaitable[None]]


class Poller:
    """Polls while this process has the role."""

    def __init__(self, bot: Bot, request: BaseRequest, place: Place, take: Take) -> None:
        self.last_at: datetime | None = None
        self._bot = bot
        self._request = request
        self._place = place
        self._take = take
        self._offset = 0
        self._failures = self._conflicts = 0
        self._ending = asyncio.Event()

    def stop(self) -> None:
        """Hang up; what was not stored yet comes again."""
        self._ending.set()

    async def run(self) -> None:
        while not self._ending.is_set():
            if self._place.holds(POLLER):
                await self._pause(await self._unless_ending(self._round()) or 0.0)
            else:
                self._offset = 0
                await self._pause(_LOOK)

    async def _unless_ending(self, work: Awaitable[float]) -> float | None:
        """What this returns, or None when the end cuts it short."""
        working = asyncio.ensure_future(work)
        ending = asyncio.ensure_future(self._ending.wait())
        try:
            await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else None
        finally:
            for task in (working, ending):
                task.cancel()
            await asyncio.gather(working, ending, return_exceptions=True)

    async def _pause(self, seconds: float) -> None:
        if seconds:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), seconds)

    async def _round(self) -> float:
        """One question; the seconds to wait before the next."""
        found = await asked(self._request.post(self._url(), read_timeout=_HOLD + 10))
        if not isinstance(found, list):
            return self._failed(found)
        updates = [one for one in found if is_update(one)]
        try:
            if updates:
                await self._take(updates)
        except Exception as error:
            if not will_pass(error):
                log.exception("updates could not be stored and are asked for again")
            return self._next(_BACK_OFF)
        # Once all is confirmed nothing needs to be said any more: after a week of silence numbers begin anew.
        self._offset = max((one["update_id"] for one in updates), default=-1) + 1
        self._failures = self._conflicts = 0
        self.last_at = wall()
        return 0.0

    def _url(self) -> str:
        asks: dict[str, Any] = {"timeout": _HOLD, "allowed_updates": json.dumps(UPDATES)}
        if self._offset:
            asks["offset"] = self._offset
        return f"{self._bot.base_url}/getUpdates?{urlencode(asks)}"

    def _failed(self, outcome: object) -> float:
        if isinstance(outcome, Refused):
            if not self._place.holds(POLLER):
                return 0.0  # whoever has the role now ended our poll
            wait = _STAND_BACK[min(self._conflicts, len(_STAND_BACK) - 1)]
            self._conflicts += 1
            log.warning(
                "updates are fetched by somebody else too; standing back for %d s: %s", wait, outcome.reason
            )
            return wait
        wait = outcome.seconds if isinstance(outcome, Later) else self._next(_BACK_OFF)
        log.warning("updates could not be fetched and are asked for again: %s", outcome)
        return wait

    def _next(self, waits: Sequence[float]) -> float:
        self._failures += 1
        return waits[min(self._failures, len(waits)) - 1]
