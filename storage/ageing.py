"""Deliveries lose their readers: after a time all of them do, and at once those of whoever wants it.

What stays is a row without chat, message and subscriber, by which editions are counted as before.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import counters
from storage.deliveries import OPEN
from storage.model.desk import DeskPost
from storage.model.ledger import Delivery

KEPT_FOR = timedelta(days=30)  # as far back as corrections reach
CURSOR = "anonymous"  # the counter that says up to which delivery all have been looked at
_NOBODY = {"chat_id": None, "thread_id": 0, "subscriber_id": None, "message_id": None, "target_id": None}


async def make_anonymous(
    session: AsyncSession, which: ColumnElement[bool], reason: str, now: datetime
) -> None:
    """What was not over of these deliveries is cancelled, with a new epoch: whoever has one in hand writes
    nothing more into it.
    """
    over: dict[str, Any] = {"state": "cancelled", "error": reason, "settled_at": now}
    over |= {"epoch": Delivery.epoch + 1, "worker": None, "lease_until": None}
    for condition, values in ((col(Delivery.state).in_(OPEN), over | _NOBODY), (None, _NOBODY)):
        changed = update(Delivery).where(which, *([] if condition is None else [condition])).values(**values)
        await session.exec(changed.execution_options(synchronize_session=False))


async def anonymise_old(session: AsyncSession, before: datetime, now: datetime, limit: int) -> int:
    """The next deliveries by id, up to the last that was made before a moment; returns how many.

    What tells the desk of an event that goes on keeps its place in the desk's chat.
    """
    after = await counters.current(session, CURSOR)
    first = select(Delivery.id, Delivery.created_at).where(col(Delivery.id) > after)
    rows = (await session.exec(first.order_by(col(Delivery.id)).limit(limit))).all()
    old = [number or 0 for number, made in rows if made <= before]
    if not old:
        return 0
    upto = max(old)
    open_posts = select(DeskPost.edition_id).where(col(DeskPost.done).is_(False))
    # By id alone: what came before an old one is old, whatever the clock said.
    which = (col(Delivery.id) > after) & (col(Delivery.id) <= upto)
    which &= or_(col(Delivery.subscriber_id).is_not(None), col(Delivery.edition_id).not_in(open_posts))
    await make_anonymous(session, which, "too old", now)
    await counters.following(session, CURSOR, upto - after)
    return sum(number <= upto for number, _made in rows if number is not None)
