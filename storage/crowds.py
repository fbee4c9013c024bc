"""Readers who are alike, many at a time: whose digest is due, who wants alerts, and what is noted of them.

The database gathers them; only one row for each crowd comes here. Whoever is taken stays under lock until
the end of the transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, case, exists, false, literal, type_coerce
from sqlmodel import SQLModel, col, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.idlists import among, gathered, joined
from storage.model.ledger import Delivery
from storage.model.subscriber import SubscriberRecord
from storage.queueing import Parcel
from storage.subscribers import Variant, goes_on

_READERS = SQLModel.metadata.tables["subscriber"]
ACTIVE = col(SubscriberRecord.state) == "active"
# Not for an index to answer: SQLite would take all who are active and sort them for each chunk.
ACTIVE_BY_ID = col(SubscriberRecord.state).concat("") == "active"


@dataclass(frozen=True, slots=True)
class Taken:
    """Readers under lock: their ids (to be handed on as they are), how many, and the greatest id."""

    ids: Any
    many: int
    last: int


NOBODY = Taken(None, 0, 0)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Readers for whom everything is the same that decides what they are told, and when again."""

    ids: Any
    many: int
    variant: Variant
    slot: str = ""
    timezone: str = ""
    times: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    rhythm: str = "daily"
    quiet: tuple[str, ...] = ()
    quiet_flash: bool = False
    waiting: tuple[str, ...] = ()
    is_late: bool = False
    has: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Move:
    """What is noted of a crowd after its slot: the next one, and up to which publication they were told.

    With an edition they were told only where their slot holds a delivery of it.
    """

    ids: Any
    at: datetime | None
    name: str | None
    seen: int | None = None
    edition: int | None = None
    slot: str = ""


async def first_due(session: AsyncSession, now: datetime) -> datetime | None:
    """The moment (UTC) of the digest that has waited longest; None when none is due by now."""
    at = col(SubscriberRecord.next_digest_at)
    return (await session.exec(select(at).where(ACTIVE, at <= now).order_by(at).limit(1))).first()


async def last_id(session: AsyncSession) -> int:
    return (await session.exec(select(func.max(SubscriberRecord.id)))).one() or 0


async def take_due(session: AsyncSession, at: datetime, after: int, limit: int) -> Taken:
    """The next readers by id whose digest was due at a moment, passing over whom another process has."""
    due = ACTIVE, col(SubscriberRecord.next_digest_at) == at, col(SubscriberRecord.id) > after
    return await take(session, due, limit, skip_locked=True)


async def take_wanting_alerts(
    session: AsyncSession, after: int, upto: int, limit: int, now: datetime
) -> Taken:
    """The next readers by id, up to one of them, who want alerts and do not pause now."""
    number, wants = col(SubscriberRecord.id), col(SubscriberRecord.alerts) != "off"
    wanting = ACTIVE_BY_ID, number > after, number <= upto, wants, goes_on(now)
    return await take(session, wanting, limit, skip_locked=False)


async def take(
    session: AsyncSession,
    conditions: Iterable[ColumnElement[bool]],
    limit: int,
    *before: Any,
    skip_locked: bool,
) -> Taken:
    order = *before, col(SubscriberRecord.id)
    question = select(SubscriberRecord.id).where(*conditions).order_by(*order).limit(limit)
    return await taken_of(session, question.with_for_update(skip_locked=skip_locked))


async def taken_of(session: AsyncSession, question: SelectOfScalar[Any]) -> Taken:
    """The readers whose ids a question finds, which locks them."""
    found = question.subquery()
    rows = await session.exec(select(gathered(session, found.c.id), func.count(), func.max(found.c.id)))
    ids, many, last = rows.one()
    return Taken(ids, many, last or 0)


_DECIDES = ("language", "kinds", "regions")
_DECIDES_DIGESTS = (*_DECIDES, "seen", "held", "next_digest_slot", "timezone", "times", "weekdays", "rhythm")


async def due(session: AsyncSession, taken: Taken) -> list[Crowd]:
    """The crowds among those whose digest is due, whoever was there first first."""
    return [
        Crowd(
            row.ids, row.many, _variant(row, row.seen, row.held), row.next_digest_slot or "", *_calendar(row)
        )
        for row in await grouped(session, taken, _DECIDES_DIGESTS)
    ]


def _variant(row: Any, seen: int = 0, held: Sequence[str] = (), alerts: str = "") -> Variant:
    return Variant(row.language, tuple(row.kinds), tuple(row.regions), seen, tuple(held), alerts)


def _calendar(row: Any) -> tuple[str, tuple[str, ...], tuple[str, ...], str]:
    return row.timezone, tuple(row.times), tuple(row.weekdays), row.rhythm


async def wanting_alerts(
    session: AsyncSession,
    taken: Taken,
    stories: Sequence[str] = (),
    carriers: Mapping[int, Sequence[int]] | None = None,
) -> list[Crowd]:
    """The crowds among those who want alerts; their zone only where they have quiet hours, what they muted
    only where one of these stories is part of it.

    `carriers` are editions by what they carry: who got one of these (or will) has it.
    """
    asked = {number: editions for number, editions in (carriers or {}).items() if editions}
    has = [_has_one_of(editions).label(f"has_{number}") for number, editions in asked.items()]
    rows = await grouped(session, taken, DECIDES_ALERTS, zone_of_quiet(), muted(stories), *has)
    return [
        replace(restful(row), has=frozenset(n for n in asked if getattr(row, f"has_{n}"))) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Sleepers:
    """Readers who speak a language and have the same quiet hours, whatever else they chose."""

    ids: Any
    many: int
    language: str
    timezone: str
    quiet: tuple[str, ...]
    quiet_flash: bool


async def by_quiet_hours(session: AsyncSession, taken: Taken) -> list[Sleepers]:
    rows = await grouped(session, taken, ("language", "timezone", "quiet", "quiet_flash"))
    return [
        Sleepers(row.ids, row.many, row.language, row.timezone, tuple(row.quiet), row.quiet_flash)
        for row in rows
    ]


def _has_one_of(editions: Sequence[int]) -> ColumnElement[bool]:
    one_of: ColumnElement[bool] = col(Delivery.slot).in_([f"edition:{number}" for number in editions])
    if len(editions) > _MOST_SLOTS:
        # Looked for among what a reader got: not for an index to answer, which would have all copies of each.
        one_of = (col(Delivery.edition_id) + 0).in_(editions)
    return exists().where(
        col(Delivery.subscriber_id) == _READERS.c.id, one_of, col(Delivery.state).not_in(_NEVER)
    )


_MOST_SLOTS = 100
_NEVER = ("cancelled", "expired", "failed", "superseded")


DECIDES_ALERTS = (*_DECIDES, "alerts", "quiet", "quiet_flash")


_MOST_ASKED = 100  # stories: more are no round of alerts but an archive


def enclosed(words: Any) -> ColumnElement[str]:
    """A list of words as it is kept, with a comma before and after each."""
    return literal(",", Text).concat(type_coerce(words, Text)).concat(",")


def muted(stories: Sequence[str]) -> ColumnElement[Any]:
    """What a reader muted, where one of these stories is part of it; else nothing."""
    column = _READERS.c.muted
    asked = [enclosed(column).contains(f",{story},") for story in sorted(set(stories))]
    concerned = or_(false(), *asked) if len(asked) <= _MOST_ASKED else column != ""
    return type_coerce(case((concerned, type_coerce(column, Text)), else_=""), column.type).label("muted")


def zone_of_quiet() -> ColumnElement[str]:
    return case((_READERS.c.quiet == "", ""), else_=_READERS.c.timezone).label("zone")


def restful(row: Any, seen: int = 0) -> Crowd:
    return Crowd(
        row.ids,
        row.many,
        replace(_variant(row, seen, alerts=row.alerts), muted=tuple(row.muted)),
        timezone=row.zone,
        quiet=tuple(row.quiet),
        quiet_flash=row.quiet_flash,
    )


async def grouped(session: AsyncSession, taken: Taken, names: Sequence[str], *others: Any) -> Sequence[Any]:
    number = _READERS.c.id
    columns: list[Any] = [*(_READERS.c[name] for name in names), *others]
    counted: list[Any] = [gathered(session, number).label("ids"), func.count().label("many")]
    question = (
        select(*counted, *columns).where(among(session, number)).group_by(*columns).order_by(func.min(number))
    )
    connection = await session.connection()
    return (await connection.execute(question, {"ids": taken.ids})).all()


def _merged(moves: Sequence[Move], *, all_told: bool) -> Iterable[Move]:
    """As few moves as there are different ones, since a pass through the table is what costs."""
    same: dict[Move, list[Any]] = defaultdict(list)
    for move in moves:
        edition, slot = (None, "") if all_told or move.seen is None else (move.edition, move.slot)
        same[replace(move, ids=None, edition=edition, slot=slot)].append(move.ids)
    return (replace(move, ids=joined(lists)) for move, lists in same.items())


async def move_on(session: AsyncSession, moves: Sequence[Move], *, all_told: bool) -> None:
    """Note for each crowd when its next digest is due, and what it has been told.

    With `all_told` nobody needs to be asked for their delivery.
    """
    kinds: dict[str, list[Move]] = {"later": [], "told": [], "asked": []}
    for move in _merged(moves, all_told=all_told):
        kind = "later" if move.seen is None else "told" if move.edition is None else "asked"
        kinds[kind].append(move)
    next_one: dict[str, Any] = {"next_digest_at": bindparam("at"), "next_digest_slot": bindparam("name")}
    told: dict[str, Any] = {"seen": bindparam("upto"), "held": [], "waiting": [], "wakes_at": None}
    has_it = _holds_delivery()
    asked = {
        "seen": case((has_it, bindparam("upto", type_=BigInteger)), else_=_READERS.c.seen),
        "held": case((has_it, ""), else_=_held()),
        "waiting": case((has_it, ""), else_=type_coerce(_READERS.c.waiting, Text)),
        "wakes_at": case((has_it, None), else_=_READERS.c.wakes_at),
    }
    values: dict[str, dict[str, Any]] = {"later": {}, "told": told, "asked": asked}
    for kind, changes in values.items():
        await note(session, next_one | changes, [_parameters(move, kind) for move in kinds[kind]])


def _parameters(move: Move, kind: str) -> dict[str, Any]:
    values = {"ids": move.ids, "at": move.at, "name": move.name}
    values |= {} if kind == "later" else {"upto": move.seen}
    return values | ({"edition": move.edition, "slot_held": move.slot} if kind == "asked" else {})


async def hold(session: AsyncSession, parcels: Sequence[Parcel], *, all_told: bool) -> None:
    """Note for the crowds of an alert's parcels that they got it, where they did."""
    number = bindparam("word", type_=Text)
    joined = case((_held() == "", number), else_=_held().concat(",").concat(number))
    held = joined if all_told else case((_holds_delivery(), joined), else_=_held())
    parameters = [
        {"ids": parcel.ids, "word": str(parcel.edition.id)}
        | ({} if all_told else {"edition": parcel.edition.id, "slot_held": parcel.slot})
        for parcel in parcels
    ]
    await note(session, {"held": held}, parameters)


def _held() -> ColumnElement[str]:
    return type_coerce(_READERS.c.held, Text)


def _holds_delivery() -> ColumnElement[bool]:
    return exists().where(
        col(Delivery.subscriber_id) == _READERS.c.id,
        col(Delivery.slot) == bindparam("slot_held"),
        col(Delivery.edition_id) == bindparam("edition"),
    )


async def note(session: AsyncSession, values: dict[str, Any], parameters: list[dict[str, Any]]) -> None:
    """One update for each of the parameters, of the readers among its ids."""
    if parameters:
        changed = update(_READERS).where(among(session, _READERS.c.id)).values(values)
        await (await session.connection()).execute(changed, parameters)
