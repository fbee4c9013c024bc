"""The replicas' rows: who lives, who has which role, who has how many permits.

All that is written here is written in turn (`taking_turn`), so that what one reads nobody else is changing.
Every process does this every second, so these are statements for a wire.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.given import Call, Row, Statement, moment


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


# One who is frozen with its turn would hold up all the others for as long as its connection lives.
_TAKE_TURN = Call(
    sqlite="SELECT 1",  # a transaction that writes has its turn
    postgresql="""
        SELECT set_config('idle_in_transaction_session_timeout', '2s', true),
               set_config('lock_timeout', '3s', true),
               pg_advisory_xact_lock(4127002)
    """,
    values={},
)


def taking_turn() -> Call:
    """Wait until nobody else writes here, before anything is read or the time is asked."""
    return _TAKE_TURN


_COLUMNS = [name for name in Known.__dataclass_fields__ if name != "roles"]
_EVERYONE = Statement(
    f"""
    SELECT {", ".join(f"replica.{name}" for name in _COLUMNS)}, lease.role, lease.until
    FROM replica LEFT JOIN lease ON lease.holder = replica.id
    """  # noqa: S608  names of our own
)


def asking_everyone() -> Call:
    """Asks for the living and the dead that are remembered; see `everyone`."""
    return _EVERYONE.call()


def everyone(rows: Sequence[Row]) -> list[Known]:
    found: dict[str, Known] = {}
    for *values, role, until in rows:
        known = found.setdefault(values[0], _known(values))
        if role is not None:
            known.roles[role] = moment(until)
    return list(found.values())


def _known(values: Sequence[Any]) -> Known:
    name, host, pid, birth, *moments, permits, wanted = values
    started, seen, until = map(moment, moments)
    return Known(name, host, pid, birth, started, seen, until, permits, wanted)


_PUT = Statement(
    f"""
    INSERT INTO replica ({", ".join(_COLUMNS)}) VALUES ({", ".join(f":{name}" for name in _COLUMNS)})
    ON CONFLICT (id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)}
    """  # noqa: S608  names of our own
)


def putting(mine: Known) -> Call:
    """Write one's own row, new or again."""
    return _PUT.call(**{name: getattr(mine, name) for name in _COLUMNS})


_LIVE_UNTIL = Statement(
    "UPDATE replica SET until = :until FROM {given} WHERE replica.id = given.id", id="text"
)
_HOLD_UNTIL = Statement(
    "UPDATE lease SET until = :until FROM {given} WHERE lease.holder = given.id", id="text"
)


def prolonging(ids: Collection[str], until: datetime) -> list[Call]:
    """Let others live, and have their roles, until another moment than they wrote."""
    return [_LIVE_UNTIL.call(_each(ids), until=until), _HOLD_UNTIL.call(_each(ids), until=until)]


def burying(ids: Collection[str], now: datetime) -> Call:
    """Say of some that they are dead."""
    return _LIVE_UNTIL.call(_each(ids), until=now)


_FORGET = Statement("DELETE FROM replica WHERE id IN (SELECT given.id FROM {given})", id="text")


def forgetting(ids: Collection[str]) -> Call:
    return _FORGET.call(_each(ids))


_LEAVE = Statement("UPDATE replica SET until = :now, permits = :permits WHERE id = :mine")


def leaving(mine: str, permits: int, now: datetime) -> list[Call]:
    """Give everything back, except permits with which something is still under way."""
    left = _LEAVE.call(mine=mine, permits=permits, now=now) if permits else forgetting([mine])
    return [renewing(mine, now), left]


_TAKE = Statement(
    """
    INSERT INTO lease (role, holder, epoch, until)
    SELECT given.role, CAST(:holder AS text), 1, :until FROM {given} WHERE 1 = 1
    ON CONFLICT (role) DO UPDATE SET
        holder = excluded.holder, epoch = lease.epoch + 1, until = excluded.until
    """,
    role="text",
)


def taking(roles: Collection[str], holder: str, until: datetime) -> Call:
    """Be the new holder of roles; their epochs grow, so that one who held them can be told apart."""
    return _TAKE.call(_each(roles), holder=holder, until=until)


def renewing(holder: str, until: datetime) -> Call:
    """Keep all that one has."""
    return _HOLD_UNTIL.call([(holder,)], until=until)


def _each(names: Collection[str]) -> list[tuple[str]]:
    return [(name,) for name in names]
