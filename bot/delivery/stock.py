"""The stock: what this worker has claimed and not begun, most urgent first."""

from collections.abc import Callable, Sequence

from bot.delivery.pace import Pace
from storage.deliveries import Claimed

_DEEPEST = 16


class Stock:
    """A second's worth of deliveries, and more where most of them wait for their chat's turn."""

    def __init__(self, pace: Pace, is_busy: Callable[[int], bool]) -> None:
        self._pace = pace
        self._is_busy = is_busy
        self._rows: list[Claimed] = []
        self._size = 0
        self._depth = 1
        self._starved = False
        self._too_many = False
        self.has_more = False

    def hold(self, size: int) -> None:
        """How many it should hold."""
        self._size = size

    @property
    def is_empty(self) -> bool:
        return not self._rows

    @property
    def is_low(self) -> bool:
        return len(self._rows) <= self._size * self._depth // 2

    def wanted(self, *, urgent: bool) -> int:
        """How many to claim; all that it holds may have to make room for what is urgent."""
        full = self._size * self._depth
        return full if urgent else max(1, full - len(self._rows))

    def add(self, claimed: Sequence[Claimed], asked_for: int) -> None:
        self.has_more = len(claimed) == asked_for
        self._too_many = len(self._rows) + len(claimed) > self._size * self._depth
        self._rows = sorted([*self._rows, *claimed], key=lambda one: (one.priority, one.id))

    def choose(self, room: int) -> list[Claimed]:
        """Take out the next few whose chats have their turn, one for each chat."""
        chosen: list[Claimed] = []
        left: list[Claimed] = []
        chats: set[int] = set()
        for one in self._rows:
            if len(chosen) < room and one.chat_id not in chats and self._has_turn(one.chat_id):
                chosen.append(one)
                chats.add(one.chat_id)
            else:
                left.append(one)
        self._starved = bool(left) and len(chosen) < room
        self._depth = min(2 * self._depth, _DEEPEST) if self._starved else max(1, self._depth // 2)
        self._rows = left
        return chosen

    def _has_turn(self, chat_id: int) -> bool:
        return not self._is_busy(chat_id) and self._pace.wait_for(chat_id) == 0

    @property
    def next_turn(self) -> float:
        """Seconds until a chat has its turn for which there was room; the busy ones tell by themselves."""
        if not self._starved:
            return 1.0
        waits = [self._pace.wait_for(one.chat_id) for one in self._rows if not self._is_busy(one.chat_id)]
        return min(waits, default=1.0)

    def surplus(self, rank: int, live: int) -> list[Claimed]:
        """Take out the last where what is urgent came on top, and what belongs to another replica by now."""
        mine, others = self._rows, list[Claimed]()
        if live > 1:
            mine = [one for one in self._rows if abs(one.chat_id) % live == rank]
            others = [one for one in self._rows if abs(one.chat_id) % live != rank]
        room = self._size * self._depth if self._too_many else len(mine)
        self._too_many = False
        self._rows = mine[:room]
        return others + mine[room:]

    def empty(self) -> list[Claimed]:
        """Take out everything."""
        rows, self._rows, self.has_more = self._rows, [], False
        return rows
