"""How alembic runs here: on the connection it is given, one process at a time."""

from alembic import context
from sqlalchemy import Connection, text

from storage.migrations import is_modelled
from storage.model.tables import metadata

_LOCK = 4_127_001  # any number, the same in every replica


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=True, include_name=is_modelled
    )
    with context.begin_transaction():
        context.run_migrations()


_run(context.config.attributes["connection"])
