"""INSERT … ON CONFLICT, which both databases know under their own names."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


def insert(session: AsyncSession, model: type[SQLModel]) -> Any:
    """An insert into the model's table, ready for `on_conflict_do_nothing` and `on_conflict_do_update`."""
    flavour = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return flavour.insert(SQLModel.metadata.tables[str(model.__tablename__)])
