"""What quiet hours hold back: noted with the readers it waits for, and taken up when they end."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, case, false, literal, type_coerce
from sqlmodel import SQLModel, col, func, or_
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import crowds
from storage.crowds import Crowd, Taken
from storage.idlists import joined
from storage.model.subscriber import SubscriberRecord

_READERS = SQLModel.metadata.tables["subscriber"]
_WAITING = crowds.enclosed(_READERS.c.waiting)


@dataclass(frozen=True, slots=True)
class Rest:
    """Entries that some readers are told at the end of their quiet hours (UTC), with what they wait for."""

    ids: Any
    until: datetime
    entries: tuple[int, ...]


async def put_by(session: AsyncSession, rests: Sequence[Rest]) -> None:
    """Hold back entries for readers in their quiet hours; each once, however often it is put by."""
    same: dict[tuple[datetime, int], list[Any]] = defaultdict(list)
    for rest in rests:
        for number in rest.entries:
            same[rest.until, number].append(rest.ids)
    waiting, word = type_coerce(_READERS.c.waiting, Text), bindparam("word", type_=Text)
    is_there = _WAITING.contains(literal(",", Text).concat(word).concat(","))
    added = case((waiting == "", word), (is_there, waiting), else_=waiting.concat(",").concat(word))
    parameters = [
        {"ids": joined(lists), "until": until, "word": str(number)} for (until, number), lists in same.items()
    ]
    await crowds.note(session, {"waiting": added, "wakes_at": bindparam("until")}, parameters)


async def no_longer_put_by(session: AsyncSession, ids: Any, entries: Sequence[int]) -> None:
    """These were told some entries after all."""
    without = func.ltrim(func.rtrim(func.replace(_WAITING, bindparam("word", type_=Text), ","), ","), ",")
    await crowds.note(
        session, {"waiting": without}, [{"ids": ids, "word": f",{number},"} for number in entries]
    )


def waits_for(entry: int) -> ColumnElement[bool]:
    """Whether a reader is told this entry at the end of their quiet hours."""
    return _WAITING.contains(f",{entry},")


async def woken(session: AsyncSession, ids: Any) -> None:
    """Nothing waits any more for these."""
    await crowds.note(session, {"waiting": "", "wakes_at": None}, [{"ids": ids}])


async def take(session: AsyncSession, now: datetime, limit: int) -> Taken:
    """The next readers whose quiet hours have ended, with something held back: who has waited longest first.

    Where a digest is due as well, that tells it all.
    """
    at, digest = col(SubscriberRecord.wakes_at), col(SubscriberRecord.next_digest_at)
    waking = crowds.ACTIVE, at <= now, or_(digest.is_(None), digest > now)
    return await crowds.take(session, waking, limit, at, skip_locked=True)


async def grouped(session: AsyncSession, taken: Taken, now: datetime, late: datetime) -> list[Crowd]:
    """The crowds among those with something held back; late are those whose quiet hours ended before then,
    and those who pause by now.
    """
    is_late = or_(_READERS.c.wakes_at < late, func.coalesce(_READERS.c.paused_until > now, false())).label(
        "is_late"
    )
    rows = await crowds.grouped(
        session,
        taken,
        (*crowds.DECIDES_ALERTS, "seen", "waiting"),
        crowds.zone_of_quiet(),
        is_late,
        _READERS.c.muted,
    )
    return [
        replace(crowds.restful(row, row.seen), waiting=tuple(row.waiting), is_late=bool(row.is_late))
        for row in rows
    ]
