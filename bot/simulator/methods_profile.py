"""Methods about the bot itself: commands, name, descriptions, menu button."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from bot.simulator import buttons, fields, rooms
from bot.simulator.answers import Json, bad
from bot.simulator.arguments import Arguments
from bot.simulator.buttons import check_web_app
from bot.simulator.commands import DEFAULT, Scope
from bot.simulator.json_values import JsonError
from bot.simulator.people import Chat
from bot.simulator.rooms import Right
from bot.simulator.world import World

LONGEST_COMMAND = 32
LONGEST_DESCRIPTION = 256
COMMAND = re.compile(r"[a-z0-9_]+")
LANGUAGE = re.compile(r"([a-z]{2})?")
WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


async def get_me(world: World, _arguments: Arguments) -> Json:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": world.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def language_of(arguments: Arguments) -> str:
    code = arguments.text("language_code")
    if not LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code


async def set_my_commands(world: World, arguments: Arguments) -> bool:
    commands = read_commands(arguments)
    scope = read_scope(world, arguments)
    checked = [checked_command(command) for command in commands]
    language = language_of(arguments)
    if not all(COMMAND.fullmatch(command["command"]) for command in checked):
        raise bad("BOT_COMMAND_INVALID")
    world.profile.set_commands(scope, language, checked)
    return True


async def get_my_commands(world: World, arguments: Arguments) -> list[Json]:
    scope = read_scope(world, arguments)
    return world.profile.commands.get((scope, language_of(arguments)), [])


async def delete_my_commands(world: World, arguments: Arguments) -> bool:
    scope = read_scope(world, arguments)
    world.profile.set_commands(scope, language_of(arguments), [])
    return True


def read_commands(arguments: Arguments) -> list[Json]:
    if not arguments.text("commands"):
        return []
    values = arguments.json("commands", "commands JSON object")
    if not isinstance(values, list):
        raise bad("Expected an Array of BotCommand")
    try:
        return [command_from(value) for value in values]
    except JsonError as error:
        raise bad(f"Can't parse BotCommand: {error}") from None


def command_from(value: Any) -> Json:
    if not isinstance(value, dict):
        raise JsonError("expected an Object")
    return {name: fields.text(value, name, required=True) for name in ("command", "description")}


def checked_command(command: Json) -> Json:
    name = command["command"].strip().removeprefix("/")
    description = command["description"].strip()
    if len(name) > LONGEST_COMMAND:
        raise bad(f"command length must not exceed {LONGEST_COMMAND}")
    if not name:
        raise bad("command must be non-empty")
    if len(description) > LONGEST_DESCRIPTION:
        raise bad(f"command description length must not exceed {LONGEST_DESCRIPTION}")
    if not description:
        raise bad("command description must be non-empty")
    return {"command": name, "description": description}


def read_scope(world: World, arguments: Arguments) -> Scope:
    if not arguments.text("scope"):
        return DEFAULT
    value = arguments.json("scope", "BotCommandScope JSON object")
    try:
        kind, chat_id, user_id = scope_from(value)
    except JsonError as error:
        raise bad(f"Can't parse BotCommandScope: {error}") from None
    if kind in WIDE_SCOPES:
        return kind, 0, 0
    chat = rooms.named(world, chat_id, Right.READ)
    check_scope(kind, chat)
    return kind, chat.id, user_id


def scope_from(value: Any) -> tuple[str, str, int]:
    if not isinstance(value, dict):
        raise JsonError("BotCommandScope must be an Object")
    kind = fields.text(value, "type", required=True)
    if kind in WIDE_SCOPES:
        return kind, "", 0
    if kind not in CHAT_SCOPES:
        raise JsonError("Unsupported type specified")
    chat_id = fields.text(value, "chat_id", required=True)
    if not chat_id:
        raise JsonError("Empty chat_id specified")
    if kind != "chat_member":
        return kind, chat_id, 0
    user_id = fields.integer(value, "user_id", required=True, size=fields.INT64)
    if user_id <= 0:
        raise JsonError("Invalid user_id specified")
    return kind, chat_id, user_id


def check_scope(kind: str, chat: Chat) -> None:
    if chat.person is not None and kind != "chat":
        raise bad("can't use specified scope in private chats")
    if chat.type == "channel":
        raise bad("can't change commands in channel chats")


Method = Callable[[World, Arguments], Awaitable[Any]]


def sets(texts_name: str, name: str, longest: int, refusal: str) -> Method:
    """The method that sets one of the bot's texts for a language."""

    async def set_text(world: World, arguments: Arguments) -> bool:
        language = language_of(arguments)
        text = arguments.text(name).strip()
        if len(text) > longest:
            raise bad(refusal)
        getattr(world.profile, texts_name)[language] = text
        return True

    return set_text


def gets(texts_name: str, name: str) -> Method:
    async def get_text(world: World, arguments: Arguments) -> Json:
        texts = getattr(world.profile, texts_name)
        default = world.bot["first_name"] if name == "name" else ""
        return {name: world.profile.text_for(texts, language_of(arguments)) or default}

    return get_text


async def set_chat_menu_button(world: World, arguments: Arguments) -> bool:
    button = read_menu_button(arguments)
    user_id = known_user(world, arguments) if arguments.has("chat_id") else 0
    world.profile.menu_buttons[user_id] = button
    return True


async def get_chat_menu_button(world: World, arguments: Arguments) -> Json:
    user_id = known_user(world, arguments) if arguments.has("chat_id") else 0
    return world.profile.menu_button(user_id)


def known_user(world: World, arguments: Arguments) -> int:
    user_id = arguments.user_id("chat_id")
    if user_id not in world.people:
        raise bad("user not found")
    return user_id


def read_menu_button(arguments: Arguments) -> Json:
    if not arguments.text("menu_button"):
        return {"type": "default"}
    value = arguments.json("menu_button", "menu button JSON object")
    try:
        button = menu_button_from(value)
    except JsonError as error:
        raise bad(f"Can't parse menu button: {error}") from None
    check_web_app(button, "Menu button Web App")
    return button


def menu_button_from(value: Any) -> Json:
    if not isinstance(value, dict):
        raise JsonError("MenuButton must be an Object")
    kind = fields.text(value, "type", required=True)
    if kind in ("default", "commands"):
        return {"type": kind}
    if kind == "web_app":
        text = fields.text(value, "text", required=True)
        return {"type": kind, "text": text, "web_app": buttons.web_app(fields.nested(value, "web_app"))}
    raise JsonError("MenuButton has unsupported type")
