"""Which pledges subscribers follow, when they travel by the million: each a row, none asked for by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    CompoundSelect,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    func,
    literal,
    select,
    text,
    tuple_,
)

from storage.inserts import into
from storage.model import tables

_KEPT, _READERS = (tables.metadata.tables[name] for name in ("pledge_follow", "subscriber"))
_BETWEEN = "\n"  # no uri has a white space
ARRIVING = Table(
    "arriving_follow",
    MetaData(),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("uri", String, primary_key=True),
    prefixes=["TEMPORARY"],
)


def of(subscriber_id: Any) -> Any:
    """All that a subscriber follows, in one column; see `read`."""
    mine = _KEPT.c.subscriber_id == subscriber_id
    return select(func.aggregate_strings(_KEPT.c.uri, _BETWEEN)).where(mine).scalar_subquery()


def read(follows: str | None) -> Sequence[str]:
    return sorted(follows.split(_BETWEEN)) if follows else ()


def differing(arriving: Table) -> CompoundSelect[Any]:
    """The lines of those who follow something that they did not, or nothing that they did."""
    return _fresh(arriving, ARRIVING.c.line).union(_gone(arriving, arriving.c.line))


def bring(connection: Connection, arriving: Table, now: datetime) -> None:
    """From `now` on those who arrived follow what their lines say, and nothing else."""
    gone = _gone(arriving, _KEPT.c.subscriber_id, _KEPT.c.uri)
    connection.execute(_KEPT.delete().where(tuple_(_KEPT.c.subscriber_id, _KEPT.c.uri).in_(gone)))
    since = literal(now, _KEPT.c.since.type)
    fresh = _fresh(arriving, _READERS.c.id, ARRIVING.c.uri, since)
    rows = into(connection.dialect, _KEPT).from_select(["subscriber_id", "uri", "since"], fresh)
    connection.execute(rows.on_conflict_do_nothing())  # somebody may follow it this moment


def _fresh(arriving: Table, *columns: Any) -> Select[Any]:
    """Follows that arrive and are not kept."""
    is_kept = and_(_KEPT.c.subscriber_id == _READERS.c.id, _KEPT.c.uri == ARRIVING.c.uri)
    return (
        select(*columns)
        .select_from(ARRIVING)
        .join(arriving, arriving.c.line == ARRIVING.c.line)
        .join(_READERS, _same(arriving))
        .where(~select(text("1")).select_from(_KEPT).where(is_kept).correlate(_READERS, ARRIVING).exists())
    )


def _gone(arriving: Table, *columns: Any) -> Select[Any]:
    """Follows that are kept and whose reader arrives without them."""
    arrives = and_(ARRIVING.c.line == arriving.c.line, ARRIVING.c.uri == _KEPT.c.uri)
    return (
        select(*columns)
        .select_from(_KEPT)
        .join(_READERS, _READERS.c.id == _KEPT.c.subscriber_id)
        .join(arriving, _same(arriving))
        .where(~select(text("1")).select_from(ARRIVING).where(arrives).correlate(arriving, _KEPT).exists())
    )


def _same(arriving: Table) -> Any:
    return and_(_READERS.c.chat_id == arriving.c.chat_id, _READERS.c.thread_id == arriving.c.thread_id)
