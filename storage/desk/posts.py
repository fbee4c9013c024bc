"""The desk's chat, and the posts there: each an edition with one copy, composed anew as its event goes on."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, delete, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import copies, editions, edits, notices
from storage.editions import Composed
from storage.model.desk import DeskChat, DeskPost
from storage.model.ledger import Delivery

_ONLY = 1
Rows = list[list[list[str]]] | None
"""Buttons: rows of label and data."""


async def chat(session: AsyncSession) -> DeskChat | None:
    return await session.get(DeskChat, _ONLY)


async def choose(session: AsyncSession, chosen: DeskChat) -> None:
    """This is the desk's chat from now on."""
    await session.merge(chosen)
    await session.flush()


async def leave(session: AsyncSession) -> None:
    await session.exec(delete(DeskChat).where(col(DeskChat.id) == _ONLY))


async def move(session: AsyncSession, old: int, new: int) -> None:
    """The desk's chat became a supergroup."""
    await session.exec(update(DeskChat).where(col(DeskChat.chat_id) == old).values(chat_id=new))


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


async def is_current(session: AsyncSession, made: DeskPost, pages: list[str], buttons: Rows = None) -> bool:
    """Whether a post says this already, its copy included."""
    edition = await editions.one(session, made.edition_id)
    if (edition.pages, edition.buttons) != (pages, buttons):
        return False
    edit = await copies.edit_of(session, made.edition_id, edition.rendition)
    brings = col(Delivery.edition_id) == (edit.id if edit else None)
    shows = (col(Delivery.edition_id) == edition.id) & (col(Delivery.rendition) == edition.rendition)
    question = select(Delivery.id).where(or_(brings, shows)).limit(1)
    return edit is None or (await session.exec(question)).first() is not None


async def rewrite(
    session: AsyncSession, made: DeskPost, pages: list[str], now: datetime, buttons: Rows = None
) -> None:
    """Let a post say something else: in what is queued, and by an edit of what was sent.

    A copy that is still on its way is edited once it has arrived, when the post is next looked at.
    """
    edition = await copies.locked(session, made.edition_id)
    if (edition.pages, edition.buttons) != (pages, buttons):
        await copies.supersede(session, edition.id, now)
        edition.buttons = buttons
        await copies.renew(session, edition, pages)
        await editions.keep(session, copies.edit(edition, now, edition.kind, edition.priority, silent=True))
    edit = await copies.edit_of(session, made.edition_id, edition.rendition)
    if edit is not None:
        await edits.queue_edit_of_all(session, edit, made.edition_id, now)
    made.changed_at = now
    session.add(made)
    await session.flush()
