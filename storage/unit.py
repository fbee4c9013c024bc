"""A unit of work: all that one task writes within it is one transaction, whoever wrote it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

_CURRENT: ContextVar["Unit | None"] = ContextVar("unit", default=None)
Joining = Literal["rollback_only", "create_savepoint"]


class UnitOverError(RuntimeError):
    """The transaction of a unit has ended already."""


class Unit:
    """Opens its transaction at the first write; until then nothing is locked and readers are on their own."""

    def __init__(self, engine: AsyncEngine, turn: asyncio.Lock | None) -> None:
        self.engine = engine
        self._turn = turn
        self._task = asyncio.current_task()
        self._held = AsyncExitStack()
        self._connection: AsyncConnection | None = None

    @property
    def has_written(self) -> bool:
        return self._connection is not None

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncSession]:
        """A session of its own in the one transaction; when it fails, what it wrote is undone and no more."""
        if self._connection is not None:
            async with self._session(self._connection, "create_savepoint") as session, session.begin():
                yield session
            return
        connection = await self._open()
        try:
            async with self._session(connection, "rollback_only") as session, session.begin():
                yield session
        except BaseException:
            await self.rollback()
            raise

    @asynccontextmanager
    async def concluding(self) -> AsyncGenerator[AsyncSession]:
        """The last that is written: when it fails, so does the whole unit."""
        connection = self._connection or await self._open()
        async with self._session(connection, "rollback_only") as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        """What the unit itself has written is seen."""
        if self._connection is None:
            raise UnitOverError
        async with self._session(self._connection, "rollback_only") as session:
            yield session

    async def rollback(self) -> None:
        """Undo everything; what is written from now on is a new transaction."""
        self._connection = None
        # With no exception told, the stack would commit.
        held, self._held = self._held, AsyncExitStack()
        await held.__aexit__(_Discarded, _Discarded(), None)

    async def commit(self) -> None:
        self._connection = None
        await self._held.aclose()

    async def _open(self) -> AsyncConnection:
        async with AsyncExitStack() as held:
            if self._turn is not None:
                await held.enter_async_context(self._turn)
            connection = await held.enter_async_context(self.engine.connect())
            await held.enter_async_context(connection.begin())
            self._held = held.pop_all()
        self._connection = connection
        return connection

    @staticmethod
    def _session(connection: AsyncConnection, joining: Joining) -> AsyncSession:
        return AsyncSession(connection, expire_on_commit=False, join_transaction_mode=joining)

    def is_of(self, task: "asyncio.Task[Any] | None", engine: AsyncEngine) -> bool:
        return task is self._task and engine is self.engine


class _Discarded(Exception):
    """The unit is rolled back on purpose."""


def current(engine: AsyncEngine) -> Unit | None:
    """The unit of this very task; one that started it keeps its unit to itself."""
    unit = _CURRENT.get()
    return unit if unit is not None and unit.is_of(asyncio.current_task(), engine) else None


@asynccontextmanager
async def opened(engine: AsyncEngine, turn: asyncio.Lock | None) -> AsyncGenerator[Unit]:
    unit = Unit(engine, turn)
    token = _CURRENT.set(unit)
    try:
        yield unit
    except BaseException:
        await unit.rollback()
        raise
    else:
        await unit.commit()
    finally:
        _CURRENT.reset(token)
