"""The database's time without asking it each time, and jumps of a clock noticed."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Now

log = logging.getLogger(__name__)
_WORTH_SAYING = 30.0  # seconds


class Timekeeper:
    """The machine's clock, corrected by how far the database's was from it when last asked."""

    def __init__(self, machine: Now, monotonic: Callable[[], float]) -> None:
        self._machine = machine
        self._monotonic = monotonic
        self._ahead = timedelta(0)
        self._seen: tuple[float, datetime, datetime] | None = None

    def moment(self) -> datetime:
        return self._machine() + self._ahead

    def heard(self, before: datetime, now: datetime) -> float:
        """The database said `now`, asked since `before` by the machine's clock; returns by how many seconds
        its time has jumped forward since it was asked last.
        """
        after = self._machine()
        # The answer was true at some moment between the two; an earlier correction that fits stays.
        self._ahead = min(max(self._ahead, now - after), now - before)
        return self._jump(after, now)

    def _jump(self, machine: datetime, database: datetime) -> float:
        steady = self._monotonic()
        known, self._seen = self._seen, (steady, machine, database)
        if known is None:
            return 0.0
        ours = (machine - known[1]).total_seconds() - (steady - known[0])
        theirs = (database - known[2]).total_seconds() - (steady - known[0])
        if abs(ours) > _WORTH_SAYING:
            log.warning("this machine's clock jumped by %+.0f s", ours)
        elif abs(theirs) > _WORTH_SAYING:
            log.warning("the database's clock jumped by %+.0f s", theirs)
        return theirs
