"""A reader's subscription: begin, change, stop. A change moves the next digest."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import schedule
from bot.services import moving
from bot.services.newsroom import Asker, Newsroom, Reader, reader
from storage import deliveries, subscribers, untold, views
from storage.model.subscriber import EVERY_DAY, SubscriberRecord

Change = Callable[[SubscriberRecord], None]
# A new reader's first digest may tell what was published on the day before they came.
_LOOK_BACK = timedelta(hours=24)
_AWAITED_FOR = timedelta(minutes=15)


async def start(newsroom: Newsroom, asker: Asker) -> tuple[Reader, bool]:
    """Subscribe, or come back; True when it changed something. Settings made before are kept."""
    async with newsroom.database.writing() as session:
        record = await subscribers.find(session, asker.address)
        record = record or await _new(newsroom, session, asker)
        back = record.state != "active"
        changed = back or _pauses(record, newsroom.now())
        record.paused_until = record.awaiting = None
        if back:
            await revive(newsroom, session, record)
        elif changed:
            _reschedule(record, newsroom.now())
        await subscribers.keep(session, record)
    return reader(newsroom, asker, record), changed


async def _new(newsroom: Newsroom, session: AsyncSession, asker: Asker) -> SubscriberRecord:
    rules = newsroom.rules
    return SubscriberRecord(
        chat_id=asker.chat_id,
        thread_id=asker.thread_id,
        kind=asker.chat_kind,
        language=reader(newsroom, asker, None).speaker.tag,
        timezone=rules.timezone,
        times=[rules.digest_time],
        weekdays=list(EVERY_DAY),
        state="stopped",
        state_reason=subscribers.NOT_BEGUN,
        seen=await _told_until(session, newsroom.now()),
        created_at=newsroom.now(),
    )


async def _told_until(session: AsyncSession, now: datetime) -> int:
    return await views.publication_before(session, now - _LOOK_BACK)


def _pauses(record: SubscriberRecord, now: datetime) -> bool:
    return record.paused_until is not None and record.paused_until > now


def _forget_waiting(record: SubscriberRecord) -> None:
    """What quiet hours held back is left to the digest."""
    record.waiting, record.wakes_at = [], None


def _reschedule(record: SubscriberRecord, now: datetime) -> None:
    """To the next of their times, in a pause to the first one after it."""
    after = schedule.after_pause(record.paused_until, now)
    times, weekdays = tuple(record.times), tuple(record.weekdays)
    slot = schedule.following(times, weekdays, record.timezone, after, record.rhythm)
    record.next_digest_at = slot.at if slot else None
    record.next_digest_slot = slot.name if slot else None


async def stop(newsroom: Newsroom, asker: Asker) -> tuple[Reader, bool]:
    """Unsubscribe; settings are kept for a return. True when there was a subscription."""
    async with newsroom.database.writing() as session:
        record = await subscribers.find(session, asker.address)
        was_active = record is not None and record.state == "active"
        # Whoever could not be reached for a while and says stop shall not be revived either.
        if record is not None and record.state != "stopped":
            record.state, record.state_reason, record.awaiting = "stopped", "by the reader", None
            _forget_waiting(record)
            await subscribers.keep(session, record)
            await deliveries.cancel_waiting_of(session, record.id or 0, "the reader stopped", newsroom.now())
    return reader(newsroom, asker, record), was_active


async def change(newsroom: Newsroom, asker: Asker, change: Change | None) -> Reader:
    """Change one setting, or with None only look; somebody unknown gets settings without subscribing.

    Whatever the change raises, nothing is changed then.
    """
    async with newsroom.database.writing() as session:
        record = await subscribers.find(session, asker.address)
        record = record or await _new(newsroom, session, asker)
        if change is not None:
            before, hours = _calendar(record), (record.quiet, record.timezone)
            change(record)
            record.awaiting = None
            if record.waiting and hours != (record.quiet, record.timezone):
                record.wakes_at = newsroom.now()  # where it is still quiet, it is put by once more
            if _pauses(record, newsroom.now()):
                _forget_waiting(record)
            if before != _calendar(record) or not record.next_digest_at:
                _reschedule(record, newsroom.now())
        await subscribers.keep(session, record)
        if change is not None and _pauses(record, newsroom.now()):
            await deliveries.shelve(session, record.id or 0, "the reader pauses", newsroom.now())
    return reader(newsroom, asker, record)


def _calendar(record: SubscriberRecord) -> tuple[object, ...]:
    return record.times, record.weekdays, record.timezone, record.rhythm, record.paused_until


async def await_answer(newsroom: Newsroom, asker: Asker, question: str) -> Reader:
    """Remember that the next text of this chat answers a question, such as "time" or "zone"."""
    async with newsroom.database.writing() as session:
        record = await subscribers.find(session, asker.address) or await _new(newsroom, session, asker)
        record.awaiting, record.awaiting_until = question, newsroom.now() + _AWAITED_FOR
        await subscribers.keep(session, record)
    return reader(newsroom, asker, record)


async def awaited(newsroom: Newsroom, asker: Asker) -> tuple[Reader, str | None]:
    """Who this is, and which question their next text answers."""
    async with newsroom.database.reading() as session:
        record = await subscribers.find(session, asker.address)
    who = reader(newsroom, asker, record)
    waits = (
        record is not None and record.awaiting_until is not None and record.awaiting_until > newsroom.now()
    )
    return who, record.awaiting if record is not None and waits else None


async def reachable(newsroom: Newsroom, chat_id: int, *, can_be_reached: bool) -> None:
    """Telegram says the chat blocked the bot, or let it in again; settings stay either way."""
    async with newsroom.database.writing() as session:
        for record in await subscribers.of_chat(session, chat_id):
            if not can_be_reached and record.state == "active":
                record.state, record.state_reason = "inactive", "the chat blocked the bot"
            elif can_be_reached and record.state == "inactive":
                await revive(newsroom, session, record)
            await subscribers.keep(session, record)
        if not can_be_reached:
            await deliveries.cancel_waiting(session, chat_id, "the chat blocked the bot", newsroom.now())


async def is_elsewhere(newsroom: Newsroom, asker: Asker) -> bool:
    """Whether this topic gets nothing and one other place of its chat does, which could change over."""
    async with newsroom.database.reading() as session:
        record = await subscribers.find(session, asker.address)
        others = await subscribers.elsewhere(session, asker.address)
    return len(others) == 1 and (record is None or record.state != "active")


async def bring(newsroom: Newsroom, asker: Asker) -> bool:
    """What comes to another place of the chat comes to this topic from now on, as it was set there."""
    async with newsroom.database.writing() as session:
        others = await subscribers.elsewhere(session, asker.address)
        if len(others) != 1:
            return False
        (one,) = others
        await subscribers.bring(session, one, asker.thread_id)
        await deliveries.bring(session, one.id or 0, asker.chat_id, asker.thread_id)
    return True


async def revive(newsroom: Newsroom, session: AsyncSession, record: SubscriberRecord) -> None:
    """It begins, or goes on as it was set; what is older than a day is not told any more.

    What it missed since then because it could not be reached comes with its next digest.
    """
    if record.state in {"inactive", "paused"}:
        since = newsroom.now() - _LOOK_BACK
        await untold.lose(session, record.id or 0, record.state_reason, since)
    record.state, record.state_reason = "active", ""
    record.seen = max(record.seen, await _told_until(session, newsroom.now()))
    _forget_waiting(record)
    _reschedule(record, newsroom.now())
    await subscribers.keep(session, record)


async def look_up(newsroom: Newsroom, session: AsyncSession, asker: Asker) -> SubscriberRecord:
    """The chat's subscription; one that is not begun where there was none."""
    record = await subscribers.find(session, asker.address) or await _new(newsroom, session, asker)
    await subscribers.keep(session, record)
    return record


async def moved(newsroom: Newsroom, old: int, new: int) -> None:
    """A group became a supergroup."""
    async with newsroom.database.writing() as session:
        await moving.to_supergroup(session, old, new, newsroom.now())
