"""The desk's chat, and the posts there: each an edition with one copy, composed anew as its event goes on."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import copies, editions, notices
from storage.editions import Composed
from storage.inserts import insert
from storage.model.desk import DeskChat, DeskPost
from storage.model.ledger import Delivery, Edition
from storage.queueing import fresh

_ONLY = 1


async def chat(session: AsyncSession) -> DeskChat | None:
    return await session.get(DeskChat, _ONLY)


async def choose(session: AsyncSession, chosen: DeskChat) -> None:
    """This is the desk's chat from now on."""
    await session.merge(chosen)
    await session.flush()


async def leave(session: AsyncSession) -> None:
    await session.exec(delete(DeskChat).where(col(DeskChat.id) == _ONLY))


async def find(session: AsyncSession, key: str) -> DeskPost | None:
    return await session.get(DeskPost, key, with_for_update=True)


async def open_ones(session: AsyncSession) -> Sequence[DeskPost]:
    """Posts about events that go on, oldest first."""
    question = select(DeskPost).where(col(DeskPost.done).is_(False))
    return (await session.exec(question.order_by(col(DeskPost.changed_at)))).all()


async def post(session: AsyncSession, made: DeskPost, composed: Composed, where: tuple[int, int]) -> None:
    """Queue a first message about an event to a chat and its topic."""
    made.edition_id = await editions.keep(session, composed)
    session.add(made)
    await session.flush()
    edition = await editions.one(session, made.edition_id)
    await notices.queue_to(session, edition, [where[0]], made.changed_at, where[1])


async def rewrite(session: AsyncSession, made: DeskPost, pages: list[str], now: datetime) -> None:
    """Let a post say something else: in what is queued, and by an edit of what was sent."""
    edition = await copies.locked(session, made.edition_id)
    if edition.pages != pages:
        await copies.supersede(session, edition.id, now)
        await copies.renew(session, edition, pages)
        await editions.keep(session, _edit(edition, now))
    edit = await copies.edit_of(session, made.edition_id, edition.rendition)
    if edit is not None:
        await _queue_edit(session, edition, edit, now)
    made.changed_at = now
    session.add(made)
    await session.flush()


def _edit(edition: Edition, now: datetime) -> Composed:
    return Composed(
        key=f"edit:{edition.id}:{edition.rendition}",
        kind=edition.kind,
        language=edition.language,
        priority=edition.priority,
        pages=edition.pages,
        entries=(),
        created_at=now,
        silent=True,
        rendition=edition.rendition,
        corrects=edition.id,
    )


async def _queue_edit(session: AsyncSession, edition: Edition, edit: Edition, now: datetime) -> None:
    """A copy that is still on its way is edited once it has arrived, when the post is next looked at."""
    sent = await session.exec(
        select(Delivery).where(
            Delivery.edition_id == edition.id,
            Delivery.state == "sent",
            col(Delivery.message_id).is_not(None),
        )
    )
    same = fresh(now, edit.priority, paused=False)
    same |= {"edition_id": edit.id, "slot": f"edition:{edit.id}", "expires_at": None, "action": "edit"}
    rows = [
        same | {"chat_id": one.chat_id, "thread_id": one.thread_id, "target_id": one.message_id}
        for one in sent
        if (one.rendition or 1) < edit.rendition
    ]
    if rows:
        await session.exec(insert(session, Delivery).values(rows).on_conflict_do_nothing())
