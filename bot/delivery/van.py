"""The van: at each beat one transaction settles what was answered and commits what may leave next.

What is ready, in flight, or answered and not yet settled is bounded: so much can be in doubt after a kill.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import datetime

from bot.delivery.caretaking import Caretaker
from bot.delivery.departures import Departures
from bot.delivery.dock import Dock
from bot.delivery.door import Door
from bot.delivery.floods import allowed
from bot.delivery.probing import Prober
from bot.delivery.tally import Tally
from bot.services import delivering
from bot.services.newsroom import Newsroom
from bot.services.reaping import Living
from bot.services.replicas.place import Place
from storage.deliveries import Order

log = logging.getLogger(__name__)
IN_FLIGHT = 10  # at most so many can be ambiguous after a kill
_PAID_SECONDS = 0.15  # of the paid lane's rate that may be in flight
_LET_IN, _PAID_LET_IN = 0.6, 0.3  # of what may be in flight: when there is room for so much, a beat is due
_STOCK = 3  # times what may be in flight is kept claimed
_SOONEST, _LATEST, _IDLE = 0.03, 0.25, 1.0  # seconds between beats: at full load, with little, with nothing
_LOOK_EVERY = 1.0  # seconds between looks at the gate, which another replica may have closed
_AGAIN = 0.5  # seconds after a beat that failed


class Van:
    """One worker of one process."""

    def __init__(  # noqa: PLR0913, PLR0917  it is put together once
        self,
        newsroom: Newsroom,
        door: Door,
        place: Place,
        metrics: Tally | None = None,
        living: Living | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.newsroom, self.door, self.place = newsroom, door, place
        self.tally = metrics or Tally()
        self.last_at: datetime | None = None
        self.idle = asyncio.Event()
        self.departures = Departures(newsroom, door, place, self.tally, monotonic)
        self.departures.landed, self.departures.may_leave = self._landed, self._may_leave
        self.dock = Dock(newsroom, place, self.departures, self.tally, monotonic)
        self.caretaker = Caretaker(newsroom, place, living, self.wake)
        probes = newsroom.rules.when_uncertain == "probe"
        self.prober = Prober(newsroom, door, place, self.dock.shelf, self.wake) if probes else None
        self._monotonic = monotonic
        self._woken = asyncio.Event()
        self._stopping = False
        self._due = False
        self._looks_at = 0.0

    # From outside

    def wake(self) -> None:
        """Something was queued."""
        self._due = True
        self._woken.set()

    def stop(self) -> None:
        """Finish what is in flight, give the rest back, then end."""
        self._stopping = True
        self._woken.set()

    @property
    def limit(self) -> int:
        """How many may be in flight."""
        paid = int(self.door.pace.per_second * _PAID_SECONDS) if self.door.paid else 0
        return max(IN_FLIGHT, paid)

    async def run(self) -> None:
        self._stopping, self._looks_at = False, 0.0
        self.idle.clear()
        self.wake()
        parts = [self.departures.run(), self.caretaker.run(), self._try_the_way()]
        parts += [self.prober.run()] if self.prober else []
        sides = [asyncio.create_task(part) for part in parts]
        try:
            while not self._stopping:
                began = self._monotonic()
                await self._surely_beat()
                await self._rest(began)
            await self._finish()
        finally:
            for side in sides:
                side.cancel()
            await asyncio.gather(*sides, return_exceptions=True)
            self.departures.abandon()
            await self.dock.wire.close()

    # One beat

    async def _surely_beat(self) -> None:
        try:
            await self._beat()
        except Exception:
            log.exception("the van's round failed and is tried again")
            if waiting := self.departures.unsettled:
                log.error("what became of %d sends is not yet written down", waiting)  # noqa: TRY400  no new one
            await asyncio.sleep(_AGAIN)
        else:
            self.last_at = self.place.moment()

    async def _beat(self) -> None:
        looks = self._monotonic() >= self._looks_at
        order = await self._order(looks=looks) if self._is_open() else None
        self.door.pace.resize(allowed(self.place.share, self.dock.closed_until, self.place.moment()))
        is_open = self._is_open()  # as far as is known by now
        if is_open:
            self.dock.choose(self._room())
        load = await self.dock.load(order if is_open else None, is_open=is_open, asks_gate=looks)
        if not load.is_empty:
            await self.dock.exchange(load)
            self._due = self._due or self.dock.comes_back
        if looks:
            self._looks_at = self._monotonic() + _LOOK_EVERY
        self._mark_idle()

    async def _order(self, *, looks: bool) -> Order | None:
        """What to claim, if anything; where it is not known whether there is, a look without a lock tells."""
        stock = self.dock.stock
        stock.hold(_STOCK * self.limit)
        urgent, self._due = self._due, False
        if not urgent and stock.has_more:
            return self._as_ordered(urgent=False) if stock.is_low else None
        if not (urgent or self.idle.is_set() or (stock.is_low and looks)):
            return None
        until, due = await delivering.outlook(self.newsroom, self.place.moment())
        self.dock.close_gate(until)
        return self._as_ordered(urgent=urgent) if due else None

    def _as_ordered(self, *, urgent: bool) -> Order:
        return Order(self.dock.stock.wanted(urgent=urgent), self.place.rank, max(1, self.place.live))

    def _room(self) -> int:
        """How many more may be committed, no more than can leave within a second."""
        bound = 1 if self.departures.breaker.is_trying else max(1, self.door.pace.capacity)
        on_the_way = self.departures.ready + self.dock.undecided
        return min(self.limit - self.departures.in_flight - on_the_way, bound - on_the_way)

    def _may_leave(self) -> bool:
        """Asked at each departure: whether this process is itself sure that it may send."""
        closed_until = self.dock.closed_until
        closed = closed_until is not None and self.place.moment() < closed_until
        return not (closed or self._stopping) and self.place.share > 0

    def _is_open(self) -> bool:
        return self._may_leave() and not self.departures.breaker.is_open

    async def _try_the_way(self) -> None:
        """When Telegram was away, ask it something harmless before anything else leaves."""
        breaker = self.departures.breaker
        while True:
            await asyncio.sleep(_LATEST if breaker.is_open else _IDLE)
            if breaker.asks_now:
                breaker.answered(well=await self.door.is_open())
                self.wake()

    # Between beats

    def _landed(self) -> None:
        if self._is_time():
            self._woken.set()

    def _is_time(self) -> bool:
        departures = self.departures
        let_in = _PAID_LET_IN if self.door.paid else _LET_IN
        has_room = departures.ready + departures.in_flight <= self.limit * (1 - let_in)
        return self._stopping or self._due or departures.halted or has_room

    async def _rest(self, began: float) -> None:
        """Until there is enough to do for a beat; they are not too close together, for their own cost."""
        if not self._is_time():  # it was before this beat
            self._woken.clear()
        await self._pause(_IDLE if self.idle.is_set() else min(_LATEST, self.dock.stock.next_turn))
        if (early := began + _SOONEST - self._monotonic()) > 0:
            await asyncio.sleep(early)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        self._woken.clear()

    def _mark_idle(self) -> None:
        departures = self.departures
        moving = departures.ready or departures.in_flight or departures.unsettled
        if moving or (self._due and self._is_open()) or not self.dock.is_clear:
            self.idle.clear()
        else:
            self.idle.set()

    async def _finish(self) -> None:
        """Give back what has not left, then write down what is answered, however long that takes.

        What a beat committed that had failed is ready after the first round, and given back by the next.
        """
        while True:
            try:
                load = await self.dock.load(None, is_open=False)
                if not load.is_empty:
                    await self.dock.exchange(load)
                elif not self.departures.in_flight:
                    return
            except Exception:
                log.exception("the van's last round failed and is tried again")
                await asyncio.sleep(_AGAIN)
            await self._pause(_LATEST if self.departures.in_flight else 0)
