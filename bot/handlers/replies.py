"""What every handler needs: who asks, and how the answer gets back to them."""

from dataclasses import dataclass

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update

from bot.brief.screen import Screen
from bot.delivery import replying
from bot.delivery.replying import Replies
from bot.services.newsroom import Asker, Newsroom


@dataclass(frozen=True, slots=True)
class Desk:
    """The newsroom behind the handlers and the way back to whoever asks."""

    newsroom: Newsroom
    replies: Replies


def asker_of(update: Update) -> Asker | None:
    """Who asks, from which chat and topic; None for updates without a chat."""
    chat, message = update.effective_chat, update.effective_message
    if chat is None:
        return None
    topic = message.message_thread_id if message is not None and message.is_topic_message else None
    user = update.effective_user
    language = user.language_code if user else None
    return Asker(chat.id, topic or 0, chat.type, language, update.get_bot().username)


def reply(asker: Asker, screen: Screen) -> None:
    """Answer, once all that this update changed is kept."""
    replying.answer(asker.chat_id, asker.thread_id, screen)


def edit(asker: Asker, query: CallbackQuery, screen: Screen) -> None:
    """Change the message whose button was pressed; a question for a location needs a message of its own."""
    place = place_of(query, screen)
    if place is None:
        reply(asker, screen)
    else:
        replying.replace(asker.chat_id, asker.thread_id, place, screen)


def place_of(query: CallbackQuery, screen: Screen) -> int | None:
    """The message that shows it from now on; None where it becomes one of its own."""
    message = query.message
    # The library makes no type of its own of a message that is gone or too old: only its date says so.
    if screen.apart or message is None or not message.is_accessible or _changes_kind(message, screen):
        return None
    return message.message_id


def _changes_kind(message: MaybeInaccessibleMessage, screen: Screen) -> bool:
    """Whether a picture would become a text, which Telegram refuses, or a text a picture."""
    return bool(isinstance(message, Message) and message.photo) != bool(screen.picture)


async def may_govern(desk: Desk, asker: Asker, update: Update) -> bool:
    """In a private chat everybody decides for themselves, elsewhere the chat's administrators do."""
    if asker.is_private:
        return True
    # Not the message under a pressed button: in a channel that was sent by the chat itself, whoever presses.
    user, message = update.effective_user, update.message
    # An administrator who stays anonymous writes as the chat itself.
    if message is not None and message.sender_chat is not None:
        return message.sender_chat.id == asker.chat_id
    return user is not None and await desk.replies.is_administrator(asker.chat_id, user.id)
