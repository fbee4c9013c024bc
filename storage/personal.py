"""All that is kept of a chat or a person, wherever it is kept: shown whole, and forgotten.

Each column with a number of Telegram's stands here once; a test looks for those that do not.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, Text, cast, delete, literal, or_, update
from sqlalchemy import select as select_rows
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import ageing
from storage.model import tables
from storage.model.ledger import Delivery, Edition
from storage.model.subscriber import SubscriberRecord

Fate = Literal["deleted", "made anonymous", "kept"]
_TABLES = tables.metadata.tables


@dataclass(frozen=True, slots=True)
class Place:
    """A table, what its rows are called in words, which columns name somebody, and what forgetting does.

    What is `kept` is the desk's own record. In-coming updates go when they are done with: what waits behind
    the wish to be forgotten was said after it.
    """

    table: str
    called: str
    columns: tuple[str, ...]
    fate: Fate = "deleted"
    before: str = ""  # what stands before the number, where the column is a text

    @property
    def rows(self) -> Table:
        return _TABLES[self.table]


PLACES = (
    Place("subscriber", "subscription", ("chat_id",)),
    Place("pledge_follow", "followed_pledges", ("subscriber_id",)),
    Place("delivery", "deliveries", ("chat_id", "subscriber_id"), "made anonymous"),
    Place("reply", "answers_on_their_way", ("chat_id",)),
    Place("incoming", "messages_being_answered", ("chat_id",), "kept"),
    Place("gate", "pauses_asked_by_telegram", ("chat_id",)),
    Place("follower", "cards_watched", ("chat_id",)),
    Place("desk_post", "sheets_of_the_desk", ("chat_id",)),
    Place("question", "questions_of_the_desk", ("chat_id",)),
    Place("desk_chat", "chat_of_the_desk", ("chat_id", "chosen_by"), "kept"),
    Place("member", "membership_of_the_desk", ("user_id", "invited_by", "removed_by"), "kept"),
    Place("invite", "invitations_of_the_desk", ("made_by", "used_by"), "kept"),
    Place("draft", "drafts_of_the_desk", ("author", "changed_by", "approved_by"), "kept"),
    Place("act", "acts_of_the_desk", ("actor",), "kept"),
    Place("lede", "ledes_of_the_desk", ("author",), "kept"),
    Place("revision", "revisions_of_the_desk", ("author",), "kept", "telegram:"),
    Place("face", "menus_of_the_desk", ("scope",), "kept", "chat:"),
)


def _is_theirs(place: Place, chat_id: int) -> ColumnElement[bool]:
    number = f"{place.before}{chat_id}" if place.before else chat_id
    return or_(*[_names(place.rows.c[name], chat_id, number) for name in place.columns])


def _names(column: Any, chat_id: int, number: int | str) -> ColumnElement[bool]:
    if column.name == "subscriber_id":
        theirs = select(SubscriberRecord.id).where(col(SubscriberRecord.chat_id) == chat_id)
        return column.in_(theirs)  # type: ignore[no-any-return]
    return column == number  # type: ignore[no-any-return]


async def of_chat(session: AsyncSession, chat_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row that names a chat, or the person whose private chat it is, by what such rows are called."""
    connection = await session.connection()
    found = {}
    for place in PLACES:
        question = _shown(place).where(_is_theirs(place, chat_id)).order_by(*place.rows.primary_key.columns)
        rows = (await connection.execute(question)).mappings().all()
        found[place.called] = [dict(row) for row in rows]
    return found


def _shown(place: Place) -> Any:
    if place.table != "delivery":
        return select_rows(place.rows)
    kind = select(Edition.kind).where(col(Edition.id) == place.rows.c.edition_id)
    return select_rows(kind.scalar_subquery().label("kind"), place.rows)


async def is_of_desk(session: AsyncSession, chat_id: int) -> bool:
    """Whether the desk's record has something of a person that stays when they are forgotten."""
    connection = await session.connection()
    kept = [one for one in PLACES if one.fate == "kept" and one.table not in {"incoming", "desk_chat"}]
    for place in kept:
        question = select_rows(literal(1)).select_from(place.rows).where(_is_theirs(place, chat_id)).limit(1)
        if (await connection.execute(question)).first() is not None:
            return True
    return False


async def forget(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Delete what is kept of a chat, but for the desk's record; of its deliveries only the counts stay.

    The subscriber goes first: whoever queues for readers has their rows under lock, and is waited for.
    """
    gone = col(SubscriberRecord.chat_id) == chat_id
    ids = (await session.exec(select(SubscriberRecord.id).where(gone))).all()
    await session.exec(delete(SubscriberRecord).where(gone).execution_options(synchronize_session=False))
    await _wait_for_edits(session, chat_id)
    whose = or_(col(Delivery.chat_id) == chat_id, col(Delivery.subscriber_id).in_(ids))
    await ageing.make_anonymous(session, whose, "the reader's data was deleted", now)
    connection = await session.connection()
    for place in PLACES:
        if place.fate == "deleted" and place.table not in {"subscriber", "pledge_follow"}:
            await connection.execute(delete(place.rows).where(_is_theirs(place, chat_id)))
    await _forget_keys(session, chat_id)


async def _wait_for_edits(session: AsyncSession, chat_id: int) -> None:
    """Edits and notices are queued from copies, with the edition under lock: those under way come first."""
    theirs = select(Delivery.edition_id).where(col(Delivery.chat_id) == chat_id)
    editions = select(Edition.id).where(col(Edition.id).in_(theirs)).order_by(col(Edition.id))
    (await session.exec(editions.with_for_update(read=True))).all()


async def _forget_keys(session: AsyncSession, chat_id: int) -> None:
    """A notice to the admins about one chat has its number in its key."""
    key = col(Edition.key)
    anonymous = literal("rights:forgotten:").concat(cast(col(Edition.id), Text))
    await session.exec(
        update(Edition)
        .where(key.startswith(f"rights:{chat_id}:"))
        .values(key=anonymous)
        .execution_options(synchronize_session=False)
    )
