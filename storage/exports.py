"""Entries on their way out of the record: as they travel, and only what may leave."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.record import EntryRecord, Revision
from storage.versions import content, is_version


async def documents(session: AsyncSession, since: datetime | None, now: datetime) -> AsyncIterator[str]:
    """Every entry as it travels, by uri; what is withdrawn, spiked or under embargo stays inside.

    Of an entry with a change that is held back, what readers see.
    """
    held_back = col(EntryRecord.release_at).is_not(None), col(EntryRecord.published_version).is_not(None)
    shown = case((and_(*held_back), EntryRecord.published_version), else_=EntryRecord.version)
    seen = aliased(Revision)
    is_seen = and_(
        col(seen.entry_id) == col(EntryRecord.id),
        col(seen.version) == col(EntryRecord.published_version),
        col(seen.version) != col(Revision.version),
    )
    question = (
        select(Revision.document, seen.document, seen.created_at)
        .join(EntryRecord, is_version(shown))
        .outerjoin(seen, is_seen)
        .where(col(EntryRecord.state).not_in(("withdrawn", "spiked")))
        .order_by(_bytewise(session, col(EntryRecord.uri)))
    )
    if since is not None:
        question = question.where(col(Revision.created_at) >= since)
    for document, before, saved in await session.exec(question):
        if not content(document).is_embargoed(now):
            yield document
        elif before and (since is None or saved >= since):
            yield before


def _bytewise(session: AsyncSession, column: Any) -> Any:
    """The order of SQLite, also where a PostgreSQL server sorts by the rules of a language."""
    return column.collate("C") if session.get_bind().dialect.name == "postgresql" else column
