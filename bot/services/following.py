"""Tell followers when a pledge's status has changed: once for each change, in chunks, like an alert.

It goes past what somebody chose of kinds, places and alerts, for they asked for this very pledge. Whoever
hears of the change by an alert or by the notice of a correction is not told again: those come first.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import changes, priorities, quiet
from bot.brief.changes import Item
from bot.brief.tongue import tongue
from bot.services import alerts, editing
from bot.services.alerts import EXPIRES_AFTER
from bot.services.newsroom import Newsroom, Rules
from bot.services.turns import Stride, Turn
from storage import crowds, editions, follows, pledge_changes, queueing, versions
from storage.crowds import Sleepers, Taken
from storage.editions import Carried, Composed
from storage.model.follow import PledgeChange
from storage.model.vocabulary import FLASH_UP_TO
from storage.queueing import Parcel


async def tell(newsroom: Newsroom, turn: Turn | None = None) -> int:
    """Queue what has settled for all who follow it, until the turn is over; returns how many deliveries."""
    turn, stride = turn or Turn(), Stride()
    queued = 0
    while await _any_ready(newsroom):
        many = await _chunk(newsroom, turn, stride)
        queued += turn.queued(many or 0)
        if many is None or turn.is_over:
            break
    return queued


async def _any_ready(newsroom: Newsroom) -> bool:
    async with newsroom.database.reading() as session:
        return bool(await _ready(newsroom, session, locked=False))


async def _ready(newsroom: Newsroom, session: AsyncSession, *, locked: bool) -> list[PledgeChange]:
    """The changes of one pledge that can be told by now: those that are quiet, and no alert tells them."""
    waiting = await pledge_changes.waiting(session, locked=locked)
    alerted = await pledge_changes.alerted(session) if waiting else set()
    for first in waiting:
        own = [one for one in waiting if one.entry_id == first.entry_id]
        if first.after:
            return [first]  # some have been told already
        moments = [(one.entry_id, one.at) for one in own]
        if first.entry_id not in alerted and alerts.settled(
            moments, newsroom.now(), newsroom.rules.alert_settle
        ):
            return own
    return []


async def _chunk(newsroom: Newsroom, turn: Turn, stride: Stride) -> int | None:
    """One transaction: some followers of one pledge. None while another process is about it."""
    async with newsroom.database.writing() as session:
        began = turn.monotonic()
        ready = await _ready(newsroom, session, locked=True)
        if not ready:
            return None
        public = await pledge_changes.public_version(session, ready[0].entry_id)
        change = await _merged(session, ready, public[1]) if public else None
        if change is None or public is None:
            await pledge_changes.end(session, ready)
            return 0
        taken = await follows.take_untold(session, change, public[0], stride.size, newsroom.now())
        queued = await _queue(newsroom, session, change, taken)
        if taken.many < stride.size:
            await pledge_changes.end(session, [change])
        else:
            await pledge_changes.reached(session, change, taken.last)
    if taken.many == stride.size:
        stride.adapt(taken.many, turn.monotonic() - began)
    return queued


async def _merged(session: AsyncSession, ready: Sequence[PledgeChange], newest: int) -> PledgeChange | None:
    """What came while nobody was told yet is one change; none, where the status is as it was before."""
    first, *others = ready
    if not first.after:
        await pledge_changes.end(session, others)
        first.version, first.at = newest, ready[-1].at
    before = await versions.version_of(session, first.entry_id, first.known_version)
    now = await versions.version_of(session, first.entry_id, first.version)
    is_other = before and now and pledge_changes.status(before) != pledge_changes.status(now)
    return first if is_other else None


async def _queue(newsroom: Newsroom, session: AsyncSession, change: PledgeChange, taken: Taken) -> int:
    """Queue it for those taken, each in their language and after their quiet hours; note that they got it."""
    item, parcels = await _item(session, change), []
    crowd = await crowds.by_quiet_hours(session, taken)
    for some in crowd:
        composed = _composed(change, item, newsroom.rules.offered(some.language), newsroom.rules)
        edition = (await editions.standing(session, [composed]))[composed.key]
        wakes = _wakes(some, item, newsroom.now())
        expires = wakes + EXPIRES_AFTER if wakes else composed.expires_at
        parcels.append(Parcel(edition, some.ids, f"edition:{edition.id}", expires, wakes))
    queued = await queueing.queue_all(session, parcels, newsroom.now())
    await crowds.hold(session, parcels, all_told=queued == sum(some.many for some in crowd))
    return queued


def _wakes(some: Sleepers, item: Item, now: datetime) -> datetime | None:
    passes = some.quiet_flash and item.entry.urgency <= FLASH_UP_TO
    return None if passes else quiet.until(some.quiet, some.timezone, now)


async def _item(session: AsyncSession, change: PledgeChange) -> Item:
    number = change.entry_id
    before = await versions.version_of(session, number, change.known_version)
    now = await versions.version_of(session, number, change.version)
    if now is None:
        raise LookupError(f"entry {number} has no version {change.version}")
    history = (await versions.publications_of(session, [number])).get(number, [])
    since = [
        (one.signal, one.reason) for one in history if change.known_version < one.version <= change.version
    ]
    return changes.item(now, before, since) or Item(now, "updated", before=before)


def _composed(change: PledgeChange, item: Item, language: str, rules: Rules) -> Composed:
    """An edition of the same kind as an alert: it is held, corrected and given back in the same way."""
    carried = Carried(change.entry_id, change.version, item.mark or "", change.known_version, item.reason)
    return Composed(
        key=f"{editing.STATUS}{language}:{change.entry_id}v{change.known_version}-{change.version}",
        kind="alert",
        language=language,
        priority=priorities.ALERT,
        pages=editing.status_pages([item], (item.before, item.entry), tongue(language), rules),
        entries=[carried],
        created_at=change.at,
        expires_at=change.at + EXPIRES_AFTER,
        caused_at=change.at,
    )
