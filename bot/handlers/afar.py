"""Channels, set up by their administrators in their own private chats; Telegram is asked at every act."""

from typing import Any

from telegram import CallbackQuery, Message, MessageOriginChannel, Update
from telegram.ext import (
    ApplicationHandlerStop,
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    MessageHandler,
    filters,
)

from bot.brief import panel
from bot.handlers.replies import Desk, asker_of, edit, reply
from bot.services import afar, conversation
from bot.services.afar import Channel
from bot.services.newsroom import Asker

Context = CallbackContext[Any, Any, Any, Any]


def handlers(desk: Desk) -> list[BaseHandler[Any, Any, Any]]:
    """They come before all others, and end it there for what is theirs."""

    async def pressed(update: Update, _context: Context) -> None:
        query, asker = update.callback_query, asker_of(update)
        if query is not None and asker is not None and asker.is_private:
            await _press(desk, asker, query)
            raise ApplicationHandlerStop

    async def said(update: Update, _context: Context) -> None:
        asker, message = asker_of(update), update.message
        if asker is not None and message is not None and await _hear(desk, asker, message):
            raise ApplicationHandlerStop

    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    return [
        CallbackQueryHandler(pressed, pattern=afar.DATA),
        MessageHandler(private & (filters.TEXT | filters.FORWARDED) & ~filters.COMMAND, said),
    ]


async def _press(desk: Desk, person: Asker, query: CallbackQuery) -> None:
    parts = afar.DATA.fullmatch(query.data or "")
    channel = await afar.find(desk.newsroom, int(parts[1]), person) if parts else None
    if parts is None or channel is None:
        await desk.replies.acknowledge(query.id)
        edit(person, query, panel.outdated(await conversation.speaker(desk.newsroom, person)))
        return
    if not await desk.replies.is_administrator(channel.host.chat_id, person.chat_id):
        refusal = await afar.refusal(desk.newsroom, person, channel)
        await desk.replies.acknowledge(query.id, refusal)
        return
    await desk.replies.acknowledge(query.id)
    edit(person, query, await afar.pressed(desk.newsroom, person, await _named(desk, channel), parts[2]))


async def _named(desk: Desk, channel: Channel) -> Channel:
    return channel.titled(await desk.replies.title(channel.host.chat_id))


async def _hear(desk: Desk, person: Asker, message: Message) -> bool:
    """Whether it was about a channel of theirs: an answer to its question, or one of its posts."""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel):
        channel = await afar.of_chat(desk.newsroom, Asker(origin.chat.id, language_code=person.language_code))
    else:
        channel = await afar.asked(desk.newsroom, person)
    if channel is None or not await desk.replies.is_administrator(channel.host.chat_id, person.chat_id):
        return False
    channel = await _named(desk, channel)
    if isinstance(origin, MessageOriginChannel):
        reply(person, await afar.settings(desk.newsroom, channel))
    else:
        reply(person, await afar.said(desk.newsroom, person, channel, message.text or ""))
    return True
