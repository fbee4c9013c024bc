"""The end of quiet hours: what they held back is told once, as one message, as it stands by then."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import quiet
from bot.services import editing
from bot.services.alerts import EXPIRES_AFTER
from bot.services.composing import Composing
from bot.services.editing import Alert
from bot.services.newsroom import Newsroom
from bot.services.turns import Stride, Turn
from storage import crowds, editions, queueing, resting, views
from storage.crowds import Crowd, Taken
from storage.model.vocabulary import ALERT_UP_TO
from storage.queueing import Parcel
from storage.subscribers import Variant
from storage.views import Published


async def queue_held(newsroom: Newsroom, turn: Turn | None = None) -> int:
    """Queue what was held back for readers whose quiet hours are over, in chunks of one transaction each,
    until all have been told or the turn is over; returns how many deliveries.

    What waited for longer than an alert keeps (the bot was away) is left to the digest.
    """
    turn, stride = turn or Turn(), Stride()
    queued = 0
    while True:
        asked, many = await _queue_chunk(newsroom, turn, stride)
        queued += turn.queued(many)
        if turn.is_over or not asked:
            return queued


async def _queue_chunk(newsroom: Newsroom, turn: Turn, stride: Stride) -> tuple[int, int]:
    """One transaction: how many readers had something held back, and how many deliveries were queued."""
    async with newsroom.database.writing() as session:
        now, began = newsroom.now(), turn.monotonic()
        taken = await resting.take(session, now, stride.size)
        if not taken.many:
            return 0, 0
        queued = await _queue(newsroom, session, taken, now)
    if taken.many == stride.size:
        stride.adapt(taken.many, turn.monotonic() - began)
    return taken.many, queued


async def _queue(newsroom: Newsroom, session: AsyncSession, taken: Taken, now: datetime) -> int:
    found = await resting.grouped(session, taken, now, now - EXPIRES_AFTER)
    awake = [crowd for crowd in found if crowd.is_late or not _quiet_until(crowd, now)]
    current = await _current(session, awake)
    press = Composing(newsroom.rules, now, now + EXPIRES_AFTER)
    # The hours that it waited on purpose are no delay.
    copies = [
        (crowd, replace(press.alert(Alert(own), crowd.variant), caused_at=None))
        for crowd, own in _told(awake, current)
    ]
    standing = await editions.standing(session, [composed for _crowd, composed in copies])
    parcels = [
        Parcel(standing[one.key], crowd.ids, f"edition:{standing[one.key].id}", now + EXPIRES_AFTER)
        for crowd, one in copies
    ]
    queued = await queueing.queue_all(session, parcels, now)
    await crowds.hold(session, parcels, all_told=queued == sum(crowd.many for crowd, _one in copies))
    await resting.woken(session, taken.ids)
    await resting.put_by(session, _rests(found, now))
    return queued


def _quiet_until(crowd: Crowd, now: datetime) -> datetime | None:
    return quiet.until(crowd.quiet, crowd.timezone, now) if crowd.quiet else None


def _rests(found: Sequence[Crowd], now: datetime) -> list[resting.Rest]:
    """Those who have other quiet hours by now, or whose next ones have begun, wait on."""
    return [
        resting.Rest(crowd.ids, until, tuple(_numbers(crowd)))
        for crowd in found
        if not crowd.is_late and (until := _quiet_until(crowd, now))
    ]


async def _current(session: AsyncSession, awake: Iterable[Crowd]) -> dict[int, Published]:
    """What was held back, as it stands now, without what was withdrawn."""
    wanted = {number for crowd in awake if not crowd.is_late for number in _numbers(crowd)}
    return {one.id: one for one in await views.by_id(session, sorted(wanted))}


def _numbers(crowd: Crowd) -> list[int]:
    return sorted({int(word) for word in crowd.waiting})


def _told(awake: Sequence[Crowd], current: dict[int, Published]) -> Iterable[tuple[Crowd, list[Published]]]:
    """Each crowd with what it is told; nothing is left for those to whom all of it was withdrawn."""
    for crowd in awake:
        held = [current[number] for number in _numbers(crowd) if number in current]
        own = [one for one in held if _is_news(one, crowd.variant)]
        if own and not crowd.is_late:
            yield crowd, own


def _is_news(one: Published, variant: Variant) -> bool:
    """Whether it still is an alert to these readers, and their digest has not told it meanwhile."""
    is_alert = one.entry.urgency <= ALERT_UP_TO and editing.alerted(one, variant)
    return is_alert and one.publication > variant.seen
