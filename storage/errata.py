"""What was put right or taken back in public: corrections and withdrawals, newest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.record import Revision

_PUT_RIGHT = ("correction", "withdrawn")


async def latest(session: AsyncSession, since: datetime, offset: int, limit: int) -> Sequence[Revision]:
    """The published corrections and withdrawals made since a moment (UTC)."""
    question = (
        select(Revision)
        .where(col(Revision.signal).in_(_PUT_RIGHT), col(Revision.published_at) >= since)
        .order_by(col(Revision.publication).desc())
    )
    return (await session.exec(question.offset(offset).limit(limit))).all()
