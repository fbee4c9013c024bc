"""Tables of the inbox: updates as Telegram sent them, and the replies that they led to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from storage.model import columns

_OPEN = text("state <> 'done'")
_NEW = text("state = 'new'")


class Incoming(SQLModel, table=True):
    """An update, stored before Telegram is told that it arrived: `new`, `held` by a replica, or `done`.

    A done one keeps nothing but its number, by which a repetition is known.
    """

    __tablename__ = "incoming"
    __table_args__ = (
        Index("ix_incoming_open", "chat_id", "update_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_incoming_new", "update_id", sqlite_where=_NEW, postgresql_where=_NEW),
    )

    update_id: int = Field(primary_key=True, sa_type=columns.BigId, sa_column_kwargs={"autoincrement": False})
    chat_id: int = Field(default=0, sa_type=columns.BigId)
    body: dict[str, Any] = Field(sa_type=JSON)
    state: str = "new"
    epoch: int = 0
    worker: str | None = None
    lease_until: datetime | None = None
    attempt: int = 0
    received_at: datetime = Field(index=True)


class Reply(SQLModel, table=True):
    """An answer to somebody, committed with what it tells; the row goes when the answer has arrived."""

    __tablename__ = "reply"

    id: int | None = Field(default=None, primary_key=True, sa_type=columns.BigId)
    update_id: int = Field(index=True, sa_type=columns.BigId)
    chat_id: int = Field(sa_type=columns.BigId)
    thread_id: int = Field(default=0, sa_type=columns.BigId)
    action: str = "send"
    target_id: int | None = Field(default=None, sa_type=columns.BigId)
    screen: dict[str, Any] = Field(sa_type=JSON)
    epoch: int = 0
    worker: str | None = None
    lease_until: datetime | None = Field(default=None, index=True)
    attempt: int = 0
    created_at: datetime
