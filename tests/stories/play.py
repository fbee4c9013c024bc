"""A play: the real bot against the simulator over HTTP, people who write and press, what must always hold."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.app import Bot, running
from bot.clock import SettableClock
from bot.services import alerts, record
from bot.settings import Settings
from bot.simulator import Simulator, World
from storage import deliveries, entries, rounds, subscribers, views
from storage.model.entry import Entry
from storage.model.ledger import Delivery, Edition
from storage.model.subscriber import SubscriberRecord
from tests.cast import Chat

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
KYIV = ZoneInfo("Europe/Kyiv")
WRITES = {"sendmessage", "editmessagetext", "editmessagereplymarkup"}
NOBODY = 0  # a chat that was forgotten since
UNSETTLED = {"queued", "claimed", "sending"}
Json = dict[str, Any]


def kyiv(*when: int) -> datetime:
    """A moment by the clock in Kyiv."""
    return datetime(*when, tzinfo=KYIV)


def settings_of(url: str, database_url: str, **more: str) -> Settings:
    values = {"telegram_token": TOKEN, "telegram_api_url": url, "database_url": database_url}
    return Settings.model_validate(values | {"http_port": "0"} | more)


@dataclass
class Press:
    """A button that was pressed: the query's id, where, and how many calls had been made by then."""

    query_id: str
    chat_id: int
    message_id: int
    calls_before: int


@dataclass
class Play:
    world: World
    simulator: Simulator
    clock: SettableClock
    settings: Settings
    bot: Bot = field(init=False)
    presses: list[Press] = field(default_factory=list)
    # Refusals that a story provokes itself, as (method, status).
    provoked: set[tuple[str, int]] = field(default_factory=set)
    # How many messages of a chat the ledger edited, which is no answer to a press.
    edited: Counter[int] = field(default_factory=Counter)

    # The bot

    @classmethod
    @asynccontextmanager
    async def staged(cls, start: datetime, database_url: str, **more: str) -> AsyncIterator[Self]:
        """Everything is there but the bot, which a story starts itself, perhaps several times."""
        clock = SettableClock(start)
        world = World(TOKEN, now=clock)
        world.updates.hold_seconds = 0
        async with Simulator(world) as simulator:
            yield cls(world, simulator, clock, settings_of(simulator.url, database_url, **more))
            # The poll on which the bot hung up is still open here, and the server would wait for it to end.
            world.updates.add("message", {})
            await asyncio.sleep(0.01)

    @asynccontextmanager
    async def on(self) -> AsyncIterator["Play"]:
        """The bot runs; when it stops, what must always hold is checked."""
        if hasattr(self, "bot"):
            # The poll on which the last run hung up is still open at the server, which ends it now.
            self.provoked.add(("getupdates", 409))
        async with running(self.settings, self.clock) as self.bot:
            yield self
            await self.quiet()
            self.edited = await self._edited()
        self.check()

    async def quiet(self) -> None:
        """Until every update that was sent is handled and answered."""
        await eventually(self._is_quiet)

    async def _is_quiet(self) -> bool:
        return not self.world.updates.pending and await self.bot.inbox.is_quiet()

    async def tick(self) -> None:
        """One more tick now, then until everything that it queued has been settled."""
        await self.bot.ticker.tick()
        self.bot.van.wake()
        await eventually(self._is_delivered)

    async def _is_delivered(self) -> bool:
        """A tick leaves to the next one what takes long, or what another tick is about."""
        if await self._is_something_due():
            return False
        return not UNSETTLED & {state for _kind, state in await self.ledger()}

    async def _is_something_due(self) -> bool:
        async with self.bot.newsroom.database.reading() as session:
            due = await subscribers.next_due(session)
            waiting = await entries.waiting_for_alert(session)
            begun = await rounds.any_open(session)
            _many, wakes = await subscribers.count_held(session)
            newest = await views.newest_publication(session)
        errata = self.bot.ticker._errata
        if errata.publication != newest or errata.is_open:
            return True
        has_settled = alerts.settled(waiting, self.clock(), self.bot.newsroom.rules.alert_settle)
        return begun or has_settled or any(at is not None and at <= self.clock() for at in (due, wakes))

    async def at(self, moment: datetime) -> None:
        """Set the clock, and let the bot notice."""
        self.clock.set(moment)
        await self.tick()

    async def publish(self, *items: Entry, aim: record.Aim = "publish") -> None:
        await record.take_in(self.bot.newsroom.database, items, aim, self.clock)

    async def ledger(self) -> Counter[tuple[str, str]]:
        """Deliveries by kind of edition and state."""
        async with self.bot.newsroom.database.reading() as session:
            return Counter(await deliveries.count_by_kind(session))

    async def _edited(self) -> Counter[int]:
        async with self.bot.newsroom.database.reading() as session:
            edits = select(Edition.id).where(col(Edition.corrects).is_not(None))
            rows = await session.exec(select(Delivery.chat_id).where(col(Delivery.edition_id).in_(edits)))
            return Counter(chat or NOBODY for chat in rows)

    async def subscriber(self, chat_id: int, thread_id: int = 0) -> SubscriberRecord | None:
        async with self.bot.newsroom.database.reading() as session:
            return await subscribers.find(session, subscribers.Address(chat_id, thread_id))

    # People

    def meet(self, chat: Chat, name: str = "Reader") -> int:
        self.world.add_reader(chat.id, name, chat.language)
        return chat.id

    async def say(self, user: int, text: str, chat: int | None = None, **how: Any) -> Json:
        """Write, and return the one answer."""
        where = chat or user
        return await self.one_more(where, lambda: self.world.say(where, user, text, **how))

    async def send(self, user: int, content: Json) -> Json:
        """Send something that is no text, and return the one answer."""
        return await self.one_more(user, lambda: self.world.receive(user, user, content))

    async def unanswered(self, act: Callable[[], Any], chat: int) -> None:
        """Do something to which no message may come back."""
        before = self.sent(chat)
        act()
        await self.quiet()
        assert self.sent(chat) == before

    async def one_more(self, chat: int, act: Callable[[], Any]) -> Json:
        before = len(self.sent(chat))
        act()
        await self.quiet()
        fresh = self.sent(chat)[before:]
        assert len(fresh) == 1, [message["text"] for message in fresh]
        return fresh[0]

    async def press(self, user: int, message: Json, button: str, chat: int | None = None) -> Json:
        """Press a button by its label or its data (a forged one too): the message as it stands then."""
        self.tap(user, message, button, chat)
        await self.quiet()
        return self.now(message)

    def tap(self, user: int, message: Json, button: str, chat: int | None = None) -> None:
        """Press without waiting."""
        data = buttons(message).get(button, button)
        where = chat or message["chat"]["id"]
        before = len(self.world.calls)
        query_id = self.world.press(where, user, message["message_id"], data)
        self.presses.append(Press(query_id, where, message["message_id"], before))

    # What they see

    def sent(self, chat: int) -> list[Json]:
        """The bot's own messages in a chat, as they stand now."""
        me = self.world.bot["id"]
        return [m for m in self.world.messages(chat) if m.get("from", {}).get("id") == me]

    def now(self, message: Json) -> Json:
        chat = message["chat"]["id"]
        return next(m for m in self.world.messages(chat) if m["message_id"] == message["message_id"])

    # What must always hold

    def check(self) -> None:
        self._check_refusals()
        self._check_presses()

    def _check_refusals(self) -> None:
        refused = [c for c in self.world.calls if c.status >= 400]
        strange = [c for c in refused if (c.method.lower(), c.status) not in self.provoked]
        assert not strange, [(c.method, c.status, c.answer, c.params) for c in strange]

    def _check_presses(self) -> None:
        """Every query is answered once, before anything is written because of it."""
        answers = {c.params["callback_query_id"]: n for n, c in self._numbered("answercallbackquery")}
        for chat in {press.chat_id for press in self.presses}:
            pressed = {press.message_id for press in self.presses if press.chat_id == chat}
            edits = [
                n
                for n, c in self._numbered(*WRITES - {"sendmessage"})
                if _chat_of(c) == chat and int(c.params["message_id"]) in pressed
            ]
            answered = sorted(answers[press.query_id] for press in self.presses if press.chat_id == chat)
            for count, edit in enumerate(edits, 1):
                by_the_van = self.edited[chat] + self.edited[NOBODY]
                assert sum(number < edit for number in answered) + by_the_van >= count
        for press in self.presses:
            assert press.query_id in self.world.answered_queries

    def _numbered(self, *methods: str) -> Iterable[tuple[int, Any]]:
        return [(n, call) for n, call in enumerate(self.world.calls) if call.method.lower() in methods]


def _chat_of(call: Any) -> int:
    return int(call.params.get("chat_id", 0))


async def eventually(condition: Callable[[], Any], seconds: float = 30.0) -> None:
    """Until an awaited condition holds."""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.01)


def buttons(message: Json) -> dict[str, str]:
    """Labels of the inline buttons, with their data."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button.get("callback_data", "") for row in rows for button in row}


def has(message: Json, data: str) -> bool:
    return data in buttons(message).values()


def keyboard_of(world: World, method: str = "sendMessage") -> Json:
    """The keyboard of the last call of a method, as it was asked for."""
    return json.loads(world.calls_of(method)[-1].params["reply_markup"])
