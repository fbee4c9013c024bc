"""The breaker: while Telegram is away nothing leaves, so that an outage costs few ambiguities."""

import time
from collections.abc import Callable

from bot.delivery.outcomes import Outcome, Uncertain, Unsent

_IN_A_ROW = 3
_SHORTEST, _LONGEST = 1.0, 30.0  # seconds


class Breaker:
    """Opens after some answers in a row that were none; then one send at a time tries the way, ever later."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._run = 0
        self._wait = _SHORTEST
        self._asks_at: float | None = None
        self.is_trying = False

    @property
    def is_open(self) -> bool:
        """Nothing may leave now."""
        return self._asks_at is not None

    @property
    def asks_now(self) -> bool:
        """It is time to ask Telegram something harmless."""
        return self._asks_at is not None and self._monotonic() >= self._asks_at

    def heard(self, outcome: Outcome) -> bool:
        """Note an answer; returns whether it opened the breaker."""
        if not isinstance(outcome, Uncertain | Unsent):
            self._run, self._wait, self._asks_at, self.is_trying = 0, _SHORTEST, None, False
            return False
        self._run += 1
        if self.is_open or self._run < _IN_A_ROW:
            return False
        self._open()
        return True

    def answered(self, *, well: bool) -> None:
        """What became of the harmless question: one send may try the way, or it is asked again later."""
        if well:
            self._asks_at, self.is_trying = None, True
        else:
            self._open()

    def _open(self) -> None:
        self._asks_at, self.is_trying = self._monotonic() + self._wait, False
        self._wait = min(2 * self._wait, _LONGEST)
