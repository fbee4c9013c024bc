"""A subscriber: the form in which one travels, and the table that keeps them."""

from datetime import datetime
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator
from sqlalchemy import Index, UniqueConstraint, false, text
from sqlmodel import Field as Column
from sqlmodel import SQLModel

from storage.model import columns
from storage.model.entry import Uri
from storage.model.values import Area, Language, Moment, Value
from storage.model.vocabulary import KINDS, AlertTier, ChatKind, Kind, Rhythm, SubscriberState

EVERY_DAY = ("1", "2", "3", "4", "5", "6", "7")
MOST_TIMES = 3


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"{name!r} is not a time zone, such as Europe/Kyiv") from None
    return name


Zone = Annotated[str, AfterValidator(_zone)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Story = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
Weekday = Annotated[int, Field(ge=1, le=7)]
# Telegram's ids have at most 52 significant bits, and nobody has the number 0.
_FURTHEST = 2**52
ChatId = Annotated[int, Field(ge=-_FURTHEST, le=_FURTHEST)]
ThreadId = Annotated[int, Field(ge=1, le=_FURTHEST)]


class Subscriber(Value):
    """A chat that gets deliveries, as one JSON object per line; all but `chat_id` optional."""

    chat_id: ChatId
    kind: ChatKind = "private"
    thread_id: ThreadId | None = None
    language: Language | None = None
    timezone: Zone | None = None
    times: Annotated[list[Clock], Field(max_length=MOST_TIMES)] | None = None
    # Made anew: a default that is a list is copied deeply, which costs a quarter of a long import.
    weekdays: Annotated[list[Weekday], Field(default_factory=lambda: [1, 2, 3, 4, 5, 6, 7])]
    kinds: Annotated[list[Kind], Field(default_factory=lambda: list(KINDS))]
    regions: Annotated[list[Area], Field(default_factory=list)]
    alerts: AlertTier = "all"
    quiet: Annotated[list[Clock], Field(min_length=2, max_length=2)] | None = None
    quiet_flash: bool = False
    rhythm: Rhythm = "daily"
    muted: Annotated[list[Story], Field(default_factory=list)]
    follows: Annotated[list[Uri], Field(default_factory=list)]
    paused_until: Moment | None = None
    state: SubscriberState = "active"

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if self.chat_id == 0:
            raise ValueError("chat_id: no chat has the number 0")
        if self.chat_id < 0 and self.kind == "private" and "kind" in self.model_fields_set:
            raise ValueError("kind: a negative chat_id is a group, supergroup or channel")
        return self

    @model_validator(mode="after")
    def _pauses_until_a_moment(self) -> Self:
        if self.paused_until is not None and not isinstance(self.paused_until, datetime):
            raise ValueError("paused_until is a time with a zone, such as 2026-02-04T18:00:00+02:00")
        return self

    @model_validator(mode="after")
    def _no_doubles(self) -> Self:
        for name in ("times", "weekdays", "kinds", "regions", "muted", "follows"):
            items = getattr(self, name) or []
            if len(set(items)) != len(items):
                raise ValueError(f"{name}: a value stands twice")
        return self


_WAITS = text("wakes_at IS NOT NULL")


class SubscriberRecord(SQLModel, table=True):
    """A subscriber as kept. `seen` is the publication up to which their digests have told everything;
    `held` names the alert editions they got since; times are local to `timezone`, moments are UTC.
    `rhythm` is `daily` or `weekly`; `quiet` holds back until its end, but with `quiet_flash` not what is
    flash; `paused_until` is when a pause that has an end ends; `muted` names stories. `waiting` names the
    entries that were held back in quiet hours, `wakes_at` is when those end (both are empty otherwise).
    """

    __tablename__ = "subscriber"
    __table_args__ = (
        UniqueConstraint("chat_id", "thread_id"),
        Index("ix_subscriber_due", "state", "next_digest_at", "id"),
        Index(
            "ix_subscriber_waking", "state", "wakes_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS
        ),
    )

    id: int | None = Column(default=None, primary_key=True, sa_type=columns.BigId)
    chat_id: int = Column(sa_type=columns.BigId)
    thread_id: int = Column(default=0, sa_type=columns.BigId)
    kind: str = "private"
    language: str
    timezone: str
    times: list[str] = Column(sa_type=columns.Words)
    weekdays: list[str] = Column(default=list(EVERY_DAY), sa_type=columns.Words)
    kinds: list[str] = Column(default=list(KINDS), sa_type=columns.Words)
    regions: list[str] = Column(default=[], sa_type=columns.Words)
    alerts: str = Column(default="all")
    quiet: list[str] = Column(default=[], sa_type=columns.Words)
    quiet_flash: bool = Column(default=False, sa_column_kwargs={"server_default": false()})
    rhythm: str = Column(default="daily", sa_column_kwargs={"server_default": text("'daily'")})
    muted: list[str] = Column(
        default=[], sa_type=columns.Words, sa_column_kwargs={"server_default": text("''")}
    )
    paused_until: datetime | None = None
    waiting: list[str] = Column(
        default=[], sa_type=columns.Words, sa_column_kwargs={"server_default": text("''")}
    )
    wakes_at: datetime | None = None
    state: str = "active"
    state_reason: str = ""
    seen: int = Column(default=0, sa_type=columns.BigId)
    held: list[str] = Column(default=[], sa_type=columns.Words)
    next_digest_at: datetime | None = None
    next_digest_slot: str | None = None
    awaiting: str | None = None
    awaiting_until: datetime | None = None
    created_at: datetime
