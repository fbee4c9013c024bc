"""Versions of entries: what each says, and which of them readers have seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.entry import Entry
from storage.model.record import EntryRecord, Revision


@dataclass(frozen=True, slots=True)
class Later:
    """One publication of an entry after its first: what kind of change, and the reason given."""

    version: int
    signal: str
    reason: str
    at: datetime


@lru_cache(maxsize=2048)
def content(document: str) -> Entry:
    """An entry from its stored text; a value never changes, so those that are often read stay at hand."""
    return Entry.model_validate_json(document)


def is_version(version: Any) -> ColumnElement[bool]:
    return and_(col(Revision.entry_id) == col(EntryRecord.id), col(Revision.version) == version)


async def told_before(session: AsyncSession, ids: Sequence[int], upto: int) -> dict[int, tuple[int, Entry]]:
    """What readers saw of some entries at publication `upto`: version and content, where there was any."""
    newest = (
        select(Revision.entry_id, func.max(Revision.version).label("version"))
        .where(col(Revision.entry_id).in_(ids), col(Revision.publication) <= upto)
        .group_by(col(Revision.entry_id))
        .subquery()
    )
    rows = await session.exec(
        select(Revision).join(
            newest,
            and_(col(Revision.entry_id) == newest.c.entry_id, col(Revision.version) == newest.c.version),
        )
    )
    return {row.entry_id: (row.version, content(row.document)) for row in rows}


async def version_of(session: AsyncSession, number: int, version: int) -> Entry | None:
    row = await session.get(Revision, (number, version))
    return content(row.document) if row else None


async def contents(session: AsyncSession, ids: Sequence[int]) -> dict[tuple[int, int], Entry]:
    """What the published versions of some entries say, by entry and version."""
    rows = await session.exec(
        select(Revision).where(col(Revision.entry_id).in_(ids), col(Revision.publication).is_not(None))
    )
    return {(row.entry_id, row.version): content(row.document) for row in rows}


async def publications_of(session: AsyncSession, ids: Sequence[int]) -> dict[int, list[Later]]:
    """The published versions of some entries, oldest first."""
    rows = await session.exec(
        select(Revision)
        .where(col(Revision.entry_id).in_(ids), col(Revision.publication).is_not(None))
        .order_by(col(Revision.entry_id), col(Revision.version))
    )
    found: dict[int, list[Later]] = {}
    for row in rows:
        later = Later(row.version, row.signal, row.reason, row.published_at or row.created_at)
        found.setdefault(row.entry_id, []).append(later)
    return found
