"""What the loopback server saw: which message came to which chat how often, when, and what it refused."""

from array import array
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_REFUSALS_TOLD = 1_000


def most_within(moments: Iterable[float], seconds: float = 1.0) -> int:
    """The largest number of moments (in order) that any window of this length holds."""
    window: deque[float] = deque()
    most = 0
    for moment in moments:
        window.append(moment)
        while window[0] <= moment - seconds:
            window.popleft()
        most = max(most, len(window))
    return most


def slowest_rate(moments: "array[float]", seconds: int = 5) -> float | None:
    """The lowest rate per second over windows of some whole seconds; None when there was none."""
    if not moments or moments[-1] - moments[0] < seconds:
        return None
    whole = int(moments[-1] - moments[0])
    counts = Counter(int(moment - moments[0]) for moment in moments)
    return min(
        sum(counts[at] for at in range(begin, begin + seconds)) for begin in range(whole - seconds + 1)
    ) / float(seconds)


@dataclass
class Book:
    """All moments are monotonic seconds, the same clock for all processes of one machine."""

    moments: "array[float]" = field(default_factory=lambda: array("d"))
    copies: Counter[tuple[int, int]] = field(default_factory=Counter)
    marked: "array[float]" = field(default_factory=lambda: array("d"))
    asked: dict[int, float] = field(default_factory=dict)
    waits: "array[float]" = field(default_factory=lambda: array("d"))
    refusals: "array[float]" = field(default_factory=lambda: array("d"))
    connections: int = 0
    connected: int = 0
    most_connected: int = 0

    def served(self, chat_id: int, text: int, now: float, *, marked: bool) -> None:
        """A message with the text of this number arrived in a chat."""
        self.moments.append(now)
        if chat_id in self.asked:
            self.waits.append(now - self.asked.pop(chat_id))
            return
        self.copies[chat_id, text] += 1
        if marked:
            self.marked.append(now)

    def edited(self, chat_id: int, now: float) -> None:
        self.moments.append(now)
        if chat_id in self.asked:
            self.waits.append(now - self.asked.pop(chat_id))

    def asks(self, chat_id: int, now: float) -> None:
        """Somebody wrote to the bot; the next message to their chat is the answer."""
        self.asked[chat_id] = now

    def connect(self) -> None:
        self.connections += 1
        self.connected += 1
        self.most_connected = max(self.most_connected, self.connected)

    def disconnect(self) -> None:
        self.connected -= 1

    def progress(self) -> dict[str, Any]:
        return {
            "served": len(self.moments),
            "distinct": len(self.copies),
            "refused": len(self.refusals),
            "marked": len(self.marked),
            "answered": len(self.waits),
        }

    def report(self) -> dict[str, Any]:
        """Everything that a table needs; readers that got nothing are known to whoever queued for them."""
        return self.progress() | {
            "chats": len({chat for chat, _text in self.copies}),
            "doubles": self.copies.total() - len(self.copies),
            "most_copies": max(self.copies.values(), default=0),
            "first": self.moments[0] if self.moments else None,
            "last": self.moments[-1] if self.moments else None,
            "worst_second": most_within(self.moments),
            "slowest_rate": slowest_rate(self.moments),
            "connections": self.connections,
            "most_connected": self.most_connected,
            "unanswered": len(self.asked),
            "waits": list(self.waits),
            "marks": list(self.marked),
            "refusals": list(self.refusals[:_REFUSALS_TOLD]),
        }
