"""Chats that change: a group becomes a supergroup, a topic goes; the brief comes to where it still can."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import hosts, quiet
from bot.services import notices
from bot.services.newsroom import Newsroom
from storage import deliveries, subscribers
from storage.deliveries import Claimed
from storage.desk import posts


async def to_supergroup(session: AsyncSession, old: int, new: int, now: datetime) -> None:
    """All that the group chose and all that still waits for it moves along; a second time changes nothing."""
    await subscribers.move(session, old, new)
    await posts.move(session, old, new)
    there = await subscribers.of_chat(session, new)
    asleep = [one.id for one in there if one.id and quiet.until(one.quiet, one.timezone, now)]
    await deliveries.readdress(session, old, new, asleep)
    await deliveries.cancel_waiting(session, old, "the new chat has its own subscription", now)


async def out_of_topic(newsroom: Newsroom, session: AsyncSession, one: Claimed, now: datetime) -> None:
    """A topic is gone: its brief comes to the chat itself, which is told, or ends where that has its own."""
    if one.subscriber_id is None:
        return
    goes_on = await subscribers.drop_thread(session, one.subscriber_id, one.thread_id)
    for record in await subscribers.by_ids(session, [one.subscriber_id]):
        if record.thread_id == one.thread_id:
            await deliveries.cancel_waiting_of(session, one.subscriber_id, subscribers.TOPIC_GONE, now)
        else:
            await deliveries.bring(session, one.subscriber_id, one.chat_id, record.thread_id)
    if goes_on is not None:
        say = hosts.topic_gone if goes_on else hosts.topic_ended
        key = f"topic:{one.chat_id}:{one.thread_id}"
        await notices.tell(newsroom, session, key, say, now, to=[one.chat_id])


async def closed_topic(newsroom: Newsroom, session: AsyncSession, one: Claimed, now: datetime) -> None:
    """The chat is told, where there may be more to say than in the topic itself."""
    key = f"closed:{one.chat_id}:{one.thread_id}:{now:%F}"
    await notices.tell(newsroom, session, key, hosts.topic_closed, now, to=[one.chat_id])
