"""A newsroom on a real database with a clock that stands still: entries in, editions and deliveries out."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select, update

from bot.services import alerts, conversation, digests, subscribing, waking
from bot.services.newsroom import Asker, Newsroom, Rules
from storage import counters, entries, subscribers
from storage.db import Database
from storage.model.entry import Entry
from storage.model.ledger import Delivery, Edition
from storage.model.record import EntryRecord
from storage.model.subscriber import SubscriberRecord
from tests import cast
from tests.cast import Chat

KYIV = ZoneInfo("Europe/Kyiv")
EVENING = datetime(2026, 2, 4, 19, 0, tzinfo=KYIV)
ANNA, BEN = Chat(1001, "en", "Europe/Kyiv"), Chat(1002, "en", "Europe/Kyiv")


def kyiv(*when: int) -> datetime:
    return datetime(*when, tzinfo=KYIV)


@dataclass
class Clock:
    moment: datetime = EVENING

    def __call__(self) -> datetime:
        return self.moment.astimezone(ZoneInfo("UTC"))

    def forward(self, **span: float) -> None:
        self.moment = self() + timedelta(**span)


@dataclass
class House:
    database: Database
    clock: Clock
    newsroom: Newsroom
    sends: bool = True

    def ruled(self, **rules: Any) -> "House":
        """The same house with other rules."""
        newsroom = Newsroom(self.database, self.clock, replace(self.newsroom.rules, **rules))
        return House(self.database, self.clock, newsroom)

    # Readers

    async def start(self, chat: Chat = ANNA, **changes: Any) -> SubscriberRecord:
        """Subscribe; with other settings than a new reader's where given."""
        await subscribing.start(self.newsroom, asker(chat))
        if changes:
            await subscribing.change(self.newsroom, asker(chat), lambda record: _set(record, changes))
        found = await self.subscriber(chat)
        assert found is not None
        return found

    async def subscriber(self, chat: Chat = ANNA, thread_id: int = 0) -> SubscriberRecord | None:
        async with self.database.reading() as session:
            return await subscribers.find(session, subscribers.Address(chat.id, thread_id))

    async def press(self, data: str, chat: Chat = ANNA, thread_id: int = 0) -> Any:
        return await conversation.pressed(self.newsroom, asker(chat, thread_id), data)

    # Entries

    async def publish(self, *items: Entry, **stamp: Any) -> list[int]:
        async with self.database.writing() as session:
            return await cast.put_out(session, *items, at=self.clock(), **stamp)

    async def archive(self, *items: Entry) -> None:
        """Publish without an alert."""
        async with self.database.writing() as session:
            ids = await cast.save(session, *items, at=self.clock())
            await entries.publish(session, ids, self.clock(), alert=False)

    async def set_state(self, uri: str, state: str) -> None:
        async with self.database.writing() as session:
            await session.exec(update(EntryRecord).where(col(EntryRecord.uri) == uri).values(state=state))
            await counters.following(session, "publication")  # as with each change that readers can see

    # What goes out

    async def digests_at(self, moment: datetime) -> list[str]:
        """Let the ticks of a moment pass; returns the texts that were queued by it."""
        self.clock.moment = moment
        return await self._fresh(digests.queue_due)

    async def alerts_after(self, **span: float) -> list[str]:
        self.clock.forward(**span)
        return await self._fresh(alerts.queue_settled)

    async def wakes_at(self, moment: datetime) -> list[str]:
        """What is told at a moment of what quiet hours held back."""
        self.clock.moment = moment
        return await self._fresh(waking.queue_held)

    async def _fresh(self, act: Any) -> list[str]:
        before = await self.deliveries()
        count = await act(self.newsroom)
        fresh = (await self.deliveries())[len(before) :]
        if self.sends:
            await self._all("sent")
        assert count == len(fresh)
        texts = {edition.id: "\n".join(edition.pages) for edition in await self.editions()}
        return [texts[one.edition_id] for one in fresh]

    async def deliveries(self) -> list[Delivery]:
        async with self.database.reading() as session:
            return list((await session.exec(select(Delivery).order_by(col(Delivery.id)))).all())

    async def delivered_to(self) -> Counter[int]:
        return Counter(one.chat_id for one in await self.deliveries())

    async def editions(self) -> list[Edition]:
        async with self.database.reading() as session:
            return list((await session.exec(select(Edition).order_by(col(Edition.id)))).all())

    def van_is_away(self) -> None:
        """From now on nothing that is queued reaches its readers."""
        self.sends = False

    async def send(self) -> None:
        """What is queued has reached its readers."""
        await self._all("sent")

    async def expire(self) -> None:
        await self._all("expired")

    async def _all(self, state: str) -> None:
        async with self.database.writing() as session:
            await session.exec(update(Delivery).where(col(Delivery.state) == "queued").values(state=state))


def _set(record: SubscriberRecord, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(record, name, value)


def asker(chat: Chat = ANNA, thread_id: int = 0) -> Asker:
    return Asker(chat.id, thread_id, chat.kind, chat.language)


def house_of(database: Database, clock: Clock | None = None) -> House:
    clock = clock or Clock()
    return House(database, clock, Newsroom(database, clock, Rules()))
