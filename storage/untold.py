"""News that expired before it left: given back, so that the reader's next digest tells it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, literal, type_coerce
from sqlmodel import SQLModel, and_, col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.batches import batches
from storage.conditions import EXPIRED
from storage.idlists import among, gathered
from storage.model.ledger import Delivery, Edition, EditionEntry
from storage.model.record import Revision

_IN_ONE_STATEMENT = 500
_READERS, _DELIVERIES = (SQLModel.metadata.tables[name] for name in ("subscriber", "delivery"))


async def give_back(session: AsyncSession, readers: Any, now: datetime) -> int:
    """Take back "told" and "held" of what these (a list of ids) never got; returns how many deliveries are
    superseded.
    """
    if not await _any_expired(session):
        return 0
    rows = await _expired(session, readers)
    firsts = await _first_publications(session, [edition for edition, *_ in rows])
    digests = [
        {"ids": who, "known": firsts[edition] - 1}
        for edition, kind, _many, _which, who in rows
        if kind == "digest" and edition in firsts
    ]
    alerts = [{"ids": who, "word": f",{edition},"} for edition, kind, *_, who in rows if kind == "alert"]
    await _untell(session, digests)
    await _let_go(session, alerts)
    await _supersede(session, [{"ids": which} for *_, which, _who in rows], now)
    return sum(many for _edition, _kind, many, *_ in rows)


async def lose(session: AsyncSession, subscriber_id: int, reason: str, since: datetime) -> None:
    """What a chat did not get since a moment for this reason counts as expired: its next digest tells it."""
    news = select(Edition.id).where(col(Edition.kind).in_(("digest", "alert")))
    await session.exec(
        update(Delivery)
        .where(
            col(Delivery.subscriber_id) == subscriber_id,
            col(Delivery.state).in_(("failed", "cancelled")),
            col(Delivery.error) == reason,
            col(Delivery.settled_at) >= since,
            col(Delivery.edition_id).in_(news),
        )
        .values(state="expired")
        .execution_options(synchronize_session=False)
    )


async def _any_expired(session: AsyncSession) -> bool:
    """Mostly nobody missed anything, which need not be asked for each reader."""
    expired = select(Delivery.id).where(EXPIRED, col(Delivery.subscriber_id).is_not(None))
    return (await session.exec(expired.limit(1))).first() is not None


async def _expired(session: AsyncSession, readers: Any) -> Sequence[Any]:
    """What these never got, by edition: its id and kind, how many, which deliveries, whose."""
    whose = gathered(session, col(Delivery.subscriber_id))
    columns: list[Any] = [Edition.id, Edition.kind, func.count(), gathered(session, col(Delivery.id)), whose]
    question = (
        select(*columns)
        .join(Delivery, col(Delivery.edition_id) == col(Edition.id))
        .where(EXPIRED, among(session, col(Delivery.subscriber_id)))
        .group_by(col(Edition.id), col(Edition.kind))
        .order_by(col(Edition.id))
    )
    found: Sequence[Any] = (await session.exec(question, params={"ids": readers})).all()
    return found


async def _first_publications(session: AsyncSession, editions: Sequence[int]) -> dict[int, int]:
    """The earliest publication that each of some editions told of."""
    firsts: dict[int, int] = {}
    carried = and_(
        col(EditionEntry.entry_id) == col(Revision.entry_id),
        col(EditionEntry.version) == col(Revision.version),
    )
    for batch in batches(editions, _IN_ONE_STATEMENT):
        rows = await session.exec(
            select(EditionEntry.edition_id, func.min(Revision.publication))
            .join(Revision, carried)
            .where(col(EditionEntry.edition_id).in_(batch))
            .group_by(col(EditionEntry.edition_id))
        )
        firsts.update((edition, first) for edition, first in rows if first is not None)
    return firsts


async def _untell(session: AsyncSession, digests: list[dict[str, Any]]) -> None:
    # What an alert brought in between comes once more: better than not at all.
    known = bindparam("known", type_=BigInteger)
    changed = (
        update(_READERS)
        .where(among(session, _READERS.c.id), _READERS.c.seen > known)
        .values(seen=bindparam("known", type_=BigInteger))
    )
    await _each(session, changed, digests)


async def _let_go(session: AsyncSession, alerts: list[dict[str, Any]]) -> None:
    """Take one word out of the comma-joined list of what each of these holds."""
    held = type_coerce(_READERS.c.held, Text)
    enclosed = literal(",", Text).concat(held).concat(",")
    without = func.replace(enclosed, bindparam("word", type_=Text), ",")
    changed = (
        update(_READERS)
        .where(among(session, _READERS.c.id))
        .values(held=func.ltrim(func.rtrim(without, ","), ","))
    )
    await _each(session, changed, alerts)


async def _supersede(session: AsyncSession, expired: list[dict[str, Any]], now: datetime) -> None:
    changed = (
        update(_DELIVERIES)
        .where(among(session, _DELIVERIES.c.id))
        .values(state="superseded", settled_at=bindparam("now"))
    )
    await _each(session, changed, [one | {"now": now} for one in expired])


async def _each(session: AsyncSession, statement: Any, parameters: list[dict[str, Any]]) -> None:
    if parameters:
        await (await session.connection()).execute(statement, parameters)
