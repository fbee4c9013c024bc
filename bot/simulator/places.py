"""The chats that a reader has on the page: their own with the bot, groups with their topics, channels."""

import re

from aiohttp import web

from bot.simulator.answers import Json
from bot.simulator.asking import RefusalError, given
from bot.simulator.gatherings import ABSENT
from bot.simulator.people import Chat
from bot.simulator.world import World

# What somebody may make of the bot in a group or channel of theirs.
STANDINGS = {"group": "member", "supergroup": "member", "channel": "administrator"}


def of_reader(world: World, user_id: int) -> list[Json]:
    """The private chat first, then those in which they are."""
    others = [chat for chat in world.chats.values() if chat.person is None and chat.has(user_id)]
    return [described(world, chat, user_id) for chat in (world.chats[user_id], *others)]


def described(world: World, chat: Chat, user_id: int) -> Json:
    """A chat as one reader has it."""
    rules = chat.person is None and chat.is_administrator(user_id)
    return {
        "chat_id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "topics": [
            {"id": number, "name": name, "closed": number in chat.closed_topics}
            for number, name in chat.topics.items()
        ],
        "may_write": rules if chat.type == "channel" else True,
        "may_manage": rules,
        "has_bot": world.status_of_bot(chat) not in ABSENT,
    }


def chosen(world: World, user_id: int, wish: object) -> Chat:
    """The chat that a request names; without one, the reader's own."""
    if wish in (None, ""):
        return world.chats[user_id]
    number = str(wish)
    chat = world.chats.get(int(number)) if re.fullmatch(r"-?[0-9]{1,17}", number) else None
    if chat is None or not (chat.id == user_id or chat.has(user_id)):
        raise RefusalError(f"This reader has no chat {number}.", 404)
    return chat


def say(world: World, chat: Chat, user_id: int, text: str, topic: object) -> Json:
    """Write there, in a topic if one is named."""
    if chat.type == "channel":
        if not chat.is_administrator(user_id):
            raise RefusalError("Only administrators of the channel can post in it.", 403)
        return world.post(chat.id, text)
    if topic is not None and topic not in chat.topics:
        raise RefusalError(f"This chat has no topic {topic}.", 404)
    return world.say(chat.id, user_id, text, thread_id=topic if isinstance(topic, int) else None)


def set_bot(world: World, chat: Chat, user_id: int, body: Json) -> web.Response:
    """Take the bot in, or put it out."""
    if chat.person is not None or not chat.is_administrator(user_id):
        raise RefusalError("Only administrators of a group or channel decide about the bot.", 403)
    if given(body, "present", bool):
        world.admit_bot(chat.id, user_id, status=STANDINGS[chat.type])
    else:
        world.remove_from_group(chat.id, user_id)
    return web.json_response(described(world, chat, user_id))
