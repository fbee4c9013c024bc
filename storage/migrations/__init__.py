"""Bring a database to this program's schema; refuse one from the future."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from storage.engines import sync_engine, url_of
from storage.errors import DatabaseBehind, DatabaseNewer, DatabaseUnreachable


def migrate(url: str, revision: str = "head") -> bool:
    """Upgrade an empty or older database, to the newest schema unless told; True when something was done.

    Raises:
        DatabaseNewer: a newer program wrote it.
        DatabaseUnreachable: it cannot be opened.
    """
    engine = sync_engine(url_of(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _let_tables_be_rebuilt)
    try:
        before = _known_revision(engine)
        config = _config()
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
        return before != head()
    except DBAPIError as error:
        raise DatabaseUnreachable(str(error.orig).strip().split("\n")[0]) from error
    finally:
        engine.dispose()


def require_current(url: str) -> str:
    """The schema's revision when the database is at this program's.

    Raises:
        DatabaseNewer, DatabaseBehind, DatabaseUnreachable: it is not.
    """
    # Looking must not wait for a writer, nor keep one waiting.
    engine = sync_engine(url_of(url)).execution_options(begin="DEFERRED")
    try:
        revision = _known_revision(engine)
    except DBAPIError as error:
        raise DatabaseUnreachable(str(error.orig).strip().split("\n")[0]) from error
    finally:
        engine.dispose()
    if revision != head():
        raise DatabaseBehind(f"it is at {revision or 'nothing yet'}, the program at {head()}")
    return head()


def head() -> str:
    """The revision this program was written for."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise DatabaseBehind("the program came without its migrations; install it again")
    return revision


def is_modelled(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether a table or index has a model: what stands behind the search is each database's own affair."""
    return not (name or "").startswith("search_terms")


def _known_revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseNewer(f"its schema is {revision}, the newest known here is {head()}")
    return revision


def _let_tables_be_rebuilt(connection: Any, _record: object) -> None:
    """SQLite changes a table by dropping the old one, which must not take along the rows that point to it."""
    connection.execute("PRAGMA foreign_keys=OFF")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
