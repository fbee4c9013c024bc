"""A tally of what passed: plain counters and two histograms in memory, for the status and for metrics."""

import time
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

LATENCY = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 90.0, 120.0, 300.0, 900.0, 3600.0)
CALLS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_SECONDS_KEPT = 120


@dataclass
class Histogram:
    """How many values were up to each bound (seconds); the last count is of those beyond."""

    bounds: tuple[float, ...]
    counts: list[int] = field(init=False)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    @property
    def count(self) -> int:
        return sum(self.counts)


class Tally:
    """What one process has delivered, replied and met since it started."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.deliveries: Counter[tuple[str, str]] = Counter()
        self.replies: Counter[bool] = Counter()
        self.floods = 0
        self.latencies: dict[str, Histogram] = {}
        self.calls = Histogram(CALLS)
        self.in_flight = 0
        self._monotonic = monotonic
        self._seconds: deque[tuple[int, int]] = deque()

    def became(self, kind: str, state: str, count: int = 1) -> None:
        """So many deliveries of a kind of edition (`digest`, `alert`, …) reached a state."""
        self.deliveries[kind, state] += count

    def flooded(self) -> None:
        """Telegram answered 429."""
        self.floods += 1

    def replied(self, ok: bool) -> None:  # noqa: FBT001  it is what is counted
        self.replies[ok] += 1
        if ok:
            self._passed()

    def latency(self, kind: str, seconds: float) -> None:
        """From the publication to the message's arrival."""
        self.latencies.setdefault(kind, Histogram(LATENCY)).add(seconds)

    def called(self, seconds: float, *, arrived: bool) -> None:
        """One call of the van was answered after so many seconds."""
        self.calls.add(seconds)
        if arrived:
            self._passed()

    def rate(self, seconds: int = 10) -> float:
        """Messages per second that arrived in the last so many whole seconds."""
        now = int(self._monotonic())
        return sum(count for second, count in self._seconds if now - seconds <= second < now) / seconds

    def _passed(self) -> None:
        second = int(self._monotonic())
        if self._seconds and self._seconds[-1][0] == second:
            self._seconds[-1] = (second, self._seconds[-1][1] + 1)
            return
        self._seconds.append((second, 1))
        if len(self._seconds) > _SECONDS_KEPT:
            self._seconds.popleft()
