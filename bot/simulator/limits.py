"""Rate limits, off by default: strict sliding windows over sends and edits."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulator.answers import RefusedError

Penalty = Callable[[float], int]


def rounded_up(seconds: float) -> int:
    """The default penalty: the time until the window has room again, in whole seconds, at least one."""
    return max(1, math.ceil(seconds))


@dataclass
class Window:
    """At most `room` events in any `seconds`."""

    room: float
    seconds: float
    events: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until one more event fits; 0 when it does now."""
        while self.events and self.events[0] <= now - self.seconds:
            self.events.popleft()
        if len(self.events) + 1 <= max(self.room, 1):
            return 0.0
        return self.events[0] + self.seconds - now


@dataclass
class Limits:
    """What is allowed; None switches a limit off. Refused requests do not count."""

    messages_per_second: float | None = None
    per_chat_per_second: float | None = None
    per_group_per_minute: int | None = None
    penalty: Penalty = rounded_up
    refusals: int = 0
    _windows: dict[tuple[str, int], Window] = field(default_factory=dict)

    def check(self, chat_id: int, now: float) -> None:
        """Count one send or edit at monotonic `now`, or refuse it with the seconds to wait."""
        windows = self._of(chat_id)
        wait = max((window.wait(now) for window in windows), default=0.0)
        if wait > 0:
            self.refusals += 1
            raise too_many_requests(self.penalty(wait))
        for window in windows:
            window.events.append(now)

    def _of(self, chat_id: int) -> list[Window]:
        windows = []
        if self.messages_per_second is not None:
            windows.append(self._window("all", 0, *per_second(self.messages_per_second)))
        if self.per_chat_per_second is not None:
            windows.append(self._window("chat", chat_id, *per_second(self.per_chat_per_second)))
        if self.per_group_per_minute is not None and chat_id < 0:
            windows.append(self._window("group", chat_id, self.per_group_per_minute, 60.0))
        return windows

    def _window(self, kind: str, chat_id: int, room: float, seconds: float) -> Window:
        return self._windows.setdefault((kind, chat_id), Window(room, seconds))


def per_second(rate: float) -> tuple[float, float]:
    """Room and seconds; half a message per second is one message in two seconds."""
    return (rate, 1.0) if rate >= 1 else (1, 1.0 / rate)


def too_many_requests(seconds: int) -> RefusedError:
    return RefusedError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
