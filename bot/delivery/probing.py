"""The edit probe: asks Telegram whether a message in doubt arrived, by editing what might be it.

Its buttons carry its own number. Telegram answers an edit to just these buttons with "not modified" only if
that very message exists. It may lie between the messages that are known and a marker sent to an admin. Tried
on doubles of Telegram only, hence a setting. If a message is hit that is another one, its buttons change.
"""

import asyncio
import logging
from collections.abc import Callable

from bot.delivery.answers import asked
from bot.delivery.door import Door
from bot.delivery.outcomes import Disowned, Later, Outcome, Sent, Uncertain, Unchanged, Unsent
from bot.delivery.parcels import Shelf
from bot.services import doubting
from bot.services.doubting import ABSENCE, NOTHING, Found, arrival
from bot.services.newsroom import Newsroom
from bot.services.replicas.place import REAPER, Place
from storage.doubts import Doubt

log = logging.getLogger(__name__)
_LOOK_EVERY = 2.0  # seconds
_MARKER = "·"


class Prober:
    """Looks into one doubt after the other, in the one process that has the reaper's role."""

    def __init__(
        self, newsroom: Newsroom, door: Door, place: Place, shelf: Shelf, wake: Callable[[], None]
    ) -> None:
        self._newsroom = newsroom
        self._door = door
        self._place = place
        self._shelf = shelf
        self._wake = wake

    async def run(self) -> None:
        while True:
            try:
                while await self.look():
                    self._wake()
            except Exception:
                log.exception("a doubt could not be looked into and is looked into again")
            await asyncio.sleep(_LOOK_EVERY)

    async def look(self) -> bool:
        """Whether a doubt was cleared up, or given up."""
        doubt = await doubting.next_doubt(self._newsroom) if self._place.holds(REAPER) else None
        if doubt is None:
            return False
        found = await self._find(doubt)
        if found is None:
            return False
        log.info("a send in doubt: %s", found.resolution, extra={"delivery": doubt.delivery.id})
        await doubting.decide(self._newsroom, doubt, found)
        return True

    async def _find(self, doubt: Doubt) -> Found | None:
        """None when Telegram cannot be asked now."""
        one, admins = doubt.delivery, self._newsroom.rules.admins
        await self._shelf.stock([one.edition_id])
        parcel = self._shelf.get(one.edition_id)
        # Only private chats share their row of numbers with the admin's.
        if not admins or one.chat_id < 0 or parcel is None or not parcel.keyboard:
            return NOTHING
        marker = await self._marker(admins[0])
        if isinstance(marker, int):
            numbers = await doubting.candidates(self._newsroom, doubt, marker)
            if numbers is None:
                return NOTHING
            return await self._among(numbers, doubt, parcel.keyboard_of(one.id))
        return None if _tells_nothing(marker) else NOTHING

    async def _among(self, numbers: list[int], doubt: Doubt, keyboard: str) -> Found | None:
        for number in numbers:
            fields = {"message_id": str(number), "reply_markup": keyboard}
            outcome = await self._call(doubt.delivery.chat_id, "editMessageReplyMarkup", fields)
            if isinstance(outcome, Unchanged):
                return arrival(number)
            if _tells_nothing(outcome):
                return None
            if isinstance(outcome, Sent):
                log.warning("the buttons of another message were changed", extra={"message_id": number})
        return ABSENCE

    async def _marker(self, admin: int) -> int | Outcome:
        """The number of a message sent just now, which is taken away again."""
        fields = {"text": _MARKER, "disable_notification": "true"}
        outcome = await self._call(admin, "sendMessage", fields)
        if not isinstance(outcome, Sent):
            return outcome
        await asked(self._door.bot.delete_message(admin, outcome.message_id))
        return outcome.message_id

    async def _call(self, chat_id: int, method: str, fields: dict[str, str]) -> Outcome:
        pace = self._door.pace
        await asyncio.sleep(pace.wait_for(chat_id))
        await pace.take()
        outcome = await self._door.call(chat_id, method, fields | {"chat_id": str(chat_id)})
        if isinstance(outcome, Later):
            pace.park(chat_id, outcome.seconds)
        return outcome


def _tells_nothing(outcome: Outcome) -> bool:
    return isinstance(outcome, Later | Unsent | Uncertain | Disowned)
