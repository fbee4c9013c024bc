"""Methods that send, forward, copy, pin and delete messages."""

from typing import Any

from bot.simulator import contents, fields, rooms, sending
from bot.simulator.answers import Json, bad, copied
from bot.simulator.arguments import Arguments
from bot.simulator.json_values import JsonError
from bot.simulator.media import CONTENT_FIELDS
from bot.simulator.people import Chat
from bot.simulator.rooms import Right
from bot.simulator.text import caption, message_text
from bot.simulator.world import World

CHAT_ACTIONS = {
    "cancel", "typing", "record_video", "upload_video", "record_audio", "record_voice", "upload_audio",
    "upload_voice", "upload_photo", "upload_document", "choose_sticker", "pick_up_location", "find_location",
    "record_video_note", "upload_video_note",
}  # fmt: skip
INT32_MAX = 2**31 - 1
LIVE_PERIODS = {0, INT32_MAX} | set(range(60, 86_401))
MOST_AT_ONCE = 100


async def send_message(world: World, arguments: Arguments) -> Json:
    parsed, preview = contents.read_text(arguments)
    return sending.send(world, arguments, lambda: sending.shown_text(world, message_text(parsed)) | preview)


async def send_location(world: World, arguments: Arguments) -> Json:
    for name in ("latitude", "longitude"):
        if not arguments.text(name).strip():
            raise bad(f"{name} is empty")
    return sending.send(world, arguments, lambda: {"location": location(arguments)})


def location(arguments: Arguments) -> Json:
    place = {name: arguments.number(name) for name in ("latitude", "longitude")}
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad("wrong location specified")
    live = {name: arguments.integer(name) for name in ("live_period", "heading", "proximity_alert_radius")}
    if live["live_period"] not in LIVE_PERIODS:
        raise bad("wrong live location period specified")
    if not 0 <= live["heading"] <= 360:
        raise bad("wrong live location heading specified")
    if not 0 <= live["proximity_alert_radius"] <= 100_000:
        raise bad("wrong live location proximity alert radius specified")
    return place | {name: value for name, value in live.items() if value}


async def send_chat_action(world: World, arguments: Arguments) -> bool:
    action = arguments.text("action").lower()
    if action not in CHAT_ACTIONS:
        raise bad("wrong parameter action in request")
    chat = rooms.of(world, arguments, Right.WRITE)
    world.tell("typing", chat_id=chat.id, action=action)
    return True


async def forward_message(world: World, arguments: Arguments) -> Json:
    arguments.required("from_chat_id")
    original = rooms.message(world, arguments, Right.READ, "message to forward", "from_chat_id")
    return sending.send(world, arguments, lambda: forwarded(original))


def forwarded(original: Json) -> Json:
    content = content_of(original, "forwarded")
    author = original.get("from") or original.get("sender_chat")
    origin = {"type": "user", "sender_user": author, "date": original["date"]}
    if original["chat"]["type"] == "channel":
        number = original["message_id"]
        origin = {"type": "channel", "chat": author, "message_id": number, "date": original["date"]}
    return {"forward_origin": original.get("forward_origin", origin)} | content


def content_of(original: Json, done: str) -> Json:
    content = {name: original[name] for name in CONTENT_FIELDS if name in original}
    if not content or original.get("has_protected_content"):
        raise bad(f"the message can't be {done}")
    return copied(content)


async def copy_message(world: World, arguments: Arguments) -> Json:
    arguments.required("from_chat_id")
    new_caption = contents.read_caption(arguments) if arguments.has("caption") else None
    original = rooms.message(world, arguments, Right.READ, "message to copy", "from_chat_id")

    def content() -> Json:
        copied = content_of(original, "copied")
        if new_caption is None or "text" in copied:
            return copied
        kept = {name: value for name, value in copied.items() if name not in contents.CAPTION}
        return kept | contents.shown_caption(world, caption(new_caption))

    return {"message_id": sending.send(world, arguments, content)["message_id"]}


async def forward_messages(world: World, arguments: Arguments) -> list[Json]:
    return many(world, arguments, forwarded)


async def copy_messages(world: World, arguments: Arguments) -> list[Json]:
    return many(world, arguments, lambda original: content_of(original, "copied"))


def many(world: World, arguments: Arguments, content: Any) -> list[Json]:
    arguments.required("from_chat_id")
    numbers = message_ids(arguments)
    chat = rooms.of(world, arguments, Right.WRITE)
    source = rooms.of(world, arguments, Right.READ, "from_chat_id")
    originals = [source.messages[number] for number in numbers if number in source.messages]
    if not originals:
        raise bad("there are no messages to forward")
    sending.admit(world, chat, count=len(originals))
    sent = [sending.place(world, chat, content(original)) for original in originals]
    return [{"message_id": message["message_id"]} for message in sent]


def message_ids(arguments: Arguments) -> list[int]:
    if not arguments.text("message_ids"):
        raise bad("Message identifiers are not specified")
    values = arguments.json("message_ids", "message_ids JSON object")
    if not isinstance(values, list):
        raise bad("Expected an Array of message identifiers")
    if len(values) > MOST_AT_ONCE:
        raise bad("Too many message identifiers specified")
    if not values:
        raise bad("Message identifiers are not specified")
    return [message_id(value) for value in values]


def message_id(value: Any) -> int:
    if not isinstance(value, str):
        raise bad("Message identifier must be a Number")
    digits = str(value).removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or abs(int(value)) > INT32_MAX:
        raise bad("Can't parse message identifier as Number")
    if int(value) <= 0:
        raise bad("Invalid message identifier specified")
    return int(value)


async def delete_message(world: World, arguments: Arguments) -> bool:
    if not arguments.text("chat_id"):
        raise bad("Chat identifier is not specified")
    if arguments.message_id() == 0:
        raise bad("Message identifier is not specified")
    stored = rooms.message(world, arguments, Right.WRITE, "message to delete")
    chat = world.chats[stored["chat"]["id"]]
    delete_allowed(world, chat, stored)
    return True


def delete_allowed(world: World, chat: Chat, stored: Json) -> None:
    if not rooms.may_delete(world, chat, stored):
        raise bad("message can't be deleted for everyone")
    rooms.delete(world, chat, stored["message_id"])


async def delete_messages(world: World, arguments: Arguments) -> bool:
    numbers = message_ids(arguments)
    chat = rooms.of(world, arguments, Right.WRITE)
    for number in numbers:
        if number in chat.messages:
            delete_allowed(world, chat, chat.messages[number])
    return True


async def pin_chat_message(world: World, arguments: Arguments) -> bool:
    stored = rooms.message(world, arguments, Right.WRITE, "message to pin")
    chat = world.chats[stored["chat"]["id"]]
    check_may_pin(world, chat)
    if stored["message_id"] not in chat.pinned:
        chat.pinned.append(stored["message_id"])
    return True


def check_may_pin(world: World, chat: Chat) -> None:
    if chat.person is None and chat.members.get(world.bot["id"]) != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")


async def unpin_chat_message(world: World, arguments: Arguments) -> bool:
    if arguments.message_id() == 0:
        chat = rooms.of(world, arguments, Right.WRITE)
        if not chat.pinned:
            raise bad("message to unpin not found")
        chat.pinned.pop()
        return True
    stored = rooms.message(world, arguments, Right.WRITE, "message to unpin")
    chat = world.chats[stored["chat"]["id"]]
    check_may_pin(world, chat)
    chat.pinned = [number for number in chat.pinned if number != stored["message_id"]]
    return True


async def unpin_all_chat_messages(world: World, arguments: Arguments) -> bool:
    chat = rooms.of(world, arguments, Right.WRITE)
    check_may_pin(world, chat)
    chat.pinned.clear()
    return True


async def set_message_reaction(world: World, arguments: Arguments) -> bool:
    reactions = read_reactions(arguments)
    stored = rooms.message(world, arguments, Right.READ, "message to react")
    where = {"chat_id": stored["chat"]["id"], "message_id": stored["message_id"]}
    world.tell("reaction", **where, reaction=reactions)
    return True


def read_reactions(arguments: Arguments) -> list[Json]:
    if not arguments.text("reaction"):
        return []
    values = arguments.json("reaction", "reaction types JSON object")
    if not isinstance(values, list):
        raise bad("Expected an Array of ReactionType")
    try:
        return [reaction_from(value) for value in values]
    except JsonError as error:
        raise bad(f"Can't parse ReactionType: {error}") from None


def reaction_from(value: Any) -> Json:
    if not isinstance(value, dict):
        raise JsonError("expected an Object")
    kind = fields.text(value, "type", required=True)
    if kind == "emoji":
        return {"type": kind, "emoji": fields.text(value, "emoji", required=True)}
    if kind == "custom_emoji":
        emoji_id = fields.integer(value, "custom_emoji_id", required=True, size=fields.INT64)
        return {"type": kind, "custom_emoji_id": str(emoji_id)}
    raise JsonError("invalid reaction type specified")
