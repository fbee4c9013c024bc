"""Who would get an entry: readers who are alike counted together, and copies that were delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import case, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import crowds
from storage.copies import CARRIERS
from storage.model.ledger import Delivery, Edition, EditionEntry
from storage.model.subscriber import SubscriberRecord
from storage.subscribers import Variant


@dataclass(frozen=True, slots=True)
class Group:
    """So many active readers who chose the same, and how many of them pause; the earliest of their next
    digests (UTC).
    """

    variant: Variant
    many: int
    next_digest_at: datetime | None
    paused: int = 0


async def groups(session: AsyncSession, now: datetime, story: str = "") -> list[Group]:
    """All active readers, by language, kinds, regions and alerts, and by whether they muted a story; who
    pauses is counted as of a moment.
    """
    record = SubscriberRecord
    muted = crowds.muted([story] if story else [])
    alike: list[Any] = [record.language, record.kinds, record.regions, record.alerts, muted]
    pausing = func.sum(case((col(record.paused_until) > now, 1), else_=0))
    counted: list[Any] = [func.count(), func.min(record.next_digest_at), pausing]
    rows = await session.exec(select(*alike, *counted).where(record.state == "active").group_by(*alike))
    return [
        Group(
            Variant(language, tuple(kinds), tuple(regions), 0, (), alerts, tuple(spared)),
            many,
            at,
            int(paused),
        )
        for language, kinds, regions, alerts, spared, many, at, paused in rows
    ]


async def copies(session: AsyncSession, entry: int, since: datetime) -> int:
    """How many messages that carry an entry were delivered in editions made since a moment."""
    rows = await session.exec(
        select(func.count())
        .select_from(Delivery)
        .join(EditionEntry, col(EditionEntry.edition_id) == col(Delivery.edition_id))
        .join(Edition, col(Edition.id) == col(Delivery.edition_id))
        .where(
            EditionEntry.entry_id == entry,
            col(Edition.kind).in_(CARRIERS),
            col(Edition.corrects).is_(None),
            col(Edition.created_at) >= since,
            Delivery.state == "sent",
        )
    )
    return rows.one()


async def sent(session: AsyncSession, editions: Sequence[int]) -> int:
    """How many messages of these editions were delivered."""
    found = select(func.count()).where(col(Delivery.edition_id).in_(editions), Delivery.state == "sent")
    return (await session.exec(found)).one()


async def bringing(session: AsyncSession, entry: int, version: int, kind: str) -> Sequence[int]:
    """The editions of a kind (alert, edit, notice) that were made to bring a version of an entry, also where
    they show a newer one by now.
    """
    rows = await session.exec(
        select(EditionEntry.edition_id)
        .join(Edition, col(Edition.id) == col(EditionEntry.edition_id))
        .where(
            EditionEntry.entry_id == entry,
            func.coalesce(EditionEntry.first_version, EditionEntry.version) == version,
            Edition.kind == kind,
        )
    )
    return rows.all()
