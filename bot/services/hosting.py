"""Groups and channels take the bot in, silence it, put it out: what becomes of what they chose, and who
is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bot.brief import hosts
from bot.brief.screen import Screen
from bot.services import afar, conversation, subscribing
from bot.services.newsroom import Asker, Newsroom, reader
from storage import deliveries, notices, subscribers
from storage.model.subscriber import SubscriberRecord

Standing = Literal["out", "silenced", "in"]
Said = list[tuple[Asker, Screen]]
_OUT, _SILENCED = "the bot was put out", "the bot may not write there"


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody (`person`, in their private chat) has changed the bot's standing in a chat called `title`."""

    host: Asker
    title: str
    person: Asker
    was: Standing
    now: Standing


async def turned(newsroom: Newsroom, turn: Turn) -> Said:
    """Returns who is told what; to hear of the same turn again says nothing new."""
    if turn.now == "out":
        await _end(newsroom, turn.host, "inactive", _OUT)
        return []
    turn = await _in_their_language(newsroom, turn)
    if turn.now == "silenced":
        await _end(newsroom, turn.host, "paused", _SILENCED)
        speaker = reader(newsroom, turn.person, None).speaker
        return [(turn.person, hosts.cannot_post(speaker, turn.title))] if turn.host.is_channel else []
    revived = await _revive(newsroom, turn.host)
    return await (_channel if turn.host.is_channel else _group)(newsroom, turn, revived)


async def _end(newsroom: Newsroom, host: Asker, state: str, reason: str) -> None:
    """Nothing more goes there; the settings stay."""
    async with newsroom.database.writing() as session:
        for record in await subscribers.of_chat(session, host.chat_id):
            if record.state in {"active", "paused"}:
                record.state, record.state_reason = state, reason
                await subscribers.keep(session, record)
        await deliveries.cancel_waiting(session, host.chat_id, reason, newsroom.now())


async def _in_their_language(newsroom: Newsroom, turn: Turn) -> Turn:
    """The one that they chose for themselves, else Telegram's."""
    async with newsroom.database.reading() as session:
        chosen = await notices.languages_of(session, [turn.person.chat_id])
    language = chosen.get(turn.person.chat_id, turn.person.language_code)
    person = replace(turn.person, language_code=language)
    return replace(turn, person=person, host=replace(turn.host, language_code=language))


async def _revive(newsroom: Newsroom, host: Asker) -> list[Asker]:
    """What had ended only because the bot could not write there goes on; returns where."""
    async with newsroom.database.writing() as session:
        lost = [one for one in await subscribers.of_chat(session, host.chat_id) if _is_lost(one)]
        for record in lost:
            await subscribing.revive(newsroom, session, record)
    return [replace(host, thread_id=record.thread_id) for record in lost]


def _is_lost(record: SubscriberRecord) -> bool:
    return record.state in {"inactive", "paused"} and record.state_reason != subscribers.TOPIC_GONE


async def _group(newsroom: Newsroom, turn: Turn, revived: Iterable[Asker]) -> Said:
    """One message: an introduction, once for all times, or that the bot is back."""
    for host in revived:
        return [(host, await conversation.settings(newsroom, host, hosts.back))]
    if turn.was == "in":
        return []
    if await _is_new(newsroom, turn.host):
        return [(turn.host, hosts.introduction(reader(newsroom, turn.host, None).speaker))]
    return [(turn.host, await conversation.settings(newsroom, turn.host, hosts.back_unbegun))]


async def _is_new(newsroom: Newsroom, host: Asker) -> bool:
    """Whether the chat was not known; it is from now on."""
    async with newsroom.database.writing() as session:
        known = await subscribers.of_chat(session, host.chat_id)
        if not known:
            await subscribing.look_up(newsroom, session, host)
    return not known


async def _channel(newsroom: Newsroom, turn: Turn, revived: list[Asker]) -> Said:
    """Whoever let the bot in is shown how it is set up; in the channel nothing is said."""
    if turn.was == "in" and not revived:
        return []
    is_new = await _is_new(newsroom, turn.host)
    say = hosts.back if revived else hosts.met if is_new else hosts.back_unbegun
    channel = await afar.of_chat(newsroom, turn.host, turn.title)
    return [(turn.person, await afar.settings(newsroom, channel, say))] if channel else []


async def reopened(newsroom: Newsroom, host: Asker) -> Said:
    """A topic that was closed can be written in again."""
    async with newsroom.database.writing() as session:
        record = await subscribers.find(session, host.address)
        if record is None or record.state != "paused":
            return []
        await subscribing.revive(newsroom, session, record)
    return [(host, await conversation.settings(newsroom, host, hosts.reopened))]
