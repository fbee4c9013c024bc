"""The ledger: queue an edition, claim what is due, settle what became of it.

Every write after a claim repeats the claim's epoch (the fence): a worker that slept too long changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.model.ledger import Ambiguity, Delivery, Edition
from storage.model.subscriber import SubscriberRecord

_IN_ONE_STATEMENT = 500
WHOLE_BOT = 0


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in a worker's hands."""

    id: int
    epoch: int
    edition_id: int
    subscriber_id: int
    chat_id: int
    thread_id: int
    attempt: int
    priority: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a claimed delivery; `not_before` (UTC) when it is queued again."""

    id: int
    epoch: int
    state: str
    message_id: int | None = None
    error: str | None = None
    not_before: datetime | None = None


async def claim(
    session: AsyncSession, worker: str, now: datetime, lease_until: datetime, limit: int
) -> list[Claimed]:
    """Take what is due by `now`, most urgent first, under a lease that ends at `lease_until` (UTC)."""
    await _expire(session, now)
    waiting = (
        select(Delivery.id)
        .where(Delivery.state == "queued", col(Delivery.not_before) <= now)
        .order_by(col(Delivery.priority), col(Delivery.id))
        .limit(limit)
    )
    rows = await session.exec(
        update(Delivery)
        .where(_taken(waiting))
        .values(state="claimed", epoch=Delivery.epoch + 1, worker=worker, lease_until=lease_until)
        .returning(*[col(getattr(Delivery, name)) for name in Claimed.__dataclass_fields__])
    )
    return sorted((Claimed(*row) for row in rows), key=lambda claimed: (claimed.priority, claimed.id))


def _taken(question: SelectOfScalar[Any]) -> ColumnElement[bool]:
    """These rows, passing over those that another worker has in hand.

    Materialised, else PostgreSQL may ask again for each row that it updates, and take more than the limit.
    """
    rows = question.with_for_update(skip_locked=True).cte("taken")
    rows = rows.prefix_with("MATERIALIZED", dialect="postgresql")
    return col(Delivery.id).in_(select(rows.c.id))


async def _expire(session: AsyncSession, now: datetime) -> None:
    await session.exec(
        update(Delivery)
        .where(col(Delivery.state) == "queued", col(Delivery.expires_at) <= now)
        .values(state="expired", settled_at=now)
    )


async def begin_sending(
    session: AsyncSession, claimed: Sequence[Claimed], lease_until: datetime
) -> list[Claimed]:
    """Write `sending` for those still ours; only these may leave."""
    ours = []
    for one in claimed:
        result = await session.exec(
            update(Delivery)
            .where(col(Delivery.id) == one.id, col(Delivery.epoch) == one.epoch)
            .values(state="sending", attempt=Delivery.attempt + 1, lease_until=lease_until)
        )
        if result.rowcount == 1:
            ours.append(one)
    return ours


async def settle(session: AsyncSession, outcomes: Sequence[Settled], now: datetime) -> int:
    """Write what became of some deliveries; returns how many were still ours."""
    settled = 0
    for outcome in outcomes:
        values: dict[str, Any] = {"state": outcome.state, "error": outcome.error, "lease_until": None}
        if outcome.message_id is not None:
            values["message_id"] = outcome.message_id
        if outcome.not_before is not None:
            values["not_before"] = outcome.not_before
        if outcome.state not in {"queued", "unknown"}:
            values["settled_at"] = now
        result = await session.exec(
            update(Delivery)
            .where(col(Delivery.id) == outcome.id, col(Delivery.epoch) == outcome.epoch)
            .values(**values)
        )
        settled += int(result.rowcount)
    return settled


async def give_back(session: AsyncSession, worker: str) -> None:
    """Requeue what this worker claimed and has not begun to send."""
    await session.exec(
        update(Delivery)
        .where(col(Delivery.worker) == worker, col(Delivery.state) == "claimed")
        .values(state="queued", epoch=Delivery.epoch + 1, lease_until=None)
    )


async def requeue_lapsed(session: AsyncSession, wall: datetime) -> None:
    """Claims whose lease ended before they left are simply queued again."""
    await session.exec(
        update(Delivery)
        .where(col(Delivery.state) == "claimed", col(Delivery.lease_until) < wall)
        .values(state="queued", epoch=Delivery.epoch + 1, lease_until=None)
    )


async def lapsed_sends(session: AsyncSession, wall: datetime, limit: int) -> list[Claimed]:
    """Sends whose worker died: they may have arrived. Takes them over under a new epoch."""
    lapsed = (
        select(Delivery.id)
        .where(col(Delivery.state) == "sending", col(Delivery.lease_until) < wall)
        .order_by(col(Delivery.lease_until), col(Delivery.id))
        .limit(limit)
    )
    rows = await session.exec(
        update(Delivery)
        .where(_taken(lapsed))
        .values(state="unknown", epoch=Delivery.epoch + 1, lease_until=None)
        .returning(*[col(getattr(Delivery, name)) for name in Claimed.__dataclass_fields__])
    )
    return [Claimed(*row) for row in rows]


async def record_ambiguity(
    session: AsyncSession, delivery: Claimed, reason: str, policy: str, now: datetime
) -> int:
    """Write down that a send may have arrived; returns how often that happened to it before."""
    earlier = await session.exec(
        select(func.count()).select_from(Ambiguity).where(Ambiguity.delivery_id == delivery.id)
    )
    session.add(
        Ambiguity(
            delivery_id=delivery.id, epoch=delivery.epoch, reason=reason, policy=policy, recorded_at=now
        )
    )
    await session.flush()
    return earlier.one()


async def cancel_waiting(session: AsyncSession, chat_id: int, reason: str, now: datetime) -> None:
    """Nothing more goes to this chat: what still waits for it is cancelled."""
    await session.exec(
        update(Delivery)
        .where(col(Delivery.chat_id) == chat_id, col(Delivery.state).in_(("queued", "claimed")))
        .values(state="cancelled", epoch=Delivery.epoch + 1, error=reason, settled_at=now, lease_until=None)
    )


async def cancel_waiting_of(session: AsyncSession, subscriber_id: int, reason: str, now: datetime) -> None:
    """Nothing more goes to this subscriber; others in the same chat (topics of a forum) still get theirs."""
    await session.exec(
        update(Delivery)
        .where(col(Delivery.subscriber_id) == subscriber_id, col(Delivery.state).in_(("queued", "claimed")))
        .values(state="cancelled", epoch=Delivery.epoch + 1, error=reason, settled_at=now, lease_until=None)
    )


async def postpone(session: AsyncSession, chat_id: int, until: datetime) -> None:
    """Nothing that waits for this chat leaves before `until` (UTC)."""
    await session.exec(
        update(Delivery)
        .where(
            col(Delivery.chat_id) == chat_id,
            col(Delivery.state).in_(("queued", "claimed")),
            col(Delivery.not_before) < until,
        )
        .values(state="queued", epoch=Delivery.epoch + 1, not_before=until, lease_until=None)
    )


async def readdress(session: AsyncSession, old: int, new: int) -> None:
    """What goes to a chat goes to its new id, for those of its subscribers that moved there."""
    moved = select(SubscriberRecord.id).where(SubscriberRecord.chat_id == new)
    await session.exec(
        update(Delivery)
        .where(col(Delivery.chat_id) == old, col(Delivery.subscriber_id).in_(moved))
        .values(chat_id=new)
    )


async def any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether anything waits to leave or has expired waiting; asked often, without a write lock."""
    question = select(Delivery.id).where(col(Delivery.state) == "queued", col(Delivery.not_before) <= now)
    return (await session.exec(question.limit(1))).first() is not None


async def any_lapsed(session: AsyncSession, wall: datetime) -> bool:
    """Whether a worker's lease has ended before its work did."""
    question = select(Delivery.id).where(
        col(Delivery.state).in_(("claimed", "sending")), col(Delivery.lease_until) < wall
    )
    return (await session.exec(question.limit(1))).first() is not None


async def drop_thread(session: AsyncSession, subscriber_id: int) -> None:
    await session.exec(
        update(Delivery).where(col(Delivery.subscriber_id) == subscriber_id).values(thread_id=0)
    )


async def count_by_kind(session: AsyncSession) -> dict[tuple[str, str], int]:
    """How many deliveries there are of each kind of edition, in each state."""
    rows = await session.exec(
        select(Edition.kind, Delivery.state, func.count())
        .join(Delivery, col(Delivery.edition_id) == col(Edition.id))
        .group_by(col(Edition.kind), col(Delivery.state))
    )
    return {(kind, state): number for kind, state, number in rows}
