"""Tables of the desk: who may write, what is being written, and every act as a row that stays."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from storage.model import columns


class Member(SQLModel, table=True):
    """Somebody who may write (`editor`) or run the bot (`admin`); a removed one stays as a row, for the log.

    The admins of the settings need none.
    """

    __tablename__ = "member"

    user_id: int = Field(primary_key=True, sa_type=columns.BigId, sa_column_kwargs={"autoincrement": False})
    role: str
    language: str = ""
    invited_by: int = Field(sa_type=columns.BigId)
    joined_at: datetime
    removed_at: datetime | None = None
    removed_by: int | None = Field(default=None, sa_type=columns.BigId)


class Invite(SQLModel, table=True):
    """A link that makes one person a member, once and until `expires_at` (UTC); only a hash of it is kept."""

    __tablename__ = "invite"

    token_hash: str = Field(primary_key=True)
    role: str
    made_by: int = Field(sa_type=columns.BigId)
    made_at: datetime
    expires_at: datetime
    used_by: int | None = Field(default=None, sa_type=columns.BigId)
    used_at: datetime | None = None


class Draft(SQLModel, table=True):
    """An entry in the making, or a change to a published one; perhaps not yet complete.

    `content` is the entry's form with what is known so far; `notes` is what of the writing does not travel
    with it. Every change raises `version` and says upon which version it was made: a stale one is refused.
    `state` is draft, submitted, scheduled (it leaves at `publish_at`), published or spiked.
    """

    __tablename__ = "draft"

    id: int | None = Field(default=None, primary_key=True, sa_type=columns.BigId)
    uri: str = Field(index=True)
    entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True, sa_type=columns.BigId)
    base_version: int | None = None
    content: dict[str, Any] = Field(sa_type=JSON)
    notes: dict[str, Any] = Field(default={}, sa_type=JSON)
    version: int = 1
    state: str = Field(default="draft", index=True)
    signal: str = "update"
    reason: str = ""
    author: int = Field(sa_type=columns.BigId)
    changed_by: int = Field(sa_type=columns.BigId)
    approved_by: int | None = Field(default=None, sa_type=columns.BigId)
    publish_at: datetime | None = Field(default=None, index=True)
    created_at: datetime
    changed_at: datetime


class Question(SQLModel, table=True):
    """What somebody of the desk was asked: the next text in their chat answers it, until `until` (UTC).

    `about` says what it is: a field of a draft, a reason, a day's lede. With a draft, `version` is the one
    for which it was asked.
    """

    __tablename__ = "question"

    chat_id: int = Field(primary_key=True, sa_type=columns.BigId, sa_column_kwargs={"autoincrement": False})
    about: str
    draft_id: int | None = Field(default=None, foreign_key="draft.id", index=True, sa_type=columns.BigId)
    version: int | None = None
    until: datetime


class Act(SQLModel, table=True):
    """One act of the desk; rows are added and never changed. `actor` 0 is the program itself."""

    __tablename__ = "act"

    id: int | None = Field(default=None, primary_key=True, sa_type=columns.BigId)
    at: datetime = Field(index=True)
    actor: int = Field(sa_type=columns.BigId)
    verb: str
    uri: str = Field(default="", index=True)
    version: int | None = None
    detail: dict[str, Any] = Field(default={}, sa_type=JSON)


class Lede(SQLModel, table=True):
    """One version of a day's opening paragraph in one language; an empty text takes it away again."""

    __tablename__ = "lede"

    day: date = Field(primary_key=True)
    language: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    text: str
    author: int = Field(sa_type=columns.BigId)
    created_at: datetime


class DeskChat(SQLModel, table=True):
    """The group in which the desk is told what happens; at most one row (`id` 1)."""

    __tablename__ = "desk_chat"

    id: int = Field(default=1, primary_key=True)
    chat_id: int = Field(sa_type=columns.BigId)
    thread_id: int = Field(default=0, sa_type=columns.BigId)
    chosen_by: int = Field(sa_type=columns.BigId)
    chosen_at: datetime


class DeskPost(SQLModel, table=True):
    """What the desk's chat is told of an event, in an edition that is composed anew as the event goes on.

    With a `chat_id` it is a sheet that somebody got as an answer in their own chat, and `version` is that of
    the draft of which it tells.
    """

    __tablename__ = "desk_post"

    key: str = Field(primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", sa_type=columns.BigId)
    draft_id: int | None = Field(default=None, foreign_key="draft.id", index=True, sa_type=columns.BigId)
    chat_id: int | None = Field(default=None, sa_type=columns.BigId)
    version: int | None = None
    changed_at: datetime
    done: bool = Field(default=False, index=True)
