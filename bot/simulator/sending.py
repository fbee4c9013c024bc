"""A message from the bot enters a chat: reply, options, limits, keyboard."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator import fields, keyboards, rooms
from bot.simulator.answers import Json, bad, copied
from bot.simulator.arguments import Arguments
from bot.simulator.json_values import JsonError
from bot.simulator.keyboards import Markup
from bot.simulator.people import Chat
from bot.simulator.rooms import Right
from bot.simulator.text import Text, parse
from bot.simulator.world import World

Content = Callable[[], Json]


@dataclass(frozen=True)
class Reply:
    """What a message answers; message id 0 is nothing."""

    message_id: int = 0
    chat: str = ""
    optional: bool = False


def send(world: World, arguments: Arguments, content: Content) -> Json:
    """Send one message, or refuse it in the official order: reply, keyboard, chat, content, reader."""
    reply = read_reply(arguments)
    markup = keyboards.of(arguments)
    chat = rooms.of(world, arguments, Right.WRITE)
    replied = answered(world, chat, reply) | topic(world, chat, arguments)
    keyboards.check_addresses(markup, chat)
    shown = content()
    admit(world, chat, markup)
    return place(world, chat, shown | options(arguments) | replied, markup, silent=is_silent(arguments))


def admit(world: World, chat: Chat, markup: Markup | None = None, count: int = 1) -> None:
    """What only Telegram behind the server knows: whom it lets through, and how fast."""
    keyboards.check_content(markup)
    rooms.check_sendable(world, chat)
    for _ in range(count):
        world.limits.check(chat.id, world.monotonic())


def place(
    world: World, chat: Chat, content: Json, markup: Markup | None = None, *, silent: bool = False
) -> Json:
    stored: Json = {
        "message_id": world.next_message_id(chat),
        **sender(world, chat),
        "chat": chat.as_chat(),
        "date": world.timestamp(),
        **content,
    }
    if markup is not None and markup.kind == "inline":
        stored["reply_markup"] = markup.shown
    elif markup is not None:
        chat.set_keyboard(stored["message_id"], markup.shown)
    chat.messages[stored["message_id"]] = stored
    world.tell("message", chat_id=chat.id, message=copied(stored), silent=silent)
    return copied(stored)


def sender(world: World, chat: Chat) -> Json:
    if chat.type == "channel":
        return {"sender_chat": chat.as_chat()}
    return {"from": world.bot}


def options(arguments: Arguments) -> Json:
    """What a message shows of how it was sent."""
    return {"has_protected_content": True} if arguments.flag("protect_content") else {}


def topic(world: World, chat: Chat, arguments: Arguments) -> Json:
    """The forum topic that the message goes to; one that is not there is refused."""
    thread_id = arguments.message_id("message_thread_id")
    if thread_id == 0:
        return {}
    if thread_id not in chat.topics:
        raise bad("message thread not found")
    if thread_id in chat.closed_topics and not chat.is_administrator(world.bot["id"]):
        raise bad("TOPIC_CLOSED")
    return {"message_thread_id": thread_id, "is_topic_message": True}


def is_silent(arguments: Arguments) -> bool:
    return arguments.flag("disable_notification")


def read_reply(arguments: Arguments) -> Reply:
    if not arguments.has("reply_parameters"):
        optional = arguments.flag("allow_sending_without_reply")
        return Reply(arguments.message_id("reply_to_message_id"), "", optional)
    if not arguments.text("reply_parameters"):
        return Reply()
    value = arguments.json("reply_parameters", "reply parameters JSON object")
    if not isinstance(value, dict):
        raise bad("Object expected as reply parameters")
    try:
        return reply_from(value) if value else Reply()
    except JsonError as error:
        raise bad(str(error)) from None


def reply_from(value: Json) -> Reply:
    chat = fields.text(value, "chat_id")
    message_id = fields.integer(value, "message_id", required=True)
    optional = fields.flag(value, "allow_sending_without_reply")
    quote = fields.text(value, "quote")
    parse(quote, fields.text(value, "quote_parse_mode"), value.get("quote_entities"))
    fields.integer(value, "quote_position")
    return Reply(max(message_id, 0), chat, optional)


def answered(world: World, chat: Chat, reply: Reply) -> Json:
    """The message that is answered, as a field of the new one."""
    if reply.message_id == 0:
        return {}
    source = rooms.named(world, reply.chat, Right.READ) if reply.chat else chat
    original = source.messages.get(reply.message_id)
    if original is not None:
        shown = {name: value for name, value in original.items() if name != "reply_to_message"}
        return {"reply_to_message": copied(shown)}
    if reply.optional:
        return {}
    raise bad("message to be replied not found")


def shown_text(world: World, text: Text, *names: str) -> Json:
    """The fields of a text; people whom the bot does not know are not mentioned, custom emoji are plain."""
    shown = text.shown(*names)
    for name in names[1:] or ("entities",):
        if kept := [known(world, entity) for entity in shown.get(name, []) if is_shown(world, entity)]:
            shown[name] = kept
        else:
            shown.pop(name, None)
    return shown


def is_shown(world: World, entity: Json) -> bool:
    if entity["type"] == "custom_emoji":
        return False
    return entity["type"] != "text_mention" or entity["user"]["id"] in world.people


def known(world: World, entity: Json) -> Json:
    if entity["type"] != "text_mention":
        return entity
    return entity | {"user": world.people[entity["user"]["id"]].as_user()}
