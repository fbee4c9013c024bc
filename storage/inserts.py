"""INSERT … ON CONFLICT, which both databases know under their own names."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


def insert(session: AsyncSession, model: type[SQLModel]) -> Any:
    """An insert into the model's table, ready for `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return into(session.get_bind().dialect, SQLModel.metadata.tables[str(model.__tablename__)])


def into(dialect: Dialect, table: Table) -> Any:
    """The same for a table, where there is no session."""
    return (postgresql if dialect.name == "postgresql" else sqlite).insert(table)


async def counted(
    session: AsyncSession, rows: Any, parameters: Sequence[dict[str, Any]] | None = None
) -> int:
    """Insert rows; returns how many there were, which an insert forgets unless it is told to keep it."""
    statement = rows.execution_options(preserve_rowcount=True)
    connection = await session.connection()
    return int((await connection.execute(statement, parameters)).rowcount)
