"""Subscribers: who gets deliveries, when their next digest is due, and what they hold already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, case, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.model.subscriber import SubscriberRecord


@dataclass(frozen=True, slots=True)
class Address:
    """A chat, and in a forum its topic (0: the chat itself)."""

    chat_id: int
    thread_id: int = 0


@dataclass(frozen=True, slots=True)
class Variant:
    """What decides a text: readers with the same variant get the same edition."""

    language: str
    kinds: tuple[str, ...]
    regions: tuple[str, ...]
    seen: int
    held: tuple[str, ...]
    alerts: str = "all"


@dataclass(frozen=True, slots=True)
class Due:
    """A digest that is due: for whom, since when (UTC), in which slot, and their calendar."""

    id: int
    at: datetime
    slot: str
    timezone: str
    times: tuple[str, ...]
    weekdays: tuple[str, ...]
    variant: Variant


async def find(session: AsyncSession, address: Address) -> SubscriberRecord | None:
    return (
        await session.exec(
            select(SubscriberRecord).where(
                SubscriberRecord.chat_id == address.chat_id, SubscriberRecord.thread_id == address.thread_id
            )
        )
    ).one_or_none()


async def keep(session: AsyncSession, record: SubscriberRecord) -> None:
    session.add(record)
    await session.flush()


async def due(session: AsyncSession, now: datetime, limit: int, *, lock: bool = False) -> list[Due]:
    """The digests due by `now` (UTC), longest waiting first; `lock` keeps other processes from them."""
    question = (
        select(SubscriberRecord)
        .where(SubscriberRecord.state == "active", col(SubscriberRecord.next_digest_at) <= now)
        .order_by(col(SubscriberRecord.next_digest_at), col(SubscriberRecord.id))
        .limit(limit)
    )
    return [_due(row) for row in await session.exec(question.with_for_update() if lock else question)]


def _due(row: SubscriberRecord) -> Due:
    if row.id is None or row.next_digest_at is None:
        raise LookupError("a due subscriber has an id and a due moment")
    return Due(
        id=row.id,
        at=row.next_digest_at,
        slot=row.next_digest_slot or "",
        timezone=row.timezone,
        times=tuple(row.times),
        weekdays=tuple(row.weekdays),
        variant=Variant(
            row.language, tuple(row.kinds), tuple(row.regions), row.seen, tuple(row.held), row.alerts
        ),
    )


async def schedule(
    session: AsyncSession, ids: Sequence[int], at: datetime | None, slot: str | None, seen: int | None
) -> None:
    """When the next digest of these is due; `seen` says up to which publication they have been told."""
    told: dict[str, Any] = {} if seen is None else {"seen": seen, "held": []}
    await session.exec(
        update(SubscriberRecord)
        .where(col(SubscriberRecord.id).in_(ids))
        .values(next_digest_at=at, next_digest_slot=slot, **told)
    )


async def alert_variants(session: AsyncSession) -> list[Variant]:
    """The distinct variants among active readers who want alerts."""
    rows = await session.exec(
        select(
            SubscriberRecord.language,
            SubscriberRecord.kinds,
            SubscriberRecord.regions,
            SubscriberRecord.alerts,
        )
        .where(SubscriberRecord.state == "active", SubscriberRecord.alerts != "off")
        .distinct()
    )
    return [
        Variant(language, tuple(kinds), tuple(regions), 0, (), alerts)
        for language, kinds, regions, alerts in rows
    ]


def wanting_alerts(variant: Variant) -> ColumnElement[bool]:
    """The active readers of one alert variant, as a condition."""
    return (
        (col(SubscriberRecord.state) == "active")
        & (col(SubscriberRecord.language) == variant.language)
        & (col(SubscriberRecord.kinds) == list(variant.kinds))
        & (col(SubscriberRecord.regions) == list(variant.regions))
        & (col(SubscriberRecord.alerts) == variant.alerts)
    )


async def hold(session: AsyncSession, variant: Variant, edition_id: int) -> None:
    """Note for all readers of a variant that they got this alert."""
    held = type_coerce(col(SubscriberRecord.held), Text)
    joined = case((held == "", str(edition_id)), else_=held.concat(f",{edition_id}"))
    await session.exec(update(SubscriberRecord).where(wanting_alerts(variant)).values(held=joined))


async def of_chat(session: AsyncSession, chat_id: int) -> list[SubscriberRecord]:
    """The chat's own subscription and those of its topics."""
    rows = await session.exec(select(SubscriberRecord).where(SubscriberRecord.chat_id == chat_id))
    return list(rows.all())


async def by_ids(session: AsyncSession, ids: Iterable[int]) -> list[SubscriberRecord]:
    rows = await session.exec(select(SubscriberRecord).where(col(SubscriberRecord.id).in_(list(ids))))
    return list(rows.all())


async def set_state(session: AsyncSession, chat_id: int, state: str, reason: str) -> None:
    """Change the state of a chat in all its topics; its settings stay."""
    await session.exec(
        update(SubscriberRecord)
        .where(col(SubscriberRecord.chat_id) == chat_id)
        .values(state=state, state_reason=reason)
    )


async def pause(session: AsyncSession, subscriber_id: int, reason: str) -> None:
    """Nothing more for this subscriber until somebody starts it again; the settings stay."""
    await session.exec(
        update(SubscriberRecord)
        .where(col(SubscriberRecord.id) == subscriber_id)
        .values(state="paused", state_reason=reason)
    )


async def move(session: AsyncSession, old: int, new: int) -> None:
    """A group became a supergroup: the same settings under the new id, unless it has subscribed anew."""
    await session.exec(
        update(SubscriberRecord)
        .where(col(SubscriberRecord.chat_id) == old, col(SubscriberRecord.thread_id).not_in(_threads_of(new)))
        .values(chat_id=new, kind="supergroup")
    )
    await set_state(session, old, "inactive", "moved")


async def drop_thread(session: AsyncSession, subscriber_id: int) -> bool:
    """The topic is gone: deliver to the chat itself from now on, unless that has its own subscription.

    Returns whether this subscriber goes on.
    """
    this = col(SubscriberRecord.id) == subscriber_id
    chat = (await session.exec(select(SubscriberRecord.chat_id).where(this))).one_or_none()
    if chat is None:
        return False
    alone = 0 not in (await session.exec(_threads_of(chat))).all()
    change = {"thread_id": 0} if alone else {"state": "inactive", "state_reason": "topic gone"}
    await session.exec(update(SubscriberRecord).where(this).values(**change))
    return alone


def _threads_of(chat_id: int) -> SelectOfScalar[int]:
    # Under a name of its own: the statements it is part of are about the same table.
    other = aliased(SubscriberRecord)
    return select(other.thread_id).where(other.chat_id == chat_id)


async def count_by_state(session: AsyncSession) -> dict[str, int]:
    rows = await session.exec(select(SubscriberRecord.state, func.count()).group_by(SubscriberRecord.state))
    return dict(rows.all())


async def next_due(session: AsyncSession) -> datetime | None:
    found = await session.exec(
        select(func.min(SubscriberRecord.next_digest_at)).where(SubscriberRecord.state == "active")
    )
    return found.one()
