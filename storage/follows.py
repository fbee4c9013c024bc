"""Who follows which pledge: their own wishes, and all who want to know of one change."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, delete, exists, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import crowds, resting
from storage.copies import BEFORE_THE_END
from storage.crowds import Taken
from storage.inserts import insert
from storage.model.follow import PledgeChange, PledgeFollow
from storage.model.ledger import Delivery, Edition, EditionEntry
from storage.model.subscriber import SubscriberRecord
from storage.subscribers import goes_on

_FIRST = func.coalesce(col(EditionEntry.first_version), col(EditionEntry.version))


async def follow(session: AsyncSession, subscriber_id: int, uri: str, now: datetime) -> None:
    row = {"subscriber_id": subscriber_id, "uri": uri, "since": now}
    await session.exec(insert(session, PledgeFollow).values(row).on_conflict_do_nothing())


async def unfollow(session: AsyncSession, subscriber_id: int, uri: str) -> None:
    mine = and_(col(PledgeFollow.subscriber_id) == subscriber_id, col(PledgeFollow.uri) == uri)
    await session.exec(delete(PledgeFollow).where(mine).execution_options(synchronize_session=False))


async def followed(session: AsyncSession, subscriber_id: int | None) -> set[str]:
    """The uris of the pledges that a subscriber follows."""
    mine = select(PledgeFollow.uri).where(col(PledgeFollow.subscriber_id) == subscriber_id)
    return set((await session.exec(mine)).all())


async def take_untold(
    session: AsyncSession, change: PledgeChange, uri: str, limit: int, now: datetime
) -> Taken:
    """The next followers of a pledge by id, under lock, who did not hear of its change otherwise."""
    told = await _telling(session, change, _FIRST)
    renewed = await _telling(session, change, col(EditionEntry.version))
    number = col(PledgeFollow.subscriber_id)
    question = (
        select(SubscriberRecord.id)
        .join(PledgeFollow, number == col(SubscriberRecord.id))
        .where(PledgeFollow.uri == uri, number > change.after, col(PledgeFollow.since) <= change.at)
        .where(crowds.ACTIVE_BY_ID, goes_on(now))
        .where(~_has_one_of(told, "sent"), ~_has_one_of(renewed), ~resting.waits_for(change.entry_id))
        .order_by(number)
        .limit(limit)
    )
    return await crowds.taken_of(session, question.with_for_update(of=SubscriberRecord))


async def _telling(session: AsyncSession, change: PledgeChange, version: Any) -> list[int]:
    """Alerts and notices of a correction that bring this version of the pledge, or a later one."""
    rows = await session.exec(
        select(EditionEntry.edition_id)
        .join(Edition, col(Edition.id) == col(EditionEntry.edition_id))
        .where(
            EditionEntry.entry_id == change.entry_id,
            version >= change.version,
            col(Edition.kind).in_(("alert", "notice")),
            col(Edition.corrects).is_(None),
        )
    )
    return list(rows.all())


def _has_one_of(editions: list[int], *states: str) -> ColumnElement[bool]:
    """Whether one of these is on its way to a reader, in the text that it has by then; or is in a state."""
    return exists().where(
        col(Delivery.edition_id).in_(editions),
        col(Delivery.chat_id) == SubscriberRecord.chat_id,
        col(Delivery.thread_id) == SubscriberRecord.thread_id,
        col(Delivery.state).in_((*BEFORE_THE_END, *states)),
    )
