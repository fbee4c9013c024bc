"""The account of a story: what the ledger says against what Telegram saw, and the promises between them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import col, select

from bot.simulator import World
from storage.db import Database
from storage.model.ledger import Ambiguity, Delivery, Edition

Copies = Counter[tuple[int, str]]


@dataclass(frozen=True)
class Account:
    """Deliveries, the text of each edition, ambiguities by delivery, and copies by chat and text."""

    rows: list[Delivery]
    texts: dict[int, str]
    doubts: Counter[int]
    copies: Copies

    def arrived(self, row: Delivery) -> int:
        return self.copies[row.chat_id, self.texts[row.edition_id]]

    @cached_property
    def states(self) -> Counter[str]:
        return Counter(row.state for row in self.rows)

    @property
    def doubled(self) -> int:
        return sum(max(0, self.arrived(row) - 1) for row in self.rows)

    @property
    def recorded(self) -> int:
        return self.doubts.total()

    @property
    def held(self) -> list[Delivery]:
        """Twice in doubt: not sent a third time, but shown to the desk."""
        return [row for row in self.rows if row.state == "unknown" and self.doubts[row.id or 0] > 1]

    @property
    def lost(self) -> list[Delivery]:
        """Said to be sent and never arrived, or left lying without a word."""
        held = {row.id for row in self.held}
        kept = [row for row in self.rows if row.id not in held]
        return [row for row in kept if row.state != "sent" or not self.arrived(row)]

    def check(self) -> None:
        """The promises that hold whatever happened, once the ledger is settled."""
        assert not self.lost, [(row.id, row.state, row.error, self.arrived(row)) for row in self.lost]
        silent = [row.id for row in self.rows if self.arrived(row) - 1 > self.doubts[row.id or 0]]
        assert not silent, f"doubled without an ambiguity: {silent}"
        assert max((self.arrived(row) for row in self.rows), default=0) <= 2
        assert all(row.message_id for row in self.rows if row.state == "sent")

    def check_exact(self) -> None:
        """Where no process died and no answer was lost, each came once and nothing is in doubt."""
        self.check()
        assert (self.doubled, self.recorded, len(self.held)) == (0, 0, 0)


def copies_seen(world: World) -> Copies:
    """What was applied, whether or not anybody heard of it."""
    sent = [call.params for call in world.calls_of("sendMessage") if call.status == 200]
    return Counter((int(params["chat_id"]), params["text"]) for params in sent)


async def drawn_up(database: Database, world: World) -> Account:
    async with database.reading() as session:
        rows = list((await session.exec(select(Delivery).order_by(col(Delivery.id)))).all())
        editions = (await session.exec(select(Edition))).all()
        doubts = Counter((await session.exec(select(Ambiguity.delivery_id))).all())
    texts = {edition.id or 0: edition.pages[0] for edition in editions}
    return Account(rows, texts, doubts, copies_seen(world))


def final(rows: Iterable[Delivery]) -> dict[int, tuple[int | None, int]]:
    """What was sent, with its message id and epoch: that must not change any more."""
    return {row.id or 0: (row.message_id, row.epoch) for row in rows if row.state == "sent"}
