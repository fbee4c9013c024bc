"""What replicas share without talking to each other: the permits by demand, the chats by number."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def fair(wanted: Sequence[int], limit: int, turn: int = 0) -> list[int]:
    """Nobody gets more than it wants while another goes short; what nobody wants is spread evenly.

    Where there are fewer permits than replicas, `turn` says whose time it is.
    """
    many = len(wanted)
    shares, left = [0] * many, limit
    modest_first = sorted(range(many), key=lambda place: (wanted[place], (place + turn) % many))
    for served, place in enumerate(modest_first):
        shares[place] = min(wanted[place], left // (many - served))
        left -= shares[place]
    more, rest = divmod(left, many)
    return [share + more + (place < rest) for place, share in enumerate(shares)]


@dataclass(frozen=True, slots=True)
class Portion:
    """The chats whose number divided by `live` leaves `rank`."""

    rank: int
    live: int

    def common(self, other: "Portion") -> "Portion":
        """The chats that are in both, which are again one remainder."""
        if NOTHING in (self, other):
            return NOTHING
        every = math.lcm(self.live, other.live)
        for rank in range(self.rank, every, self.live):
            if rank % other.live == other.rank:
                return Portion(rank, every)
        return NOTHING


ALL, NOTHING = Portion(0, 1), Portion(-1, 2)


class Settling:
    """Which chats are one's own while the number of replicas changes.

    Others learn of it a little later, and what they have in hand is still to leave: until then only those
    chats are ours that were ours before as well.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._now = NOTHING
        self._before: list[tuple[Portion, float]] = []

    def see(self, portion: Portion, now: float) -> Portion:
        """What is ours at a moment at which this is our portion."""
        if portion != self._now:
            self._before.append((self._now, now))
            self._now = portion
        self._before = [] if portion == ALL else [one for one in self._before if now - one[1] < self._seconds]
        return _common(portion, (before for before, _until in self._before))

    def forget(self) -> None:
        """Begin as one who comes anew."""
        self._now, self._before = NOTHING, []


def _common(portion: Portion, others: Iterable[Portion]) -> Portion:
    for other in others:
        portion = portion.common(other)
    return portion
