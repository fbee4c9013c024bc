"""The bot's name typed in any chat: whoever does it gets entries in their language to send there."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackContext, InlineQueryHandler

from bot.handlers.replies import Desk
from bot.services import offering
from bot.services.newsroom import Asker


def handlers(desk: Desk) -> list[BaseHandler[Any, Any, Any]]:
    async def typed(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        query = update.inline_query
        if query is None:
            return
        user = query.from_user
        # Their private chat has their language and zone, if they have one.
        asker = Asker(user.id, language_code=user.language_code, bot=context.bot.username)
        await desk.replies.offer(
            query.id, await offering.offer(desk.newsroom, asker, query.query, query.offset)
        )

    return [InlineQueryHandler(typed)]
