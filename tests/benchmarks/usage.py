"""What a process used: CPU, peak memory, and how long its calls took."""

import resource
import statistics
import sys
import time
from array import array
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
_STATUS = Path("/proc/self/status")


def cpu() -> float:
    """CPU seconds of this process so far, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    """The most memory that this process has held, in MB.

    Linux lets a child inherit the peak of the process that started it in `ru_maxrss`, but not in VmHWM.
    """
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


@dataclass
class Usage:
    """Measured from its making on, so that imports and start-up do not count."""

    cpu_before: float = field(default_factory=cpu)
    begun: float = field(default_factory=time.monotonic)
    calls: "array[float]" = field(default_factory=lambda: array("d"))

    def timed(self, call: Callable[_P, Awaitable[_R]]) -> Callable[_P, Awaitable[_R]]:
        """The same call, whose seconds are kept."""

        async def timing(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            before = time.monotonic()
            try:
                return await call(*args, **kwargs)
            finally:
                self.calls.append(time.monotonic() - before)

        return timing

    def report(self) -> dict[str, Any]:
        return {
            "begun": self.begun,
            "ended": time.monotonic(),
            "cpu": cpu() - self.cpu_before,
            "peak_mb": peak_mb(),
            "call_p99": percentile(list(self.calls), 99),
        }


def percentile(values: list[float], of_hundred: int) -> float | None:
    """None where there are too few values to say."""
    if len(values) < 2:
        return None
    return statistics.quantiles(values, n=100, method="inclusive")[of_hundred - 1]
