"""Queue an alert when it has been quiet long enough: everything that waits goes out as one message.

What it says is fixed when it settles (a round); its readers are asked in chunks, and a restart goes on
where the last chunk ended.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import priorities, quiet
from bot.services import editing, waves
from bot.services.composing import Composing, Share
from bot.services.newsroom import Newsroom
from bot.services.turns import Stride, Turn, begins_after
from bot.services.waves import Ongoing
from storage import crowds, editions, entries, queueing, resting, rounds, views
from storage.crowds import Crowd, Taken
from storage.editions import Composed, Standing
from storage.model.ledger import AlertRound
from storage.model.vocabulary import FLASH_UP_TO
from storage.queueing import Parcel
from storage.resting import Rest
from storage.rounds import Lap, Telling
from storage.views import Published

MOST_WINDOWS = 5
EXPIRES_AFTER = timedelta(hours=12)


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
        found = await views.by_id(session, ids)
        before = await entries.sounded_versions(session, ids)
        loud = await waves.loud(session, found, before, now)
        versions = await entries.mark_alerted(session, ids)
        if not versions:
            return  # another process was quicker
        last = await crowds.last_id(session)
        first = begins_after(now, last)
        lines = [
            (number, version, loud.get(number, True), before.get(number, 0)) for number, version in versions
        ]
        await rounds.begin(session, lines, _priority(found), Lap(first, last, first), now)


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
    newsroom: Newsroom, session: AsyncSession, telling: Sequence[Telling], taken: Taken, began: datetime
) -> int:
    """Queue for those taken what each of them wants to know, and note that they got it; in their quiet
    hours it is held back.
    """
    now = newsroom.now()
    ongoing = await waves.follow(session, telling, began, now)
    carriers = {number: one.carriers for number, one in ongoing.items()}
    stories = [one.told.story for one in telling]
    asked = await crowds.wanting_alerts(session, taken, stories, carriers)
    shares = list(_shares(telling, asked, now))
    press = Composing(newsroom.rules, began, began + EXPIRES_AFTER, ongoing)
    copies = [(share, press.share(share)) for share in shares if share.now]
    standing = await editions.standing(session, [composed for _share, composed in copies])
    parcels = [_parcel(standing[composed.key], share, ongoing, composed) for share, composed in copies]
    queued = await queueing.queue_all(session, parcels, now)
    everybody = sum(share.crowd.many for share, _composed in copies)
    await crowds.hold(session, parcels, all_told=queued == everybody)
    await _put_by(session, shares)
    return queued


async def _put_by(session: AsyncSession, shares: Sequence[Share]) -> None:
    for share in shares:
        if share.now and share.crowd.quiet_flash:
            await resting.no_longer_put_by(session, share.crowd.ids, [one.told.id for one in share.now])
    await resting.put_by(session, [share.rest for share in shares if share.rest])


def _parcel(edition: Standing, share: Share, ongoing: Mapping[int, Ongoing], composed: Composed) -> Parcel:
    """What makes a sound once more answers the message in which its wave was told before."""
    earlier = {number for one in share.again for number in ongoing[one.told.id].carriers}
    slot, answers = f"edition:{edition.id}", tuple(sorted(earlier))
    return Parcel(edition, share.crowd.ids, slot, composed.expires_at, answers=answers)


def _shares(telling: Sequence[Telling], asked: Sequence[Crowd], now: datetime) -> Iterator[Share]:
    for crowd in asked:
        wanted = [one for one in telling if editing.alerted(one.told, crowd.variant)]
        own = [one for one in wanted if one.loud or one.told.id not in crowd.has]
        until = quiet.until(crowd.quiet, crowd.timezone, now) if crowd.quiet else None
        if until is None:
            yield Share(crowd, own)
            continue
        passing = _passing(own) if crowd.quiet_flash else []
        held = tuple(one.told.id for one in own if one not in passing)
        yield Share(crowd, passing, Rest(crowd.ids, until, held) if held else None)


def _passing(own: Sequence[Telling]) -> list[Telling]:
    """What is flash, with all of the same stories: a wave is one message."""
    flash = {one.told.story for one in own if one.told.entry.urgency <= FLASH_UP_TO}
    return [one for one in own if one.told.story in flash]
