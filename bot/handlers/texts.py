"""Everything else that people send: answers to a question, a location, the unknown."""

from typing import Any

from telegram import Update
from telegram.ext import CallbackContext, MessageHandler, filters

from bot.handlers.replies import Desk, asker_of, may_govern, reply
from bot.services import conversation


def handlers(desk: Desk) -> list[MessageHandler[Any, Any]]:
    async def located(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        asker, message = asker_of(update), update.message
        if asker is None or message is None or message.location is None:
            return
        place = message.location
        reply(asker, await conversation.located(desk.newsroom, asker, place.latitude, place.longitude))

    async def said(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        asker, message = asker_of(update), update.message
        if asker is None or message is None:
            return
        reply(asker, await conversation.said(desk.newsroom, asker, message.text or ""))

    async def said_among_others(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        asker, message = asker_of(update), update.message
        if asker is None or message is None or not await conversation.is_asked(desk.newsroom, asker):
            return
        if await may_govern(desk, asker, update):
            reply(asker, await conversation.said(desk.newsroom, asker, message.text or ""))

    private = filters.ChatType.PRIVATE
    # What somebody chose from an inline answer is the bot's own text, wherever they send it.
    fresh = filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL & ~filters.VIA_BOT
    # In a group only an answer to the bot's own question is for the bot.
    answer = fresh & filters.TEXT & filters.REPLY & ~filters.COMMAND & ~private
    return [
        MessageHandler(fresh & private & filters.LOCATION, located),
        MessageHandler(fresh & private, said),
        MessageHandler(answer, said_among_others),
    ]
