"""Health: the loops of this process turn, and whether it can do its work; what is stuck, and since when."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.clock import Now, wall
from bot.services.replicas.membership import Membership
from bot.services.replicas.place import POLLER, TICKER, Place
from bot.services.ticking import Ticker
from storage.db import Database
from storage.errors import BriefError

STUCK = timedelta(seconds=60)
_POLLING = timedelta(seconds=100)  # Telegram holds a poll open for half a minute, or is away for a while
_ANSWER_WITHIN = 3.0  # seconds
Troubles = dict[str, str]


def _always() -> bool:
    return True


@dataclass
class Pulse:
    """A loop that notes when it last turned, by the clock `now`.

    One that is not `ours` (it is another replica's role) is not missed, and when it becomes ours it is
    given its patience anew.
    """

    part: str
    last: Callable[[], datetime | None]
    ours: Callable[[], bool] = _always
    patience: timedelta = STUCK
    now: Now = wall
    turns_at_once: bool = True
    _ours_since: datetime | None = field(default=None, init=False)

    def age(self) -> float | None:
        """Seconds since it last turned; None when it is another's, or has not turned yet."""
        last = self.last()
        return max((self.now() - last).total_seconds(), 0.0) if last is not None and self.ours() else None

    def stuck_since(self) -> datetime | None:
        """Since when it has not turned, if that is too long."""
        if not self.ours():
            self._ours_since = None
            return None
        now = self.now()
        self._ours_since = min(self._ours_since or now, now)
        since = max(self.last() or self._ours_since, self._ours_since)
        return since if now - since > self.patience else None

    def waits(self) -> bool:
        """Whether it is ours and has not turned once, although it should have at once."""
        return self.turns_at_once and self.ours() and self.last() is None


class Health:
    """Alive: nothing is stuck. Ready: the database answers now, every loop has turned, Telegram is known."""

    def __init__(
        self, pulses: Sequence[Pulse], database: Database, met: Callable[[], bool], now: Now = wall
    ) -> None:
        self.pulses = pulses
        self._database = database
        self._met = met
        self._now = now
        self._away_since: datetime | None = None

    async def alive(self) -> Troubles:
        """What is stuck, by part; a database that is away for a moment is not."""
        await self._ask()
        troubles = self._stuck() if self._met() else {}  # before that, they wait for Telegram
        if self._away_since is not None and self._now() - self._away_since > STUCK:
            troubles["database"] = f"away since {_written(self._away_since)}"
        return troubles

    async def ready(self) -> Troubles:
        """What keeps this process from its work, by part."""
        reason = await self._ask()
        troubles = {one.part: "has not turned yet" for one in self.pulses if one.waits()} | self._stuck()
        if reason and self._away_since is not None:
            troubles["database"] = f"{reason} (since {_written(self._away_since)})"
        if not self._met():
            troubles["telegram"] = "has not answered since the start"
        return troubles

    def _stuck(self) -> Troubles:
        since = {one.part: one.stuck_since() for one in self.pulses}
        return {part: f"stuck since {_written(moment)}" for part, moment in since.items() if moment}

    async def _ask(self) -> str:
        """Why the database does not answer, if so; a question may also hang with it."""
        try:
            await asyncio.wait_for(self._database.check(), _ANSWER_WITHIN)
        except BriefError as error:
            reason = str(error)
        except TimeoutError:
            reason = f"does not answer within {_ANSWER_WITHIN:.0f} seconds"
        else:
            self._away_since = None
            return ""
        self._away_since = self._away_since or self._now()
        return reason


class _Turning(Protocol):
    """A part that notes when it last turned."""

    @property
    def last_at(self) -> datetime | None: ...


def pulses(
    place: Place, ticker: Ticker, van: _Turning, inbox: _Turning, poller: _Turning | None
) -> list[Pulse]:
    """The loops of a process, each missed only where it is this one's to do; no poller beside a webhook."""
    found = [
        Pulse("tick", lambda: ticker.last_good_at, lambda: place.holds(TICKER)),
        Pulse("van", lambda: van.last_at, now=place.moment),
        Pulse("inbox", lambda: inbox.last_at),
    ]
    if poller is not None:
        ours = partial(place.holds, POLLER)
        found.append(Pulse("poller", lambda: poller.last_at, ours, _POLLING, turns_at_once=False))
    if isinstance(place, Membership):
        found.append(Pulse("membership", lambda: place.last_at))
    return found


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
