"""The clock on which all replicas agree: PostgreSQL's own; beside a SQLite file it is the machine's."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_ASK = text("SELECT clock_timestamp()")


async def moment(session: AsyncSession, machine: Callable[[], datetime]) -> datetime:
    """The database's time now (aware UTC), not that of the transaction's begin."""
    if session.get_bind().dialect.name != "postgresql":
        return machine()
    found: datetime = (await (await session.connection()).execute(_ASK)).scalar_one()
    return found.astimezone(UTC)
