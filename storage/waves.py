"""Waves: an attack that goes on, and the alerts in which it is kept up to date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, exists, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.conditions import FOLDED
from storage.inserts import insert
from storage.model.entry import Entry
from storage.model.ledger import Edition, EditionEntry
from storage.model.record import EntryRecord, Revision
from storage.versions import content

LIVE_FOR = timedelta(hours=48)
MARK = "folded"  # of an entry that was added to an alert after it was sent


@dataclass(frozen=True, slots=True)
class Live:
    """An alert in which a wave is kept up to date, since when (UTC), and the entries that it carries."""

    edition: int
    key: str
    created_at: datetime
    entries: frozenset[int]


async def sounded(session: AsyncSession, story: str, now: datetime) -> list[Entry]:
    """What alerts of the last two days told of a wave when they sounded."""
    alerted = exists().where(
        col(EditionEntry.entry_id) == col(EntryRecord.id),
        col(EditionEntry.edition_id) == col(Edition.id),
        *_is_live(now),
    )
    rows = await session.exec(
        select(Revision.document)
        .join(
            EntryRecord,
            and_(
                col(EntryRecord.id) == col(Revision.entry_id),
                col(EntryRecord.alerted_version) == col(Revision.version),
            ),
        )
        .where(EntryRecord.story == story, EntryRecord.kind == "attack", alerted)
    )
    return [content(document) for document in rows]


async def live(session: AsyncSession, story: str, now: datetime) -> list[Live]:
    """The alerts of the last two days that carry something of a wave."""
    of_wave = (
        select(EditionEntry.edition_id)
        .join(EntryRecord, col(EntryRecord.id) == col(EditionEntry.entry_id))
        .where(EntryRecord.story == story, EntryRecord.kind == "attack")
    )
    rows = await session.exec(
        select(Edition.id, Edition.key, Edition.created_at, EditionEntry.entry_id)
        .join(EditionEntry, col(EditionEntry.edition_id) == col(Edition.id))
        .where(col(Edition.id).in_(of_wave), *_is_live(now))
        .order_by(col(Edition.id))
    )
    found: dict[tuple[int, str, datetime], set[int]] = {}
    for number, key, at, entry in rows:
        found.setdefault((number or 0, key, at), set()).add(entry)
    return [Live(*edition, frozenset(carried)) for edition, carried in found.items()]


def _is_live(now: datetime) -> Sequence[ColumnElement[bool]]:
    return (
        col(Edition.kind) == "alert",
        col(Edition.corrects).is_(None),
        col(Edition.stopped).is_(None),
        col(Edition.created_at) >= now - LIVE_FOR,
    )


async def fold(session: AsyncSession, entry: int, version: int, editions: Iterable[int]) -> None:
    """Let alerts that were sent carry one more entry: their copies are edited with the next correction."""
    rows = [
        {
            "edition_id": number,
            "entry_id": entry,
            "version": 0,
            "first_version": 0,
            "mark": MARK,
            "known_version": version,
            "reason": "",
        }
        for number in editions
    ]
    if rows:
        await session.exec(insert(session, EditionEntry).values(rows).on_conflict_do_nothing())


async def unfinished(session: AsyncSession) -> list[int]:
    """The alerts to which an entry was added that their text does not tell yet."""
    rows = await session.exec(select(EditionEntry.edition_id).where(FOLDED).distinct())
    return list(rows.all())
