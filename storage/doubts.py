"""Sends in doubt that may be cleared up by asking Telegram, and what was found out about each."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.deliveries import CLAIMED, Claimed
from storage.given import Statement
from storage.model.ledger import Ambiguity

ARRIVED, ABSENT, OPEN = "arrived", "absent", "open"
_KNOWN_BEFORE = 200  # deliveries among which the newest message is looked for


@dataclass(frozen=True, slots=True)
class Doubt:
    """A delivery that may have arrived, its newest ambiguity, and whether an earlier one exists."""

    delivery: Claimed
    ambiguity_id: int
    recorded_at: datetime
    reason: str
    is_first: bool


# Once sent again it is in doubt no more; the newest of its ambiguities decides.
_DOUBTS = Statement(f"""
    SELECT {CLAIMED}, ambiguity.id, ambiguity.reason,
        (SELECT count(*) FROM ambiguity AS other WHERE other.delivery_id = delivery.id)
    FROM ambiguity JOIN delivery ON delivery.id = ambiguity.delivery_id
    WHERE ambiguity.policy = 'probe' AND ambiguity.resolution IS NULL AND ambiguity.recorded_at <= :now
        AND delivery.state = 'unknown' AND delivery.epoch = ambiguity.epoch
    ORDER BY ambiguity.id LIMIT 1
""")  # noqa: S608  names of our own


async def next_doubt(session: AsyncSession, before: datetime) -> Doubt | None:
    """The oldest that was recorded before a moment and not looked into yet."""
    rows = await _DOUBTS.on(session, now=before)
    if not rows:
        return None
    *delivery, number, reason, count = rows[0]
    recorded_at = (await session.exec(select(Ambiguity.recorded_at).where(Ambiguity.id == number))).one()
    return Doubt(Claimed(*delivery), number, recorded_at, reason, count == 1)


_LAST_BEFORE = Statement(
    """
    SELECT max(message_id) FROM (
        SELECT message_id FROM delivery WHERE state = 'sent' AND settled_at < :now AND chat_id > 0
        ORDER BY settled_at DESC LIMIT :limit
    ) AS latest
""",
)
_SINCE = Statement("""
    SELECT message_id FROM delivery
    WHERE state = 'sent' AND settled_at >= :now AND chat_id > 0 AND message_id IS NOT NULL
""")


async def unknown_messages(session: AsyncSession, since: datetime, marker: int, limit: int) -> list[int]:
    """The first few messages to private chats since a moment and before a marker of which nothing is known.

    Private chats have one row of numbers for all of a bot's messages.
    """
    ((last,),) = await _LAST_BEFORE.on(session, now=since, limit=_KNOWN_BEFORE)
    known = {number for (number,) in await _SINCE.on(session, now=since)}
    unknown = (number for number in range((last or 0) + 1, marker) if number not in known)
    return list(islice(unknown, limit))


async def resolve(session: AsyncSession, doubt: Doubt, resolution: str) -> None:
    await session.exec(
        update(Ambiguity).where(col(Ambiguity.id) == doubt.ambiguity_id).values(resolution=resolution)
    )
