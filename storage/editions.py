"""Editions: composed once, carried by many deliveries, found again for a page or a correction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime
from itertools import starmap
from typing import Any, NamedTuple

from sqlmodel import col, exists, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.batches import batches
from storage.inserts import insert
from storage.model.ledger import Edition, EditionEntry
from storage.model.record import EntryRecord, Revision
from storage.model.vocabulary import PUBLIC_STATES

_IN_ONE_STATEMENT = 500
UNTOLD = "untold"  # the mark of what had changed without being news
_FIRST = func.coalesce(col(EditionEntry.first_version), col(EditionEntry.version))


class Carried(NamedTuple):
    """An entry's version in an edition, and how it is told there: enough to compose the same once more."""

    entry: int
    version: int
    mark: str = ""
    known_version: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """An edition ready to be kept: its pages, whom it is for, and which versions it carries."""

    key: str
    kind: str
    language: str
    priority: int
    pages: list[str]
    entries: Sequence[Carried]
    created_at: datetime
    expires_at: datetime | None = None
    silent: bool = False
    caused_at: datetime | None = None
    rendition: int = 1
    corrects: int | None = None
    lede: str = ""
    stories: list[list[str]] | None = None
    picture: str = ""
    buttons: list[list[list[str]]] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A kept edition as far as queueing it asks."""

    id: int
    priority: int
    paused: bool
    stopped: bool


async def keep(session: AsyncSession, composed: Composed) -> int:
    """The edition's id; one with the same key is not made twice."""
    known = (await session.exec(select(Edition.id).where(Edition.key == composed.key))).one_or_none()
    if known is not None:
        return known
    fresh = await _add(session, composed)
    # None: another process was quicker.
    return await keep(session, composed) if fresh is None else fresh


async def _add(session: AsyncSession, composed: Composed) -> int | None:
    fields = [one.name for one in dataclass_fields(composed) if one.name != "entries"]
    fresh = await session.exec(
        insert(session, Edition)
        .values({name: getattr(composed, name) for name in fields})
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(col(Edition.id))
    )
    number: int | None = fresh.scalar_one_or_none()
    if number is None:
        return None
    session.add_all(
        EditionEntry(
            edition_id=number,
            entry_id=one.entry,
            version=one.version,
            mark=one.mark,
            known_version=one.known_version,
            reason=one.reason,
            first_version=one.version,
        )
        for one in starmap(Carried, composed.entries)
    )
    await session.flush()
    return number


async def standing(session: AsyncSession, composed: Iterable[Composed]) -> dict[str, Standing]:
    """How each of these stands, by key; kept where it was not. Until the end of the transaction nobody
    pauses or stops one, so that what is queued meanwhile is found by whoever does.
    """
    wanted = {one.key: one for one in composed}
    found = await _standing(session, list(wanted))
    # In order, lest two processes wait for each other's.
    fresh = sorted(wanted.keys() - found.keys())
    for key in fresh:
        if number := await _add(session, wanted[key]):
            found[key] = Standing(number, wanted[key].priority, paused=False, stopped=False)
    return found | await _standing(session, sorted(wanted.keys() - found.keys()))


async def _standing(session: AsyncSession, keys: Sequence[str]) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    columns: list[Any] = [Edition.key, Edition.id, Edition.priority, Edition.paused_at, Edition.stopped]
    for batch in batches(keys, _IN_ONE_STATEMENT):
        rows = await session.exec(
            select(*columns).where(col(Edition.key).in_(batch)).with_for_update(read=True)
        )
        for key, number, priority, paused_at, stopped in rows:
            found[key] = Standing(number, priority, paused_at is not None, stopped is not None)
    return found


async def find(session: AsyncSession, number: int) -> Edition | None:
    return await session.get(Edition, number)


async def one(session: AsyncSession, number: int) -> Edition:
    """An edition that was kept."""
    return await session.get_one(Edition, number)


async def carried(session: AsyncSession, ids: Sequence[int]) -> dict[int, int]:
    """The newest version of each entry that these editions carried at first: an edit since then is not news
    that anybody was told.
    """
    rows = await session.exec(
        select(EditionEntry.entry_id, _FIRST).where(col(EditionEntry.edition_id).in_(ids))
    )
    versions: dict[int, int] = {}
    for entry, version in rows:
        versions[entry] = max(version, versions.get(entry, 0))
    return versions


async def is_public(session: AsyncSession, number: int) -> bool:
    """Whether readers may still see all that this edition says: of what was withdrawn, only that it was."""
    says_so = exists().where(
        col(Revision.entry_id) == col(EditionEntry.entry_id),
        col(Revision.version) == col(EditionEntry.version),
        col(Revision.signal) == "withdrawn",
    )
    hidden = (
        select(EditionEntry.entry_id)
        .join(EntryRecord, col(EntryRecord.id) == col(EditionEntry.entry_id))
        .where(EditionEntry.edition_id == number, col(EntryRecord.state).not_in(PUBLIC_STATES), ~says_so)
    )
    return (await session.exec(hidden.limit(1))).first() is None


async def stop(session: AsyncSession, number: int, reason: str) -> None:
    """Let no further copy of this edition leave."""
    await session.exec(update(Edition).where(col(Edition.id) == number).values(stopped=reason))
