"""What an outcome does to the ledger and to the reader; one transaction for each beat of the van."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import quiet
from bot.brief.screen import Button, Screen
from bot.brief.tongue import Tongue, tongue
from bot.services import moving, notices, week
from bot.services.loads import Fate, Load, Receipt
from bot.services.newsroom import Newsroom
from bot.services.reading import edition_rows
from storage import control, deliveries, editions, gates, settling, subscribers
from storage.deliveries import WHISPER, Claimed
from storage.given import Call
from storage.model.ledger import Edition
from storage.settling import Settled
from storage.wire import Wire

CLAIM_FOR = timedelta(seconds=45)
SEND_WITHIN = timedelta(seconds=120)  # longer than the client's own time-outs together
RESEND_AFTER = timedelta(seconds=5)  # a failure that is over by then costs no second ambiguity
DISOWNED = "Telegram does not know the token"
_BACK_OFF = (2, 5, 15, 60, 300)  # seconds before a send that never left is tried again
MOST_DETOURS = 12
DESK, NOTICE = "desk", "notice"


async def exchange(
    newsroom: Newsroom, worker: str, load: Load, wall: datetime, wire: Wire | None = None
) -> Receipt:
    """Settle what was answered, commit `sending` for what may leave next, claim more: one transaction.

    On the wire it is one round trip; what rarely happens needs a session.
    """
    receipt, now = Receipt(), newsroom.now()
    calls = dict(_calls(worker, load, now, wall))
    rare = [fate for fate in load.fates if not fate.is_plain]
    if wire is not None and not rare:
        found = dict(zip(calls, await wire.together(list(calls.values())), strict=True))
    else:
        async with newsroom.database.writing() as session:
            for fate in rare:
                receipt.late += not await settle_one(newsroom, session, fate, wall, receipt)
            found = {name: await call.on(session) for name, call in calls.items()}
    receipt.late += len(load.fates) - len(rare) - len(found.get("arrived", ()))
    receipt.leaving = settling.begun(found.get("leaving", ()))
    receipt.claimed = deliveries.in_order(found.get("claimed", ()))
    receipt.closed(gates.answer(found.get("gate", ())))
    return receipt


def _calls(worker: str, load: Load, now: datetime, wall: datetime) -> Iterator[tuple[str, Call]]:
    """What a beat usually is, in its order."""
    if rows := [_arrived(fate) for fate in load.fates if fate.is_plain]:
        yield "arrived", settling.arriving(rows, now)
    if load.unleft:
        yield "unleft", deliveries.giving_back(load.unleft, begun=True)
    if load.leaving:
        yield "leaving", settling.beginning(load.leaving, wall + SEND_WITHIN)
    if load.unwanted:
        yield "unwanted", deliveries.giving_back(load.unwanted)
    if load.orphaned:
        yield "orphaned", deliveries.giving_all_back(worker)
    if load.order is not None:
        yield "claimed", deliveries.claiming(worker, now, wall + CLAIM_FOR, load.order, wall)
    if load.asks_gate:
        yield "gate", gates.asking()


def _arrived(fate: Fate) -> settling.Arrived:
    return fate.delivery.id, fate.delivery.epoch, fate.message_id, fate.rendition, fate.error


async def outlook(newsroom: Newsroom, wall: datetime) -> tuple[datetime | None, bool]:
    """Until when the gate is closed, and whether something waits to leave; looks only, with no write lock."""
    gate, due = await newsroom.database.glance([gates.asking(), deliveries.asking_due(newsroom.now(), wall)])
    return gates.answer(gate), bool(due)


async def settle(newsroom: Newsroom, fates: Sequence[Fate], wall: datetime) -> Receipt:
    return await exchange(newsroom, "", Load(fates), wall)


async def settle_one(
    newsroom: Newsroom, session: AsyncSession, fate: Fate, wall: datetime, receipt: Receipt
) -> bool:
    """Whether it was still ours; if not, nothing was changed."""
    now, one = newsroom.now(), fate.delivery
    state = "failed" if _is_lost(fate) else fate.state
    again = now + timedelta(seconds=fate.wait) if state == "queued" else None
    action = await _instead_of_edit(session, one, now) if fate.anew else ""
    settled = Settled(one.id, one.epoch, state, fate.message_id, fate.error, again, action)
    if not await settling.settle(session, settled, now):
        return False
    if state == "unknown":
        await _ambiguous(newsroom, session, fate)
    await _follow(newsroom, session, fate)
    await _close_gates(session, fate, now, wall, receipt)
    return True


async def _instead_of_edit(session: AsyncSession, one: Claimed, now: datetime) -> str:
    """An edit makes no sound, nor in quiet hours what takes its place."""
    readers = await subscribers.by_ids(session, [one.subscriber_id] if one.subscriber_id else [])
    is_asleep = any(quiet.until(reader.quiet, reader.timezone, now) for reader in readers)
    return WHISPER if is_asleep else "send"


def _is_lost(fate: Fate) -> bool:
    """Sent from one address to the next without end; waiting alone never loses a delivery."""
    is_detour = bool(fate.new_chat_id) or fate.topic_gone
    return is_detour and fate.delivery.attempt + 1 >= MOST_DETOURS


async def _ambiguous(newsroom: Newsroom, session: AsyncSession, fate: Fate) -> None:
    """It may have arrived: write that down first, then once more by the house's rule, never a third time."""
    policy, now, one = newsroom.rules.when_uncertain, newsroom.now(), fate.delivery
    earlier = await settling.record_ambiguity(session, one, fate.error or "", policy, now)
    if earlier == 0 and policy == "resend":
        await send_again(session, one, fate.error, now)
    elif earlier or policy == "hold":
        await _tell(newsroom, session, f"unclear:{one.edition_id}", _unclear, one)


async def send_again(session: AsyncSession, one: Claimed, error: str | None, now: datetime) -> None:
    again = Settled(one.id, one.epoch, "queued", error=error, not_before=now + RESEND_AFTER)
    await settling.settle(session, again, now)


async def _follow(newsroom: Newsroom, session: AsyncSession, fate: Fate) -> None:
    one, now, reason = fate.delivery, newsroom.now(), fate.error or ""
    reader = one.subscriber_id
    if fate.chat_state == "paused":  # rights may differ from topic to topic
        if reader is not None:
            await subscribers.pause(session, reader, reason)
            await deliveries.cancel_waiting_of(session, reader, reason, now)
            if one.thread_id:
                await moving.closed_topic(newsroom, session, one, now)
        await _tell(
            newsroom, session, f"rights:{one.chat_id}:{one.thread_id}:{now:%F}", _no_rights(reason), one
        )
    elif fate.chat_state:
        await subscribers.set_state(session, one.chat_id, fate.chat_state, reason)
        await deliveries.cancel_waiting(session, one.chat_id, reason, now)
    if fate.new_chat_id:
        await moving.to_supergroup(session, one.chat_id, fate.new_chat_id, now)
    if fate.topic_gone:
        await moving.out_of_topic(newsroom, session, one, now)
    if fate.broken_edition:
        await control.stop(session, one.edition_id, reason)
        await control.let_claims_go(session, one.edition_id, now)
        await _tell(newsroom, session, f"broken:{one.edition_id}", _broken(reason), one)
    if fate.error == DISOWNED:
        await _tell(newsroom, session, f"token:{now:%F}", _disowned, one)


async def _close_gates(
    session: AsyncSession, fate: Fate, now: datetime, wall: datetime, receipt: Receipt
) -> None:
    """A chat waits alone, unless another waits too, whichever replica met it: then all of the bot does."""
    if not (fate.park_chat or fate.closes_gate):
        return
    until = wall + timedelta(seconds=fate.wait)
    whole_bot = fate.closes_gate
    if fate.park_chat:
        chat = fate.delivery.chat_id
        await deliveries.postpone(session, chat, now + timedelta(seconds=fate.wait))
        whole_bot = whole_bot or await gates.is_another_closed(session, chat, wall)
        await gates.close(session, chat, until)
    if whole_bot:
        await gates.close(session, gates.WHOLE_BOT, until)
        receipt.closed(until)


def back_off(attempt: int) -> float:
    """Seconds to wait after a send that never left, longer each time."""
    return float(_BACK_OFF[min(attempt, len(_BACK_OFF) - 1)])


async def edition(newsroom: Newsroom, number: int) -> Edition | None:
    async with newsroom.database.reading() as session:
        return await editions.find(session, number)


def screen_of(found: Edition, muted: Collection[str] = ()) -> Screen:
    """An edition's first page, with the buttons to its others, as a reader has it who muted some stories;
    what goes to the desk has its own, a notice has none.
    """
    if found.kind in {DESK, NOTICE}:
        return Screen(found.pages[0], [[Button(*one) for one in row] for row in found.buttons or []])
    speaker = tongue(found.language)
    if found.picture:
        return Screen(found.pages[0], week.rows(speaker), picture=found.picture)
    return Screen(found.pages[0], edition_rows(speaker, found, muted=muted))


async def close_gate(newsroom: Newsroom, until: datetime) -> None:
    async with newsroom.database.writing() as session:
        await gates.close(session, gates.WHOLE_BOT, until)


async def gate(newsroom: Newsroom) -> datetime | None:
    async with newsroom.database.reading() as session:
        return await gates.closed_until(session)


Say = Callable[[Tongue], str]


async def _tell(newsroom: Newsroom, session: AsyncSession, key: str, say: Say, one: Claimed) -> None:
    """Tell the admins; but not that what they are told could not be told."""
    found = await editions.find(session, one.edition_id)
    if found is not None and found.kind != DESK:
        await notices.tell(newsroom, session, key, say, newsroom.now())


def _unclear(speaker: Tongue) -> str:
    return speaker._(
        "Some messages may or may not have arrived, and are not sent again by themselves. See /van."
    )


def _no_rights(reason: str) -> Say:
    return lambda speaker: (
        speaker._("A chat does not let the bot write any more and is paused: %(reason)s") % {"reason": reason}
    )


def _broken(reason: str) -> Say:
    return lambda speaker: (
        speaker._("Telegram refuses the text of an edition, which was therefore stopped: %(reason)s")
        % {"reason": reason}
    )


def _disowned(speaker: Tongue) -> str:
    return speaker._("Telegram did not know the bot's token for a while; nothing was sent until it did.")
