"""Tables of the delivery ledger: editions, who gets them, and what became of each."""

from datetime import datetime

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.model import columns

_WAITING = text("state = 'queued'")
_IN_HAND = text("state IN ('claimed', 'sending')")
_SENT = text("state = 'sent'")
_EXPIRED = text("state = 'expired'")
_HALTED = text("paused_at IS NOT NULL OR stopped IS NOT NULL")
_FOLDED = text("version = 0")
_UNDONE = text("carried_out < decision")


class Edition(SQLModel, table=True):
    """One composed text, shared by all readers for whom it is the same; `key` is unique.

    While it is paused, what is queued of it is `parked`; once stopped, no further copy leaves. `decision`
    counts what was decided about it, `carried_out` up to which of these its deliveries follow. `caused_at`
    is when the newest of its entries was published, where its delay is of interest. `rendition` grows each
    time its pages are written anew, after a correction: a copy of an earlier one is out of date. What edits
    such copies is an edition of its own, which `corrects` the other and has the rendition that it brings.
    `lede` is the day's opening paragraph as it stands in the pages. `stories` are those that a reader can be
    spared from here on: their keys, each with a name in the edition's language. `picture` is the key of what
    is shown above the pages. `buttons` are those below what goes to the desk: rows of label and data.
    """

    __tablename__ = "edition"
    __table_args__ = (
        Index("ix_edition_halted", "id", sqlite_where=_HALTED, postgresql_where=_HALTED),
        Index("ix_edition_undone", "id", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=columns.BigId)
    key: str = Field(unique=True)
    kind: str = Field(index=True)
    language: str
    priority: int
    pages: list[str] = Field(sa_type=JSON)
    silent: bool = False
    created_at: datetime
    expires_at: datetime | None = None
    stopped: str | None = None
    paused_at: datetime | None = None
    caused_at: datetime | None = None
    decision: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    carried_out: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    rendition: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    corrects: int | None = Field(default=None, index=True, sa_type=columns.BigId)
    lede: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    # None where it is from before alerts had such buttons: a default of JSON cannot be compared.
    stories: list[list[str]] | None = Field(default=None, sa_type=JSON)
    picture: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    buttons: list[list[list[str]]] | None = Field(default=None, sa_type=JSON)


class EditionEntry(SQLModel, table=True):
    """Which version of which entry an edition carries, and how it was told: its mark, the version that these
    readers knew before, and the reason of a correction. `first_version` is what its first rendition carried.
    Where an alert was sent before and the entry was added to it (it is `folded`), that is 0, and so is
    `version` until the text is composed anew; `known_version` is then the one that was added.
    """

    __tablename__ = "edition_entry"
    __table_args__ = (
        Index("ix_edition_entry_folded", "edition_id", sqlite_where=_FOLDED, postgresql_where=_FOLDED),
    )

    edition_id: int = Field(primary_key=True, foreign_key="edition.id", sa_type=columns.BigId)
    entry_id: int = Field(primary_key=True, foreign_key="entry.id", index=True, sa_type=columns.BigId)
    version: int
    mark: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    known_version: int | None = None
    reason: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    first_version: int | None = None


class Delivery(SQLModel, table=True):
    """One edition to one chat. `epoch` fences: a write from an older epoch changes nothing.

    `action` is `send` (with `target_id`: as a reply to that message), `whisper` (the same without a sound) or
    `edit` (of the message `target_id`).
    What goes to the desk has no subscriber. `worker` is the replica that has it in hand. One whose reader is
    not known any more (it is old, or they wanted to be forgotten) has no chat, no message and no subscriber.
    """

    # Not tied to edition and subscriber by foreign keys: it is written from their rows, under lock, and to
    # look for each of them again took half of the time in which PostgreSQL inserts a million.
    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("edition_id", "chat_id", "thread_id"),
        UniqueConstraint("subscriber_id", "slot"),
        Index("ix_delivery_waiting", "priority", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_delivery_expiry", "expires_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_delivery_in_hand", "lease_until", sqlite_where=_IN_HAND, postgresql_where=_IN_HAND),
        Index("ix_delivery_sent", "settled_at", sqlite_where=_SENT, postgresql_where=_SENT),
        Index("ix_delivery_expired", "subscriber_id", sqlite_where=_EXPIRED, postgresql_where=_EXPIRED),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=columns.BigId)
    edition_id: int = Field(sa_type=columns.BigId)
    subscriber_id: int | None = Field(default=None, sa_type=columns.BigId)
    chat_id: int | None = Field(default=None, index=True, sa_type=columns.BigId)
    thread_id: int = Field(default=0, sa_type=columns.BigId)
    slot: str
    action: str = "send"
    target_id: int | None = Field(default=None, sa_type=columns.BigId)
    state: str = "queued"
    priority: int
    not_before: datetime
    expires_at: datetime | None = None
    epoch: int = 0
    worker: str | None = None
    lease_until: datetime | None = None
    attempt: int = 0
    message_id: int | None = Field(default=None, sa_type=columns.BigId)
    rendition: int | None = None
    error: str | None = None
    created_at: datetime
    settled_at: datetime | None = None


class AlertRound(SQLModel, table=True):
    """An alert that is being queued: the versions it tells (`entries`), and who is still to be asked.

    Those are the subscribers with ids after `after` up to `upto`, and then from the first up to `rest`.
    """

    __tablename__ = "alert_round"

    id: int | None = Field(default=None, primary_key=True, sa_type=columns.BigId)
    entries: list[list[int]] = Field(sa_type=JSON)
    priority: int
    after: int = Field(sa_type=columns.BigId)
    upto: int = Field(sa_type=columns.BigId)
    rest: int = Field(sa_type=columns.BigId)
    created_at: datetime


class Ambiguity(SQLModel, table=True):
    """A send that may have arrived: written before anything is tried again.

    `resolution` is what was found out later: `arrived`, `absent`, `open` where it could not be, or none.
    """

    __tablename__ = "ambiguity"

    id: int | None = Field(default=None, primary_key=True, sa_type=columns.BigId)
    delivery_id: int = Field(foreign_key="delivery.id", index=True, sa_type=columns.BigId)
    epoch: int
    reason: str
    policy: str
    recorded_at: datetime
    resolution: str | None = None


class Gate(SQLModel, table=True):
    """A moment before which nothing leaves: for the whole bot (chat 0) or for one chat; survives restarts."""

    __tablename__ = "gate"

    chat_id: int = Field(primary_key=True, sa_type=columns.BigId, sa_column_kwargs={"autoincrement": False})
    closed_until: datetime


class Follower(SQLModel, table=True):
    """A message in which somebody of the desk watches an edition on its way; edited until `until` (UTC).

    `shown` is a print of what it says.
    """

    __tablename__ = "follower"

    chat_id: int = Field(primary_key=True, sa_type=columns.BigId, sa_column_kwargs={"autoincrement": False})
    message_id: int = Field(primary_key=True, sa_type=columns.BigId)
    edition_id: int = Field(foreign_key="edition.id", index=True, sa_type=columns.BigId)
    language: str
    shown: str
    until: datetime
