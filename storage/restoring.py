"""After a restore: what was about to leave when the copy was made may have left since."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, literal, text
from sqlmodel import and_, col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.backups import COPIED
from storage.inserts import counted, insert
from storage.model.ledger import AlertRound, Ambiguity, Delivery
from storage.model.record import Counter
from storage.model.replica import Replica
from storage.model.subscriber import SubscriberRecord

REASON = "restored from a copy made before"
OPEN = text("delivery.state IN ('queued', 'claimed', 'sending', 'parked')")
LOOSE = text("delivery.state IN ('queued', 'claimed', 'sending')")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the moments of a reader's digests depend on."""

    times: tuple[str, ...]
    weekdays: tuple[str, ...]
    timezone: str
    rhythm: str = "daily"


async def is_copy(session: AsyncSession) -> bool:
    """Whether this database was made by `brief backup` and nobody has started on it since."""
    return (await session.exec(select(Counter.name).where(Counter.name == COPIED))).first() is not None


async def forget_copy(session: AsyncSession) -> None:
    await session.exec(delete(Counter).where(col(Counter.name) == COPIED))


async def any_alive(session: AsyncSession, now: datetime) -> bool:
    """Whether a replica works on this database; `now` is of its own clock."""
    return (
        await session.exec(select(Replica.id).where(col(Replica.until) > now).limit(1))
    ).first() is not None


async def doubt(session: AsyncSession, policy: str, now: datetime) -> tuple[int, int]:
    """Record an ambiguity for all that is not settled, then follow the policy; what is parked stays so.

    Returns how many are in doubt, and how many of them leave once more: under `resend` those that were
    never in doubt before, else none.
    """
    recorded = await _record(session, policy, now)
    repeated = select(Ambiguity.delivery_id).group_by(col(Ambiguity.delivery_id)).having(func.count() > 1)
    held = col(Delivery.id).in_(repeated) if policy == "resend" else text("true")
    await _turn(session, held, "unknown")
    return recorded, await _turn(session, text("true"), "queued")


async def _record(session: AsyncSession, policy: str, now: datetime) -> int:
    own = {"reason": REASON, "policy": policy, "recorded_at": now}
    constant = [literal(value, getattr(Ambiguity, name).type).label(name) for name, value in own.items()]
    doubted = select(col(Delivery.id), col(Delivery.epoch), *constant).where(OPEN)
    rows = insert(session, Ambiguity).from_select(["delivery_id", "epoch", *own], doubted)
    return await counted(session, rows)


async def _turn(session: AsyncSession, which: ColumnElement[bool] | TextClause, state: str) -> int:
    """Into another state, out of the hands of whoever had them when the copy was made."""
    result = await session.exec(
        update(Delivery)
        .where(LOOSE, which)
        .values(state=state, epoch=Delivery.epoch + 1, error=REASON, worker=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


async def end_rounds(session: AsyncSession) -> None:
    """Alerts that were on their way from reader to reader go no further."""
    await session.exec(delete(AlertRound))


async def let_waiting_go(session: AsyncSession) -> int:
    """What quiet hours held back is left to the digest; returns for how many readers."""
    result = await session.exec(
        update(SubscriberRecord)
        .where(col(SubscriberRecord.wakes_at).is_not(None))
        .values(waiting=[], wakes_at=None)
    )
    return int(result.rowcount)


async def overdue(session: AsyncSession, now: datetime) -> list[Calendar]:
    """The calendars of the readers whose digest fell due by now."""
    record = SubscriberRecord
    columns = select(record.times, record.weekdays, record.timezone, record.rhythm)
    rows = await session.exec(columns.where(_overdue(now)).distinct())
    return [Calendar(tuple(times), tuple(weekdays), zone, rhythm) for times, weekdays, zone, rhythm in rows]


async def move_digests(
    session: AsyncSession, calendar: Calendar, now: datetime, at: datetime | None, slot: str | None
) -> int:
    """The next digest of those who are overdue comes at `at` (UTC)."""
    result = await session.exec(
        update(SubscriberRecord)
        .where(
            _overdue(now),
            col(SubscriberRecord.times) == list(calendar.times),
            col(SubscriberRecord.weekdays) == list(calendar.weekdays),
            col(SubscriberRecord.timezone) == calendar.timezone,
            col(SubscriberRecord.rhythm) == calendar.rhythm,
        )
        .values(next_digest_at=at, next_digest_slot=slot)
    )
    return int(result.rowcount)


def _overdue(now: datetime) -> ColumnElement[bool]:
    return and_(col(SubscriberRecord.state) == "active", col(SubscriberRecord.next_digest_at) <= now)
