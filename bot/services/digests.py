"""Queue the digests that are due: once per reader, slot and local date, and only where there is news."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import schedule
from bot.services import editing
from bot.services.editing import Issue, News
from bot.services.newsroom import Newsroom, Rules
from storage import editions, entries, queueing, subscribers, untold
from storage.editions import Composed
from storage.subscribers import Due, Variant

# More rows in one transaction hold SQLite's only write lock for too long.
CHUNK = 2_000


async def queue_due(newsroom: Newsroom) -> int:
    """Queue every due digest, in chunks of one transaction each; returns how many were queued."""
    async with newsroom.database.reading() as session:
        if not await subscribers.due(session, newsroom.now(), 1):
            return 0
        upto = await entries.newest_publication(session)
    queued = 0
    cache: dict[Variant, News] = {}
    while True:
        async with newsroom.database.writing() as session:
            due = await _claim_due(session, newsroom.now())
            queued += await _queue(newsroom, session, due, upto, cache)
        if len(due) < CHUNK:
            return queued


async def _claim_due(session: AsyncSession, now: datetime) -> Sequence[Due]:
    """Who is due, with the news that an expired digest or alert of theirs did not bring."""
    due = await subscribers.due(session, now, CHUNK, lock=True)
    if await untold.give_back(session, [one.id for one in due], now):
        return await subscribers.due(session, now, CHUNK)
    return due


async def _queue(
    newsroom: Newsroom, session: AsyncSession, due: Sequence[Due], upto: int, cache: dict[Variant, News]
) -> int:
    now, catch_up = newsroom.now(), newsroom.rules.catch_up
    timely = [one for one in (_caught_up(one, now, catch_up) for one in due) if now - one.at <= catch_up]
    taken = await queueing.taken(session, [(one.id, slot_of(one)) for one in timely])
    open_slots = [one for one in timely if one.id not in taken]
    queued = 0
    for (variant, day), readers in _by_variant(open_slots, newsroom.rules).items():
        if variant not in cache:
            cache[variant] = await editing.news(session, variant, upto)
        if cache[variant].items:
            issue = Issue(day, upto, now, now + catch_up)
            composed = editing.digest(cache[variant], variant, issue, newsroom.rules)
            queued += await _deliver(session, composed, readers)
    told = {one.id for one in open_slots}
    await _move_on(session, due, told, now, upto)
    return queued


def _caught_up(due: Due, now: datetime, catch_up: timedelta) -> Due:
    """After days of downtime, the slot that has only just been missed, where there is one."""
    if now - due.at <= catch_up:
        return due
    oldest = now - catch_up - timedelta(microseconds=1)
    slot = schedule.following(due.times, due.weekdays, due.timezone, oldest)
    return replace(due, at=slot.at, slot=slot.name) if slot and slot.at <= now else due


def slot_of(due: Due) -> str:
    return f"digest:{due.slot}"


def _by_variant(due: Sequence[Due], rules: Rules) -> dict[tuple[Variant, date], list[Due]]:
    groups: dict[tuple[Variant, date], list[Due]] = defaultdict(list)
    for one in due:
        # Whether somebody wants alerts does not change what a digest says; what they got does.
        variant = replace(one.variant, alerts="", language=rules.offered(one.variant.language))
        groups[variant, date.fromisoformat(one.slot[:10])].append(one)
    return groups


async def _deliver(session: AsyncSession, composed: Composed, readers: Sequence[Due]) -> int:
    edition = await editions.one(session, await editions.keep(session, composed))
    slots = [(one.id, slot_of(one)) for one in readers]
    # Readers further west share the edition hours later: it expires for each by their own slot.
    return await queueing.queue_for(
        session, edition, slots, composed.created_at, expires_at=composed.expires_at
    )


async def _move_on(
    session: AsyncSession, due: Sequence[Due], told: set[int], now: datetime, upto: int
) -> None:
    """Set each reader's next slot; whoever was told starts from this publication next time."""
    groups: dict[tuple[schedule.Slot | None, bool], list[int]] = defaultdict(list)
    for one in due:
        following = schedule.following(one.times, one.weekdays, one.timezone, max(now, one.at))
        groups[following, one.id in told].append(one.id)
    for (slot, was_told), ids in groups.items():
        at, name = (slot.at, slot.name) if slot else (None, None)
        await subscribers.schedule(session, ids, at, name, upto if was_told else None)
