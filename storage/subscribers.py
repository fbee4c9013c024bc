"""Subscribers: who gets deliveries, one at a time; `crowds` is about all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, delete, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.model.subscriber import SubscriberRecord

# Why somebody is `stopped` who only looked at the settings, or was never asked.
NOT_BEGUN = "not begun"
TOPIC_GONE = "topic gone"
_NEVER_BEGAN = and_(col(SubscriberRecord.state) == "stopped", col(SubscriberRecord.state_reason) == NOT_BEGUN)


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
    muted: tuple[str, ...] = ()


def goes_on(now: datetime) -> ColumnElement[bool]:
    """Whether somebody does not pause at a moment (UTC)."""
    until = col(SubscriberRecord.paused_until)
    return or_(until.is_(None), until <= now)


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


async def of_chat(session: AsyncSession, chat_id: int) -> list[SubscriberRecord]:
    """The chat's own subscription and those of its topics."""
    rows = await session.exec(select(SubscriberRecord).where(SubscriberRecord.chat_id == chat_id))
    return list(rows.all())


async def by_ids(session: AsyncSession, ids: Iterable[int]) -> list[SubscriberRecord]:
    rows = await session.exec(select(SubscriberRecord).where(col(SubscriberRecord.id).in_(list(ids))))
    return list(rows.all())


async def elsewhere(session: AsyncSession, address: Address) -> list[SubscriberRecord]:
    """What the chat has in its other topics, and in itself, that goes on."""
    others = [one for one in await of_chat(session, address.chat_id) if one.thread_id != address.thread_id]
    return [one for one in others if one.state == "active"]


async def forget_unbegun(session: AsyncSession, chat_id: int, thread_id: int | None = None) -> None:
    """What was never begun in a chat, or one of its topics, gives way to what was."""
    one = [] if thread_id is None else [col(SubscriberRecord.thread_id) == thread_id]
    await session.exec(
        delete(SubscriberRecord).where(col(SubscriberRecord.chat_id) == chat_id, _NEVER_BEGAN, *one)
    )


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
    if await of_chat(session, old):
        await forget_unbegun(session, new)
    await session.exec(
        update(SubscriberRecord)
        .where(col(SubscriberRecord.chat_id) == old, col(SubscriberRecord.thread_id).not_in(_threads_of(new)))
        .values(chat_id=new, kind="supergroup")
    )
    await set_state(session, old, "inactive", "moved")


async def drop_thread(session: AsyncSession, subscriber_id: int, thread_id: int) -> bool | None:
    """A topic is gone: deliver to the chat itself from now on, unless that has its own subscription.

    Returns whether this subscriber goes on; None when it is not of that topic (any more).
    """
    this = col(SubscriberRecord.id) == subscriber_id, col(SubscriberRecord.thread_id) == thread_id
    chat = (await session.exec(select(SubscriberRecord.chat_id).where(*this))).one_or_none()
    if chat is None:
        return None
    await forget_unbegun(session, chat, 0)
    alone = 0 not in (await session.exec(_threads_of(chat))).all()
    change = {"thread_id": 0} if alone else {"state": "inactive", "state_reason": TOPIC_GONE}
    await session.exec(update(SubscriberRecord).where(*this).values(**change))
    return alone


async def bring(session: AsyncSession, one: SubscriberRecord, thread_id: int) -> None:
    """One of the chat's subscriptions is of this topic from now on; what was there changes places with it."""
    await forget_unbegun(session, one.chat_id, thread_id)
    other, whence = await find(session, Address(one.chat_id, thread_id)), one.thread_id
    if other is not None:
        other.thread_id = -1  # nobody's: the two may not meet, even for a moment
        await keep(session, other)
    one.thread_id = thread_id
    await keep(session, one)
    if other is not None:
        other.thread_id = whence
        await keep(session, other)


def _threads_of(chat_id: int) -> SelectOfScalar[int]:
    # Under a name of its own: the statements it is part of are about the same table.
    other = aliased(SubscriberRecord)
    return select(other.thread_id).where(other.chat_id == chat_id)


async def count_by_state(session: AsyncSession) -> dict[str, int]:
    rows = await session.exec(select(SubscriberRecord.state, func.count()).group_by(SubscriberRecord.state))
    return dict(rows.all())


async def count_held(session: AsyncSession) -> tuple[int, datetime | None]:
    """For how many active readers quiet hours hold something back, and when the first of these end (UTC)."""
    at = col(SubscriberRecord.wakes_at)
    found = await session.exec(
        select(func.count(), func.min(at)).where(SubscriberRecord.state == "active", at.is_not(None))
    )
    return found.one()


async def next_due(session: AsyncSession) -> datetime | None:
    found = await session.exec(
        select(func.min(SubscriberRecord.next_digest_at)).where(SubscriberRecord.state == "active")
    )
    return found.one()
