"""The desk's part of the tick: decisions are carried out, and the cards that somebody watches are edited."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from bot.delivery.door import Door, inline, written
from bot.delivery.outcomes import Disowned, Later, Outcome, Sent, Uncertain, Unchanged, Unsent
from bot.services import watching
from bot.services.newsroom import Newsroom
from bot.services.replicas.place import TICKER, Place
from bot.services.turns import rest
from bot.services.watching import Card, Carrier

log = logging.getLogger(__name__)
EVERY = 3.0  # seconds between two looks at the cards
_TICK = 1.0  # seconds
_PATIENCE = 2.0  # seconds to wait for a permit


class Following:
    """Ticks in every process and works in the one that has the ticker's role."""

    def __init__(self, newsroom: Newsroom, door: Door, place: Place, wake: Callable[[], None]) -> None:
        self._newsroom = newsroom
        self._door = door
        self._place = place
        self._wake = wake
        self._carrier = Carrier(newsroom)
        self._ending = asyncio.Event()
        self._known: set[tuple[object, ...]] = set()
        self._look_at = 0.0

    def stop(self) -> None:
        self._ending.set()

    async def run(self) -> None:
        while not self._ending.is_set():
            await self.tick()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), _TICK)

    async def tick(self) -> None:
        if not self._place.holds(TICKER):
            return
        try:
            decided, watched = await watching.bells(self._newsroom)
            await self._act(is_decided=decided, is_watched=watched)
        except Exception:
            log.exception("the desk's part of the tick failed and is tried again")

    async def _act(self, *, is_decided: bool, is_watched: bool) -> None:
        if is_decided and await self._carrier.carry_out():
            self._wake()
        if is_watched and time.monotonic() >= self._look_at:
            await self.look()

    async def look(self) -> None:
        """Edit every card that should say something else by now.

        A new one is left alone at first: the answer to whoever opened it may still be on its way.
        """
        began = time.monotonic()
        cards = await watching.cards(self._newsroom)
        known, self._known = self._known, {card.key for card in cards}
        self._look_at = began + rest(time.monotonic() - began, EVERY)
        for card in cards:
            if card.key in known:
                await self._show(card)

    async def _show(self, card: Card) -> None:
        if not card.is_news:
            if card.is_over:
                await watching.let_go(self._newsroom, card)
            return
        if self._door.pace.wait_for(card.chat_id):
            return
        outcome = await self._edit(card)
        if isinstance(outcome, Later):
            self._look_at = time.monotonic() + outcome.seconds
        elif isinstance(outcome, Sent | Unchanged):
            self._door.shown.remember(card.chat_id, card.message_id, card.screen)
            await watching.shown(self._newsroom, card)
        elif not isinstance(outcome, Unsent | Uncertain | Disowned | None):
            log.info("a card cannot be edited any more: %s", outcome, extra={"chat": card.chat_id})
            await watching.let_go(self._newsroom, card)

    async def _edit(self, card: Card) -> Outcome | None:
        """None when there was no permit in time, or the message shows something else by now.

        That is asked last: while a permit is waited for, whoever looks at the card may press a button.
        """
        try:
            await asyncio.wait_for(self._door.pace.take(), _PATIENCE)
        except TimeoutError:
            return None
        if not await watching.is_watched(self._newsroom, card):
            self._door.pace.unused()
            return None
        fields = written(card.chat_id, card.screen.text, inline(card.screen))
        fields["message_id"] = str(card.message_id)
        return await self._door.call(card.chat_id, "editMessageText", fields)
