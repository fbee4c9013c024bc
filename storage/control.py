"""The desk's hold on an edition: pause it, let it go on, stop it; one update of the edition decides.

A claim passes over editions that are paused or stopped, so a decision holds from its commit on. Deliveries
follow it in chunks, each under a new epoch: whoever had one in hand and had not begun to send it loses it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, literal, tuple_
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.conditions import CLAIMED, SENDING, UNDONE
from storage.deliveries import WAITING
from storage.model.ledger import Delivery, Edition

Place = tuple[int, int]
"""A chat and its topic: deliveries of an edition are gone through in this order, which an index has."""

START: Place = (-(1 << 62), -1)


async def pause(session: AsyncSession, number: int, now: datetime) -> bool:
    """Whether this was news: the edition was neither paused nor stopped before."""
    running = col(Edition.paused_at).is_(None) & col(Edition.stopped).is_(None)
    return await _decide(session, number, running, paused_at=now)


async def resume(session: AsyncSession, number: int) -> bool:
    paused = col(Edition.paused_at).is_not(None) & col(Edition.stopped).is_(None)
    return await _decide(session, number, paused, paused_at=None)


async def stop(session: AsyncSession, number: int, reason: str) -> bool:
    return await _decide(session, number, col(Edition.stopped).is_(None), stopped=reason)


async def _decide(session: AsyncSession, number: int, when: ColumnElement[bool], **values: Any) -> bool:
    result = await session.exec(
        update(Edition)
        .where(col(Edition.id) == number, when)
        .values(decision=Edition.decision + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)


async def undone(session: AsyncSession) -> list[tuple[int, int]]:
    """Editions whose deliveries do not all follow the newest decision yet, each with its number."""
    rows = await session.exec(select(Edition.id, Edition.decision).where(UNDONE).order_by(col(Edition.id)))
    return [(number, decision) for number, decision in rows if number is not None]


async def done(session: AsyncSession, number: int, decision: int) -> None:
    """All follow this decision; a newer one is still to be carried out."""
    await session.exec(
        update(Edition)
        .where(col(Edition.id) == number)
        .values(carried_out=decision)
        .execution_options(synchronize_session=False)
    )


async def let_claims_go(session: AsyncSession, number: int, now: datetime) -> int:
    """What workers hold of an edition and have not begun to send follows the decision at once."""
    held = select(Delivery.id).where(CLAIMED, Delivery.edition_id == number)
    ids = (await session.exec(held.with_for_update(skip_locked=True))).all()
    return await _follow(session, await _decided(session, number), ids, now)


async def follow(session: AsyncSession, number: int, after: Place, now: datetime, limit: int) -> Place | None:
    """Of the next few deliveries after a place, those that should follow the decision do; returns the last
    place, None at the end.

    Rows that somebody else has under lock are passed over: to wait for them could be to wait for each other.
    """
    decided, last = await _decided(session, number), await _after(session, number, after, limit)
    key = tuple_(col(Delivery.chat_id), col(Delivery.thread_id))
    upto = [key <= tuple_(*map(literal, last))] if last else []
    found = await session.exec(
        select(Delivery.id)
        .where(
            Delivery.edition_id == number,
            key > tuple_(*map(literal, after)),
            *upto,
            col(Delivery.state).in_(_moved_by(decided)),
        )
        .with_for_update(skip_locked=True)
    )
    await _follow(session, decided, found.all(), now)
    return last


async def _after(session: AsyncSession, number: int, after: Place, many: int) -> Place | None:
    """The place so many deliveries further on, whatever their states: a step must not become a long one."""
    key = tuple_(col(Delivery.chat_id), col(Delivery.thread_id))
    found = await session.exec(
        select(Delivery.chat_id, Delivery.thread_id)
        .where(Delivery.edition_id == number, key > tuple_(*map(literal, after)))
        .order_by(col(Delivery.chat_id), col(Delivery.thread_id))
        .offset(many - 1)
        .limit(1)
    )
    return next(((chat, thread) for chat, thread in found if chat is not None), None)


async def is_in_flight(session: AsyncSession, number: int) -> bool:
    """Whether something of an edition is being sent: it may yet come back to the queue."""
    question = select(Delivery.id).where(SENDING, Delivery.edition_id == number)
    return (await session.exec(question.limit(1))).first() is not None


async def is_left(session: AsyncSession, number: int) -> bool:
    """Whether something of an edition does not follow the decision yet."""
    states = _moved_by(await _decided(session, number))
    question = select(Delivery.id).where(Delivery.edition_id == number, col(Delivery.state).in_(states))
    return (await session.exec(question.limit(1))).first() is not None


async def _decided(session: AsyncSession, number: int) -> str:
    """What was decided, as the state that the deliveries go to."""
    question = select(Edition.paused_at, Edition.stopped).where(Edition.id == number)
    paused_at, stopped = (await session.exec(question)).one()
    return "cancelled" if stopped else "parked" if paused_at else "queued"


def _moved_by(decided: str) -> Sequence[str]:
    return {
        "cancelled": WAITING,
        "parked": ("queued", "claimed"),
        "queued": ("parked",),
    }[decided]


async def _follow(session: AsyncSession, decided: str, ids: Sequence[int | None], now: datetime) -> int:
    if not ids:
        return 0
    values: dict[str, Any] = {"state": decided, "worker": None, "lease_until": None}
    if decided == "cancelled":
        values |= {"settled_at": now, "error": "stopped"}
    elif decided == "queued":  # what was waited for too long is no news any more
        late = col(Delivery.expires_at) <= now
        values |= {
            "state": case((late, "expired"), else_="queued"),
            "settled_at": case((late, now), else_=None),
        }
    result = await session.exec(
        update(Delivery)
        .where(col(Delivery.id).in_(ids), col(Delivery.state).in_(_moved_by(decided)))
        .values(epoch=Delivery.epoch + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)
