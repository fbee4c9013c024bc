"""Where a command begins, and how it speaks: results to stdout, complaints to stderr."""

import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import logs
from bot.settings import Settings, load_settings
from storage.db import Database
from storage.engines import url_of
from storage.errors import DatabaseUnreachable
from storage.migrations import migrate, require_current

log = logging.getLogger(__name__)


def begin() -> Settings:
    """The settings, with logs set up so that none of their secrets is shown.

    Raises:
        SettingsInvalid: they are not usable.
    """
    settings = load_settings()
    logs.set_up(settings.log_format, settings.log_level, settings.secrets)
    for warning in settings.warnings:
        log.warning(warning)
    return settings


@asynccontextmanager
async def database_of(settings: Settings) -> AsyncGenerator[Database]:
    """The database, at this program's schema: an empty or older one is brought there first."""
    migrate(settings.database_url)
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def existing_database_of(settings: Settings) -> AsyncGenerator[tuple[Database, str]]:
    """The database as it is, with its schema's revision: looking must neither make nor change one.

    Raises:
        DatabaseUnreachable, DatabaseBehind, DatabaseNewer: it cannot be used as it is.
    """
    schema = existing_schema_of(settings)
    database = Database(settings.database_url)
    try:
        yield database, schema
    finally:
        await database.close()


def existing_schema_of(settings: Settings) -> str:
    """The schema's revision of a database that is there and at this program's.

    Raises:
        DatabaseUnreachable, DatabaseBehind, DatabaseNewer: it is not.
    """
    url = url_of(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise DatabaseUnreachable(f"there is no file {url.database}")
    return require_current(settings.database_url)


def say(line: str) -> None:
    """UTF-8 whatever the terminal's locale is: what is printed is read again by `brief import`."""
    sys.stdout.buffer.write(line.encode() + b"\n")


def complain(line: str) -> None:
    sys.stdout.flush()
    sys.stderr.write(line + "\n")
