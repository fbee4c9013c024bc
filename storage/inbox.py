"""The inbox: updates as they came, each handled once, in order per chat; the numbers of those done are kept.

Rows of one chat follow each other by `update_id`; those without a chat (0) do not wait for one another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    or_,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Mapped
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.inbox import Incoming
from storage.model.replica import Replica

KEPT_FOR = timedelta(hours=48)  # Telegram repeats an update for 24 h
_SWEPT_AT_ONCE = 2_000
# As literals: the partial indexes are not found by a parameter.
_NEW: ColumnElement[str] = literal_column("'new'")
_HELD: ColumnElement[str] = literal_column("'held'")
_DONE: ColumnElement[str] = literal_column("'done'")
# What is asked for many times a second is built once.
_table = SQLModel.metadata.tables["incoming"]
_c = _table.c


@dataclass(frozen=True, slots=True)
class Held:
    """An update that this worker has to handle; `epoch` fences whoever had it before."""

    update_id: int
    chat_id: int
    body: dict[str, Any]
    epoch: int
    attempt: int

    @property
    def key(self) -> tuple[int, int]:
        return self.update_id, self.epoch


@dataclass(frozen=True, slots=True)
class Turn:
    """Who claims: this worker, the chats that are its own, and those that it is busy with."""

    worker: str
    now: datetime
    lease: timedelta
    rank: int = 0
    live: int = 1
    busy: Sequence[int] = ()
    # From then on a chat is anybody's: its own worker may be on its way out.
    anybodys_after: timedelta = timedelta(seconds=10)


_TAKE_IN = {
    flavour.dialect.name: flavour.insert(_table).on_conflict_do_nothing() for flavour in (postgresql, sqlite)
}


async def take_in(session: AsyncSession, arrived: Iterable[tuple[int, int, Any]], now: datetime) -> None:
    """Store (number, chat, body); what is known already is not stored again."""
    rows = [
        {"update_id": number, "chat_id": chat, "body": body, "received_at": now}
        | {"state": "new", "epoch": 0, "attempt": 0}
        for number, chat, body in arrived
    ]
    if rows:
        await (await session.connection()).execute(_TAKE_IN[session.get_bind().dialect.name], rows)


def _waits_for_another() -> ColumnElement[bool]:
    other = _table.alias("other").c
    before = or_(other.update_id < _c.update_id, other.state == _HELD)
    return exists().where(other.chat_id == _c.chat_id, other.state != _DONE, before)


def _heads() -> Select[Any]:
    own = func.abs(_c.chat_id) % bindparam("live") == bindparam("rank")
    return (
        select(_c.update_id)
        .where(
            _c.state == _NEW,
            or_(_c.chat_id == 0, ~_waits_for_another()),
            or_(own, _c.received_at < bindparam("anybodys")),
            _c.chat_id.not_in(bindparam("busy", expanding=True)),
        )
        .order_by(_c.update_id)
        .limit(bindparam("limit"))
    )


_HEADS = _heads()
_LOCKED_HEADS = _HEADS.with_for_update(skip_locked=True)
_HOLD = (
    update(_table)
    .where(_c.update_id.in_(bindparam("numbers", expanding=True)))
    .values(
        state=_HELD,
        worker=bindparam("holder"),
        lease_until=bindparam("until"),
        epoch=_c.epoch + 1,
        attempt=_c.attempt + 1,
    )
    .returning(_c.update_id, _c.chat_id, _c.body, _c.epoch, _c.attempt)
)
_FINISH = (
    update(_table)
    .where(tuple_(_c.update_id, _c.epoch).in_(bindparam("held", expanding=True)), _c.state == _HELD)
    .values(state=_DONE, chat_id=0, body={}, worker=None, lease_until=None)
    .returning(_c.update_id)
)


async def claim(session: AsyncSession, turn: Turn, limit: int) -> list[Held]:
    """Hold the oldest open update of each of up to `limit` chats, the longest waiting first."""
    asked = _asked(turn, limit)
    numbers = (await _run(session, _LOCKED_HEADS, asked)).scalars().all()
    if not numbers:
        return []
    holding = {"numbers": numbers, "holder": turn.worker, "until": turn.now + turn.lease}
    rows = await _run(session, _HOLD, holding)
    held = [Held(*tuple(row)) for row in rows]
    return sorted(held, key=lambda one: one.update_id)


async def has_work(session: AsyncSession, turn: Turn) -> bool:
    """Whether there is something to claim; asks without locking anything."""
    return (await _run(session, _HEADS, _asked(turn, 1))).first() is not None


def _asked(turn: Turn, limit: int) -> dict[str, Any]:
    anybodys = turn.now - turn.anybodys_after
    sharing = {"live": max(turn.live, 1), "rank": turn.rank, "anybodys": anybodys}
    return sharing | {"busy": turn.busy, "limit": limit}


async def finish(session: AsyncSession, held: Sequence[tuple[int, int]]) -> set[int]:
    """Mark (number, epoch) as done and forget what they said; returns those that were still held so."""
    return set((await _run(session, _FINISH, {"held": held})).scalars()) if held else set()


async def _run(session: AsyncSession, statement: Any, values: dict[str, Any]) -> CursorResult[Any]:
    """Below the session's own ways, which cost more than the statement."""
    result: CursorResult[Any] = await (await session.connection()).execute(statement, values)
    return result


async def release(session: AsyncSession, held: Held, *, counted: bool) -> None:
    """Give one back; unless it is `counted`, as if nobody had tried."""
    this = (col(Incoming.update_id) == held.update_id) & (col(Incoming.epoch) == held.epoch)
    await _give_back(session, this, attempt=col(Incoming.attempt) - (0 if counted else 1))


async def release_all(session: AsyncSession, worker: str) -> None:
    await _give_back(session, col(Incoming.worker) == worker, attempt=col(Incoming.attempt) - 1)


async def recover(session: AsyncSession, worker: str, now: datetime) -> int:
    """Give back what workers held that are dead, or hold for too long; returns how many updates."""
    return await _give_back(session, _lost(worker, now))


async def has_lost(session: AsyncSession, worker: str, now: datetime) -> bool:
    """Whether there is something to recover; asks without locking anything."""
    lost = select(Incoming.update_id).where(_lost(worker, now), col(Incoming.state) == _HELD).limit(1)
    return (await session.exec(lost)).first() is not None


def _lost(worker: str, now: datetime) -> ColumnElement[bool]:
    return or_(col(Incoming.lease_until) < now, is_dead(col(Incoming.worker), worker, now))


async def recover_namesakes(session: AsyncSession, worker: str) -> int:
    """Before a worker begins it holds nothing: what stands under its name is of one that died."""
    return await _give_back(session, col(Incoming.worker) == worker)


def is_dead(name: Mapped[str | None], worker: str, now: datetime) -> ColumnElement[bool]:
    """Whether a row's worker is neither this one nor among the living."""
    living = select(Replica.id).where(Replica.until > now)
    return (name != worker) & name.not_in(living)


async def _give_back(session: AsyncSession, which: ColumnElement[bool], **more: Any) -> int:
    given = await session.exec(
        update(Incoming)
        .where(which, col(Incoming.state) == _HELD)
        .values(state="new", worker=None, lease_until=None, **more)
        .execution_options(synchronize_session=False)
    )
    return int(given.rowcount)


async def sweep(session: AsyncSession, now: datetime) -> int:
    """Forget numbers that Telegram cannot repeat any more; some at a time."""
    old = (
        select(Incoming.update_id)
        .where(col(Incoming.received_at) < now - KEPT_FOR, col(Incoming.state) == _DONE)
        .limit(_SWEPT_AT_ONCE)
    )
    return int((await session.exec(delete(Incoming).where(col(Incoming.update_id).in_(old)))).rowcount)


async def open_count(session: AsyncSession) -> int:
    """How many updates are not handled yet."""
    return (
        await session.exec(select(func.count()).select_from(Incoming).where(col(Incoming.state) != _DONE))
    ).one()
