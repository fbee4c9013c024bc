"""A connection of its own for what happens often: some statements, one transaction, one round trip.

SQLite's thread is visited once, PostgreSQL's answers are awaited together. A session would cost ten times
as much for a question whose answer is mostly that there is nothing to do.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.engine import URL

from storage.engines import sync_engine
from storage.given import Call, Row

_PATIENCE = 20.0  # seconds for a transaction; half of a broken link would keep one waiting for ever
_CONNECT_SECONDS = 10
# What is asked here are few rows by their ids, or the first of an index, however little is known of a table.
_WAYS_OF_MANY = ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort")
_FEW_ROWS = "; ".join(f"SET enable_{way} = off" for way in _WAYS_OF_MANY)
Rows = list[list[Row]]
Ask = Callable[[Sequence[Call]], Awaitable[Rows]]
_Text = tuple[str, Mapping[str, Any]]
_COMMIT: _Text = ("COMMIT", {})


class Base(Protocol):
    """The database as far as a wire needs it: see storage.db."""

    @property
    def url(self) -> URL: ...
    @property
    def is_sqlite(self) -> bool: ...
    @property
    def limiting(self) -> str: ...
    def turn(self) -> AbstractAsyncContextManager[object]: ...


class Wire:
    """Opened with the first call, and again after a failure. One for `reading` never waits for a writer."""

    def __init__(self, database: Base, *, reading: bool = False) -> None:
        self._database = database
        self._reading = reading
        self._line: _Sqlite | _Postgresql | None = None
        # A connection has one transaction at a time.
        self._free = asyncio.Lock()

    async def together(self, calls: Sequence[Call]) -> Rows:
        """Run them in one transaction; returns what each returns."""
        async with asyncio.timeout(_PATIENCE), self._held() as line:
            return await line.run(calls)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Ask]:
        """One transaction in which what is asked next may depend on what was found; committed at the end."""
        async with asyncio.timeout(_PATIENCE), self._held() as line, line.transaction():
            yield line.ask

    @asynccontextmanager
    async def _held(self) -> "AsyncGenerator[_Sqlite | _Postgresql]":
        async with self._free:
            line = self._line = self._line or self._opened()
            try:
                async with nullcontext() if self._reading else self._database.turn():
                    yield line
            except BaseException:
                self._line = None
                await line.close()
                raise

    def _opened(self) -> "_Sqlite | _Postgresql":
        if self._database.is_sqlite:
            return _Sqlite(self._database, "DEFERRED" if self._reading else "IMMEDIATE")
        return _Postgresql(self._database)

    async def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.close()


class _Sqlite:
    """After a failure it is closed, which rolls back."""

    def __init__(self, database: Base, begin: str) -> None:
        self._begin = f"BEGIN {begin}"
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="wire")
        self._url = database.url
        self._engine: Engine | None = None
        self._pooled: PoolProxiedConnection | None = None
        self._connection: sqlite3.Connection | None = None

    async def run(self, calls: Sequence[Call]) -> Rows:
        return (await self._visit([(self._begin, {}), *_texts(calls), _COMMIT]))[1:-1]

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        await self._visit([(self._begin, {})])
        yield
        await self._visit([_COMMIT])

    async def ask(self, calls: Sequence[Call]) -> Rows:
        return await self._visit(_texts(calls))

    async def _visit(self, texts: Sequence[_Text]) -> Rows:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._execute, texts)

    def _execute(self, texts: Sequence[_Text]) -> Rows:
        connection = self._connection or self._open()
        return [connection.execute(sql, values).fetchall() for sql, values in texts]

    def _open(self) -> sqlite3.Connection:
        self._engine = sync_engine(self._url)
        self._pooled = self._engine.raw_connection()
        connection = self._pooled.driver_connection
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101  for the type checker
        self._connection = connection
        return connection

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._shut)
        self._thread.shutdown(wait=False)

    def _shut(self) -> None:
        if self._pooled is not None:
            self._pooled.invalidate()
        if self._engine is not None:
            self._engine.dispose()


class _Postgresql:
    def __init__(self, database: Base) -> None:
        self._url = database.url.render_as_string(hide_password=False)
        self._limiting = database.limiting
        self._connection: psycopg.AsyncConnection[Row] | None = None

    async def run(self, calls: Sequence[Call]) -> Rows:
        """What one pipeline brings is one transaction, without a word for its begin and end
        (postgresql.org/docs/current/libpq-pipeline-mode.html).
        """
        connection = self._connection or await self._open()
        if len(calls) == 1:
            return [await _found(await connection.execute(calls[0].postgresql, calls[0].values))]
        async with connection.pipeline():
            cursors = [await connection.execute(call.postgresql, call.values) for call in calls]
        return [await _found(cursor) for cursor in cursors]

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        connection = self._connection or await self._open()
        async with connection.transaction():
            yield

    async def ask(self, calls: Sequence[Call]) -> Rows:
        return await self.run(calls)

    async def _open(self) -> psycopg.AsyncConnection[Row]:
        connection = self._connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=_CONNECT_SECONDS
        )
        await connection.execute(f"{self._limiting}; {_FEW_ROWS}".encode())
        return connection

    async def close(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                await self._connection.close()


def _texts(calls: Sequence[Call]) -> list[_Text]:
    return [(call.sqlite, call.stored()) for call in calls]


async def _found(cursor: psycopg.AsyncCursor[Row]) -> list[Row]:
    # Its description would be made anew of objects each time.
    return list(await cursor.fetchall()) if cursor.pgresult and cursor.pgresult.nfields else []
