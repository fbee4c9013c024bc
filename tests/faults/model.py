"""A model of the delivery: the real ledger, workers that die and sleep, and a Telegram that counts copies."""

from collections import Counter
from dataclasses import dataclass, field

from sqlmodel import col, select

from bot.delivery import fates
from bot.delivery.outcomes import Gone, Later, Outcome, Sent, Uncertain, Unsent
from bot.services import delivering, reaping
from bot.services.loads import Fate, Load, Receipt
from storage import editions
from storage.db import Database
from storage.deliveries import Claimed, Order
from storage.model.ledger import Ambiguity, Delivery
from tests import cast
from tests.cast import Chat
from tests.faults.account import final
from tests.services.house import Clock, house_of
from tests.storage.ledger_story import queue_for

LIMIT = 10
STATES = {"queued", "claimed", "sending", "unknown", "sent", "failed", "cancelled", "expired"}


@dataclass
class Worker:
    """What a process has in its memory."""

    id: str
    claimed: list[Claimed] = field(default_factory=list)
    ready: list[Claimed] = field(default_factory=list)
    answered: list[Fate] = field(default_factory=list)

    @property
    def begun(self) -> int:
        return len(self.ready) + len(self.answered)


class Model:
    def __init__(self, database: Database, policy: str = "resend") -> None:
        self.clock = Clock()
        self.policy = policy
        self.newsroom = house_of(database, self.clock).ruled(when_uncertain=policy).newsroom
        self.copies: Counter[int] = Counter()
        self.given: dict[int, set[int]] = {}
        self.workers: list[Worker] = []
        self.asleep: list[Worker] = []
        self.allowed = 0  # ambiguities that deaths, sleep and silence may have caused
        self.promised: set[tuple[int, str]] = set()
        self._final: dict[int, tuple[int | None, int]] = {}
        self._names = 0
        self._message = 0

    # The newsroom

    async def enlist(self, many: int) -> None:
        chats = [Chat(5_001 + number, "en", "Europe/Kyiv") for number in range(many)]
        async with self.newsroom.database.writing() as session:
            self.readers = await cast.enlist(session, chats)

    async def queue(self, slot: str) -> int:
        """An edition to everybody in a slot; returns how many were queued."""
        now = self.clock()
        composed = editions.Composed(slot, "digest", "en", 60, [slot], [], now, None)
        async with self.newsroom.database.writing() as session:
            edition = await editions.find(session, await editions.keep(session, composed))
            assert edition is not None
            queued = await queue_for(session, edition, [(one, slot) for one in self.readers], now)
        self.promised |= {(one, slot) for one in self.readers}
        return queued

    # Workers

    def hire(self) -> Worker:
        self._names += 1
        self.workers.append(Worker(f"worker-{self._names}"))
        return self.workers[-1]

    async def claim(self, one: Worker, many: int = 5) -> None:
        receipt = await self._exchange(one, Load(order=Order(many)))
        one.claimed += receipt.claimed

    async def begin(self, one: Worker, many: int = 5) -> None:
        """Commit `sending` for a few, never more in hand than the limit."""
        room = max(0, min(many, LIMIT - one.begun))
        chosen, one.claimed = one.claimed[:room], one.claimed[room:]
        receipt = await self._exchange(one, Load(leaving=chosen))
        one.ready += [claimed for claimed in chosen if claimed.id in receipt.leaving]

    def send(self, one: Worker, how: str = "arrived") -> None:
        """One that is ready leaves, and is answered or not."""
        if one.ready:
            claimed = one.ready.pop(0)
            outcome = self._outcome(claimed, how)
            self.allowed += isinstance(outcome, Uncertain)
            one.answered.append(fates.fate_of(claimed, outcome))

    def _outcome(self, claimed: Claimed, how: str) -> Outcome:
        waits: dict[str, Outcome] = {
            "unsent": Unsent("refused"),
            "flood": Later(2),
            "gone": Gone("blocked"),
            "unheard": Uncertain("ReadTimeout"),
        }
        return waits[how] if how in waits else self._arrive(claimed, how)

    def _arrive(self, claimed: Claimed, how: str) -> Outcome:
        self._message += 1
        self.copies[claimed.id] += 1
        self.given.setdefault(claimed.id, set()).add(self._message)
        return Sent(self._message) if how == "arrived" else Uncertain("ReadTimeout")

    async def settle(self, one: Worker) -> None:
        answered, one.answered = one.answered, []
        await self._exchange(one, Load(answered))

    async def _exchange(self, one: Worker, load: Load) -> Receipt:
        return await delivering.exchange(self.newsroom, one.id, load, self.clock())

    # Death and sleep

    def die(self, one: Worker) -> None:
        self.workers.remove(one)
        self.allowed += one.begun

    def freeze(self, one: Worker, *, on_its_way: bool = False) -> None:
        """One request may have left just before, and arrive."""
        self.workers.remove(one)
        self.asleep.append(one)
        self.allowed += one.begun
        if on_its_way and one.ready:
            claimed = one.ready.pop(0)
            one.answered.append(fates.fate_of(claimed, self._arrive(claimed, "arrived")))

    async def wake(self, one: Worker) -> None:
        """It writes down late what it knew, and lets nothing leave that had been ready."""
        self.asleep.remove(one)
        load = Load(fates=one.answered, unleft=one.ready, unwanted=one.claimed)
        await self._exchange(one, load)
        one.claimed, one.ready, one.answered = [], [], []
        one.id = f"{one.id}-awake"
        self.workers.append(one)

    async def recover(self) -> None:
        async def living() -> set[str]:
            return {one.id for one in self.workers}

        await reaping.reap(self.newsroom, self.clock(), living)

    async def finish(self) -> None:
        """Everybody dies, and one that is in good health does the rest."""
        for one in list(self.workers):
            self.die(one)
        last = self.hire()
        for _round in range(40):
            await self.recover()
            self.clock.forward(seconds=10)
            await self.claim(last, 100)
            if not last.claimed:
                break
            while last.claimed:
                await self.begin(last, LIMIT)
                while last.ready:
                    self.send(last)
                await self.settle(last)

    # What must hold

    async def rows(self) -> list[Delivery]:
        async with self.newsroom.database.reading() as session:
            return list((await session.exec(select(Delivery).order_by(col(Delivery.id)))).all())

    async def check(self) -> None:
        rows = await self.rows()
        async with self.newsroom.database.reading() as session:
            doubts = Counter((await session.exec(select(Ambiguity.delivery_id))).all())
        self._check_none_vanished(rows)
        for row in rows:
            self._check_row(row, self.copies[row.id or 0], doubts[row.id or 0])
        assert doubts.total() <= self.allowed, "I3, I4: more in doubt than was in hand"
        self._check_final(rows)

    def _check_none_vanished(self, rows: list[Delivery]) -> None:
        kept = Counter((row.subscriber_id, row.slot) for row in rows)
        assert kept == Counter(self.promised), "I1, I5: one row for each reader and slot"
        assert {row.state for row in rows} <= STATES

    def _check_row(self, row: Delivery, copies: int, doubts: int) -> None:
        assert copies - 1 <= doubts, "I2: doubled in silence"
        assert copies <= (2 if self.policy == "resend" else 1), "I2: a copy too many"
        if row.state == "sent":
            assert copies, "I1: said to be sent, and never arrived"
            assert row.message_id in self.given[row.id or 0], "I6: a message that is not its own"

    def _check_final(self, rows: list[Delivery]) -> None:
        now = final(rows)
        assert {number: now.get(number) for number in self._final} == self._final, "I6: sent is final"
        self._final = now

    async def check_end(self) -> None:
        await self.check()
        rows = await self.rows()
        assert {row.state for row in rows} <= {"sent", "failed", "cancelled", "unknown"}, "I1: left lying"
