"""The newsroom's shelves: entries in whatever state, with all their versions, for the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from storage.model.entry import Entry
from storage.model.ledger import Delivery, EditionEntry
from storage.model.record import EntryRecord, Revision
from storage.model.vocabulary import PUBLIC_STATES
from storage.versions import content

_SEARCHED = 2_000  # entries, newest first


@dataclass(frozen=True, slots=True)
class Shelved:
    """An entry in the version that readers see, else in its newest."""

    id: int
    version: int
    state: str
    entry: Entry

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES


def _shown() -> Select[EntryRecord, Revision]:
    seen = func.coalesce(EntryRecord.published_version, EntryRecord.version)
    return (
        select(EntryRecord, Revision)
        .join(Revision, (col(Revision.entry_id) == col(EntryRecord.id)) & (col(Revision.version) == seen))
        .where(col(EntryRecord.state) != "spiked")
    )


async def find(
    session: AsyncSession, words: Sequence[str], offset: int, limit: int
) -> tuple[list[Shelved], bool]:
    """Entries by their last change, newest first, in whose texts each of some words stands; and whether
    there are more.
    """
    question = _shown().order_by(
        func.coalesce(EntryRecord.published_at, Revision.created_at).desc(), col(EntryRecord.id).desc()
    )
    if not words:
        question = question.offset(offset).limit(limit + 1)
        found = [_shelved(*row) for row in await session.exec(question)]
        return found[:limit], len(found) > limit
    wanted = [word.casefold() for word in words]
    rows = await session.exec(question.limit(_SEARCHED))
    hits = [row for row in rows if all(word in _text(row[1]) for word in wanted)]
    some = hits[offset : offset + limit]
    return [_shelved(*row) for row in some], len(hits) > offset + limit


def _text(revision: Revision) -> str:
    """Not for SQL: SQLite knows no capital letters but the Latin ones."""
    return revision.document.casefold()


async def one(session: AsyncSession, number: int) -> Shelved | None:
    rows = await session.exec(_shown().where(col(EntryRecord.id) == number))
    found = rows.one_or_none()
    return _shelved(*found) if found else None


def _shelved(record: EntryRecord, revision: Revision) -> Shelved:
    return Shelved(record.id or 0, revision.version, record.state, content(revision.document))


async def history(session: AsyncSession, number: int) -> list[tuple[int, Revision, Entry]]:
    """Every saved version of an entry, oldest first."""
    rows = await session.exec(
        select(Revision).where(Revision.entry_id == number).order_by(col(Revision.version))
    )
    return [(row.version, row, content(row.document)) for row in rows]


async def carried_by(session: AsyncSession, chat_id: int, message_id: int) -> list[int]:
    """The entries that a message of the bot's brought to a chat, most urgent first."""
    rows = await session.exec(
        select(EntryRecord.id)
        .join(EditionEntry, col(EditionEntry.entry_id) == col(EntryRecord.id))
        .join(Delivery, col(Delivery.edition_id) == col(EditionEntry.edition_id))
        .where(Delivery.chat_id == chat_id, Delivery.message_id == message_id)
        .order_by(col(EntryRecord.urgency), col(EntryRecord.id))
    )
    return list(dict.fromkeys(number for number in rows if number is not None))
