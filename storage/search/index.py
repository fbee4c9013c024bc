"""The index follows what readers can see, in the transaction that changes it."""

from collections.abc import Sequence

from sqlmodel import col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inserts import insert
from storage.model.entry import Entry
from storage.model.record import EntryRecord, Revision
from storage.model.search import SearchText
from storage.model.vocabulary import PUBLIC_STATES
from storage.search.analysis import ANALYSIS, terms
from storage.versions import content, is_version


async def put(session: AsyncSession, some: Sequence[tuple[int, Entry]]) -> None:
    """From now on these entries are found by what they say."""
    if not some:
        return
    rows = [
        {"entry_id": number, "terms": " ".join(sorted(terms(entry))), "analysis": ANALYSIS}
        for number, entry in some
    ]
    new = insert(session, SearchText)
    changed = {"terms": new.excluded.terms, "analysis": new.excluded.analysis}
    statement = new.on_conflict_do_update(index_elements=["entry_id"], set_=changed)
    await (await session.connection()).execute(statement, rows)


async def drop(session: AsyncSession, number: int) -> None:
    """This one is found no more."""
    await session.exec(delete(SearchText).where(col(SearchText.entry_id) == number))


async def behind(
    session: AsyncSession, after: int, limit: int, *, hold: bool = False
) -> list[tuple[int, Entry]]:
    """Published entries with a higher number that are not indexed yet, or by an older analysis.

    Those on `hold` change in no other transaction: whoever publishes waits, and then has the last word.
    """
    question = (
        select(EntryRecord.id, Revision.document)
        .join(Revision, is_version(EntryRecord.published_version))
        .outerjoin(SearchText, col(SearchText.entry_id) == col(EntryRecord.id))
        .where(
            col(EntryRecord.id) > after,
            col(EntryRecord.state).in_(PUBLIC_STATES),
            or_(col(SearchText.analysis).is_(None), col(SearchText.analysis) != ANALYSIS),
        )
        .order_by(col(EntryRecord.id))
        .limit(limit)
    )
    rows = await session.exec(question.with_for_update(of=EntryRecord) if hold else question)
    return [(number or 0, content(document)) for number, document in rows]


async def catch_up(session: AsyncSession, after: int, limit: int) -> int | None:
    """Index some of these; returns the last one's number, None when there were none."""
    found = await behind(session, after, limit, hold=True)
    await put(session, found)
    return found[-1][0] if found else None
