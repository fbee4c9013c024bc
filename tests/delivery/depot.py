"""A depot: the real client against the simulator over HTTP, a ledger with something to deliver, and vans."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlmodel import col, select, update
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.delivery.door import Door
from bot.delivery.pace import Pace
from bot.delivery.van import Van
from bot.services import delivering
from bot.services.loads import Load
from bot.services.replicas.place import Alone, Place
from bot.simulator import Simulator, World
from storage.deliveries import Claimed, Order
from storage.model.ledger import Ambiguity, Delivery, Edition
from tests import cast
from tests.cast import Chat
from tests.services.house import House

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SEND = "sendMessage"


def readers(many: int) -> list[Chat]:
    return [Chat(5_001 + number, "en", "Europe/Kyiv") for number in range(many)]


def world_of(house: House) -> World:
    world = World(TOKEN, now=house.clock)
    world.updates.hold_seconds = 0
    return world


@asynccontextmanager
async def bot_for(url: str, **timeouts: float) -> AsyncIterator[Bot]:
    request = HTTPXRequest(connection_pool_size=64, **{"read_timeout": 10, "pool_timeout": 10} | timeouts)
    async with Bot(TOKEN, base_url=f"{url}/bot", request=request) as bot:
        yield bot


@dataclass
class Depot:
    house: House
    world: World
    simulator: Simulator
    bot: Bot
    per_second: int = 1000
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.house.van_is_away()

    def door(self) -> Door:
        return Door(self.bot, Pace(self.per_second))

    def place(self, **what: Any) -> Alone:
        """A process of its own, alone unless more is said."""
        usual = {"share": self.per_second, "id": uuid4().hex, "machine": self.house.clock}
        return Alone(**usual | what)

    def van(self, house: House | None = None, place: Place | None = None, **parts: Any) -> Van:
        """A worker of a new process, as it were."""
        newsroom = (house or self.house).newsroom
        return Van(newsroom, parts.pop("door", None) or self.door(), place or self.place(), **parts)

    async def work(self, van: Van | None = None) -> Van:
        """Until there is nothing to do now."""
        van = van or self.van()
        await van.caretaker.look()
        async with self.driving(van):
            await asyncio.wait_for(van.idle.wait(), 20)
        return van

    @asynccontextmanager
    async def driving(self, van: Van) -> AsyncIterator[asyncio.Task[None]]:
        """A van that runs by itself; in the end it finishes what is in flight."""
        task = asyncio.create_task(van.run())
        try:
            yield task
        finally:
            van.stop()
            await asyncio.wait_for(task, 8)

    # Readers and what they are to get

    async def enlist(self, chats: Iterable[Chat]) -> None:
        for chat in chats:
            self.world.add_reader(chat.id, "Reader", "en")
            await self.house.start(chat)

    async def queue(self, headline: str = "") -> str:
        """One alert to everybody; returns its headline."""
        headline = headline or f"Alert number {next(self.numbers)}"
        entry = cast.attack(uri=f"kaizen:{headline.replace(' ', '-')}", headline={"en": headline})
        await self.house.publish(entry)
        assert await self.house.alerts_after(seconds=90)
        return headline

    async def one(self) -> Chat:
        """One reader with one alert waiting."""
        (chat,) = readers(1)
        await self.enlist([chat])
        await self.queue()
        return chat

    async def claimed(self, worker: str = "dead", limit: int = 100) -> list[Claimed]:
        load = Load(order=Order(limit))
        return (await delivering.exchange(self.house.newsroom, worker, load, self.house.clock())).claimed

    async def begun(self, claimed: list[Claimed]) -> list[Claimed]:
        """Those of them that may leave."""
        load = Load(leaving=claimed)
        receipt = await delivering.exchange(self.house.newsroom, "dead", load, self.house.clock())
        return [one for one in claimed if one.id in receipt.leaving]

    async def sending(self, worker: str = "dead", limit: int = 100) -> list[Claimed]:
        return await self.begun(await self.claimed(worker, limit))

    async def break_text(self, page: str) -> None:
        """The newest edition carries something that Telegram refuses."""
        newest = (await self.house.editions())[-1].id
        async with self.house.database.writing() as session:
            await session.exec(update(Edition).where(col(Edition.id) == newest).values(pages=[page]))

    async def break_ledger(self) -> None:
        """Take the table of editions away."""
        await self._rename("edition", "edition_elsewhere")

    async def mend_ledger(self) -> None:
        await self._rename("edition_elsewhere", "edition")

    async def _rename(self, old: str, new: str) -> None:
        async with self.house.database.writing() as session:
            await (await session.connection()).execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    # What became of it

    async def rows(self) -> list[Delivery]:
        return await self.house.deliveries()

    async def row(self) -> Delivery:
        (one,) = await self.rows()
        return one

    async def states(self) -> Counter[str]:
        return Counter(one.state for one in await self.rows())

    async def ambiguities(self) -> list[Ambiguity]:
        async with self.house.database.reading() as session:
            return list((await session.exec(select(Ambiguity).order_by(col(Ambiguity.id)))).all())

    def texts(self, chat: Chat) -> list[str]:
        return [message["text"] for message in self.world.messages(chat.id)]

    def calls(self) -> int:
        return len(self.world.calls_of(SEND))


async def eventually(condition: Callable[[], Awaitable[object]], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.01)


@contextmanager
def at_each_call(world: World, look: Callable[[], object]) -> Iterator[list[object]]:
    """What `look` saw at the moment of each request, as the server served it."""
    seen: list[object] = []
    unlisten = world.listen(lambda event: seen.append(look()) if event["type"] == "call" else None)
    try:
        yield seen
    finally:
        unlisten()
