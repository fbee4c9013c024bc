"""What was put right or taken back in public: corrections and withdrawals, newest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.record import EntryRecord, Revision
from storage.model.vocabulary import PUBLIC_STATES


async def since(session: AsyncSession, moment: datetime, limit: int) -> Sequence[Revision]:
    """What was corrected or withdrawn since a moment (UTC); of a withdrawn entry, only that it was."""
    question = (
        select(Revision)
        .join(EntryRecord, col(EntryRecord.id) == col(Revision.entry_id))
        .where(
            col(Revision.published_at) >= moment,
            or_(
                col(Revision.signal) == "withdrawn",
                (col(Revision.signal) == "correction") & col(EntryRecord.state).in_(PUBLIC_STATES),
            ),
        )
        .order_by(col(Revision.publication).desc())
    )
    return (await session.exec(question.limit(limit))).all()
