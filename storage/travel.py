"""Subscribers out of the database and into it by the million: read as a stream, kept all or none.

What arrives is set down in temporary tables, which lock nobody out, and joins the rest in one transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.engine import URL
from sqlmodel import SQLModel, col

from storage import wishes
from storage.deliveries import ending
from storage.engines import sync_engine
from storage.inserts import into
from storage.model.ledger import Delivery
from storage.model.record import Revision

CHOICES = (
    "kind",
    "language",
    "timezone",
    "times",
    "weekdays",
    "kinds",
    "regions",
    "alerts",
    "quiet",
    "quiet_flash",
    "rhythm",
    "muted",
    "paused_until",
    "state",
)
_OWN = ("chat_id", "thread_id", *CHOICES)
TRAVELS = (*_OWN, "follows")
_WHEN = ("times", "weekdays", "timezone", "paused_until", "state")
_NEXT = ("next_digest_at", "next_digest_slot")
_BATCH = 2000
_SHOWN = 20
_KEPT: Table = SQLModel.metadata.tables["subscriber"]
_ARRIVING = Table(
    "arriving",
    MetaData(),
    Column("line", Integer, primary_key=True, autoincrement=False),
    *[Column(name, _KEPT.c[name].type) for name in (*_OWN, *_NEXT)],
    prefixes=["TEMPORARY"],
)


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of those that arrived."""

    added: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Twice:
    """A chat that stands on two lines."""

    line: int
    first: int
    chat_id: int
    thread_id: int


@contextmanager
def opened(url: URL) -> Iterator[Engine]:
    """A blocking engine whose transactions lock nothing before they write."""
    engine = sync_engine(url)
    try:
        yield engine.execution_options(begin="DEFERRED")
    finally:
        engine.dispose()


def everybody(engine: Engine) -> Iterator[tuple[Any, ...]]:
    """All subscribers by chat and topic: the columns of `TRAVELS`, in one snapshot, never all in memory."""
    own = [_KEPT.c[name] for name in _OWN]
    question = select(*own, wishes.of(_KEPT.c.id)).order_by(_KEPT.c.chat_id, _KEPT.c.thread_id)
    with engine.connect() as connection:
        streaming = connection.execution_options(stream_results=True, yield_per=_BATCH)
        for *choices, follows in streaming.execute(question):
            yield (*choices, wishes.read(follows))


def how_many(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(_KEPT)).scalar_one()


class Arrivals:
    """Those on their way in, on one connection: set down, looked through, then taken in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        with connection.begin():
            _ARRIVING.create(connection)
            wishes.ARRIVING.create(connection)

    def set_down(self, batches: Iterable[Sequence[dict[str, Any]]]) -> None:
        """Keep rows apart; each is a dict of its `line`, `TRAVELS` and its next digest, and is used up."""
        for batch in batches:
            followed = [{"line": row["line"], "uri": uri} for row in batch for uri in row.pop("follows")]
            with self._connection.begin():
                self._connection.execute(_ARRIVING.insert(), batch)
                if followed:
                    self._connection.execute(wishes.ARRIVING.insert(), followed)

    def twice(self) -> tuple[list[Twice], int]:
        """The first chats that stand on two lines, and how many such lines there are."""
        here = _ARRIVING.c
        first = func.min(here.line).over(partition_by=(here.chat_id, here.thread_id)).label("first")
        ranked = select(here.line, first, here.chat_id, here.thread_id).subquery()
        again = ranked.c.line > ranked.c.first
        with self._connection.begin():
            many = self._connection.execute(
                select(func.count()).select_from(ranked).where(again)
            ).scalar_one()
            shown = select(ranked).where(again).order_by(ranked.c.line).limit(_SHOWN) if many else None
            rows = self._connection.execute(shown).all() if shown is not None else []
        return [Twice(*row) for row in rows], many

    def join(self, now: datetime) -> Joined:
        """Add those who are new and change those who differ, in one transaction."""
        connection = self._connection
        if connection.dialect.name == "sqlite":
            connection = connection.execution_options(begin="IMMEDIATE")
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"ANALYZE arriving, {wishes.ARRIVING.name}"))
            arrived = connection.execute(select(func.count()).select_from(_ARRIVING)).scalar_one()
            known = connection.execute(
                select(func.count()).select_from(_ARRIVING.join(_KEPT, _same()))
            ).scalar_one()
            self._silence(connection, now)
            wishing = self._wishing_otherwise(connection)
            changed = int(connection.execute(_upsert(connection, now)).rowcount) + wishing
            wishes.bring(connection, _ARRIVING, now)
        added = arrived - known
        return Joined(added, changed - added, arrived - changed)

    def _wishing_otherwise(self, connection: Connection) -> int:
        """How many of those who are known differ in what they follow, and in nothing else."""
        others = wishes.differing(_ARRIVING)
        alike = and_(*[~_differs(name, _ARRIVING.c) for name in CHOICES])
        among = _ARRIVING.join(_KEPT, _same())
        question = select(func.count()).select_from(among).where(_ARRIVING.c.line.in_(others), alike)
        return connection.execute(question).scalar_one()

    def _silence(self, connection: Connection, now: datetime) -> None:
        """What waits for somebody who is no longer active is cancelled, as when they stop themselves."""
        leaving = (
            select(_KEPT.c.id)
            .join(_ARRIVING, _same())
            .where(_KEPT.c.state == "active", _ARRIVING.c.state != "active")
        )
        reason = "an import says that the chat gets nothing"
        connection.execute(ending(col(Delivery.subscriber_id).in_(leaving), "cancelled", reason, now))


def _same() -> ColumnElement[bool]:
    return and_(_KEPT.c.chat_id == _ARRIVING.c.chat_id, _KEPT.c.thread_id == _ARRIVING.c.thread_id)


def _upsert(connection: Connection, now: datetime) -> Any:
    newest = select(func.coalesce(func.max(col(Revision.publication)), 0)).scalar_subquery()
    reason = case((_ARRIVING.c.state == "active", ""), else_="imported")
    own = {
        "state_reason": reason,
        "seen": newest,
        "held": literal([], _KEPT.c.held.type),
        "created_at": literal(now, _KEPT.c.created_at.type),
    }
    names = (*_OWN, *_NEXT)
    arriving = select(*[_ARRIVING.c[name] for name in names], *own.values()).where(text("true"))
    fresh = into(connection.dialect, _KEPT).from_select([*names, *own], arriving)
    return fresh.on_conflict_do_update(
        index_elements=["chat_id", "thread_id"],
        set_=_changes(fresh.excluded),
        where=or_(*[_differs(name, fresh.excluded) for name in CHOICES]),
    ).execution_options(preserve_rowcount=True)


def _differs(name: str, arrived: Any) -> ColumnElement[bool]:
    """Nothing is a value here, too: a pause that ended differs from one that goes on."""
    differs: ColumnElement[bool] = _KEPT.c[name].is_distinct_from(arrived[name])
    return differs


def _changes(arrived: Any) -> dict[str, Any]:
    """Who comes back is told only what is published from now on; a due digest moves only with its clock."""
    rescheduled = or_(*[_differs(name, arrived) for name in _WHEN], _KEPT.c.next_digest_at.is_(None))
    same_state = _KEPT.c.state == arrived.state
    back = and_(arrived.state == "active", _KEPT.c.state != "active")
    return {
        **{name: arrived[name] for name in CHOICES},
        **{name: case((rescheduled, arrived[name]), else_=_KEPT.c[name]) for name in _NEXT},
        "state_reason": case((same_state, _KEPT.c.state_reason), else_=arrived.state_reason),
        "seen": case((back, arrived.seen), else_=_KEPT.c.seen),
        "held": case((back, arrived.held), else_=_KEPT.c.held),
    }
