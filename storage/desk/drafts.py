"""Drafts: saved after every step, each change made upon a version that is still the newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.errors import BriefError
from storage.model.desk import Draft

OPEN = ("draft", "submitted", "scheduled")


class DraftChanged(BriefError):
    """Somebody else changed this draft in the meantime; look at it as it is now, then change it.

    `seen` is the version upon which it was to be changed.
    """

    def __init__(self, draft: Draft, seen: int) -> None:
        super().__init__(f"it is at version {draft.version} now")
        self.draft, self.seen = draft, seen


class DraftGoneError(LookupError):
    """There is no such draft."""


@dataclass(frozen=True, slots=True)
class Step:
    """Who changes which version of a draft, and when (UTC)."""

    draft_id: int
    version: int
    who: int
    at: datetime


async def start(session: AsyncSession, draft: Draft) -> Draft:
    session.add(draft)
    await session.flush()
    return draft


async def find(session: AsyncSession, number: int) -> Draft | None:
    return await session.get(Draft, number, populate_existing=True)


async def change(session: AsyncSession, step: Step, **values: Any) -> Draft:
    """Change a draft that is still at the step's version.

    Raises:
        DraftChanged: it is not; nothing was changed.
        DraftGoneError: there is no such draft.
    """
    result = await session.exec(
        update(Draft)
        .where(col(Draft.id) == step.draft_id, col(Draft.version) == step.version)
        .values(version=step.version + 1, changed_by=step.who, changed_at=step.at, **values)
        .execution_options(synchronize_session=False)
    )
    found = await find(session, step.draft_id)
    if found is None:
        raise DraftGoneError(f"there is no draft {step.draft_id}")
    if not result.rowcount:
        raise _changed(session, found, step)
    return found


def _changed(session: AsyncSession, draft: Draft, step: Step) -> DraftChanged:
    session.expunge(draft)  # whoever catches this rolls back, and reads what it says all the same
    return DraftChanged(draft, step.version)


async def open_ones(session: AsyncSession, limit: int) -> Sequence[Draft]:
    """What is being written, newest first."""
    question = select(Draft).where(col(Draft.state).in_(OPEN)).order_by(col(Draft.changed_at).desc())
    return (await session.exec(question.limit(limit))).all()


async def held(session: AsyncSession, number: int) -> Draft | None:
    """A draft that nobody else changes until the end of the transaction."""
    return await session.get(Draft, number, populate_existing=True, with_for_update=True)


async def seen(session: AsyncSession, step: Step, state: str) -> Draft:
    """The same, if it is still at the step's version and in a state.

    Raises:
        DraftChanged: it is not.
        DraftGoneError: there is no such draft.
    """
    draft = await held(session, step.draft_id)
    if draft is None:
        raise DraftGoneError(f"there is no draft {step.draft_id}")
    if draft.version != step.version or draft.state != state:
        raise _changed(session, draft, step)
    return draft


async def due(session: AsyncSession, now: datetime) -> Sequence[int]:
    """Which drafts are to be published by now, those that have waited longest first."""
    rows = await session.exec(
        select(Draft.id)
        .where(Draft.state == "scheduled", col(Draft.publish_at) <= now)
        .order_by(col(Draft.publish_at), col(Draft.id))
    )
    return [number for number in rows if number is not None]


async def of_entry(session: AsyncSession, entry: int) -> Draft | None:
    """The newest draft about an entry that is still open."""
    question = select(Draft).where(Draft.entry_id == entry, col(Draft.state).in_(OPEN))
    return (await session.exec(question.order_by(col(Draft.id).desc()).limit(1))).first()
