"""Queue an alert when it has been quiet long enough: everything that waits goes out as one message."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services import editing
from bot.services.newsroom import Newsroom
from storage import editions, entries, queueing, subscribers
from storage.entries import Published
from storage.model.vocabulary import FLASH_UP_TO
from storage.subscribers import Variant

MOST_WINDOWS = 5
_EXPIRES_AFTER = timedelta(hours=12)


async def queue_settled(newsroom: Newsroom) -> int:
    """Queue what has settled, for every variant of readers who want alerts; returns how many deliveries."""
    async with newsroom.database.reading() as session:
        if not settled(await entries.waiting_for_alert(session), newsroom.now(), newsroom.rules.alert_settle):
            return 0
    async with newsroom.database.writing() as session:
        waiting = await entries.waiting_for_alert(session)
        if not settled(waiting, newsroom.now(), newsroom.rules.alert_settle):
            return 0
        ids = [number for number, _since in waiting]
        found = await entries.by_id(session, ids)
        queued = 0
        for variant in await subscribers.alert_variants(session):
            queued += await _queue(newsroom, session, found, variant)
        await entries.mark_alerted(session, ids)
    return queued


def settled(waiting: Sequence[tuple[int, datetime]], now: datetime, settle: timedelta) -> bool:
    """Quiet since the last new entry for one window, or five windows since the first of them."""
    if not waiting:
        return False
    moments = [since for _number, since in waiting]
    return now - max(moments) >= settle or now - min(moments) >= MOST_WINDOWS * settle


async def _queue(
    newsroom: Newsroom, session: AsyncSession, found: Sequence[Published], variant: Variant
) -> int:
    own = [one for one in found if _for(one, variant)]
    if not own:
        return 0
    now = newsroom.now()
    spoken = replace(variant, language=newsroom.rules.offered(variant.language))
    composed = editing.alert(own, spoken, now, now + _EXPIRES_AFTER, newsroom.rules)
    number = await editions.keep(session, composed)
    edition = await editions.one(session, number)
    queued = await queueing.queue_where(session, edition, subscribers.wanting_alerts(variant), now)
    await subscribers.hold(session, variant, number)
    return queued


def _for(one: Published, variant: Variant) -> bool:
    is_tier = variant.alerts == "all" or one.entry.urgency <= FLASH_UP_TO
    return is_tier and editing.wanted(one.entry, variant)
