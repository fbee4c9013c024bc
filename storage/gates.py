"""Gates: moments before which nothing leaves, for the whole bot or for one chat. They survive a restart."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.given import Call, Row, Statement, moment
from storage.inserts import insert
from storage.model.ledger import Gate

WHOLE_BOT = 0


async def close(session: AsyncSession, chat_id: int, until: datetime) -> None:
    """Nothing leaves before `until` (UTC): for one chat, or with WHOLE_BOT for all."""
    fresh = insert(session, Gate).values(chat_id=chat_id, closed_until=until)
    asked, known = fresh.excluded.closed_until, col(Gate.closed_until)
    later = case((asked > known, asked), else_=known)
    await session.exec(fresh.on_conflict_do_update(index_elements=["chat_id"], set_={"closed_until": later}))


_UNTIL = Statement("SELECT closed_until FROM gate WHERE chat_id = :chat")


def asking(chat_id: int = WHOLE_BOT) -> Call:
    return _UNTIL.call(chat=chat_id)


def answer(rows: Sequence[Row]) -> datetime | None:
    return moment(rows[0][0]) if rows else None


async def closed_until(session: AsyncSession, chat_id: int = WHOLE_BOT) -> datetime | None:
    return answer(await asking(chat_id).on(session))


async def is_another_closed(session: AsyncSession, chat_id: int, now: datetime) -> bool:
    """Whether some other chat waits after a flood, whichever replica met it."""
    others = select(Gate.chat_id).where(
        col(Gate.chat_id).not_in((WHOLE_BOT, chat_id)), col(Gate.closed_until) > now
    )
    return (await session.exec(others.limit(1))).first() is not None


async def forget(session: AsyncSession, before: datetime) -> None:
    """Drop the gates of chats that opened before a moment; the whole bot's tells how slowly to go on."""
    await session.exec(delete(Gate).where(col(Gate.chat_id) != WHOLE_BOT, col(Gate.closed_until) < before))
