"""Tables of who follows which pledge, and of the changes that they are still to be told."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.model import columns


class PledgeFollow(SQLModel, table=True):
    """A subscriber wants to know when the status of a pledge changes; goes with the subscriber."""

    __tablename__ = "pledge_follow"
    __table_args__ = (Index("ix_pledge_follow_uri", "uri", "subscriber_id"),)

    subscriber_id: int = Field(
        primary_key=True, foreign_key="subscriber.id", ondelete="CASCADE", sa_type=columns.BigId
    )
    uri: str = Field(primary_key=True)
    since: datetime


class PledgeChange(SQLModel, table=True):
    """A publication that changed a pledge's status, from what `known_version` said: its followers are still
    to be told, those with ids after `after`. The row goes when all of them are.
    """

    __tablename__ = "pledge_change"

    id: int | None = Field(default=None, primary_key=True, sa_type=columns.BigId)
    entry_id: int = Field(foreign_key="entry.id", index=True, sa_type=columns.BigId)
    known_version: int
    version: int
    at: datetime
    after: int = Field(default=0, sa_type=columns.BigId)
