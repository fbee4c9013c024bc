"""Queue editions for whole crowds of subscribers, in a statement each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.editions import Standing
from storage.idlists import among, joined
from storage.inserts import counted, insert
from storage.model.ledger import Delivery

_READERS, _DELIVERIES = (SQLModel.metadata.tables[name] for name in ("subscriber", "delivery"))


@dataclass(frozen=True, slots=True)
class Parcel:
    """An edition for a crowd (a list of subscribers' ids), in a slot that is the same for all of them.

    It leaves at once, or not before a moment (UTC).
    """

    edition: Standing
    ids: Any
    slot: str
    expires_at: datetime | None = None
    not_before: datetime | None = None


async def queue_all(session: AsyncSession, parcels: Sequence[Parcel], now: datetime) -> int:
    """Queue each for its crowd, a paused edition to wait and a stopped one not at all.

    A slot that is taken stays as it is, and so does a chat that has the edition already. Mostly there is
    none, and PostgreSQL is faster by a fifth where it need not be ready for one.
    """
    parameters = [_values(parcel, now) for parcel in _merged(parcels) if not parcel.edition.stopped]
    if not parameters:
        return 0
    names = [name for name in parameters[0] if name != "ids"]
    readers = select(
        _READERS.c.id,
        _READERS.c.chat_id,
        _READERS.c.thread_id,
        *[bindparam(name, type_=_DELIVERIES.c[name].type).label(name) for name in names],
    ).where(among(session, _READERS.c.id))
    rows = insert(session, Delivery).from_select(["subscriber_id", "chat_id", "thread_id", *names], readers)
    try:
        async with session.begin_nested():
            return await counted(session, rows, parameters)
    except IntegrityError:
        return await counted(session, rows.on_conflict_do_nothing(), parameters)


def _merged(parcels: Sequence[Parcel]) -> Iterable[Parcel]:
    same: dict[Parcel, list[Any]] = defaultdict(list)
    for parcel in parcels:
        same[replace(parcel, ids=None)].append(parcel.ids)
    return (replace(parcel, ids=joined(lists)) for parcel, lists in same.items())


def _values(parcel: Parcel, now: datetime) -> dict[str, Any]:
    row = fresh(now, parcel.edition.priority, paused=parcel.edition.paused)
    row |= {"edition_id": parcel.edition.id, "slot": parcel.slot, "expires_at": parcel.expires_at}
    row |= {"not_before": parcel.not_before or now}
    return row | {"ids": parcel.ids}


def fresh(now: datetime, priority: int, *, paused: bool) -> dict[str, Any]:
    """What every delivery begins with."""
    return {
        "priority": priority,
        "not_before": now,
        "created_at": now,
        "state": "parked" if paused else "queued",
        "action": "send",
        "epoch": 0,
        "attempt": 0,
    }
