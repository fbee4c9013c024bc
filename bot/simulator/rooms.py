"""Which chat a request means, and whether the bot may read, edit or write there."""

from datetime import timedelta
from enum import IntEnum

from bot.simulator.answers import Json, RefusedError, bad, refused
from bot.simulator.arguments import Arguments, leading_integer, whole_number
from bot.simulator.people import Chat, Person
from bot.simulator.world import World

DELETABLE_FOR = timedelta(hours=48)
NOT_MEMBER = {"kicked": "was kicked from", "left": "is not a member of"}


class Right(IntEnum):
    READ = 1
    EDIT = 2
    WRITE = 3


def of(world: World, arguments: Arguments, right: Right, name: str = "chat_id") -> Chat:
    """The chat named by an argument, or the official refusal."""
    if arguments.text("business_connection_id") and arguments.method.startswith(("send", "edit")):
        refuse_business(arguments.text(name))
    return named(world, arguments.text(name), right)


def refuse_business(written: str) -> None:
    """Nobody here has connected the bot to a business account."""
    if not written:
        raise bad("chat_id is empty")
    if whole_number(written) is None:
        raise bad("chat_id must be a valid Integer")
    raise bad("business connection not found")


def named(world: World, written: str, right: Right) -> Chat:
    if not written:
        raise bad("chat_id is empty")
    chat = found(world, written)
    if chat is None:
        raise bad("chat not found")
    check_access(world, chat, right)
    return chat


def found(world: World, written: str) -> Chat | None:
    if written.startswith("@"):
        return with_username(world, written[1:].lower())
    chat_id = leading_integer(written)
    if chat_id == world.bot["id"]:
        return Chat(chat_id, "private", Person(chat_id, world.bot["first_name"]))
    chat = world.chats.get(chat_id)
    return None if chat is None or is_unknown(world, chat) else chat


def with_username(world: World, username: str) -> Chat | None:
    # A person's username does not lead a bot to their private chat.
    public = (chat for chat in world.chats.values() if chat.person is None and chat.username)
    return next((chat for chat in public if chat.username.lower() == username), None)


def is_unknown(world: World, chat: Chat) -> bool:
    """A person whom the bot has never met, neither in private nor in a group."""
    if chat.person is None or chat.person.started:
        return False
    return not any(chat.person.id in group.members for group in world.chats.values())


def check_access(world: World, chat: Chat, right: Right) -> None:
    if chat.person is not None:
        if chat.person.deleted and right >= Right.EDIT:
            raise refused(403, "user is deactivated")
        return
    if chat.migrated_to is not None and right == Right.WRITE:
        raise RefusedError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    status = chat.members.get(world.bot["id"], "left")
    public = bool(chat.username) and right == Right.READ and status != "kicked"
    # A basic group that was left can still be looked at.
    basic_reading = chat.type == "group" and right == Right.READ
    if status in NOT_MEMBER and not public and not basic_reading:
        raise refused(403, f"bot {NOT_MEMBER[status]} the {chat.type} chat")


def check_sendable(world: World, chat: Chat) -> None:
    """What only the sending itself finds out: a bot, a stranger, a reader who blocked the bot."""
    person = chat.person
    if person is None:
        check_rights(world, chat)
        return
    if person.id == world.bot["id"]:
        raise refused(403, "bots can't send messages to bots")
    if person.blocked:
        raise refused(403, "bot was blocked by the user")
    if not person.started:
        raise refused(403, "bot can't initiate conversation with a user")


def check_rights(world: World, chat: Chat) -> None:
    """A channel lets its administrators post, a group all but those whom it has silenced."""
    status = chat.members.get(world.bot["id"])
    if chat.type == "channel" and (status != "administrator" or "can_post_messages" in chat.lacking):
        raise bad("need administrator rights in the channel chat")
    if status == "restricted" and "can_send_messages" in chat.lacking:
        raise bad("not enough rights to send text messages to the chat")


def message(
    world: World, arguments: Arguments, right: Right, called: str, chat_name: str = "chat_id"
) -> Json:
    """The message named by two arguments; `called` names it in the refusal."""
    chat = of(world, arguments, right, chat_name)
    stored = chat.messages.get(arguments.message_id())
    if stored is None:
        raise bad(f"{called} not found")
    return stored


def is_own(world: World, stored: Json) -> bool:
    return bool(stored.get("from", {}).get("id") == world.bot["id"]) or stored["chat"]["type"] == "channel"


def may_delete(world: World, chat: Chat, stored: Json) -> bool:
    if chat.type != "private" and chat.members.get(world.bot["id"]) == "administrator":
        return True
    fresh = world.timestamp() - stored["date"] <= DELETABLE_FOR.total_seconds()
    return fresh and (chat.type == "private" or is_own(world, stored))


def delete(world: World, chat: Chat, message_id: int) -> None:
    del chat.messages[message_id]
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    world.tell("delete", chat_id=chat.id, message_id=message_id)
