"""Departures: what is committed as `sending` leaves one by one, as permits and chats allow."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.delivery.breaker import Breaker
from bot.delivery.door import Door
from bot.delivery.fates import FLOOD, fate_of
from bot.delivery.floods import Floods
from bot.delivery.outcomes import Broken, Outcome, Sent
from bot.delivery.parcels import Parcel
from bot.delivery.tally import Tally
from bot.services.delivering import DISOWNED
from bot.services.loads import Fate
from bot.services.newsroom import Newsroom
from bot.services.replicas.place import Place
from storage.deliveries import Claimed

log = logging.getLogger(__name__)
# Seconds after its commit in which something may leave: a process that was frozen for longer may have been
# declared dead meanwhile, and its sends taken over.
FRESH_FOR = 4.0


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery that may leave, since the monotonic moment before its `sending` was committed."""

    claimed: Claimed
    parcel: Parcel
    since: float


class Departures:
    """The ready, those in flight and the answered. `may_leave` is asked at each departure, `landed` is told
    of each answer.
    """

    def __init__(
        self,
        newsroom: Newsroom,
        door: Door,
        place: Place,
        tally: Tally,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.door = door
        self.breaker = Breaker(monotonic)
        self.may_leave: Callable[[], bool] = lambda: True
        self.landed: Callable[[], None] = lambda: None
        self.halted = False  # by an answer that closes the gate, until that is written down
        self._tally = tally
        self._newsroom = newsroom
        self._place = place
        self._monotonic = monotonic
        self._floods = Floods()
        self._ready: list[Ready] = []
        self._answered: list[Fate] = []
        self._flying: set[asyncio.Task[None]] = set()
        self._chats: set[int] = set()
        self._broken: set[int] = set()
        self._changed = asyncio.Event()

    @property
    def ready(self) -> int:
        return len(self._ready)

    @property
    def in_flight(self) -> int:
        return len(self._flying)

    @property
    def unsettled(self) -> int:
        return len(self._answered)

    def is_busy(self, chat_id: int) -> bool:
        """Whether something is about to reach this chat already: one at a time may be in doubt."""
        return chat_id in self._chats

    def add(self, ready: Iterable[Ready]) -> None:
        fresh = list(ready)
        self._ready += fresh
        self._chats |= {one.claimed.chat_id for one in fresh}
        self.look()

    def look(self) -> None:
        """Something may leave now that could not before."""
        self._changed.set()

    def take_answered(self) -> list[Fate]:
        """What has been answered and is to be settled now; `keep` brings it back if that fails."""
        answered, self._answered = self._answered, []
        return answered

    def keep(self, fates: list[Fate]) -> None:
        self._answered = fates + self._answered

    def settled(self) -> None:
        """What was taken is written down: if it closed the gate, the gate itself keeps it closed now."""
        self.halted = any(fate.closes_gate for fate in self._answered)
        self.look()

    def withdraw(self, *, all_of_them: bool) -> list[Claimed]:
        """Take back what is ready and has not left: all of it, or what has been so for too long."""
        stale = [one for one in self._ready if all_of_them or not self._is_fresh(one)]
        self._ready = [] if all_of_them else [one for one in self._ready if self._is_fresh(one)]
        for one in stale:
            self._chats.discard(one.claimed.chat_id)
        return [one.claimed for one in stale]

    def _is_fresh(self, one: Ready) -> bool:
        return self._monotonic() - one.since < FRESH_FOR

    async def run(self) -> None:
        """Let the ready leave, for ever."""
        while True:
            self._changed.clear()
            wait = self._next_turn()
            if wait is None or wait > 0:
                await self._for_a_change(wait)
                continue
            await self.door.pace.take()
            one = self._next()
            if one is None:
                self.door.pace.unused()
            else:
                self._leave(one)

    async def _for_a_change(self, seconds: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    def _next_turn(self) -> float | None:
        """Seconds until one of the ready may leave, as far as its chat goes; None when none may."""
        soonest = None
        for one in self._ready if self._is_open() else ():
            if self._is_fresh(one):
                wait = self.door.pace.wait_for(one.claimed.chat_id)
                if wait <= 0:
                    return 0.0
                soonest = wait if soonest is None else min(soonest, wait)
        return soonest

    def _is_open(self) -> bool:
        if self.breaker.is_trying and self._flying:
            return False
        return not (self.halted or self.breaker.is_open) and self.may_leave()

    def _next(self) -> Ready | None:
        if not self._is_open():
            return None
        for place, one in enumerate(self._ready):
            if self._is_fresh(one) and self.door.pace.wait_for(one.claimed.chat_id) == 0:
                return self._ready.pop(place)
        return None

    def _leave(self, one: Ready) -> None:
        task = asyncio.create_task(self._carry(one))
        self._flying.add(task)
        self._tally.in_flight = len(self._flying)
        task.add_done_callback(self._flying.discard)

    async def _carry(self, one: Ready) -> None:
        fate = replace(await self._surely(one), kind=one.parcel.kind, rendition=one.parcel.rendition)
        self.halted = self.halted or fate.closes_gate
        self._answered.append(fate)
        self._chats.discard(one.claimed.chat_id)
        if (task := asyncio.current_task()) is not None:
            self._flying.discard(task)
        self._tally.in_flight = len(self._flying)
        self._changed.set()
        self.landed()

    async def _surely(self, one: Ready) -> Fate:
        """What fails in a way that nobody foresaw must not take along what became of the others."""
        try:
            return await self._deliver(one)
        except Exception as error:
            log.exception("delivery %d failed in an unforeseen way", one.claimed.id)
            return Fate(one.claimed, "unknown", error=repr(error))

    async def _deliver(self, one: Ready) -> Fate:
        claimed, parcel = one.claimed, one.parcel
        if parcel.edition_id in self._broken:
            self.door.pace.unused()
            return Fate(claimed, "cancelled", error="its edition was refused")
        outcome = await self._called(claimed, parcel)
        if isinstance(outcome, Broken):
            return await self._plainly(one, outcome)
        fate = fate_of(claimed, outcome)
        if fate.error == DISOWNED and not self.halted:
            log.error("%s: nothing is sent until it does", DISOWNED)
        return self._flooded(fate) if fate.error == FLOOD else fate

    async def _called(self, claimed: Claimed, parcel: Parcel) -> Outcome:
        left_at = self._monotonic()
        outcome = await self.door.deliver(claimed, parcel)
        arrived = isinstance(outcome, Sent)
        self._tally.called(self._monotonic() - left_at, arrived=arrived)
        if arrived and parcel.caused_at is not None:
            self._tally.latency(parcel.kind, (self._newsroom.now() - parcel.caused_at).total_seconds())
        if self.breaker.heard(outcome):
            log.warning("Telegram does not answer: nothing leaves until it does")
        return outcome

    def _flooded(self, fate: Fate) -> Fate:
        self._tally.flooded()
        chat = fate.delivery.chat_id
        self.door.pace.park(chat, fate.wait)
        return replace(fate, closes_gate=self._floods.concerns_the_bot(chat, fate.wait, self._place.moment()))

    async def _plainly(self, one: Ready, broken: Broken) -> Fate:
        """Our own text was refused: nobody else gets it, and this reader once as plain text."""
        if one.parcel.edition_id in self._broken:
            return Fate(one.claimed, "cancelled", error=broken.reason)
        self._broken.add(one.parcel.edition_id)
        log.error("an edition's text was refused and is stopped: %s", broken.reason)
        await self.door.pace.take()
        fate = fate_of(one.claimed, await self._called(one.claimed, one.parcel.as_plain()))
        if fate.error == FLOOD:
            fate = self._flooded(fate)
        state = "sent" if fate.state == "sent" else "failed"
        return replace(fate, state=state, error=broken.reason, broken_edition=True)

    async def land(self) -> None:
        """Until what is in flight has been answered."""
        if self._flying:
            await asyncio.wait(self._flying)

    def abandon(self) -> None:
        """Cut off what is in flight: it stays `sending`, and is looked after as what the dead leave is."""
        for task in self._flying:
            task.cancel()
