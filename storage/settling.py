"""Around a send: written down before it leaves, and afterwards what became of it; both fenced by the epoch.

The fence repeats no state: PostgreSQL would look that up in the index of what is in hand, long bloated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.deliveries import HALTED_EDITIONS, Claimed
from storage.given import Call, Row, Statement
from storage.model.ledger import Ambiguity, Delivery


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a delivery; `not_before` (UTC) when it is queued again, `action` if it is no edit
    now.
    """

    id: int
    epoch: int
    state: str
    message_id: int | None = None
    error: str | None = None
    not_before: datetime | None = None
    action: str = ""


_BEGIN = Statement(
    f"""
    UPDATE delivery SET state = 'sending', attempt = delivery.attempt + 1, lease_until = :lease,
        rendition = (SELECT edition.rendition FROM edition WHERE edition.id = delivery.edition_id)
    FROM {{given}} WHERE delivery.id = given.id AND delivery.epoch = given.epoch
        AND delivery.edition_id NOT IN ({HALTED_EDITIONS})
    RETURNING delivery.id, delivery.rendition, CASE WHEN delivery.action = 'edit' THEN
        (SELECT subscriber.muted FROM subscriber WHERE subscriber.id = delivery.subscriber_id) END
""",  # noqa: S608  names of our own
    id="bigint",
    epoch="integer",
)


class Begun(NamedTuple):
    """What may leave: its edition's rendition, and the stories that the reader of an edit muted."""

    rendition: int
    muted: frozenset[str] = frozenset()


def begun(rows: Iterable[Row]) -> dict[int, Begun]:
    """By the delivery's id."""
    return {number: Begun(rendition, _words(muted)) for number, rendition, muted in rows}


def _words(muted: str | None) -> frozenset[str]:
    return frozenset(muted.split(",")) if muted else frozenset()


def beginning(claimed: Iterable[Claimed], lease: datetime) -> Call:
    """Write `sending` for those still ours; returns which may leave, see `begun`.

    What a reader muted since their alert came is under its buttons, which an edit brings anew.
    """
    return _BEGIN.call(((one.id, one.epoch) for one in claimed), lease=lease)


_SENT = Statement(
    """
    UPDATE delivery SET state = 'sent', message_id = given.message_id,
        rendition = COALESCE(given.rendition, delivery.rendition), error = given.error,
        lease_until = NULL, settled_at = :now
    FROM {given} WHERE delivery.id = given.id AND delivery.epoch = given.epoch RETURNING delivery.id
""",
    id="bigint",
    epoch="integer",
    message_id="bigint",
    rendition="integer",
    error="text",
)
Arrived = tuple[int, int, int | None, int | None, str | None]
"""A delivery's id and epoch, Telegram's message id, the rendition that was sent, and an error to remember."""


def arriving(rows: Sequence[Arrived], now: datetime) -> Call:
    """These were sent; returns those that were still ours."""
    return _SENT.call(rows, now=now)


async def settle(session: AsyncSession, outcome: Settled, now: datetime) -> bool:
    """Write what became of one delivery; returns whether it was still ours."""
    values: dict[str, Any] = {"state": outcome.state, "error": outcome.error, "lease_until": None}
    if outcome.message_id is not None:
        values["message_id"] = outcome.message_id
    if outcome.not_before is not None:
        values["not_before"] = outcome.not_before
    if outcome.state not in {"queued", "unknown"}:
        values["settled_at"] = now
    if outcome.action:
        values |= {"action": outcome.action, "target_id": None}
    result = await session.exec(
        update(Delivery)
        .where(col(Delivery.id) == outcome.id, col(Delivery.epoch) == outcome.epoch)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount) == 1


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
