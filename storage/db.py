"""The database, SQLite or PostgreSQL: sessions for reading and for writing, glances, health."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

import psycopg
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import unit
from storage.engines import driven, pool, prepare, url_of, writable_folder
from storage.errors import DatabaseUnreachable
from storage.given import Call
from storage.unit import Unit
from storage.wire import Rows, Wire

# The text of an error would show what people write.
_DISCREET = {"hide_parameters": True}
_PASSING_WORDS = ("locked", "disk I/O", "unable to open", "is full")
# Connection, rolled back for another's sake, resources, not available, operator, system.
_PASSING_STATES = {"08", "40", "53", "55", "57", "58"}


class Database:
    """Sessions on one database. `writing` commits at its end; `reading` never blocks a writer.

    After `idle_limit` seconds in which a transaction asks nothing, PostgreSQL ends it: else a process that
    is frozen in the middle of one would keep from all others what it has locked.
    """

    def __init__(self, url: str, idle_limit: float | None = None) -> None:
        self.url = url_of(url)
        self.idle_limit = idle_limit
        self._engine = create_async_engine(driven(self.url, asynchronous=True), **pool(self.url), **_DISCREET)
        prepare(self._engine.sync_engine)
        if idle_limit is not None and not self.is_sqlite:
            event.listen(self._engine.sync_engine, "connect", self._limit)
        self._readers = self._engine.execution_options(begin="DEFERRED")
        # SQLite has one writer: to take turns here costs nothing, its own waiting sleeps and is not fair.
        self._turn = asyncio.Lock() if self.is_sqlite else None
        self._wires: list[Wire] = []
        self._eye = self.wire(reading=True)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def _limit(self, connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(self.limiting)
        cursor.close()
        connection.commit()

    @property
    def limiting(self) -> str:
        """What tells PostgreSQL so, for one connection."""
        return f"SET idle_in_transaction_session_timeout = {int((self.idle_limit or 0) * 1000)}"

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        joined = unit.current(self._engine)
        async with joined.reading() if joined and joined.has_written else _session(self._readers) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncSession]:
        joined = unit.current(self._engine)
        async with joined.writing() if joined else self._writing() as session:
            yield session

    @asynccontextmanager
    async def _writing(self) -> AsyncGenerator[AsyncSession]:
        async with self._turn or nullcontext(), _session(self._engine) as session, session.begin():
            yield session

    @asynccontextmanager
    async def unit(self) -> AsyncGenerator[Unit]:
        """All that this task writes inside is one transaction, committed at the end or not at all.

        It begins with the first write, so whatever takes long (the network) comes before that.
        """
        async with unit.opened(self._engine, self._turn) as opened:
            yield opened

    def turn(self) -> AbstractAsyncContextManager[object]:
        """The right to write, for a connection beside these sessions."""
        return self._turn or nullcontext()

    def wire(self, *, reading: bool = False) -> Wire:
        """A connection of one's own for what is done all the time, for as long as this database is open."""
        wire = Wire(self, reading=reading)
        self._wires.append(wire)
        return wire

    async def glance(self, calls: Sequence[Call]) -> Rows:
        """Ask what is asked all the time, such as whether anything is to be done; returns what each finds.

        Raises:
            DatabaseUnreachable: it does not answer in time.
        """
        try:
            return await self._eye.together(calls)
        except TimeoutError as error:
            raise DatabaseUnreachable("it did not answer in time") from error

    async def check(self) -> None:
        """Ask the database a question.

        Raises:
            DatabaseUnreachable: it does not answer.
        """
        if not writable_folder(self.url):  # an attempt would leave a thread of the driver behind
            raise DatabaseUnreachable("unable to open database file")
        try:
            async with self.reading() as session:
                await (await session.connection()).execute(text("SELECT 1"))
        except (DBAPIError, OSError) as error:
            raise DatabaseUnreachable(_cause(error)) from error

    async def close(self) -> None:
        for wire in self._wires:
            await wire.close()
        await self._engine.dispose()


def _session(engine: AsyncEngine) -> AsyncSession:
    return AsyncSession(engine, expire_on_commit=False)


def will_pass(error: BaseException) -> bool:
    """Whether the database itself was away, busy or full, so that the same may succeed later."""
    if isinstance(error, DatabaseUnreachable | PoolTimeout):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return any(words in str(cause) for words in _PASSING_WORDS)
    # Without a state it is the driver's own error, about the connection.
    return isinstance(cause, psycopg.Error) and (not cause.sqlstate or cause.sqlstate[:2] in _PASSING_STATES)


def _cause(error: Exception) -> str:
    cause = error.orig if isinstance(error, OperationalError) else error
    return str(cause).strip().split("\n")[0]
