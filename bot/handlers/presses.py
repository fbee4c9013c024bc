"""Pressed buttons: the query is answered first, then its message changes in place."""

from typing import Any

from telegram import Update
from telegram.ext import CallbackContext, CallbackQueryHandler

from bot.brief import panel
from bot.handlers.replies import Desk, asker_of, edit, may_govern, reply
from bot.services import conversation


def handlers(desk: Desk) -> list[CallbackQueryHandler[Any, Any]]:
    async def handle(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        query = update.callback_query
        if query is None:
            return
        await desk.replies.acknowledge(query.id)
        asker = asker_of(update)
        if asker is None:
            return
        data = query.data or ""
        if data.split(":")[0] in conversation.GOVERNED and not await may_govern(desk, asker, update):
            screen = panel.only_administrators(await conversation.speaker(desk.newsroom, asker))
            reply(asker, screen)
            return
        edit(asker, query, await conversation.pressed(desk.newsroom, asker, data))

    return [CallbackQueryHandler(handle)]
