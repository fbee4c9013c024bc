"""Processes of talks: where each began."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.entry import Entry
from storage.model.record import EntryRecord, Revision
from storage.model.vocabulary import PUBLIC_STATES
from storage.versions import content, is_version


async def first_of(session: AsyncSession, process: str) -> Entry | None:
    """The earliest entry of a process that readers see."""
    rows = await session.exec(
        select(Revision.document)
        .join(EntryRecord, is_version(EntryRecord.published_version))
        .where(EntryRecord.process == process, col(EntryRecord.state).in_(PUBLIC_STATES))
        .order_by(col(EntryRecord.sort_at), col(EntryRecord.id))
        .limit(1)
    )
    document = rows.first()
    return content(document) if document else None
