"""One update from the inbox: handled, and done together with all that its handler wrote, or not at all."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.delivery import replying
from bot.services import inboxing
from bot.services.inboxing import Answer, Finished, NotHeldError, Raw
from storage.db import Database, will_pass
from storage.inbox import Held, Turn
from storage.replies import Due
from storage.unit import Unit

log = logging.getLogger(__name__)
# An update in the middle of which so many processes died is given up. A death is rarely an update's fault:
# who is killed often, and at once after each start, must not lose what was only in the way.
ATTEMPTS = 10
_LONGEST = 60.0  # seconds that one update may take
_AGAIN = 1.0  # seconds after the database has failed


class Handling(Protocol):
    """What is done with an update; its answers are collected (see `replying`)."""

    async def handle(self, raw: Raw) -> None: ...

    async def apologise(self, raw: Raw) -> None:
        """Answer somebody whose update could not be handled."""


class Attendant:
    """Handles what is held; what wrote nothing itself is written down with others (`in_next_beat`)."""

    def __init__(
        self,
        database: Database,
        handling: Handling,
        turn: Callable[[], Turn],
        in_next_beat: Callable[[Finished], Awaitable[list[Due]]],
    ) -> None:
        self._database = database
        self._handling = handling
        self._turn = turn
        self._in_next_beat = in_next_beat

    async def attend(self, held: Held) -> list[Due]:
        """Returns the replies, which are kept by now and have to be sent."""
        if held.attempt > ATTEMPTS:
            log.error("update %d was given up after %d attempts", held.update_id, ATTEMPTS)
            return await self._in_next_beat(Finished(held))
        try:
            return await self._handled(held)
        except NotHeldError:
            log.warning("update %d was taken over by somebody else", held.update_id)
            return []
        except Exception as error:
            if not (passing := will_pass(error)):
                log.exception("update %d could not be finished", held.update_id)
            return await self._given_back(held, counted=not passing)

    async def _handled(self, held: Held) -> list[Due]:
        async with self._database.unit() as unit:
            with replying.collecting() as answers:
                await self._attempt(held, unit, answers)
            finished = Finished(held, answers)
            if unit.has_written:
                return await inboxing.finish(unit, self._turn(), finished)
        return await self._in_next_beat(finished)

    async def _attempt(self, held: Held, unit: Unit, answers: list[Answer]) -> None:
        """A failure is answered and ends there; only the database's own troubles are worth another try."""
        for act in (self._handling.handle, self._handling.apologise):
            try:
                async with asyncio.timeout(_LONGEST):
                    await act(held.body)
            except Exception as error:
                if will_pass(error):
                    raise
                log.exception("update %d could not be handled", held.update_id)
                await unit.rollback()
                answers.clear()
            else:
                return

    async def _given_back(self, held: Held, *, counted: bool) -> list[Due]:
        """However long the database is away."""
        while True:
            await asyncio.sleep(_AGAIN)
            try:
                return await inboxing.give_back(self._database, self._turn(), held, counted=counted)
            except Exception as error:  # noqa: BLE001  reported
                report(error)


def report(error: Exception) -> None:
    """Troubles of the database that pass are a sentence, everything else needs its traceback."""
    if will_pass(error):
        log.warning("the database does not answer and is asked again: %s", type(error).__name__)
    else:
        log.error("the inbox failed in an unforeseen way and goes on", exc_info=error)
