"""The whole database as text, to compare before and after what must have no effect."""

from sqlalchemy import Table
from sqlmodel import SQLModel, select

from storage.db import Database
from storage.model import tables  # noqa: F401  all of them

# How an update came in and its answer left, and that the process lives.
_COMINGS_AND_GOINGS = {"incoming", "reply", "replica", "lease"}


async def dump(database: Database) -> dict[str, list[str]]:
    """The rows of each table, in no order."""
    found = {}
    async with database.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in _COMINGS_AND_GOINGS:
                found[table.name] = sorted(map(repr, await _rows(session, table)))
    return found


async def _rows(session, table: Table):
    return [tuple(row) for row in await session.exec(select(*table.c))]
