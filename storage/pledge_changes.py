"""Changes of a pledge's status that its followers are still to be told: noted with the publication itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.entry import Entry
from storage.model.follow import PledgeChange
from storage.model.ledger import AlertRound
from storage.model.record import EntryRecord, Revision
from storage.model.vocabulary import PUBLIC_STATES
from storage.versions import content, version_of


async def note(session: AsyncSession, ready: Sequence[tuple[EntryRecord, Revision]], now: datetime) -> None:
    """Before these versions are published: remember which of them changes the status that readers see."""
    for record, revision in ready:
        if record.kind != "pledge" or record.published_version is None or record.id is None:
            continue
        seen = await version_of(session, record.id, record.published_version)
        if seen is not None and status(seen) != status(content(revision.document)):
            known, version = record.published_version, revision.version
            session.add(PledgeChange(entry_id=record.id, known_version=known, version=version, at=now))


def status(entry: Entry) -> str:
    return entry.pledge.status if entry.pledge else ""


async def waiting(session: AsyncSession, *, locked: bool) -> list[PledgeChange]:
    """All that are to be told, oldest first; under lock, none of those that another process is about."""
    question = select(PledgeChange).order_by(col(PledgeChange.id))
    question = question.with_for_update(skip_locked=True) if locked else question
    return list((await session.exec(question)).all())


async def alerted(session: AsyncSession) -> set[int]:
    """The entries of which an alert is on its way: first come those whom that tells."""
    settling = await session.exec(select(EntryRecord.id).where(col(EntryRecord.alert_since).is_not(None)))
    rounds = await session.exec(select(AlertRound.entries))
    begun = {number for entries in rounds for number, _version in entries}
    return begun | {number for number in settling if number is not None}


async def public_version(session: AsyncSession, number: int) -> tuple[str, int] | None:
    """An entry's uri and the version that readers see; None when they see none any more."""
    question = select(EntryRecord.uri, EntryRecord.published_version).where(
        EntryRecord.id == number, col(EntryRecord.state).in_(PUBLIC_STATES)
    )
    found = (await session.exec(question)).one_or_none()
    return (found[0], found[1]) if found is not None and found[1] is not None else None


async def end(session: AsyncSession, changes: Sequence[PledgeChange]) -> None:
    """Everybody knows, or there is nothing to tell."""
    numbers = [change.id for change in changes]
    gone = delete(PledgeChange).where(col(PledgeChange.id).in_(numbers))
    await session.exec(gone.execution_options(synchronize_session=False))


async def reached(session: AsyncSession, change: PledgeChange, after: int) -> None:
    """The followers up to this one know."""
    change.after = after
    session.add(change)
    await session.flush()
