"""The press: what the digests in hand say, composed ahead of the transaction in which they are queued."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services import editing
from bot.services.charts import Order as ChartOrder
from bot.services.editing import Facts, Issue
from bot.services.newsroom import Rules
from storage.desk import ledes
from storage.editions import Composed
from storage.subscribers import Variant

_KEPT = 500  # composed digests at hand

Order = tuple[Variant, date]
"""A digest for readers of a variant on their local date."""


@dataclass
class Press:
    """Composed digests up to one publication, with the ledes of which so many were `written`; None where
    there is nothing to tell. Only a memory.
    """

    upto: int = 0
    written: int = 0
    monotonic: Callable[[], float] = time.monotonic
    _composed: dict[Order, Composed | None] = field(default_factory=dict)
    _facts: dict[int, Facts] = field(default_factory=dict)
    _ledes: dict[date, dict[str, str]] = field(default_factory=dict)
    charts: dict[ChartOrder, Composed | None] = field(default_factory=dict)

    def know(self, upto: int) -> None:
        """What was composed is out of date when something was published."""
        if upto != self.upto:
            self.forget()
        self.upto = upto

    def reread(self, written: int) -> None:
        """What was composed is out of date, too, when a lede was written."""
        if written != self.written:
            self.forget()
        self.written = written

    def forget(self) -> None:
        self._composed.clear()
        self._facts.clear()
        self._ledes.clear()
        self.charts.clear()

    def has(self, order: Order) -> bool:
        return order in self._composed

    def get(self, order: Order) -> Composed | None:
        return self._composed[order]

    async def compose(
        self, session: AsyncSession, orders: Iterable[Order], now: datetime, rules: Rules, seconds: float
    ) -> None:
        """As many of these as there is time for, at least one."""
        if len(self._composed) + len(self._facts) > _KEPT:
            self.forget()
        began = self.monotonic()
        for variant, day in orders:
            issue = Issue(day, self.upto, now, now + rules.catch_up, await self._opened(session, day))
            news = await editing.news_of(session, variant, await self._known(session, variant.seen))
            digest = editing.digest(news, variant, issue, rules) if news.items else None
            self._composed[variant, day] = digest
            if self.monotonic() - began > seconds:
                return

    async def _opened(self, session: AsyncSession, day: date) -> dict[str, str]:
        """The ledes of a day, which are the same for all its readers."""
        if day not in self._ledes:
            self._ledes[day] = await ledes.of_day(session, day)
        return self._ledes[day]

    async def _known(self, session: AsyncSession, seen: int) -> Facts:
        """What is new to all who have seen the same, and then differs only by what they want."""
        if seen not in self._facts:
            self._facts[seen] = await editing.facts(session, seen, self.upto)
        return self._facts[seen]
