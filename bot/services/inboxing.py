"""The inbox at work: what came is stored and handed out, what was done is kept together with its answers.

One beat of the loop that handles updates is one transaction, whatever there is to do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief.screen import Button, Screen
from bot.services.replicas.place import Place
from storage import bells, inbox, replies
from storage.db import Database
from storage.desk import sheets
from storage.inbox import Held, Turn
from storage.replies import Due
from storage.unit import Unit

Raw = dict[str, Any]
LEASE = timedelta(seconds=120)  # longer than any handling takes
REPLY_LEASE = timedelta(seconds=90)
_LARGEST = 2**53


class NotHeldError(RuntimeError):
    """Somebody else has taken this update over; what this worker did with it is undone."""


class InboxClosedError(RuntimeError):
    """Nothing is taken in any more: the process is ending."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody is told: in a message of its own, or (`message_id`) in the place of one."""

    chat_id: int
    thread_id: int
    screen: Screen
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """An update that was handled, and the answers that it led to."""

    held: Held
    answers: Sequence[Answer] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """What one beat has to write down."""

    arrived: Sequence[Raw] = ()
    finished: Sequence[Finished] = ()
    sent: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Handed:
    """What one beat hands out: updates to handle, and for each finished one the replies to send."""

    claimed: Sequence[Held] = ()
    replies: dict[int, list[Due]] = field(default_factory=dict)


def turn(place: Place, busy: Iterable[int] = ()) -> Turn:
    return Turn(place.id, place.moment(), LEASE, place.rank, place.live, tuple(busy))


async def beat(database: Database, mine: Turn, work: Work, free: int) -> Handed:
    async with database.writing() as session:
        if work.arrived:
            rows = ((raw["update_id"], chat_of(raw), raw) for raw in work.arrived)
            await inbox.take_in(session, rows, mine.now)
        kept = await _finish(session, mine, work.finished)
        await replies.settle(session, work.sent)
        claimed = await inbox.claim(session, mine, free) if free else []
    return Handed(claimed, kept)


async def has_work(database: Database, mine: Turn) -> bool:
    """Whether there is something to claim; mostly there is not."""
    (found,) = await database.glance([bells.at_the_inbox()])
    if not found[0][0]:
        return False
    async with database.reading() as session:
        return await inbox.has_work(session, mine)


async def finish(unit: Unit, mine: Turn, finished: Finished) -> list[Due]:
    """The last of what is written in a handler's unit.

    Raises:
        NotHeldError: it is not ours any more.
    """
    async with unit.concluding() as session:
        kept = await _finish(session, mine, [finished])
    if finished.held.update_id not in kept:
        raise NotHeldError
    return kept[finished.held.update_id]


async def _finish(session: AsyncSession, mine: Turn, some: Sequence[Finished]) -> dict[int, list[Due]]:
    if not some:
        return {}
    done = await inbox.finish(session, [one.held.key for one in some])
    kept = {one.held.update_id: _due(one) for one in some if one.held.update_id in done}
    due = [one for some in kept.values() for one in some]
    await replies.put(session, due, mine.worker, mine.now, mine.now + REPLY_LEASE)
    return kept | await _committed_unnoticed(session, mine, some, done)


async def _committed_unnoticed(
    session: AsyncSession, mine: Turn, some: Sequence[Finished], done: set[int]
) -> dict[int, list[Due]]:
    """Replies of updates that an earlier try has finished, though its commit seemed to fail."""
    found: dict[int, list[Due]] = {}
    others = [one.held.update_id for one in some if one.held.update_id not in done]
    for row in await replies.of_updates(session, others, mine.worker):
        found.setdefault(row.update_id, []).append(row)
    return found


def _due(finished: Finished) -> list[Due]:
    return [
        Due(
            finished.held.update_id,
            number,
            answer.chat_id,
            answer.thread_id,
            asdict(answer.screen),
            answer.message_id,
        )
        for number, answer in enumerate(finished.answers)
    ]


def screen_of(reply: Due) -> Screen:
    kept = dict(reply.screen)
    rows = [[Button(**button) for button in row] for row in kept.pop("rows")]
    return Screen(rows=rows, **kept)


async def begin(database: Database, mine: Turn) -> list[Due]:
    """Before anything is claimed: what stands under this name is of a process that died."""
    async with database.writing() as session:
        await inbox.recover_namesakes(session, mine.worker)
        return list(await replies.of_namesakes(session, mine.worker, mine.now + REPLY_LEASE))


async def recover(database: Database, mine: Turn) -> tuple[int, list[Due]]:
    """Take over from the dead: how many updates wait again, and the replies that are to be sent from here."""
    (found,) = await database.glance([bells.at_the_inbox()])
    if not any(found[0]):
        return 0, []
    async with database.reading() as session:
        lost = await inbox.has_lost(session, mine.worker, mine.now)
        lost = lost or await replies.has_lapsed(session, mine.worker, mine.now)
    if not lost:
        return 0, []
    async with database.writing() as session:
        given = await inbox.recover(session, mine.worker, mine.now)
        taken = await replies.lapsed(session, mine.worker, mine.now, mine.now + REPLY_LEASE)
    return given, list(taken)


async def give_back(database: Database, mine: Turn, held: Held, *, counted: bool) -> list[Due]:
    """An update that could not be finished waits again; had it been finished, these are its replies."""
    async with database.writing() as session:
        found = await replies.of_updates(session, [held.update_id], mine.worker)
        if not found:
            await inbox.release(session, held, counted=counted)
    return list(found)


async def keep(database: Database, mine: Turn, reply: Due) -> bool:
    """Whether a reply that takes long is still ours; it is for some time more."""
    async with database.writing() as session:
        return await replies.renew(session, reply.id, reply.epoch, mine.now + REPLY_LEASE)


async def leave(database: Database, mine: Turn, sent: Sequence[int]) -> None:
    """At the end: whoever goes on finds everything as if this process had not begun it."""
    async with database.writing() as session:
        await replies.settle(session, sent)
        await inbox.release_all(session, mine.worker)
        await replies.let_go(session, mine.worker, mine.now)


async def arrived(database: Database, reply: Due, message_id: int) -> None:
    """An answer that is a copy of an edition has its message, by which it can be edited later."""
    async with database.writing() as session:
        await sheets.arrived(session, reply.screen["edition"], reply.chat_id, message_id)


async def sweep(database: Database, now: datetime) -> int:
    async with database.writing() as session:
        return await inbox.sweep(session, now)


async def waiting(database: Database) -> int:
    """How many updates and replies are not done with."""
    async with database.reading() as session:
        return await inbox.open_count(session) + await replies.open_count(session)


def is_update(raw: Any) -> bool:
    """Whether it has a number by which it can be kept."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < _LARGEST


def chat_of(raw: Raw) -> int:
    """By which updates are kept in order: the chat, else the person, else 0."""
    parts = [part for part in raw.values() if isinstance(part, dict)]
    for part in parts:
        message = part.get("message")
        places = (part.get("chat"), message.get("chat") if isinstance(message, dict) else None)
        for place in (*places, part.get("from"), part.get("user")):
            if isinstance(place, dict) and (number := _number(place.get("id"))):
                return number
    return 0


def _number(value: Any) -> int:
    return value if isinstance(value, int) and -_LARGEST < value < _LARGEST else 0
