"""A ledger with something to deliver: an edition, its readers, and a look at the rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import deliveries, editions, queueing, settling
from storage.deliveries import Order
from storage.editions import Standing
from storage.model.ledger import Delivery, Edition
from storage.queueing import Parcel
from tests import cast
from tests.cast import MORNING

LEASE = MORNING + timedelta(minutes=1)
AFTER = LEASE + timedelta(seconds=1)


def readers(many: int) -> list[cast.Chat]:
    return [cast.Chat(5001 + number, "en", "Europe/Kyiv") for number in range(many)]


async def edition(
    session: AsyncSession, key: str = "alert:1", priority: int = 5, expires_at: datetime | None = None
) -> Edition:
    composed = editions.Composed(key, "alert", "en", priority, ["<b>Talks</b>"], [], MORNING, expires_at)
    found = await editions.find(session, await editions.keep(session, composed))
    assert found
    return found


async def queue_for(
    session: AsyncSession,
    one: Edition,
    slots: Sequence[tuple[int, str]],
    at: datetime,
    *,
    expires_at: datetime | None = None,
) -> int:
    """Queue an edition for some subscribers, each with its slot, as crowds are queued."""
    standing = Standing(one.id or 0, one.priority, one.paused_at is not None, one.stopped is not None)
    parcels = [Parcel(standing, [number], slot, expires_at or one.expires_at) for number, slot in slots]
    return await queueing.queue_all(session, parcels, at)


async def queue(
    session: AsyncSession, ids: Sequence[int], key: str = "alert:1", priority: int = 5, at: datetime = MORNING
) -> Edition:
    """Queue an edition of its own for these subscribers, each in a slot named after it."""
    one = await edition(session, key, priority)
    await queue_for(session, one, [(number, key) for number in ids], at)
    return one


async def claim(
    session: AsyncSession, limit: int = 100, worker: str = "van", now: datetime = MORNING
) -> list[deliveries.Claimed]:
    return await deliveries.claim(session, worker, now, LEASE, Order(limit))


async def begin(
    session: AsyncSession, claimed: Sequence[deliveries.Claimed], lease: datetime = LEASE
) -> list[deliveries.Claimed]:
    """Those of them that may leave."""
    leaving = settling.begun(await settling.beginning(claimed, lease).on(session))
    return [one for one in claimed if one.id in leaving]


async def arrive(session: AsyncSession, *rows: settling.Arrived, at: datetime = MORNING) -> int:
    """How many of these were still ours when they were sent."""
    return len(await settling.arriving(rows, at).on(session))


async def send_one(session: AsyncSession) -> deliveries.Claimed:
    """One delivery in the state `sending`."""
    ids = await cast.enlist(session, [cast.KYIV_READER])
    await queue(session, ids)
    claimed = await claim(session)
    (one,) = await begin(session, claimed)
    return one


async def rows(session: AsyncSession) -> list[Delivery]:
    question = select(Delivery).order_by(col(Delivery.id)).execution_options(populate_existing=True)
    return list((await session.exec(question)).all())


async def states(session: AsyncSession) -> list[str]:
    return [row.state for row in await rows(session)]
