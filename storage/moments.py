"""The clock on which all replicas agree: PostgreSQL's own; beside a SQLite file it is the machine's."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.given import Call, Row
from storage.given import moment as read

_ASK = Call(sqlite="SELECT NULL", postgresql="SELECT clock_timestamp()", values={})


def asking() -> Call:
    """Asks for the time now, not that of the transaction's begin; see `answer`."""
    return _ASK


def answer(rows: Sequence[Row], machine: Callable[[], datetime]) -> datetime:
    """The database's time (aware UTC)."""
    found = rows[0][0]
    return machine() if found is None else read(found)


async def moment(session: AsyncSession, machine: Callable[[], datetime]) -> datetime:
    return answer(await asking().on(session), machine)
