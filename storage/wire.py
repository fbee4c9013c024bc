"""A connection of its own for what happens often: some statements, one transaction, one round trip.

SQLite's thread is visited once, PostgreSQL's answers are awaited together. A session would cost ten times
as much for a question whose answer is mostly that there is nothing to do.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
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
        async with asyncio.timeout(_PATIENCE), self._free:
            line = self._line = self._line or self._opened()
            try:
                async with nullcontext() if self._reading else self._database.turn():
                    return await line.run(calls)
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
    def __init__(self, database: Base, begin: str) -> None:
        self._begin = f"BEGIN {begin}"
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="wire")
        self._url = database.url
        self._engine: Engine | None = None
        self._pooled: PoolProxiedConnection | None = None
        self._connection: sqlite3.Connection | None = None

    async def run(self, calls: Sequence[Call]) -> Rows:
        texts = [(call.sqlite, call.stored()) for call in calls]
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, texts)

    def _run(self, texts: Sequence[tuple[str, dict[str, Any]]]) -> Rows:
        connection = self._connection or self._open()
        connection.execute(self._begin)
        try:
            found = [connection.execute(sql, values).fetchall() for sql, values in texts]
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return found

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
        connection = self._connection or await self._open()
        async with connection.pipeline(), connection.transaction():
            cursors = [await connection.execute(call.postgresql, call.values) for call in calls]
        return [list(await cursor.fetchall()) if cursor.description else [] for cursor in cursors]

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
