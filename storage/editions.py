"""Editions: composed once, carried by many deliveries, found again for a page or a correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inserts import insert
from storage.model.ledger import Edition, EditionEntry
from storage.model.record import EntryRecord
from storage.model.vocabulary import PUBLIC_STATES


@dataclass(frozen=True, slots=True)
class Composed:
    """An edition ready to be kept: its pages, whom it is for, and which versions it carries."""

    key: str
    kind: str
    language: str
    priority: int
    pages: list[str]
    entries: Sequence[tuple[int, int]]
    created_at: datetime
    expires_at: datetime | None = None
    silent: bool = False


async def keep(session: AsyncSession, composed: Composed) -> int:
    """The edition's id; one with the same key is not made twice."""
    known = (await session.exec(select(Edition.id).where(Edition.key == composed.key))).one_or_none()
    if known is not None:
        return known
    fields = ("key", "kind", "language", "priority", "pages", "silent", "created_at", "expires_at")
    fresh = await session.exec(
        insert(session, Edition)
        .values({name: getattr(composed, name) for name in fields})
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(col(Edition.id))
    )
    number = fresh.scalar_one_or_none()
    if number is None:  # another process was quicker
        return await keep(session, composed)
    session.add_all(
        EditionEntry(edition_id=number, entry_id=entry, version=version)
        for entry, version in composed.entries
    )
    await session.flush()
    return int(number)


async def find(session: AsyncSession, number: int) -> Edition | None:
    return await session.get(Edition, number)


async def one(session: AsyncSession, number: int) -> Edition:
    """An edition that was kept."""
    return await session.get_one(Edition, number)


async def carried(session: AsyncSession, ids: Sequence[int]) -> dict[int, int]:
    """The newest version of each entry that these editions carried."""
    rows = await session.exec(
        select(EditionEntry.entry_id, EditionEntry.version).where(col(EditionEntry.edition_id).in_(ids))
    )
    versions: dict[int, int] = {}
    for entry, version in rows:
        versions[entry] = max(version, versions.get(entry, 0))
    return versions


async def is_public(session: AsyncSession, number: int) -> bool:
    """Whether readers may still see all that this edition carries: nothing of it was withdrawn."""
    hidden = (
        select(EditionEntry.entry_id)
        .join(EntryRecord, col(EntryRecord.id) == col(EditionEntry.entry_id))
        .where(EditionEntry.edition_id == number, col(EntryRecord.state).not_in(PUBLIC_STATES))
    )
    return (await session.exec(hidden.limit(1))).first() is None


async def stop(session: AsyncSession, number: int, reason: str) -> None:
    """Let no further copy of this edition leave."""
    await session.exec(update(Edition).where(col(Edition.id) == number).values(stopped=reason))
