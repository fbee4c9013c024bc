"""What Telegram tells about the bot's own place in a chat: blocked, let in again, moved."""

from typing import Any

from telegram import ChatMember, Update
from telegram.ext import CallbackContext, ChatMemberHandler, MessageHandler, filters

from bot.handlers.replies import Desk
from bot.services import subscribing

_OUT = {ChatMember.BANNED, ChatMember.LEFT}


def handlers(desk: Desk) -> list[ChatMemberHandler[Any, Any] | MessageHandler[Any, Any]]:
    async def changed(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        member = update.my_chat_member
        if member is not None:
            is_in = member.new_chat_member.status not in _OUT
            await subscribing.reachable(desk.newsroom, member.chat.id, can_be_reached=is_in)

    async def moved(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        message = update.message
        if message is not None and message.migrate_to_chat_id is not None:
            await subscribing.moved(desk.newsroom, message.chat_id, message.migrate_to_chat_id)

    return [
        ChatMemberHandler(changed, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, moved),
    ]
