"""Entries: saved version by version, published and withdrawn; see storage.views for what readers see."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import counters, pledge_changes, waves
from storage.batches import batches
from storage.model.entry import Entry
from storage.model.happening import attack_day, span
from storage.model.record import EntryRecord, Revision
from storage.model.stories import story_of
from storage.model.vocabulary import ALERT_UP_TO, PUBLIC_STATES, Signal
from storage.model.waves import is_louder
from storage.search import index
from storage.versions import content, is_version

Outcome = Literal["added", "revised", "unchanged"]
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who saves, when (UTC) and why."""

    author: str
    at: datetime
    reason: str = ""
    signal: Signal = "update"


async def save_all(
    session: AsyncSession,
    entries: Iterable[Entry],
    stamp: Stamp,
    told: Callable[[Outcome, int], None] = lambda _outcome, _id: None,
) -> None:
    """Save each entry as a new version where its content changed; `told` hears what became of each."""
    for batch in batches(entries, _BATCH):
        known = await _by_uri(session, [entry.uri for entry in batch])
        fresh = {entry.uri: _first(entry) for entry in batch if entry.uri not in known}
        session.add_all(fresh.values())
        await session.flush()
        known |= {uri: (record, "") for uri, record in fresh.items()}
        for entry in batch:
            told(*_save(session, entry, known, stamp))
        await session.flush()
        session.expunge_all()


def _first(entry: Entry) -> EntryRecord:
    record = EntryRecord(
        uri=entry.uri,
        kind=entry.kind,
        state="draft",
        urgency=entry.urgency,
        version=0,
        sort_at=span(entry.happened).sort_at,
    )
    _describe(record, entry)
    return record


def _save(
    session: AsyncSession, entry: Entry, known: dict[str, tuple[EntryRecord, str]], stamp: Stamp
) -> tuple[Outcome, int]:
    record, latest = known[entry.uri]
    document, number = entry.canonical(), record.number
    if document == latest:
        return "unchanged", number
    known[entry.uri] = record, document  # a file may hold an entry twice
    record.version += 1
    if record.published_version is None:
        _describe(record, entry)
    session.add(record)
    session.add(_revision(number, record.version, document, stamp))
    return ("revised" if latest else "added"), number


def _revision(number: int, version: int, document: str, stamp: Stamp) -> Revision:
    return Revision(
        entry_id=number,
        version=version,
        document=document,
        signal=stamp.signal,
        reason=stamp.reason,
        author=stamp.author,
        created_at=stamp.at,
    )


def _describe(record: EntryRecord, entry: Entry) -> None:
    when = span(entry.happened)
    record.kind, record.urgency = entry.kind, entry.urgency
    record.instant_at, record.first_day, record.last_day = when.instant, when.first_day, when.last_day
    record.sort_at = when.sort_at
    record.attack_day = attack_day(entry.happened) if entry.kind == "attack" else None
    record.process = entry.talks.process if entry.talks else None
    record.story = story_of(entry)


async def _by_uri(session: AsyncSession, uris: Sequence[str]) -> dict[str, tuple[EntryRecord, str]]:
    rows = await session.exec(
        select(EntryRecord, Revision.document)
        .join(Revision, is_version(EntryRecord.version))
        .where(col(EntryRecord.uri).in_(uris))
    )
    return {record.uri: (record, document) for record, document in rows}


async def publish(
    session: AsyncSession, ids: Iterable[int], now: datetime, *, alert: bool = True
) -> list[int]:
    """Make the newest version of each what readers see; returns those that changed for readers.

    An embargoed entry is scheduled instead: `release_due` publishes it when its embargo ends.
    With `alert` off it is published without waiting for an alert (an archive, for instance).
    """
    changed = []
    for batch in batches(ids, _BATCH):
        rows = await session.exec(
            select(EntryRecord, Revision)
            .join(Revision, is_version(EntryRecord.version))
            .where(col(EntryRecord.id).in_(batch), _unpublished())
            .order_by(col(EntryRecord.id))
            .with_for_update(of=EntryRecord)  # two who publish the same entry: the second finds it done
        )
        ready = [row for row in rows.all() if not _held_back(*row, now, alert=alert)]
        if alert:
            await pledge_changes.note(session, ready, now)
        last = await counters.following(session, "publication", len(ready)) if ready else 0
        for number, (record, revision) in enumerate(ready, last - len(ready) + 1):
            _publish(record, revision, number, now, alert=alert)
            changed.append(record.number)
        await session.flush()
        await index.put(session, [(record.number, content(seen.document)) for record, seen in ready])
        if alert:
            await _let_sound_again(session, ready, now)
        session.expunge_all()
    return changed


async def _let_sound_again(
    session: AsyncSession, ready: Iterable[tuple[EntryRecord, Revision]], now: datetime
) -> None:
    """An attack that goes on is alerted again when an update makes it graver by a step."""
    for record, revision in ready:
        grows = record.kind == "attack" and revision.signal == "update" and record.urgency <= ALERT_UP_TO
        if not grows or record.alerted_version is None or record.alert_since is not None:
            continue
        before = await waves.sounded(session, record.story, now)
        if before and is_louder(content(revision.document), before):
            record.alert_since = now
            session.add(record)
    await session.flush()


def _unpublished() -> ColumnElement[bool]:
    """Has a version that readers do not see; what was withdrawn or spiked stays so."""
    return and_(
        col(EntryRecord.state).not_in(("withdrawn", "spiked")),
        or_(
            col(EntryRecord.published_version).is_(None),
            col(EntryRecord.published_version) < col(EntryRecord.version),
        ),
    )


def _held_back(record: EntryRecord, revision: Revision, now: datetime, *, alert: bool) -> bool:
    entry = content(revision.document)
    if not entry.is_embargoed(now):
        return False
    record.release_at = entry.embargo
    if not alert:
        record.alerted_version = record.version  # nor when its embargo ends
    record.state = "scheduled" if record.published_version is None else record.state
    return True


def _publish(record: EntryRecord, revision: Revision, number: int, now: datetime, *, alert: bool) -> None:
    revision.publication, revision.published_at = number, now
    _describe(record, content(revision.document))
    record.state = "corrected" if revision.signal == "correction" else "published"
    record.published_version, record.publication = record.version, number
    record.first_published_at = record.first_published_at or now
    record.published_at, record.release_at = now, None
    if not alert:
        record.alerted_version = record.version  # an update of an archive's entry alerts nobody either
    elif record.urgency <= ALERT_UP_TO and record.alerted_version is None:
        # An update meanwhile is told with it, but does not hold it up.
        record.alert_since = record.alert_since or now


async def any_release_due(session: AsyncSession, now: datetime) -> bool:
    """Whether an embargo has ended; asked at every tick, without taking a write lock."""
    found = await session.exec(select(EntryRecord.id).where(col(EntryRecord.release_at) <= now).limit(1))
    return found.first() is not None


async def release_due(session: AsyncSession, now: datetime) -> list[int]:
    """Publish what waited for the end of its embargo."""
    due = await session.exec(select(EntryRecord.id).where(col(EntryRecord.release_at) <= now))
    return await publish(session, [number for number in due.all() if number is not None], now)


async def withdraw(session: AsyncSession, number: int, stamp: Stamp) -> bool:
    """Take a published entry back from every outlet, as a version of its own; whether it was there to take.

    A change that waits for its time is not published any more.
    """
    rows = await session.exec(
        select(EntryRecord, Revision)
        .join(Revision, is_version(EntryRecord.published_version))
        .where(col(EntryRecord.id) == number, col(EntryRecord.state).in_(PUBLIC_STATES))
        .with_for_update(of=EntryRecord)
    )
    found = rows.one_or_none()
    if found is None:
        return False
    record, seen = found
    record.version += 1
    last = _revision(number, record.version, seen.document, replace(stamp, signal="withdrawn"))
    last.publication, last.published_at = await counters.following(session, "publication"), stamp.at
    record.state, record.published_version, record.publication = "withdrawn", last.version, last.publication
    record.published_at, record.release_at, record.alert_since = stamp.at, None, None
    session.add_all([record, last])
    await session.flush()
    await index.drop(session, number)
    return True


async def waiting_for_alert(session: AsyncSession) -> list[tuple[int, datetime]]:
    """Which entries wait for the alert's settling, and since when."""
    rows = await session.exec(
        select(EntryRecord.id, EntryRecord.alert_since)
        .where(col(EntryRecord.alert_since).is_not(None))
        .order_by(col(EntryRecord.alert_since), col(EntryRecord.id))
    )
    return [(number, since) for number, since in rows if number is not None and since is not None]


async def mark_alerted(session: AsyncSession, ids: Sequence[int]) -> list[tuple[int, int]]:
    """Let these wait for an alert no longer; returns those that did until now, with the version seen."""
    rows = await session.exec(
        update(EntryRecord)
        .where(col(EntryRecord.id).in_(ids), col(EntryRecord.alert_since).is_not(None))
        .values(alert_since=None, alerted_version=EntryRecord.published_version)
        .returning(col(EntryRecord.id), col(EntryRecord.published_version))
    )
    return [(number, version) for number, version in rows if version is not None]


async def sounded_versions(session: AsyncSession, ids: Sequence[int]) -> dict[int, int]:
    """The version of each of these that was alerted last, where one was."""
    rows = await session.exec(
        select(EntryRecord.id, EntryRecord.alerted_version).where(
            col(EntryRecord.id).in_(ids), col(EntryRecord.alerted_version).is_not(None)
        )
    )
    return {number: version for number, version in rows if number is not None and version is not None}


async def id_of(session: AsyncSession, uri: str) -> int | None:
    return (await session.exec(select(EntryRecord.id).where(EntryRecord.uri == uri))).one_or_none()
