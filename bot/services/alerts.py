"""Queue an alert when it has been quiet long enough: everything that waits goes out as one message.

What it says is fixed when it settles (a round); its readers are asked in chunks, and a restart goes on
where the last chunk ended.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import priorities
from bot.services import editing
from bot.services.newsroom import Newsroom, Rules
from bot.services.turns import Stride, Turn, begins_after
from storage import crowds, editions, entries, queueing, rounds
from storage.crowds import Crowd, Taken
from storage.editions import Composed
from storage.entries import Published
from storage.model.ledger import AlertRound
from storage.model.vocabulary import FLASH_UP_TO
from storage.queueing import Parcel
from storage.rounds import Lap
from storage.subscribers import Variant

MOST_WINDOWS = 5
_EXPIRES_AFTER = timedelta(hours=12)


async def queue_settled(newsroom: Newsroom, turn: Turn | None = None) -> int:
    """Queue what has settled for the readers who want it, until all have been asked or the turn is over;
    returns how many deliveries.
    """
    turn, stride = turn or Turn(), Stride()
    await _begin(newsroom)
    queued = 0
    while await _any_round(newsroom):
        asked, many = await _queue_chunk(newsroom, turn, stride)
        queued += turn.queued(many)
        if turn.is_over or not asked:
            break
    return queued


async def _begin(newsroom: Newsroom) -> None:
    """Begin a round for what has settled; whoever subscribes later is told by the digest."""
    now, settle = newsroom.now(), newsroom.rules.alert_settle
    async with newsroom.database.reading() as session:
        if not settled(await entries.waiting_for_alert(session), now, settle):
            return
    async with newsroom.database.writing() as session:
        waiting = await entries.waiting_for_alert(session)
        if not settled(waiting, now, settle):
            return
        ids = [number for number, _since in waiting]
        found = await entries.by_id(session, ids)
        versions = await entries.mark_alerted(session, ids)
        if not versions:
            return  # another process was quicker
        last = await crowds.last_id(session)
        first = begins_after(now, last)
        await rounds.begin(session, versions, _priority(found), Lap(first, last, first), now)


def settled(waiting: Sequence[tuple[int, datetime]], now: datetime, settle: timedelta) -> bool:
    """Quiet since the last new entry for one window, or five windows since the first of them."""
    if not waiting:
        return False
    moments = [since for _number, since in waiting]
    return now - max(moments) >= settle or now - min(moments) >= MOST_WINDOWS * settle


def _priority(found: Sequence[Published]) -> int:
    flash = any(one.entry.urgency <= FLASH_UP_TO for one in found)
    return priorities.FLASH if flash else priorities.ALERT


async def _any_round(newsroom: Newsroom) -> bool:
    async with newsroom.database.reading() as session:
        return await rounds.any_open(session)


async def _queue_chunk(newsroom: Newsroom, turn: Turn, stride: Stride) -> tuple[bool, int]:
    """One transaction: whether readers of a round were asked, and for how many something was queued."""
    async with newsroom.database.writing() as session:
        began = turn.monotonic()
        current = await rounds.take(session)
        if current is None:
            return False, 0  # another process is about it
        found = await rounds.entries_of(session, current)
        now = newsroom.now()
        taken = await crowds.take_wanting_alerts(session, current.after, current.upto, stride.size, now)
        queued = await _queue(newsroom, session, found, taken, current.created_at)
        await rounds.reached(session, current.id, _after(current, taken, stride))
    if taken.many == stride.size:
        stride.adapt(taken.many, turn.monotonic() - began)
    return True, queued


def _after(current: AlertRound, taken: Taken, stride: Stride) -> Lap:
    if taken.many == stride.size:
        return Lap(taken.last, current.upto, current.rest)
    return Lap(0, current.rest)  # nobody is left before the end of this lap


async def _queue(
    newsroom: Newsroom, session: AsyncSession, found: Sequence[Published], taken: Taken, began: datetime
) -> int:
    """Queue for those taken what each of them wants to know, and note that they got it."""
    copies = _composed(found, await crowds.wanting_alerts(session, taken), newsroom.rules, began)
    standing = await editions.standing(session, [composed for _crowd, composed in copies])
    parcels = []
    for crowd, composed in copies:
        edition = standing[composed.key]
        parcels.append(Parcel(edition, crowd.ids, f"edition:{edition.id}", composed.expires_at))
    queued = await queueing.queue_all(session, parcels, newsroom.now())
    everybody = sum(crowd.many for crowd, _composed in copies)
    await crowds.hold(session, parcels, all_told=queued == everybody)
    return queued


def _composed(
    found: Sequence[Published], asked: Sequence[Crowd], rules: Rules, began: datetime
) -> list[tuple[Crowd, Composed]]:
    """Each crowd with what it is told, composed once for all who speak a language and want the same."""
    made: dict[tuple[str, tuple[int, ...]], Composed] = {}
    copies = []
    for crowd in asked:
        own = [one for one in found if _for(one, crowd.variant)]
        variant = editing.spoken(crowd.variant, rules)
        key = variant.language, tuple(one.id for one in own)
        if own and key not in made:
            made[key] = editing.alert(own, variant, began, began + _EXPIRES_AFTER, rules)
        if own:
            copies.append((crowd, made[key]))
    return copies


def _for(one: Published, variant: Variant) -> bool:
    is_tier = variant.alerts == "all" or one.entry.urgency <= FLASH_UP_TO
    return is_tier and editing.wanted(one.entry, variant)
