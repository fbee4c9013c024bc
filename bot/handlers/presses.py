"""Pressed buttons: the query is answered first, then its message changes in place."""

from typing import Any

from telegram import Update
from telegram.ext import CallbackContext, CallbackQueryHandler

from bot.brief import hosts
from bot.brief.screen import Screen
from bot.handlers.replies import Desk, asker_of, edit, may_govern
from bot.services import conversation, stories
from bot.services.newsroom import Asker


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
        if data.startswith(stories.BUTTONS):
            said, alert = await stories.pressed(desk.newsroom, asker, data)
            await desk.replies.acknowledge(query.id, said)
            return edit(asker, query, alert) if alert else None
        await desk.replies.acknowledge(query.id)
        screen = await conversation.pressed(desk.newsroom, asker, data)
        edit(asker, query, screen if asker.is_private else await _in_group(desk, asker, data, screen))
        return None

    return [CallbackQueryHandler(handle)]


async def _in_group(desk: Desk, asker: Asker, data: str, screen: Screen) -> Screen:
    """What opens a question says how it is answered: the bot hears only what replies to it."""
    if not data.startswith("set:") or not await conversation.is_asked(desk.newsroom, asker):
        return screen
    return hosts.answered_by_reply(await conversation.speaker(desk.newsroom, asker), screen)
