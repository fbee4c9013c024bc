"""The database, SQLite or PostgreSQL: engine, sessions for reading and for writing, health."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import create_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import unit
from storage.errors import DatabaseUnreachable
from storage.unit import Unit

_BUSY_MS = 15_000
# The text of an error would show what people write.
_DISCREET = {"hide_parameters": True}
_WAL_ATTEMPTS = 40
_WAL_PAUSE = 0.05  # seconds
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
        self._engine = create_async_engine(
            _driven(self.url, asynchronous=True), **_pool(self.url), **_DISCREET
        )
        prepare(self._engine.sync_engine)
        if idle_limit is not None and not self.is_sqlite:
            event.listen(self._engine.sync_engine, "connect", self._limit)
        self._readers = self._engine.execution_options(begin="DEFERRED")
        # SQLite has one writer: to take turns here costs nothing, its own waiting sleeps and is not fair.
        self._turn = asyncio.Lock() if self.is_sqlite else None

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
        await self._engine.dispose()


def _session(engine: AsyncEngine) -> AsyncSession:
    return AsyncSession(engine, expire_on_commit=False)


def url_of(url: str) -> URL:
    """The URL of a setting, without a driver; a `postgres://` of some hosts is understood."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    return parsed.set(drivername=parsed.get_backend_name())


def sync_engine(url: URL) -> Engine:
    """A blocking engine on the same database, for migrations and backups."""
    engine = create_engine(_driven(url, asynchronous=False))
    prepare(engine)
    return engine


def _driven(url: URL, *, asynchronous: bool) -> URL:
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite+aiosqlite" if asynchronous else "sqlite")
    return url.set(drivername="postgresql+psycopg")


def _pool(url: URL) -> dict[str, Any]:
    return {} if url.get_backend_name() == "sqlite" else {"pool_size": 8, "pool_pre_ping": True}


def prepare(engine: Engine) -> None:
    """Make SQLite keep its promises: WAL, foreign keys, and a write lock taken before the first read.

    Left to itself the driver begins late, and two read-then-write transactions lose one of their updates.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _pragmas)
        event.listen(engine, "begin", _begin)


def _pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Switch the journal, again if need be: a new file that two processes open refuses one of them at once,
    whatever busy_timeout says.
    """
    for _attempt in range(_WAL_ATTEMPTS - 1):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(_WAL_PAUSE)
        else:
            return
    cursor.execute("PRAGMA journal_mode=WAL")


def _begin(connection: Connection) -> None:
    how = connection.get_execution_options().get("begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {how}")


def will_pass(error: BaseException) -> bool:
    """Whether the database itself was away, busy or full, so that the same may succeed later."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, DatabaseUnreachable | PoolTimeout)
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return any(words in str(cause) for words in _PASSING_WORDS)
    state = getattr(cause, "sqlstate", None)
    # Without a state it is the driver's own error, about the connection.
    return error.connection_invalidated or state is None or state[:2] in _PASSING_STATES


def _cause(error: Exception) -> str:
    cause = error.orig if isinstance(error, OperationalError) else error
    return str(cause).strip().split("\n")[0]


def writable_folder(url: URL) -> bool:
    """Whether the folder of a SQLite file exists; a server's address has none."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return True
    return Path(url.database).absolute().parent.is_dir()


SQLITE_VERSION = sqlite3.sqlite_version
