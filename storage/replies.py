"""Replies that are on their way: committed with what they tell, gone when they have arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, or_, update
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inbox import is_dead
from storage.model.inbox import Reply

_TAKEN_OVER_AT_ONCE = 200


_MOST = 64  # replies to one update
_table = SQLModel.metadata.tables["reply"]
_PUT = insert(_table)
_SETTLE = delete(_table).where(_table.c.id.in_(bindparam("numbers", expanding=True)))


@dataclass(frozen=True, slots=True)
class Due:
    """A reply that has to be sent: the `number`-th to an update."""

    update_id: int
    number: int
    chat_id: int
    thread_id: int
    screen: dict[str, Any]
    target_id: int | None = None
    epoch: int = 0
    attempt: int = 1

    @property
    def id(self) -> int:
        """By which the same reply cannot be kept twice."""
        return self.update_id * _MOST + self.number


async def put(
    session: AsyncSession, some: Sequence[Due], worker: str, now: datetime, until: datetime
) -> None:
    """Keep new ones, which this worker is about to send."""
    same = {"worker": worker, "lease_until": until, "created_at": now}
    rows = [
        {"id": due.id, "update_id": due.update_id, "chat_id": due.chat_id, "thread_id": due.thread_id}
        | {"action": "send" if due.target_id is None else "edit", "target_id": due.target_id}
        | {"screen": due.screen, "epoch": due.epoch, "attempt": due.attempt}
        | same
        for due in some
    ]
    if rows:
        await (await session.connection()).execute(_PUT, rows)


async def settle(session: AsyncSession, numbers: Sequence[int]) -> None:
    """These have arrived, or never will."""
    if numbers:
        await (await session.connection()).execute(_SETTLE, {"numbers": numbers})


async def of_updates(session: AsyncSession, updates: Sequence[int], worker: str) -> list[Due]:
    """What this worker has to send because of some updates."""
    mine = select(Reply).where(col(Reply.update_id).in_(updates), Reply.worker == worker)
    return [_due(one) for one in await session.exec(mine.order_by(col(Reply.id)))] if updates else []


def _due(reply: Reply) -> Due:
    place = reply.chat_id, reply.thread_id
    number = (reply.id or 0) - reply.update_id * _MOST
    return Due(reply.update_id, number, *place, reply.screen, reply.target_id, reply.epoch, reply.attempt)


async def has_lapsed(session: AsyncSession, worker: str, now: datetime) -> bool:
    return (await session.exec(select(Reply.id).where(_lost(worker, now)).limit(1))).first() is not None


async def lapsed(session: AsyncSession, worker: str, now: datetime, until: datetime) -> list[Due]:
    """Take over replies whose worker is dead or late."""
    return await _take_over(session, _lost(worker, now), worker, until)


async def of_namesakes(session: AsyncSession, worker: str, until: datetime) -> list[Due]:
    """Take over replies of an earlier worker with this very name."""
    return await _take_over(session, col(Reply.worker) == worker, worker, until)


def _lost(worker: str, now: datetime) -> ColumnElement[bool]:
    return or_(col(Reply.lease_until) < now, is_dead(col(Reply.worker), worker, now))


async def _take_over(
    session: AsyncSession, which: ColumnElement[bool], worker: str, until: datetime
) -> list[Due]:
    some = select(Reply).where(which).order_by(col(Reply.id)).limit(_TAKEN_OVER_AT_ONCE)
    taken = (await session.exec(some.with_for_update(skip_locked=True))).all()
    for reply in taken:
        reply.worker, reply.lease_until = worker, until
        reply.epoch += 1
        reply.attempt += 1
    await session.flush()
    return [_due(one) for one in taken]


async def renew(session: AsyncSession, number: int, epoch: int, until: datetime) -> bool:
    """Keep one for longer; False when somebody else has taken it over, or sent it."""
    mine = update(Reply).where(col(Reply.id) == number, col(Reply.epoch) == epoch).values(lease_until=until)
    return bool((await session.exec(mine)).rowcount)


async def let_go(session: AsyncSession, worker: str, now: datetime) -> None:
    """Leave what could not be sent in time to whoever looks next."""
    await session.exec(update(Reply).where(col(Reply.worker) == worker).values(lease_until=now))


async def open_count(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(Reply))).one()
