"""Entries as readers see them: found by day, kind, story and what is new."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from storage import counters
from storage.model.entry import Entry
from storage.model.record import EntryRecord, Revision
from storage.model.vocabulary import PUBLIC_STATES
from storage.versions import content, is_version

_MOST_OF_A_DAY = 500


@dataclass(frozen=True, slots=True)
class Published:
    """An entry as readers see it now."""

    id: int
    version: int
    publication: int
    entry: Entry
    published_at: datetime
    attack_day: date | None = None
    story: str = ""


def _seen() -> Select[EntryRecord, Revision]:
    return (
        select(EntryRecord, Revision)
        .join(Revision, is_version(EntryRecord.published_version))
        .where(col(EntryRecord.state).in_(PUBLIC_STATES))
    )


async def _read(session: AsyncSession, question: Select[EntryRecord, Revision]) -> list[Published]:
    return [published(record, revision) for record, revision in await session.exec(question)]


def published(record: EntryRecord, revision: Revision) -> Published:
    """A version of an entry as readers see it, published when the entry was last."""
    return Published(
        id=record.number,
        version=revision.version,
        publication=record.publication or 0,
        entry=content(revision.document),
        published_at=record.published_at or revision.created_at,
        attack_day=record.attack_day,
        story=record.story,
    )


async def of_day(session: AsyncSession, day: date, starts: datetime, ends: datetime) -> list[Published]:
    """What readers see of one local day, which lasts from `starts` to before `ends` (UTC)."""
    by_clock = _seen().where(col(EntryRecord.instant_at) >= starts, col(EntryRecord.instant_at) < ends)
    by_date = _seen().where(
        col(EntryRecord.first_day) <= day,
        col(EntryRecord.first_day) > day - timedelta(days=31),
        col(EntryRecord.last_day) >= day,
    )
    order = col(EntryRecord.sort_at), col(EntryRecord.id)
    return [
        *await _read(session, by_clock.order_by(*order).limit(_MOST_OF_A_DAY)),
        *await _read(session, by_date.order_by(*order).limit(_MOST_OF_A_DAY)),
    ]


async def latest(session: AsyncSession, kind: str, until: datetime, limit: int) -> list[Published]:
    """The last `limit` entries of a kind that happened by `until`, newest first."""
    question = _seen().where(col(EntryRecord.kind) == kind, col(EntryRecord.sort_at) <= until)
    return await _read(
        session, question.order_by(col(EntryRecord.sort_at).desc(), col(EntryRecord.id).desc()).limit(limit)
    )


async def newest(session: AsyncSession, limit: int) -> list[Published]:
    """The `limit` entries that were published last, newest first."""
    return await _read(session, _seen().order_by(col(EntryRecord.publication).desc()).limit(limit))


async def attack_days(session: AsyncSession, until: date, limit: int) -> list[date]:
    """The last attack days on record, newest first."""
    days = await session.exec(
        select(col(EntryRecord.attack_day))
        .where(col(EntryRecord.attack_day) <= until, col(EntryRecord.state).in_(PUBLIC_STATES))
        .group_by(col(EntryRecord.attack_day))
        .order_by(col(EntryRecord.attack_day).desc())
        .limit(limit)
    )
    return [day for day in days.all() if day is not None]


async def attacks_between(session: AsyncSession, first: date, last: date) -> list[Published]:
    """The attacks of some attack days, oldest first."""
    question = _seen().where(col(EntryRecord.attack_day) >= first, col(EntryRecord.attack_day) <= last)
    return await _read(session, question.order_by(col(EntryRecord.sort_at), col(EntryRecord.id)))


async def by_id(session: AsyncSession, ids: Iterable[int]) -> list[Published]:
    return await _read(
        session, _seen().where(col(EntryRecord.id).in_(list(ids))).order_by(col(EntryRecord.id))
    )


async def of_stories(session: AsyncSession, keys: Sequence[str]) -> list[Published]:
    """All that readers may see of some stories."""
    question = _seen().where(col(EntryRecord.story).in_(keys))
    return await _read(session, question.order_by(col(EntryRecord.sort_at), col(EntryRecord.id)))


async def newest_of_stories(session: AsyncSession, keys: Sequence[str]) -> dict[str, Published]:
    """The entry of each story that happened last."""
    return {one.story: one for one in await of_stories(session, keys)}


async def changed(session: AsyncSession, after: int, upto: int) -> list[Published]:
    """What was published for the first time or anew after one publication and up to another."""
    question = _seen().where(col(EntryRecord.publication) > after, col(EntryRecord.publication) <= upto)
    return await _read(session, question.order_by(col(EntryRecord.sort_at), col(EntryRecord.id)))


async def seen_version(session: AsyncSession, number: int) -> int | None:
    """The version that was published last, be it a withdrawal."""
    found = await session.exec(select(EntryRecord.published_version).where(EntryRecord.id == number))
    return found.one_or_none()


async def newest_publication(session: AsyncSession) -> int:
    return await counters.current(session, "publication")


async def publication_before(session: AsyncSession, moment: datetime) -> int:
    """The last publication made before a moment (UTC); 0 where there was none."""
    found = await session.exec(
        select(func.max(Revision.publication)).where(col(Revision.published_at) < moment)
    )
    return found.one() or 0
