"""A scene: a database, a Telegram over HTTP, readers with something to get, and programs that may die."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import col, func, select

from bot.app import Bot, running
from bot.brief import priorities
from bot.clock import Now, wall
from bot.simulator import Simulator, World
from storage import editions
from storage.db import Database, will_pass
from storage.errors import DatabaseUnreachable
from storage.model.ledger import Delivery
from storage.model.replica import Lease
from tests import cast
from tests.cast import Chat
from tests.faults.account import Account, drawn_up
from tests.faults.program import Program
from tests.storage.ledger_story import queue_for
from tests.stories.play import TOKEN, settings_of

UNSETTLED = ("queued", "claimed", "sending", "parked")
_FIRST_CHAT = 5_001


@dataclass
class Scene:
    url: str
    folder: Path
    world: World
    simulator: Simulator
    database: Database
    usual: dict[str, str] = field(default_factory=dict)
    readers: list[int] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)
    promised: int = 0
    _ids: list[int] = field(default_factory=list)
    _keys: int = 0

    # Programs

    async def start(self, **settings: str) -> Program:
        """`brief run` in a process of its own."""
        program = await Program.start(self.settings(**settings), self.folder)
        self.programs.append(program)
        return program

    def settings(self, **more: str) -> dict[str, str]:
        own = {
            "telegram_token": TOKEN,
            "telegram_api_url": self.simulator.url,
            "database_url": self.url,
            "http_port": "0",
            "alert_settle": "1s",
        }
        return own | self.usual | more

    @asynccontextmanager
    async def here(self, now: Now = wall, **more: str) -> AsyncGenerator[Bot]:
        """The same in this process."""
        async with running(settings_of(self.simulator.url, self.url, **self.usual | more), now) as bot:
            yield bot

    # Readers and what they are to get

    async def enlist(self, many: int) -> None:
        """Readers who want every alert, and no digest of their own accord."""
        chats = [Chat(_FIRST_CHAT + len(self.readers) + n, "en", "Europe/Kyiv") for n in range(many)]
        async with self.database.writing() as session:
            self._ids += await cast.enlist(session, chats, alerts="all")
        for chat in chats:
            self.world.add_reader(chat.id, "Reader", "en")
            self.readers.append(chat.id)

    async def queue(self, *, kind: str = "digest", priority: int = priorities.DIGEST) -> str:
        """One edition to every reader; returns its text."""
        self._keys += 1
        key, now = f"{kind}:{self._keys}", wall()
        text = f"<b>Edition {self._keys}</b>"
        composed = editions.Composed(key, kind, "en", priority, [text], [], now, now + timedelta(hours=6))
        async with self.database.writing() as session:
            edition = await editions.find(session, await editions.keep(session, composed))
            assert edition is not None
            queued = await queue_for(session, edition, [(one, key) for one in self._ids], now)
        assert queued == len(self._ids)
        self.promised += queued
        return text

    async def under_way(self, readers: int, many: int, **settings: str) -> Program:
        """A program that has begun to bring so many editions to so many readers."""
        await self.enlist(readers)
        for _edition in range(many):
            await self.queue()
        program = await self.start(**settings)
        await self.sends_again()
        return program

    async def publish(self) -> None:
        """An entry that becomes an alert by itself."""
        self._keys += 1
        entry = cast.attack(uri=f"kaizen:{self._keys}", headline={"en": f"Alert {self._keys}"}, urgency=3)
        async with self.database.writing() as session:
            await cast.put_out(session, entry, at=wall())

    # What became of it

    async def count(self, *states: str) -> int:
        async with self.database.reading() as session:
            found = select(func.count()).select_from(Delivery).where(col(Delivery.state).in_(states))
            return (await session.exec(found)).one()

    async def left_by(self, program: Program) -> int:
        """How many sends a program has begun and not settled; a replica's name holds its process's number."""
        async with self.database.reading() as session:
            mine = col(Delivery.worker).contains(f"-{program.pid}-")
            found = select(func.count()).select_from(Delivery).where(Delivery.state == "sending", mine)
            return (await session.exec(found)).one()

    async def settled(self, seconds: float = 60.0) -> Account:
        """The account, once nothing waits any more."""

        async def is_settled() -> bool:
            return await self.count(*UNSETTLED) == 0

        try:
            await until(is_settled, seconds)
        except AssertionError as late:
            raise AssertionError((await self.account()).states, self._logs()) from late
        return await self.account()

    def _logs(self) -> list[str]:
        return [one.log[-500:] for one in self.programs]

    async def account(self) -> Account:
        return await drawn_up(self.database, self.world)

    async def holder(self, role: str) -> str:
        async with self.database.reading() as session:
            return (await session.exec(select(Lease.holder).where(Lease.role == role))).first() or ""

    async def holder_program(self, role: str) -> Program:
        name = await self.holder(role)
        return next(one for one in self.programs if f"-{one.pid}-" in name)

    def sends(self) -> int:
        return len(self.world.calls_of("sendMessage"))

    async def sends_again(self, seconds: float = 60.0) -> float:
        """Wait for one more message; how long that took."""
        before, began = self.sends(), time.monotonic()
        try:
            await self.world.until(lambda: self.sends() > before, seconds)
        except TimeoutError as late:
            raise AssertionError(before, self.sends(), self._logs()) from late
        return time.monotonic() - began


async def until(condition: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Until it holds, also across a database that is away for a while."""
    deadline = time.monotonic() + seconds
    while not await _holds(condition):
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.1)


async def _holds(condition: Callable[[], Awaitable[object]]) -> bool:
    try:
        return bool(await condition())
    except (DBAPIError, DatabaseUnreachable) as error:
        if not will_pass(error):
            raise
        return False


@asynccontextmanager
async def scene_on(url: str, folder: Path, **usual: Any) -> AsyncGenerator[Scene]:
    """All programs have ended when it is over, however it ends."""
    world, database = World(TOKEN), Database(url)
    async with Simulator(world) as simulator:
        scene = Scene(url, folder, world, simulator, database, usual)
        try:
            yield scene
        finally:
            for program in scene.programs:
                if program.lives:
                    program.thaw()
                await program.kill()
            await database.close()
