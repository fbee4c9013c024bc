"""An office: inboxes of one or more processes on one database, with the real client against the simulator."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.brief.screen import Screen
from bot.clock import wall
from bot.delivery import replying
from bot.delivery.door import Door
from bot.delivery.inbox import Inbox
from bot.delivery.pace import Pace
from bot.delivery.polling import Poller
from bot.delivery.replying import Replies
from bot.services import inboxing
from bot.services.replicas.place import Alone
from bot.simulator import Simulator, World
from storage import gates
from storage.db import Database

Raw = dict[str, Any]
Handle = Callable[[Raw], Awaitable[None]]


def update(number: int, chat: int, text: str = "Hello") -> Raw:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": text}}


@dataclass(frozen=True)
class Seat(Alone):
    """A process among others, whose roles a test gives and takes."""

    roles: set[str] = field(default_factory=set)

    def holds(self, role: str) -> bool:
        return role in self.roles


@dataclass
class Clerk:
    """What is done with an update: noted, and answered with its number; a story may do more."""

    handled: list[tuple[int, int]] = field(default_factory=list)
    now: Counter[int] = field(default_factory=Counter)
    most: int = 0
    more: Handle | None = None

    async def handle(self, raw: Raw) -> None:
        chat, number = inboxing.chat_of(raw), raw["update_id"]
        self.now[chat] += 1
        self.most = max(self.most, self.now[chat])
        try:
            if self.more is not None:
                await self.more(raw)
            self.handled.append((chat, number))
            replying.answer(chat, 0, Screen(f"Answer {number}"))
        finally:
            self.now[chat] -= 1

    async def apologise(self, raw: Raw) -> None:
        replying.answer(inboxing.chat_of(raw), 0, Screen("Sorry"))

    def of(self, chat: int) -> list[int]:
        return [number for where, number in self.handled if where == chat]


@dataclass
class Office:
    world: World
    simulator: Simulator
    database: Database
    bot: Bot
    clerk: Clerk = field(default_factory=Clerk)

    def inbox(self, clerk: Clerk | None = None, place: Alone | None = None, **more: Any) -> Inbox:
        replies = Replies(Door(self.bot, Pace(1000)), **more)
        inbox = Inbox(self.database, place or Alone(1000), clerk or self.clerk, replies, **more)
        inbox.begin()
        return inbox

    @asynccontextmanager
    async def open(self, inbox: Inbox | None = None) -> AsyncIterator[Inbox]:
        """A process that runs, and ends in order."""
        inbox = inbox or self.inbox()
        task = asyncio.create_task(inbox.run())
        try:
            yield inbox
        finally:
            inbox.stop()
            await asyncio.wait_for(task, 10)

    @asynccontextmanager
    async def dying(self, inbox: Inbox) -> AsyncIterator[Inbox]:
        """A process that ends as by kill -9: whatever it was about to do does not happen."""
        task = asyncio.create_task(inbox.run())
        try:
            yield inbox
        finally:
            inbox._leave = _nothing  # type: ignore[method-assign]
            for one in (task, *inbox._tasks.values()):
                one.cancel()
            await asyncio.gather(task, *inbox._tasks.values(), return_exceptions=True)

    def poller(self, place: Alone, take: Callable[[Sequence[Raw]], Awaitable[None]]) -> Poller:
        return Poller(self.bot, self.bot._request[0], place, take)

    def meet(self, *chats: int) -> None:
        for chat in chats:
            self.world.add_reader(chat, "Reader", "en")

    def texts(self, chat: int) -> list[str]:
        """What the bot has sent."""
        calls = self.world.calls_of("sendMessage")
        return [c.params["text"] for c in calls if c.params["chat_id"] == str(chat) and c.status == 200]

    async def writes(self, raw: Raw) -> None:
        """Something that a handler writes itself, whose moment counts how often."""
        chat = inboxing.chat_of(raw)
        async with self.database.writing() as session:
            before = await gates.closed_until(session, chat) or _start
            await gates.close(session, chat, before + timedelta(seconds=1))

    async def written(self, chat: int) -> int:
        async with self.database.reading() as session:
            found = await gates.closed_until(session, chat)
        return int((found - _start).total_seconds()) if found else 0


_start = wall().replace(microsecond=0)


async def _nothing() -> None: ...


@asynccontextmanager
async def office_on(database: Database, token: str) -> AsyncIterator[Office]:
    world = World(token)
    world.updates.hold_seconds = 0
    async with AsyncExitStack() as stack:
        simulator = await stack.enter_async_context(Simulator(world))
        requests = [HTTPXRequest(connection_pool_size=64, pool_timeout=10) for _ in range(2)]
        bot = Bot(token, f"{simulator.url}/bot", request=requests[0], get_updates_request=requests[1])
        yield Office(world, simulator, database, await stack.enter_async_context(bot))


def seat(name: str, *roles: str, **more: Any) -> Seat:
    return replace(Seat(1000, id=name, **more), roles=set(roles))
