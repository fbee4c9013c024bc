"""The ledger's rows on their way: claimed, given back, cancelled, sent elsewhere.

Every write after a claim repeats the claim's epoch (the fence): a worker that slept too long changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Update
from sqlalchemy.orm import aliased
from sqlmodel import and_, case, col, exists, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.conditions import HALTED
from storage.given import Call, Row, Statement
from storage.model.ledger import Delivery, Edition
from storage.model.subscriber import SubscriberRecord


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in a worker's hands."""

    id: int
    epoch: int
    edition_id: int
    subscriber_id: int | None
    chat_id: int
    thread_id: int
    attempt: int
    priority: int
    action: str = "send"
    target_id: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """How much a worker asks for, and which chats are its own: number `rank` of `live` shares, from 0."""

    limit: int
    rank: int = 0
    live: int = 1


WHISPER = "whisper"  # the action of what is sent without a sound, whatever its edition
WAITING = ("queued", "claimed", "parked")  # states of what has not begun to leave
OPEN = (*WAITING, "sending", "unknown")  # states of what is not over
HALTED_EDITIONS = f"SELECT id FROM edition WHERE {HALTED.text}"  # noqa: S608  no value
CLAIMED = ", ".join(f"delivery.{name}" for name in Claimed.__dataclass_fields__)
# What may leave: due, not expired, of an edition that runs, to a chat that does not wait after a flood.
# No index answers how the expiry is asked for: with one, a planner that knows little would sort everything.
_DUE = f"""
    delivery.state = 'queued' AND delivery.not_before <= :now
    AND COALESCE(delivery.expires_at > :now, 1 = 1)
    AND delivery.edition_id NOT IN ({HALTED_EDITIONS})
    AND delivery.chat_id NOT IN (SELECT gate.chat_id FROM gate WHERE gate.closed_until > :wall)
"""  # noqa: S608  no value


@lru_cache(maxsize=64)
def _claim(order: Order) -> Statement:
    """Its numbers are written out: PostgreSQL would plan for a tenth of the table, were the limit unknown.

    Materialised, else PostgreSQL may ask again for each row that it updates, and take more than the limit.
    """
    mine = f"abs(delivery.chat_id) % {order.live} = {order.rank}" if order.live > 1 else "1 = 1"
    return Statement(
        f"""
        WITH taken AS MATERIALIZED (
            SELECT delivery.id FROM delivery WHERE {_DUE} AND {mine}
            ORDER BY delivery.priority, delivery.id LIMIT {int(order.limit)} {{skip_locked}}
        )
        UPDATE delivery SET state = 'claimed', epoch = epoch + 1, worker = :worker, lease_until = :lease
        WHERE id IN (SELECT id FROM taken) RETURNING {CLAIMED}
        """,  # noqa: S608  numbers and names of our own,
    )


def claiming(worker: str, now: datetime, lease: datetime, order: Order, wall: datetime) -> Call:
    """Take what is due by `now`, under a lease that ends at `lease` (UTC); gates are compared with `wall`."""
    return _claim(order).call(worker=worker, now=now, lease=lease, wall=wall)


def in_order(rows: Iterable[Row]) -> list[Claimed]:
    """What was claimed, most urgent first."""
    return sorted((Claimed(*row) for row in rows), key=lambda claimed: (claimed.priority, claimed.id))


async def claim(
    session: AsyncSession, worker: str, now: datetime, lease: datetime, order: Order
) -> list[Claimed]:
    return in_order(await claiming(worker, now, lease, order, now).on(session))


_ANY_DUE = Statement(f"SELECT 1 FROM delivery WHERE {_DUE} ORDER BY priority, id LIMIT 1")  # noqa: S608  no value


def asking_due(now: datetime, wall: datetime) -> Call:
    """Asks whether anything waits to leave: finds a row if so."""
    return _ANY_DUE.call(now=now, wall=wall)


_GIVE_BACK = Statement(
    """
    UPDATE delivery SET state = 'queued', epoch = delivery.epoch + 1, worker = NULL, lease_until = NULL,
        attempt = delivery.attempt - given.begun
    FROM {given} WHERE delivery.id = given.id AND delivery.epoch = given.epoch RETURNING delivery.id
""",
    id="bigint",
    epoch="integer",
    begun="integer",
)


def giving_back(claimed: Iterable[Claimed], *, begun: bool = False) -> Call:
    """Requeue what has not left, even if `sending` was written for it already."""
    return _GIVE_BACK.call((one.id, one.epoch, int(begun)) for one in claimed)


_GIVE_ALL_BACK = Statement("""
    UPDATE delivery SET state = 'queued', epoch = epoch + 1, worker = NULL, lease_until = NULL
    WHERE delivery.state IN ('claimed', 'sending') AND state = 'claimed' AND worker = :worker RETURNING id
""")


def giving_all_back(worker: str) -> Call:
    """Requeue everything that this worker claimed and has not begun to send."""
    return _GIVE_ALL_BACK.call(worker=worker)


def ending(which: ColumnElement[bool], state: str, reason: str, now: datetime) -> Update:
    """What still waits of these deliveries ends here, whoever has it in hand."""
    return (
        update(Delivery)
        .where(which, col(Delivery.state).in_(WAITING))
        .values(
            state=state,
            epoch=Delivery.epoch + 1,
            error=reason,
            settled_at=now,
            worker=None,
            lease_until=None,
        )
        .execution_options(synchronize_session=False)
    )


async def cancel_waiting(session: AsyncSession, chat_id: int, reason: str, now: datetime) -> None:
    """Nothing more goes to this chat: what still waits for it is cancelled."""
    await session.exec(ending(col(Delivery.chat_id) == chat_id, "cancelled", reason, now))


async def cancel_waiting_of(session: AsyncSession, subscriber_id: int, reason: str, now: datetime) -> None:
    """Nothing more goes to this subscriber; others in the same chat (topics of a forum) still get theirs."""
    await session.exec(ending(col(Delivery.subscriber_id) == subscriber_id, "cancelled", reason, now))


async def shelve(session: AsyncSession, subscriber_id: int, reason: str, now: datetime) -> None:
    """The digests and alerts that wait for this subscriber end here, for their next digest to tell."""
    news = select(Edition.id).where(col(Edition.kind).in_(("digest", "alert")))
    which = and_(col(Delivery.subscriber_id) == subscriber_id, col(Delivery.edition_id).in_(news))
    await session.exec(ending(which, "expired", reason, now))


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


async def readdress(session: AsyncSession, old: int, new: int, asleep: Sequence[int] = ()) -> None:
    """What has still to reach a chat goes to its new id, for those of its subscribers that moved there.

    Messages did not keep their numbers: what would edit one or reply to it is sent by itself, to those who
    are `asleep` without a sound where it were an edit. What was sent stays noted where it was.
    """
    edits_a_sleeper = and_(col(Delivery.action) == "edit", col(Delivery.subscriber_id).in_(asleep))
    quietly = or_(col(Delivery.action) == WHISPER, edits_a_sleeper)
    moved = select(SubscriberRecord.id).where(SubscriberRecord.chat_id == new)
    of_them = or_(col(Delivery.subscriber_id).in_(moved), col(Delivery.subscriber_id).is_(None))
    await session.exec(
        _open(col(Delivery.chat_id) == old, of_them, ~_is_there(new, col(Delivery.thread_id))).values(
            chat_id=new, action=case((quietly, WHISPER), else_="send"), target_id=None
        )
    )


async def bring(session: AsyncSession, subscriber_id: int, chat_id: int, thread_id: int) -> None:
    """What has still to reach a subscriber goes to this topic of their chat (0: the chat itself)."""
    mine = col(Delivery.subscriber_id) == subscriber_id, ~_is_there(chat_id, thread_id)
    await session.exec(_open(*mine).values(thread_id=thread_id))


def _open(*which: ColumnElement[bool]) -> Update:
    still = col(Delivery.state).in_(OPEN)
    return update(Delivery).where(*which, still).execution_options(synchronize_session=False)


def _is_there(chat_id: Any, thread_id: Any) -> ColumnElement[bool]:
    """Whether a place has the same edition already."""
    same = aliased(Delivery)
    return exists().where(
        col(same.edition_id) == col(Delivery.edition_id),
        col(same.chat_id) == chat_id,
        col(same.thread_id) == thread_id,
    )


async def count_by_kind(session: AsyncSession) -> dict[tuple[str, str], int]:
    """How many deliveries there are of each kind of edition, in each state."""
    rows = await session.exec(
        select(Edition.kind, Delivery.state, func.count())
        .join(Delivery, col(Delivery.edition_id) == col(Edition.id))
        .group_by(col(Edition.kind), col(Delivery.state))
    )
    return {(kind, state): number for kind, state, number in rows}
