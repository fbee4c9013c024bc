"""Pressed buttons: the query is answered first, then its message changes in place."""

from typing import Any

from telegram import Update
from telegram.ext import CallbackContext, CallbackQueryHandler

from bot.brief import hosts
from bot.handlers.replies import Desk, asker_of, edit, may_govern
from bot.services import conversation


def handlers(desk: Desk) -> list[CallbackQueryHandler[Any, Any]]:
    async def handle(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        query = update.callback_query
        if query is None:
            return None
        asker, data = asker_of(update), query.data or ""
        if asker is None:
            return await desk.replies.acknowledge(query.id)
        if asker.is_channel:
            # What is pressed there would change the post for everybody: the bot itself is opened instead.
            url = f"https://t.me/{context.bot.username}?start=channel"
            return await desk.replies.acknowledge(query.id, url=url)
        if data.split(":")[0] in conversation.GOVERNED and not await may_govern(desk, asker, update):
            speaker = await conversation.speaker(desk.newsroom, asker)
            return await desk.replies.acknowledge(query.id, hosts.only_administrators(speaker))
        await desk.replies.acknowledge(query.id)
        edit(asker, query, await conversation.pressed(desk.newsroom, asker, data))
        return None

    return [CallbackQueryHandler(handle)]
