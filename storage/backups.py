"""A copy of the database while others write to it: SQLite's own VACUUM INTO, or PostgreSQL's pg_dump."""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

from storage.errors import BriefError

# Whoever starts on the copy learns from it that time has passed since.
COPIED = "copied"
_BUSY = 15.0  # seconds
_MARK = "INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"

_HAS_REPLICAS = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'replica'"
# Who works on the original does not work on the copy, which else could not be started on at once.
_NOBODY_LIVES = "UPDATE replica SET until = seen_at"


class DatabaseNotCopied(BriefError):
    """The database cannot be copied."""


class CopyDamaged(BriefError):
    """The copy is damaged and was not kept; the database itself may be, so check its disk."""


class DumpMissing(BriefError):
    """pg_dump is not on the PATH; install it, or run on the server: pg_dump --format=custom --file=FILE."""


def copy(url: URL, target: Path) -> None:
    """Write a whole, checked copy to `target`, an empty file or none.

    Raises:
        DatabaseNotCopied, CopyDamaged, DumpMissing: there is none.
    """
    if url.get_backend_name() == "sqlite":
        _vacuum(Path(url.database or ""), target)
    else:
        _dump(url, target)


def _vacuum(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source, timeout=_BUSY, isolation_level=None)) as database:
            database.execute("VACUUM INTO ?", (str(target),))
        with closing(sqlite3.connect(target, isolation_level=None)) as made:
            _check(made)
            made.execute(_MARK, (COPIED,))
            if made.execute(_HAS_REPLICAS).fetchone():  # a database of an early version has none
                made.execute(_NOBODY_LIVES)
    except sqlite3.Error as error:
        raise DatabaseNotCopied(str(error)) from error


def _check(made: sqlite3.Connection) -> None:
    found = [row[0] for row in made.execute("PRAGMA integrity_check(3)")]
    if found != ["ok"]:
        raise CopyDamaged("; ".join(found))


def _dump(url: URL, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise DumpMissing
    # Not among the arguments, which every user of the machine can read.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    address = url.set(password=None).render_as_string(hide_password=False)
    done = subprocess.run(  # noqa: S603  the arguments are the operator's own address and file
        [program, "--format=custom", "--no-password", f"--file={target}", f"--dbname={address}"],
        env=os.environ | secret,
        capture_output=True,
        check=False,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        raise DatabaseNotCopied(_said(done.stderr))


def _said(complaint: str) -> str:
    """The error and its detail."""
    lines = [re.sub(r"^(pg_dump: )?(error: |detail: )?", "", line) for line in complaint.splitlines()]
    return "; ".join(lines[:2]) or "pg_dump failed without a word"
