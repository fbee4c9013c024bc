"""The replicas' rows: who lives, who has which role, who has how many permits.

All that is written here is written in turn (`take_turn`), so that what one reads nobody else is changing.
Every process does this every second, so it is done without the ORM.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, Result, Select, Table, delete, select, text, update
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inserts import insert
from storage.model.replica import Lease, Replica

# One who is frozen with its turn would hold up all the others for as long as its connection lives.
_TAKE_TURN = text("""
    SELECT set_config('idle_in_transaction_session_timeout', '2s', true),
           set_config('lock_timeout', '3s', true),
           pg_advisory_xact_lock(4127002)
""")


@dataclass(frozen=True, slots=True)
class Known:
    """A replica's row, and until when it has which roles."""

    id: str
    host: str
    pid: int
    birth: str
    started_at: datetime
    seen_at: datetime
    until: datetime
    permits: int = 0
    wanted: int = 0
    roles: dict[str, datetime] = field(default_factory=dict)


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


@cache
def _everyone() -> Select[*tuple[Any, ...]]:
    replica, lease = _table(Replica), _table(Lease)
    columns = [replica.c[one.name] for one in fields(Known) if one.name != "roles"]
    roles = replica.outerjoin(lease, lease.c.holder == replica.c.id)
    return select(*columns, lease.c.role, lease.c.until.label("role_until")).select_from(roles)


async def _do(session: AsyncSession, statement: Executable, values: Any = None) -> Result[*tuple[Any, ...]]:
    return await (await session.connection()).execute(statement, values)


async def take_turn(session: AsyncSession) -> None:
    """Wait until nobody else writes here, before anything is read or the time is asked."""
    connection = await session.connection()  # with which a write to SQLite has its turn
    if connection.dialect.name == "postgresql":
        await connection.execute(_TAKE_TURN)


async def everyone(session: AsyncSession) -> list[Known]:
    """The living and the dead that are remembered."""
    found: dict[str, Known] = {}
    for *values, role, until in await _do(session, _everyone()):
        known = found.setdefault(values[0], Known(*values))
        if role is not None:
            known.roles[role] = until
    return list(found.values())


async def put(session: AsyncSession, mine: Known) -> None:
    """Write one's own row, new or again."""
    row = insert(session, Replica)
    await _do(
        session, row.on_conflict_do_update(index_elements=["id"], set_=dict(row.excluded)), asdict(mine)
    )


async def prolong(session: AsyncSession, ids: Collection[str], until: datetime) -> None:
    """Let others live, and have their roles, until another moment than they wrote."""
    replica, lease = _table(Replica), _table(Lease)
    await _do(session, update(replica).where(replica.c.id.in_(ids)).values(until=until))
    await _do(session, update(lease).where(lease.c.holder.in_(ids)).values(until=until))


async def bury(session: AsyncSession, ids: Collection[str], now: datetime) -> None:
    """Say of some that they are dead."""
    replica = _table(Replica)
    await _do(session, update(replica).where(replica.c.id.in_(ids)).values(until=now))


async def forget(session: AsyncSession, ids: Collection[str]) -> None:
    replica = _table(Replica)
    await _do(session, delete(replica).where(replica.c.id.in_(ids)))


async def leave(session: AsyncSession, mine: str, permits: int, now: datetime) -> None:
    """Give everything back, except permits with which something is still under way."""
    replica, lease = _table(Replica), _table(Lease)
    await _do(session, update(lease).where(lease.c.holder == mine).values(until=now))
    if permits:
        await _do(session, update(replica).where(replica.c.id == mine).values(until=now, permits=permits))
    else:
        await forget(session, [mine])


async def take(session: AsyncSession, roles: Collection[str], holder: str, until: datetime) -> None:
    """Be the new holder of roles; their epochs grow, so that one who held them can be told apart."""
    if roles:
        row, epoch = insert(session, Lease), _table(Lease).c.epoch
        new = {"holder": row.excluded.holder, "epoch": epoch + 1, "until": row.excluded.until}
        rows = [{"role": role, "holder": holder, "epoch": 1, "until": until} for role in roles]
        await _do(session, row.on_conflict_do_update(index_elements=["role"], set_=new), rows)


async def renew(session: AsyncSession, holder: str, until: datetime) -> None:
    """Keep all that one has."""
    lease = _table(Lease)
    await _do(session, update(lease).where(lease.c.holder == holder).values(until=until))
