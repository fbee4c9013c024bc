"""What an outcome does to the ledger and to the reader; one transaction settles a round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief.screen import Screen
from bot.brief.tongue import tongue
from bot.services.newsroom import Newsroom
from bot.services.reading import edition_rows
from storage import deliveries, editions, gates, subscribers
from storage.deliveries import Claimed, Settled
from storage.model.ledger import Edition

CLAIM_FOR = timedelta(seconds=45)
SEND_WITHIN = timedelta(seconds=120)  # longer than the client's own time-outs together
RESEND_AFTER = timedelta(seconds=5)  # a failure that is over by then costs no second ambiguity
_BACK_OFF = (2, 5, 15, 60, 300)  # seconds before a send that never left is tried again
_MOST_DETOURS = 12


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one send: its new state, and what that means for others."""

    delivery: Claimed
    state: str
    message_id: int | None = None
    error: str | None = None
    wait: float = 0.0
    chat_state: str = ""
    new_chat_id: int = 0
    topic_gone: bool = False
    park_chat: bool = False
    broken_edition: bool = False


async def claim(newsroom: Newsroom, worker: str, wall: datetime, limit: int) -> list[Claimed]:
    """Take what is due; only looks, without a write lock, when nothing is."""
    async with newsroom.database.reading() as session:
        if not await deliveries.any_due(session, newsroom.now()):
            return []
    async with newsroom.database.writing() as session:
        return await deliveries.claim(session, worker, newsroom.now(), wall + CLAIM_FOR, limit)


async def begin(newsroom: Newsroom, claimed: Sequence[Claimed], wall: datetime) -> list[Claimed]:
    """Commit `sending` for what is still ours; nothing may leave before."""
    async with newsroom.database.writing() as session:
        return await deliveries.begin_sending(session, claimed, wall + SEND_WITHIN)


async def settle(newsroom: Newsroom, fates: Sequence[Fate]) -> None:
    async with newsroom.database.writing() as session:
        for fate in fates:
            await _settle(newsroom, session, fate)


async def _settle(newsroom: Newsroom, session: AsyncSession, fate: Fate) -> None:
    now, one = newsroom.now(), fate.delivery
    state = "failed" if _is_lost(fate) else fate.state
    again = now + timedelta(seconds=fate.wait) if state == "queued" else None
    ours = await deliveries.settle(
        session, [Settled(one.id, one.epoch, state, fate.message_id, fate.error, again)], now
    )
    if not ours:
        return
    if state == "unknown":
        await _ambiguous(newsroom, session, fate)
    await _follow(session, fate, now)


def _is_lost(fate: Fate) -> bool:
    """Sent from one address to the next without end; waiting alone never loses a delivery."""
    is_detour = bool(fate.new_chat_id) or fate.topic_gone
    return is_detour and fate.delivery.attempt + 1 >= _MOST_DETOURS


async def _ambiguous(newsroom: Newsroom, session: AsyncSession, fate: Fate) -> None:
    """It may have arrived: write that down first, then once more by the house's rule, never a third time."""
    policy, now, one = newsroom.rules.when_uncertain, newsroom.now(), fate.delivery
    earlier = await deliveries.record_ambiguity(session, one, fate.error or "", policy, now)
    if policy == "resend" and earlier == 0:
        again = Settled(one.id, one.epoch, "queued", error=fate.error, not_before=now + RESEND_AFTER)
        await deliveries.settle(session, [again], now)


async def _follow(session: AsyncSession, fate: Fate, now: datetime) -> None:
    one = fate.delivery
    if fate.wait and fate.park_chat:
        await deliveries.postpone(session, one.chat_id, now + timedelta(seconds=fate.wait))
    if fate.chat_state == "paused":  # rights may differ from topic to topic
        await subscribers.pause(session, one.subscriber_id, fate.error or "")
        await deliveries.cancel_waiting_of(session, one.subscriber_id, fate.error or "", now)
    elif fate.chat_state:
        await subscribers.set_state(session, one.chat_id, fate.chat_state, fate.error or "")
        await deliveries.cancel_waiting(session, one.chat_id, fate.error or "", now)
    if fate.new_chat_id:
        await subscribers.move(session, one.chat_id, fate.new_chat_id)
        await deliveries.readdress(session, one.chat_id, fate.new_chat_id)
        await deliveries.cancel_waiting(session, one.chat_id, "the new chat has its own subscription", now)
    if fate.topic_gone and await subscribers.drop_thread(session, one.subscriber_id):
        await deliveries.drop_thread(session, one.subscriber_id)
    elif fate.topic_gone:
        await deliveries.cancel_waiting_of(session, one.subscriber_id, "topic gone", now)
    if fate.broken_edition:
        await editions.stop(session, one.edition_id, fate.error or "")


async def recover(newsroom: Newsroom, wall: datetime) -> int:
    """Take over what a dead worker left: claims are queued again, sends may have arrived."""
    async with newsroom.database.reading() as session:
        if not await deliveries.any_lapsed(session, wall):
            return 0
    async with newsroom.database.writing() as session:
        await deliveries.requeue_lapsed(session, wall)
        lapsed = await deliveries.lapsed_sends(session, wall, 100)
        for one in lapsed:
            await _settle(newsroom, session, Fate(one, "unknown", error="its worker died while sending"))
    return len(lapsed)


async def give_back(newsroom: Newsroom, worker: str) -> None:
    async with newsroom.database.writing() as session:
        await deliveries.give_back(session, worker)


def back_off(attempt: int) -> float:
    """Seconds to wait after a send that never left, longer each time."""
    return float(_BACK_OFF[min(attempt, len(_BACK_OFF) - 1)])


async def edition(newsroom: Newsroom, number: int) -> Edition | None:
    async with newsroom.database.reading() as session:
        return await editions.find(session, number)


def screen_of(found: Edition) -> Screen:
    """An edition's first page, with the buttons to its others."""
    rows = edition_rows(tongue(found.language), found.id or 0, 0, len(found.pages))
    return Screen(found.pages[0], rows)


async def close_gate(newsroom: Newsroom, until: datetime) -> None:
    async with newsroom.database.writing() as session:
        await gates.close(session, gates.WHOLE_BOT, until)


async def gate(newsroom: Newsroom) -> datetime | None:
    async with newsroom.database.reading() as session:
        return await gates.closed_until(session)
