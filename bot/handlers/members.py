"""What Telegram tells about the bot's own place in a chat: let in, silenced, put out, moved."""

from typing import Any

from telegram import Chat, ChatMember, ChatMemberAdministrator, ChatMemberRestricted, Update
from telegram.ext import CallbackContext, ChatMemberHandler, MessageHandler, filters

from bot.handlers.replies import Desk, asker_of, reply
from bot.services import hosting, subscribing
from bot.services.hosting import Standing, Turn
from bot.services.newsroom import Asker

Context = CallbackContext[Any, Any, Any, Any]
_OUT = {ChatMember.BANNED, ChatMember.LEFT}


def handlers(desk: Desk) -> list[ChatMemberHandler[Any, Any] | MessageHandler[Any, Any]]:
    async def changed(update: Update, _context: Context) -> None:
        member = update.my_chat_member
        if member is None:
            return
        if member.chat.type == Chat.PRIVATE:
            is_in = member.new_chat_member.status not in _OUT
            await subscribing.reachable(desk.newsroom, member.chat.id, can_be_reached=is_in)
            return
        host = Asker(member.chat.id, 0, member.chat.type, member.from_user.language_code)
        person = Asker(member.from_user.id, language_code=member.from_user.language_code)
        was, now = (_standing(one, member.chat) for one in (member.old_chat_member, member.new_chat_member))
        turn = Turn(host, member.chat.title or "", person, was, now)
        for whom, screen in await hosting.turned(desk.newsroom, turn):
            reply(whom, screen)

    async def moved(update: Update, _context: Context) -> None:
        """Told in the old chat and in the new one; either will do, and both are no more than one."""
        message = update.message
        if message is None:
            return
        old = message.migrate_from_chat_id or message.chat_id
        new = message.migrate_to_chat_id or message.chat_id
        await subscribing.moved(desk.newsroom, old, new)

    async def reopened(update: Update, _context: Context) -> None:
        asker = asker_of(update)
        for whom, screen in await hosting.reopened(desk.newsroom, asker) if asker else []:
            reply(whom, screen)

    return [
        ChatMemberHandler(changed, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, moved),
        MessageHandler(filters.StatusUpdate.FORUM_TOPIC_REOPENED, reopened),
    ]


def _standing(member: ChatMember, chat: Chat) -> Standing:
    """Whether the bot can write there as this kind of member."""
    if member.status in _OUT or (isinstance(member, ChatMemberRestricted) and not member.is_member):
        return "out"
    if isinstance(member, ChatMemberRestricted):
        return "in" if member.can_send_messages else "silenced"
    if chat.type != Chat.CHANNEL:
        return "in"
    may_post = isinstance(member, ChatMemberAdministrator) and member.can_post_messages
    return "in" if may_post else "silenced"
