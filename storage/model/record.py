"""Tables of the newsroom's record: entries and their append-only revisions."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.model import columns


class EntryRecord(SQLModel, table=True):
    """Where an entry stands. `version` is the newest saved, `published_version` what readers see.

    `release_at` holds back a publication until its embargo ends; `alert_since` waits for the settling.
    The columns from `instant_at` on repeat facts of that document, so that days and kinds can be looked up.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_kind_sort_at", "kind", "sort_at"),
        Index("ix_entry_days", "first_day", "last_day"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=columns.BigId)
    uri: str = Field(unique=True)
    kind: str
    state: str
    urgency: int
    version: int
    published_version: int | None = None
    publication: int | None = Field(default=None, index=True, sa_type=columns.BigId)
    first_published_at: datetime | None = None
    published_at: datetime | None = None
    alert_since: datetime | None = Field(default=None, index=True)
    alerted_version: int | None = None
    release_at: datetime | None = Field(default=None, index=True)
    instant_at: datetime | None = Field(default=None, index=True)
    first_day: date | None = None
    last_day: date | None = None
    sort_at: datetime
    attack_day: date | None = Field(default=None, index=True)
    process: str | None = Field(default=None, index=True)
    story: str = Field(default="", index=True, sa_column_kwargs={"server_default": text("''")})

    @property
    def number(self) -> int:
        """Its id.

        Raises:
            LookupError: it was not flushed, and has none.
        """
        if self.id is None:
            raise LookupError(f"{self.uri} was not flushed")
        return self.id


class Revision(SQLModel, table=True):
    """One saved version of an entry; rows are added, never changed, but for the moment of publication."""

    __tablename__ = "revision"

    entry_id: int = Field(primary_key=True, foreign_key="entry.id", sa_type=columns.BigId)
    version: int = Field(primary_key=True)
    document: str
    signal: str
    reason: str
    author: str
    created_at: datetime
    publication: int | None = Field(default=None, unique=True, sa_type=columns.BigId)
    published_at: datetime | None = Field(default=None, index=True)


class Counter(SQLModel, table=True):
    """Numbers that grow in commit order: the row stays locked until its transaction ends."""

    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    value: int = Field(default=0, sa_type=columns.BigId)
