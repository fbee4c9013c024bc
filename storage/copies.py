"""Editions that carry what was changed since: found, and composed anew in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import control
from storage.deliveries import WAITING, ending
from storage.editions import Composed
from storage.model.ledger import Delivery, Edition, EditionEntry
from storage.model.record import EntryRecord

CARRIERS = ("digest", "chart", "alert", "notice")
BEFORE_THE_END = (*WAITING, "sending")


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in an edition: the version it carries, the one readers see now, and how it was told."""

    entry: int
    version: int
    first_version: int
    newest: int
    withdrawn: bool
    mark: str
    known_version: int | None
    reason: str


# Which editions


async def last_edition(session: AsyncSession) -> int:
    return (await session.exec(select(func.max(Edition.id)))).one() or 0


async def out_of_date(
    session: AsyncSession, since: datetime, publication: int = -1, edition: int = 0
) -> list[int]:
    """Editions made since a moment that carry an older version than readers see, newest first.

    Asked of what was published after a publication, and of what was composed after an edition.
    """
    found: set[int] = set()
    for asked in (col(EntryRecord.publication) > publication, col(EditionEntry.edition_id) > edition):
        rows = await session.exec(
            select(EditionEntry.edition_id)
            .join(EntryRecord, col(EntryRecord.id) == col(EditionEntry.entry_id))
            .join(Edition, col(Edition.id) == col(EditionEntry.edition_id))
            .where(
                asked,
                col(EntryRecord.published_version) > col(EditionEntry.version),
                col(Edition.created_at) >= since,
                col(Edition.corrects).is_(None),
                col(Edition.kind).in_(CARRIERS),
            )
            .distinct()
        )
        found.update(rows.all())
    return sorted(found, reverse=True)


async def renewed_since(session: AsyncSession, moment: datetime) -> list[int]:
    """Editions that were composed anew since a moment."""
    rows = await session.exec(
        select(Edition.corrects)
        .where(col(Edition.corrects).is_not(None), col(Edition.created_at) >= moment)
        .distinct()
    )
    return [number for number in rows.all() if number is not None]


async def locked(session: AsyncSession, number: int) -> Edition:
    """An edition that nobody else changes until the end of the transaction."""
    question = select(Edition).where(Edition.id == number)
    return (await session.exec(question.with_for_update().execution_options(populate_existing=True))).one()


async def edit_of(session: AsyncSession, number: int, rendition: int) -> Edition | None:
    """The edition that brings a rendition of another to its copies."""
    question = select(Edition).where(Edition.corrects == number, Edition.rendition == rendition)
    return (await session.exec(question)).one_or_none()


# What they carry


async def lines(session: AsyncSession, number: int) -> list[Line]:
    rows = await session.exec(
        select(EditionEntry, EntryRecord)
        .join(EntryRecord, col(EntryRecord.id) == col(EditionEntry.entry_id))
        .where(EditionEntry.edition_id == number)
        .order_by(col(EntryRecord.sort_at), col(EntryRecord.id))
    )
    return [_line(carried, record) for carried, record in rows]


def _line(carried: EditionEntry, record: EntryRecord) -> Line:
    return Line(
        entry=carried.entry_id,
        version=carried.version,
        first_version=carried.version if carried.first_version is None else carried.first_version,
        newest=max(carried.version, record.published_version or 0),
        withdrawn=record.state == "withdrawn",
        mark=carried.mark,
        known_version=carried.known_version,
        reason=carried.reason,
    )


async def shown(session: AsyncSession, number: int) -> dict[int, dict[int, int]]:
    """Which version of each entry each rendition of an edition shows, as far as it was composed anew."""
    rows = await session.exec(
        select(Edition.rendition, EditionEntry.entry_id, EditionEntry.version)
        .join(EditionEntry, col(EditionEntry.edition_id) == col(Edition.id))
        .where(Edition.corrects == number)
    )
    found: dict[int, dict[int, int]] = {}
    for rendition, entry, version in rows:
        found.setdefault(rendition, {})[entry] = version
    return found


# Composed anew


def edit(edition: Edition, at: datetime, kind: str, priority: int, *, silent: bool) -> Composed:
    """The edition that brings the newest rendition of another to its copies; it carries nothing yet."""
    return Composed(
        key=f"edit:{edition.id}:{edition.rendition}",
        kind=kind,
        language=edition.language,
        priority=priority,
        pages=edition.pages,
        entries=(),
        created_at=at,
        silent=silent,
        rendition=edition.rendition,
        corrects=edition.id,
        stories=edition.stories,
        picture=edition.picture,
        buttons=edition.buttons,
    )


async def renew(session: AsyncSession, edition: Edition, pages: list[str], picture: str = "") -> None:
    """Let an edition say something else from now on: what is queued of it leaves with the new text."""
    edition.pages, edition.picture, edition.rendition = pages, picture, edition.rendition + 1
    session.add(edition)
    await session.flush()


async def carry(session: AsyncSession, number: int | None, versions: Mapping[int, int]) -> None:
    """Note the versions that an edition carries by now."""
    for entry, version in versions.items():
        carried = await session.get_one(EditionEntry, (number, entry))
        if carried.first_version is None:
            carried.first_version = carried.version
        carried.version = version
        session.add(carried)
    await session.flush()


async def cancel(session: AsyncSession, number: int | None, reason: str, now: datetime) -> None:
    """Nothing more of an edition leaves."""
    if number is not None and await control.stop(session, number, reason):
        await session.exec(ending(col(Delivery.edition_id) == number, "cancelled", reason, now))


async def supersede(session: AsyncSession, number: int | None, now: datetime) -> int | None:
    """What waits of the edits of an edition is not worth sending any more; returns its highest urgency.

    What is under way may yet come back to the queue: that edition is stopped, lest it overwrite a newer text.
    """
    older = select(Edition.id).where(Edition.corrects == number)
    rows = await session.exec(
        select(Delivery.edition_id, func.min(Delivery.priority))
        .where(col(Delivery.edition_id).in_(older), col(Delivery.state).in_(BEFORE_THE_END))
        .group_by(col(Delivery.edition_id))
    )
    found = dict(rows.all())
    for one in found:
        await control.stop(session, one, "superseded")
    await session.exec(ending(col(Delivery.edition_id).in_(list(found)), "superseded", "a newer edit", now))
    return min(found.values(), default=None)
