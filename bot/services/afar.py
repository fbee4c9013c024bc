"""A channel set up from afar: in the private chat of one of its administrators.

Its screens are those of any chat; their buttons carry the number of the channel's subscription in front.
Rights are for the caller to check, with Telegram, at every act.
"""

import re
from dataclasses import dataclass, replace

from bot.brief import hosts
from bot.brief.screen import Button, Screen
from bot.services import conversation, subscribing
from bot.services.conversation import Say
from bot.services.newsroom import Asker, Newsroom
from storage import subscribers
from storage.model.subscriber import SubscriberRecord
from storage.subscribers import Address

DATA = re.compile(r"@(\d{1,17}):(.+)", re.DOTALL)
_WORDS = frozenset({"set", "start", "stop"})
_FORGET = "forget:now"
_OF_DATA = frozenset({"about:data", "mydata", "forget", _FORGET})
_QUESTION = re.compile(r"@(\d{1,17})")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel by its subscription's number, as the chat that its settings are about."""

    number: int
    host: Asker
    title: str = ""

    def titled(self, title: str) -> "Channel":
        return replace(self, title=title)


async def find(newsroom: Newsroom, number: int, person: Asker) -> Channel | None:
    """The channel with this number; None for what is no channel of ours."""
    async with newsroom.database.reading() as session:
        found = await subscribers.by_ids(session, [number])
    return _channel(found[0], person.language_code) if found else None


async def of_chat(newsroom: Newsroom, host: Asker, title: str = "") -> Channel | None:
    """The channel with this chat id, if it has ever let the bot in."""
    async with newsroom.database.reading() as session:
        record = await subscribers.find(session, Address(host.chat_id))
    channel = _channel(record, host.language_code) if record else None
    return channel.titled(title) if channel else None


def _channel(record: SubscriberRecord, language_code: str | None) -> Channel | None:
    if record.kind != "channel":
        return None
    return Channel(record.id or 0, Asker(record.chat_id, 0, "channel", language_code))


async def settings(newsroom: Newsroom, channel: Channel, say: Say | None = None) -> Screen:
    return await _about(newsroom, channel, await conversation.settings(newsroom, channel.host, say))


async def pressed(newsroom: Newsroom, person: Asker, channel: Channel, data: str) -> Screen:
    """A button about the channel; when it asks for words, the person's next text answers."""
    if not _is_ours(data):
        return await settings(newsroom, channel)
    if data == _FORGET:
        return await _forget(newsroom, channel)
    screen = await conversation.pressed(newsroom, channel.host, data)
    await _listen(newsroom, person, channel)
    return await _about(newsroom, channel, screen)


async def _forget(newsroom: Newsroom, channel: Channel) -> Screen:
    speaker = await conversation.speaker(newsroom, channel.host)  # afterwards its language is gone, too
    screen = await conversation.pressed(newsroom, channel.host, _FORGET)
    return hosts.of_channel(speaker, channel.title, screen)


async def _listen(newsroom: Newsroom, person: Asker, channel: Channel) -> None:
    asks = await conversation.is_asked(newsroom, channel.host)
    _who, before = await subscribing.awaited(newsroom, person)
    if asks or _QUESTION.fullmatch(before or ""):
        await subscribing.await_answer(newsroom, person, f"@{channel.number}" if asks else "")


async def asked(newsroom: Newsroom, person: Asker) -> Channel | None:
    """The channel whose question this person's next text answers."""
    _who, question = await subscribing.awaited(newsroom, person)
    about = _QUESTION.fullmatch(question or "")
    channel = await find(newsroom, int(about[1]), person) if about else None
    return channel if channel and await conversation.is_asked(newsroom, channel.host) else None


async def said(newsroom: Newsroom, person: Asker, channel: Channel, text: str) -> Screen:
    screen = await conversation.said(newsroom, channel.host, text)
    await _listen(newsroom, person, channel)
    return await _about(newsroom, channel, screen)


async def _about(newsroom: Newsroom, channel: Channel, screen: Screen) -> Screen:
    speaker = await conversation.speaker(newsroom, channel.host)
    rows = [[_from_afar(button, channel) for button in row] for row in screen.rows]
    return hosts.of_channel(speaker, channel.title, replace(screen, rows=rows))


def _from_afar(button: Button, channel: Channel) -> Button:
    data = button.data
    return replace(button, data=f"@{channel.number}:{data}") if _is_ours(data) else button


def _is_ours(data: str) -> bool:
    """What else is governed in a chat answers there, which nobody wants in a channel."""
    return data in _OF_DATA or data.split(":", maxsplit=1)[0] in _WORDS


async def refusal(newsroom: Newsroom, person: Asker, channel: Channel) -> str:
    """For somebody whom Telegram does not count among the channel's administrators, or cannot."""
    speaker = await conversation.speaker(newsroom, person)
    async with newsroom.database.reading() as session:
        record = await subscribers.find(session, channel.host.address)
    is_there = record is not None and record.state != "inactive"
    return hosts.not_yours(speaker) if is_there else hosts.not_there(speaker)
