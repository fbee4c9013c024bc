"""The database, SQLite or PostgreSQL: engine, sessions for reading and for writing, health."""

import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import create_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.errors import DatabaseUnreachable

_BUSY_MS = 15_000
_WAL_ATTEMPTS = 40
_WAL_PAUSE = 0.05  # seconds


class Database:
    """Sessions on one database. `writing` commits at its end; `reading` never blocks a writer."""

    def __init__(self, url: str) -> None:
        self.url = url_of(url)
        self._engine = create_async_engine(_driven(self.url, asynchronous=True), **_pool(self.url))
        prepare(self._engine.sync_engine)
        self._readers = self._engine.execution_options(begin="DEFERRED")

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        async with _session(self._readers) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncSession]:
        async with _session(self._engine) as session, session.begin():
            yield session

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


def _cause(error: Exception) -> str:
    cause = error.orig if isinstance(error, OperationalError) else error
    return str(cause).strip().split("\n")[0]


def writable_folder(url: URL) -> bool:
    """Whether the folder of a SQLite file exists; a server's address has none."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return True
    return Path(url.database).absolute().parent.is_dir()


SQLITE_VERSION = sqlite3.sqlite_version
