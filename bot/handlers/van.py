"""The van in the hands of the admins: a command and its buttons, for them alone.

The command is filtered, not refused: from anybody else it goes on to where unknown commands are answered.
"""

from typing import Any

from telegram import CallbackQuery, Update
from telegram.ext import BaseHandler, CallbackContext, CallbackQueryHandler, CommandHandler, filters

from bot.brief.van_panel import COMMAND
from bot.handlers.replies import Desk, asker_of, edit, reply
from bot.services import control, conversation
from bot.services.control import Press
from bot.services.newsroom import Asker


def handlers(desk: Desk) -> list[BaseHandler[Any, Any, Any]]:
    async def asked(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        asker = _admin(desk, update)
        if asker is not None:
            reply(asker, await control.on_the_way(desk.newsroom, asker))

    async def pressed(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        query = update.callback_query
        if query is None:
            return
        await desk.replies.acknowledge(query.id)
        asker = _admin(desk, update)
        if asker is not None:
            edit(asker, query, await control.pressed(desk.newsroom, _press(asker, query)))
        elif other := asker_of(update):  # as any button that is none of ours
            edit(other, query, await conversation.pressed(desk.newsroom, other, query.data or ""))

    admins = filters.ChatType.PRIVATE & filters.User(desk.newsroom.rules.admins)
    return [
        CommandHandler(COMMAND, asked, filters.UpdateType.MESSAGE & admins),
        CallbackQueryHandler(pressed, pattern=rf"^{COMMAND}(:|$)"),
    ]


def _admin(desk: Desk, update: Update) -> Asker | None:
    """Who asks, if it is an admin in their own chat."""
    asker, user = asker_of(update), update.effective_user
    if asker is None or user is None or not control.is_admin(desk.newsroom, asker, user.id):
        return None
    return asker


def _press(asker: Asker, query: CallbackQuery) -> Press:
    message = query.message
    return Press(asker, query.from_user.id, message.message_id if message else 0, query.data or "")
