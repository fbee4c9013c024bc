"""The dock: what a beat brings to the ledger and takes along; nothing is lost when the transaction fails."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from bot.delivery.departures import Departures, Ready
from bot.delivery.parcels import Shelf
from bot.delivery.stock import Stock
from bot.delivery.tally import Tally
from bot.services import delivering
from bot.services.loads import Fate, Load, Receipt
from bot.services.newsroom import Newsroom
from bot.services.replicas.place import Place
from storage.deliveries import Claimed, Order

log = logging.getLogger(__name__)


class Dock:
    """Between the ledger and the departures."""

    def __init__(
        self,
        newsroom: Newsroom,
        place: Place,
        departures: Departures,
        tally: Tally,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.stock = Stock(departures.door.pace, departures.is_busy)
        marked = newsroom.rules.when_uncertain == "probe"
        self.shelf = Shelf(lambda number: delivering.edition(newsroom, number), marked=marked)
        self.closed_until: datetime | None = None
        self.comes_back = False  # the last beat may have queued something
        self.wire = newsroom.database.wire()
        self._newsroom = newsroom
        self._place = place
        self._departures = departures
        self._tally = tally
        self._monotonic = monotonic
        self._undecided: list[Claimed] = []  # may or may not have been committed by a beat that failed
        self._unleft: list[Claimed] = []
        self._orphaned = False

    @property
    def is_clear(self) -> bool:
        """Nothing is on its way through here."""
        return self.stock.is_empty and not (self._undecided or self._unleft or self._orphaned)

    @property
    def undecided(self) -> int:
        return len(self._undecided)

    def choose(self, room: int) -> None:
        """Take so many from the stock to be committed next."""
        self._undecided += self.stock.choose(room)

    async def load(self, order: Order | None, *, is_open: bool, asks_gate: bool = False) -> Load:
        """What a beat is about; when nothing may leave, all that has not left is given back."""
        await self.shelf.stock(one.edition_id for one in self._undecided)
        self._unleft += self._departures.withdraw(all_of_them=not is_open)
        stock = self.stock
        return Load(
            fates=self._departures.take_answered(),
            unleft=self._unleft,
            leaving=self._undecided,
            unwanted=stock.surplus(self._place.rank, self._place.live) if is_open else stock.empty(),
            orphaned=self._orphaned,
            order=order,
            asks_gate=asks_gate,
        )

    async def exchange(self, load: Load) -> None:
        since = self._monotonic()
        try:
            receipt = await delivering.exchange(
                self._newsroom, self._place.id, load, self._place.moment(), self.wire
            )
        except BaseException:
            # Perhaps after its commit: all of it is brought again, and claims are given back.
            self._departures.keep(list(load.fates))
            self.stock.empty()
            self._orphaned = True
            raise
        self._undecided, self._unleft, self._orphaned = [], [], False
        self._note(load, receipt)
        if load.order is not None:
            self.stock.add(receipt.claimed, load.order.limit)
        self._departures.add(self._made_ready(load, receipt, since))

    def _note(self, load: Load, receipt: Receipt) -> None:
        if receipt.late:
            log.warning("%d sends had been taken over before they were settled", receipt.late)
        for fate in load.fates:
            self._tally.became(fate.kind, fate.state)
        # What is queued again, somewhere else perhaps, and what the admins are told.
        self.comes_back = bool(load.unleft) or not all(fate.is_plain for fate in load.fates)
        self.close_gate(receipt.closed_until)
        self._departures.settled()

    def close_gate(self, until: datetime | None) -> None:
        """The gate is never closed for less than it was."""
        if until is None or (self.closed_until is not None and until <= self.closed_until):
            return
        if until > self._place.moment():
            log.warning("nothing leaves before %s", until)
        self.closed_until = until

    def _made_ready(self, load: Load, receipt: Receipt, since: float) -> list[Ready]:
        ready = []
        for one in load.leaving:
            begun = receipt.leaving.get(one.id)
            if begun is None:  # no longer ours
                continue
            parcel = self.shelf.get(one.edition_id, begun.muted)
            if parcel is None:
                self._departures.keep([Fate(one, "cancelled", error="its edition has no text")])
            elif parcel.rendition != begun.rendition:  # written anew meanwhile
                self.shelf.forget(one.edition_id)
                self._unleft.append(one)
            else:
                ready.append(Ready(one, parcel, since))
        return ready
