"""Engines on SQLite or PostgreSQL: their drivers, and what makes SQLite keep its promises."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.engine import URL
from sqlmodel import create_engine

_BUSY_MS = 15_000
_CONNECTIONS = 16
_WAL_ATTEMPTS = 40
_WAL_PAUSE = 0.05  # seconds


def url_of(url: str) -> URL:
    """The URL of a setting, without a driver; a `postgres://` of some hosts is understood."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    return parsed.set(drivername=parsed.get_backend_name())


def sync_engine(url: URL) -> Engine:
    """A blocking engine on the same database, for migrations and backups."""
    engine = create_engine(driven(url, asynchronous=False))
    prepare(engine)
    return engine


def driven(url: URL, *, asynchronous: bool) -> URL:
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite+aiosqlite" if asynchronous else "sqlite")
    return url.set(drivername="postgresql+psycopg")


def pool(url: URL) -> dict[str, Any]:
    # All of them stay: one beyond the pool would be opened, with a thread of its own, for each session.
    fixed = {"pool_size": _CONNECTIONS, "max_overflow": 0}
    return fixed if url.get_backend_name() == "sqlite" else fixed | {"pool_pre_ping": True}


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


def writable_folder(url: URL) -> bool:
    """Whether the folder of a SQLite file exists; a server's address has none."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return True
    return Path(url.database).absolute().parent.is_dir()


SQLITE_VERSION = sqlite3.sqlite_version
