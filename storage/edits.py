"""Edits of copies that were sent, and replies to those who read something wrong.

An edition and those that edit it are a family: each of their deliveries knows which rendition it shows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, and_, col, exists, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.conditions import SENT
from storage.copies import BEFORE_THE_END
from storage.inserts import counted, insert
from storage.model.ledger import Delivery, Edition, EditionEntry
from storage.model.subscriber import SubscriberRecord
from storage.queueing import fresh
from storage.subscribers import goes_on

_DELIVERIES = SQLModel.metadata.tables["delivery"].c
_COPIED = ("subscriber_id", "chat_id", "thread_id")


async def with_late_copies(session: AsyncSession, numbers: Collection[int], since: datetime) -> list[int]:
    """Which of these have a copy that was settled since a moment in an older rendition, not edited yet."""
    made, whole, edit = aliased(Edition), aliased(Edition), aliased(Edition)
    rows = await session.exec(
        select(whole.id)
        .select_from(Delivery)
        .join(made, col(made.id) == col(Delivery.edition_id))
        .join(whole, col(whole.id) == func.coalesce(made.corrects, made.id))
        .join(edit, and_(col(edit.corrects) == whole.id, col(edit.rendition) == whole.rendition))
        .where(
            SENT,
            col(Delivery.settled_at) >= since,
            col(whole.id).in_(numbers),
            _shown(Delivery) < col(whole.rendition),
            ~_is_edited_by(col(edit.id)),
        )
        .distinct()
    )
    return [number for number in rows.all() if number is not None]


@dataclass(frozen=True, slots=True)
class Window:
    """The chats of an edition after one id and up to another: as many as fit one transaction."""

    edition: int
    after: int
    upto: int


EVERYBODY = -(1 << 62)  # is smaller than every chat's id


async def window(session: AsyncSession, edition: int, after: int, many: int) -> Window | None:
    """The next so many copies of an edition; None when there are no more."""
    chat = col(Delivery.chat_id)
    copies = (
        select(chat)
        .where(col(Delivery.edition_id) == edition, chat > after)
        .order_by(chat, col(Delivery.thread_id))
        .limit(many)
    )
    upto = (await session.exec(select(func.max(copies.subquery().c.chat_id)))).one()
    return None if upto is None else Window(edition, after, upto)


async def queue_edits(session: AsyncSession, edit: Edition, chats: Window, now: datetime) -> int:
    """Queue edits of the copies in some chats that show an older rendition; returns how many.

    Those who stopped their subscription still hold what they got; whoever blocked the bot is not asked.
    """
    mine = _reader_is("active", "stopped"), ~_is_edited_by(edit.id)
    return await _queue(session, edit, _copies(chats, edit.rendition).where(*mine), now)


async def queue_edit_of_all(session: AsyncSession, edit: Edition, number: int, now: datetime) -> int:
    """Queue edits of every copy of an edition that shows an older rendition, whoever has it: the desk."""
    copies = _copies(Window(number, EVERYBODY, -EVERYBODY), edit.rendition)
    return await _queue(session, edit, copies.where(~_is_edited_by(edit.id)), now)


def _is_edited_by(edit: Any) -> ColumnElement[bool]:
    """Whether the chat of a copy has a delivery of this edit already."""
    edited = aliased(Delivery)
    return exists().where(
        col(edited.edition_id) == edit,
        col(edited.chat_id) == Delivery.chat_id,
        col(edited.thread_id) == Delivery.thread_id,
    )


@dataclass(frozen=True, slots=True)
class Mistake:
    """Who was told something wrong: in these chats, those whose copy shows one of some renditions.

    They have been told so by a notice about the entry that is not older than version `since`. Whoever pauses
    `now` is told by the digest that ends it.
    """

    chats: Window
    rendition: int
    renditions: Sequence[int]
    entry: int
    since: int
    now: datetime


async def is_anybody_wrong(session: AsyncSession, mistake: Mistake) -> bool:
    found = await session.exec(_mistaken(mistake).limit(1))
    return found.first() is not None


Hours = tuple[tuple[str, ...], str]
"""Quiet hours, local to a zone."""


async def hours_of(session: AsyncSession, mistake: Mistake) -> list[Hours]:
    """The different quiet hours of those who were told something wrong, where they have any."""
    rows = await session.exec(
        select(SubscriberRecord.quiet, SubscriberRecord.timezone)
        .where(
            col(SubscriberRecord.id).in_(_mistaken(mistake).with_only_columns(col(Delivery.subscriber_id))),
            col(SubscriberRecord.quiet) != [],
        )
        .distinct()
    )
    return [(tuple(quiet), zone) for quiet, zone in rows]


async def queue_notice(
    session: AsyncSession,
    notice: Edition,
    mistake: Mistake,
    now: datetime,
    only: Sequence[Hours] | None = None,
) -> int:
    """Queue a notice as a reply to each wrong copy, with `only` to readers of some quiet hours."""
    copies = _mistaken(mistake)
    return await _queue(session, notice, copies if only is None else copies.where(_has_hours(only)), now)


def _has_hours(hours: Sequence[Hours]) -> ColumnElement[bool]:
    record = SubscriberRecord
    return exists().where(
        col(record.id) == col(Delivery.subscriber_id),
        or_(*(and_(col(record.quiet) == list(quiet), col(record.timezone) == zone) for quiet, zone in hours)),
    )


def _mistaken(mistake: Mistake) -> SelectOfScalar[Any]:
    return _copies(mistake.chats, mistake.rendition).where(
        _listens(mistake.now),
        _shown(Delivery).in_(mistake.renditions),
        ~_was_told(mistake),
    )


def _was_told(mistake: Mistake) -> ColumnElement[bool]:
    told, notice, carried = aliased(Delivery), aliased(Edition), aliased(EditionEntry)
    says_so_now = or_(
        col(told.state).in_(BEFORE_THE_END),
        col(told.rendition) == col(notice.rendition),
    )
    first = func.coalesce(carried.first_version, carried.version)
    return (
        select(told.id)
        .join(notice, col(notice.id) == col(told.edition_id))
        .join(carried, col(carried.edition_id) == col(notice.id))
        .where(
            col(told.chat_id) == col(Delivery.chat_id),
            col(told.thread_id) == col(Delivery.thread_id),
            col(notice.kind) == "notice",
            col(notice.corrects).is_(None),
            col(carried.entry_id) == mistake.entry,
            or_(
                first >= mistake.since,
                and_(col(carried.version) >= mistake.since, says_so_now),
            ),
        )
        .correlate(Delivery)
        .exists()
    )


def _copies(chats: Window, rendition: int) -> SelectOfScalar[Any]:
    """The newest copy of an edition in each of some chats, where it shows an older rendition."""
    number = chats.edition
    newer = aliased(Delivery)
    family = select(Edition.id).where(or_(col(Edition.id) == number, col(Edition.corrects) == number))
    later = tuple_(_shown(newer), col(newer.id)) > tuple_(_shown(Delivery), col(Delivery.id))
    is_overtaken = exists().where(
        col(newer.edition_id).in_(family),
        col(newer.chat_id) == Delivery.chat_id,
        col(newer.thread_id) == Delivery.thread_id,
        col(newer.state) == "sent",
        col(newer.message_id).is_not(None),
        later,
    )
    return select(Delivery.id).where(
        col(Delivery.edition_id).in_(family),
        col(Delivery.chat_id) > chats.after,
        col(Delivery.chat_id) <= chats.upto,
        col(Delivery.state) == "sent",
        col(Delivery.message_id).is_not(None),
        _shown(Delivery) < rendition,
        ~is_overtaken,
    )


def _reader_is(*states: str) -> ColumnElement[bool]:
    """Not a join: SQLite would begin with all readers in that state, however few have a copy."""
    return _reader(col(SubscriberRecord.state).in_(states))


def _listens(now: datetime) -> ColumnElement[bool]:
    return _reader(col(SubscriberRecord.state) == "active", goes_on(now))


def _reader(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(col(SubscriberRecord.id) == col(Delivery.subscriber_id), *conditions)


def _shown(delivery: Any) -> ColumnElement[int]:
    """The rendition that a copy shows; the first, where it was sent before there were others."""
    found: ColumnElement[int] = func.coalesce(delivery.rendition, 1)
    return found


async def _queue(session: AsyncSession, edition: Edition, copies: Any, now: datetime) -> int:
    """Queue an edition to some copies: as an edit of each, or as a reply to it."""
    if edition.stopped is not None:
        return 0
    same = fresh(now, edition.priority, paused=edition.paused_at is not None) | {
        "edition_id": edition.id,
        "slot": f"edition:{edition.id}",
        "action": "send" if edition.corrects is None else "edit",
    }
    chosen = [literal(value, _DELIVERIES[name].type).label(name) for name, value in same.items()]
    copied: list[Any] = [col(getattr(Delivery, name)) for name in (*_COPIED, "message_id")]
    found = copies.with_only_columns(*chosen, *copied)
    rows = insert(session, Delivery).from_select([*same, *_COPIED, "target_id"], found)
    return await counted(session, rows.on_conflict_do_nothing())
