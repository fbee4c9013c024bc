"""A process among its replicas: which roles it has, which chats are its own, how much it may send."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.clock import wall

POLLER, TICKER, REAPER = "poller", "ticker", "reaper"
ROLES = (POLLER, TICKER, REAPER)


class Place(Protocol):
    """What the parts of a process need to know of its place among the others."""

    @property
    def id(self) -> str:
        """The name under which this process claims; a new one at each start."""

    @property
    def rank(self) -> int:
        """This one's number among the `live` replicas, from 0: chats are shared out by it."""

    @property
    def live(self) -> int: ...

    @property
    def share(self) -> int:
        """Messages a second that may leave from here; 0 when that is not certain."""

    def holds(self, role: str) -> bool:
        """Whether this process has a role, for sure and now."""

    def want(self, permits: int) -> None:
        """How many permits there is use for here; others may have the rest."""

    def moment(self) -> datetime:
        """Aware UTC by the database's clock, on which all replicas agree."""


@dataclass(frozen=True)
class Alone:
    """The only process: it has every role and may send everything."""

    share: int
    id: str = "alone"
    rank: int = 0
    live: int = 1
    machine: Callable[[], datetime] = wall

    def holds(self, role: str) -> bool:
        return role in ROLES

    def want(self, permits: int) -> None:
        """There is nobody to leave anything to."""

    def moment(self) -> datetime:
        return self.machine()
