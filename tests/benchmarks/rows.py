"""What a run was asked to do, and the row of a table that came of it."""

from dataclasses import asdict, dataclass, field
from typing import Any

from tests.benchmarks.loopback import Options

Report = dict[str, Any]


@dataclass(frozen=True)
class Load:
    """So many chats, each of which gets so many messages, at a rate that the server allows.

    So many `askers` beside them have nothing coming.
    """

    chats: int
    each: int
    rate: int
    server: Options
    patience: float = 2.5  # times the ideal, after which a sender is stopped
    askers: int = 0

    @property
    def expected(self) -> int:
        return self.chats * self.each

    @property
    def ideal(self) -> float:
        """Seconds at exactly the rate."""
        return self.expected / self.rate

    @property
    def longest(self) -> float:
        return self.ideal * self.patience + 10


@dataclass
class Row:
    """What one sender did; `seconds` from the begin to the last message, or until it gave up.

    `waits` for replies in seconds; `marks` and `refusals` (the first ones) in seconds since the begin.
    """

    sender: str
    expected: int
    ideal: float
    delivered: int = 0
    doubles: int = 0
    refused: int = 0
    seconds: float = 0.0
    worst_second: int = 0
    slowest_rate: float | None = None
    connections: int = 0
    cpu: float | None = None
    peak_mb: float | None = None
    call_p99: float | None = None
    server_cpu: float = 0.0
    states: dict[str, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    unanswered: int = 0
    marks: list[float] = field(default_factory=list)
    refusals: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Time taken by the ideal time; None when not all was delivered."""
        return self.seconds / self.ideal if self.ideal and self.delivered >= self.expected else None

    @property
    def rate(self) -> float:
        """Messages per second from the begin to the last one."""
        return self.delivered / self.seconds if self.seconds else 0.0

    @property
    def cpu_per_thousand(self) -> float | None:
        return self.cpu / self.delivered * 1000 if self.cpu is not None and self.delivered else None

    def read(self, book: Report, begun: float, ended: float) -> None:
        """Take over what the server saw; begin and end in monotonic seconds."""
        self.delivered, self.doubles, self.refused = book["distinct"], book["doubles"], book["refused"]
        self.seconds = (book["last"] if self.delivered >= self.expected else ended) - begun
        self.worst_second, self.slowest_rate = book["worst_second"], book["slowest_rate"]
        self.connections, self.server_cpu = book["most_connected"], book["cpu"]
        self.waits, self.unanswered = book["waits"], book["unanswered"]
        self.marks = [moment - begun for moment in book["marks"]]
        self.refusals = [moment - begun for moment in book["refusals"]]

    def used(self, reports: list[Report | None]) -> None:
        """Add what the senders say of themselves; without the word of one that was killed there is no sum."""
        told = [one for one in reports if one is not None]
        if told and len(told) == len(reports):
            self.cpu = sum(one["cpu"] for one in told)
        self.peak_mb = max((one["peak_mb"] for one in told), default=None)
        self.call_p99 = max((one["call_p99"] for one in told if one["call_p99"]), default=None)

    def as_json(self) -> Report:
        derived = {"ratio": self.ratio, "rate": self.rate, "cpu_per_thousand": self.cpu_per_thousand}
        return asdict(self) | derived
