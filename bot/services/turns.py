"""Turns: how long a part of the tick may go on, in which strides, and with whom a long line begins."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

# One day's start is as far as can be from those of the days before.
_GOLDEN = (math.sqrt(5) - 1) / 2
# Readers in one transaction: at first, at least and at most.
STRIDE, LEAST, MOST = 2_000, 64, 10_000

_DEARER, _LONGEST = 20, 15.0


def rest(took: float, least: float) -> float:
    """Seconds from one look at what is under way to the next: the longer the last one took, the more, since
    counting a large edition is not free; but a machine can also have stood still meanwhile.
    """
    return min(max(least, _DEARER * took), _LONGEST)


def _nobody() -> None:
    """There is no van to be woken."""


def _always() -> bool:
    return True


@dataclass
class Turn:
    """The time that the parts of one tick share. Each does at least one chunk, and asks before the next."""

    seconds: float = math.inf
    wake: Callable[[], None] = _nobody
    may_go_on: Callable[[], bool] = _always
    monotonic: Callable[[], float] = time.monotonic
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.monotonic()

    @property
    def is_over(self) -> bool:
        return not self.may_go_on() or self.monotonic() - self._began >= self.seconds

    def queued(self, many: int) -> int:
        """Tell the van of a chunk that has just been committed; returns its size."""
        if many:
            self.wake()
        return many


@dataclass
class Stride:
    """How many readers one transaction takes: as many as leave SQLite's only write lock free again soon."""

    size: int = field(default_factory=lambda: STRIDE)
    least: int = field(default_factory=lambda: LEAST)
    most: int = field(default_factory=lambda: MOST)
    seconds: float = 0.2

    def adapt(self, many: int, seconds: float) -> None:
        """Take more or fewer next time, after a transaction in which this many took so long."""
        fitting = many * min(2.0, self.seconds / max(seconds, 1e-6))
        self.size = min(max(int(fitting), self.least), self.most)


def begins_after(moment: datetime, last: int) -> int:
    """After which id a line begins that leads through all ids up to the last, and then round to it again.

    Another one each day: whoever comes last may find the digest expired, and that shall not always be
    the same readers.
    """
    return int(moment.toordinal() * _GOLDEN % 1 * last)
