"""A message of the bot is changed in place."""

from collections.abc import Callable

from bot.simulator import keyboards, rooms
from bot.simulator.answers import Json, bad, copied
from bot.simulator.arguments import Arguments
from bot.simulator.keyboards import Markup
from bot.simulator.media import CONTENT_FIELDS
from bot.simulator.rooms import Right
from bot.simulator.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
Change = Callable[[Json], Json]


def edit(world: World, arguments: Arguments, markup: Markup | None, change: Change) -> Json:
    """Apply a change of the content; `change` gets the message and returns what it now carries."""
    if not arguments.text("chat_id") and arguments.message_id() == 0:
        refuse_inline(arguments)
    stored = rooms.message(world, arguments, Right.EDIT, "message to edit")
    if not is_editable(world, stored):
        raise bad("message can't be edited")
    content = change(stored)
    if markup is not None and markup.kind != "inline":
        raise bad("inline keyboard expected")
    keyboards.check_addresses(markup, world.chats[stored["chat"]["id"]])
    keyboards.check_content(markup)
    # No markup in the request means that the keyboard goes: that alone is a change.
    if content == content_of(stored) and shown(markup) == stored.get("reply_markup"):
        raise bad(NOT_MODIFIED)
    world.limits.check(stored["chat"]["id"], world.monotonic())
    return put(world, stored, content, markup)


def refuse_inline(arguments: Arguments) -> None:
    # Messages sent through inline results are not kept here, so no identifier of one can be right.
    if not arguments.text("inline_message_id"):
        raise bad("Message identifier is not specified")
    raise bad("invalid inline message identifier specified")


def is_editable(world: World, stored: Json) -> bool:
    chat = world.chats[stored["chat"]["id"]]
    return (
        rooms.is_own(world, stored)
        and "forward_origin" not in stored
        and stored["message_id"] not in chat.keyboard_messages
    )


def content_of(stored: Json) -> Json:
    return {name: stored[name] for name in CONTENT_FIELDS if name in stored}


def shown(markup: Markup | None) -> Json | None:
    return markup.shown if markup is not None and markup.kind == "inline" else None


def put(world: World, stored: Json, content: Json, markup: Markup | None) -> Json:
    for name in (*CONTENT_FIELDS, "reply_markup"):
        stored.pop(name, None)
    stored.update(edit_date=world.timestamp(), **content)
    if (keyboard := shown(markup)) is not None:
        stored["reply_markup"] = keyboard
    world.tell("edit", chat_id=stored["chat"]["id"], message=copied(stored))
    return copied(stored)
