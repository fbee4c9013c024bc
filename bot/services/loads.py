"""What the van brings to the ledger at a beat, and what it takes along."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storage.deliveries import Claimed, Order
from storage.settling import Begun


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one send: its new state, and what that means for others."""

    delivery: Claimed
    state: str
    message_id: int | None = None
    error: str | None = None
    wait: float = 0.0
    chat_state: str = ""
    new_chat_id: int = 0
    topic_gone: bool = False
    park_chat: bool = False
    broken_edition: bool = False
    anew: bool = False
    closes_gate: bool = False
    rendition: int | None = None
    kind: str = ""

    @property
    def is_plain(self) -> bool:
        """It was sent, and that is all."""
        return self.state == "sent" and not self.broken_edition


@dataclass(frozen=True, slots=True)
class Load:
    """What a beat brings to the ledger, in this order; `orphaned` when an earlier beat may have been lost."""

    fates: Sequence[Fate] = ()
    unleft: Sequence[Claimed] = ()
    leaving: Sequence[Claimed] = ()
    unwanted: Sequence[Claimed] = ()
    orphaned: bool = False
    order: Order | None = None
    asks_gate: bool = False

    @property
    def is_empty(self) -> bool:
        parts = (self.fates, self.unleft, self.leaving, self.unwanted, self.orphaned, self.order)
        return not any(parts)


@dataclass(slots=True)
class Receipt:
    """What a beat takes along: what may leave; what it claimed; the gate."""

    leaving: dict[int, Begun] = field(default_factory=dict)
    claimed: list[Claimed] = field(default_factory=list)
    closed_until: datetime | None = None
    late: int = 0

    def closed(self, until: datetime | None) -> None:
        """The gate, at its latest moment."""
        if until is not None:
            self.closed_until = max(until, self.closed_until or until)
