"""Buttons: read from JSON, their addresses and contents checked."""

import re
from typing import Any

from bot.simulator import fields
from bot.simulator.answers import Json, bad
from bot.simulator.json_values import JsonError, kind_of, plain
from bot.simulator.people import Chat
from bot.simulator.urls import UrlError, checked

LONGEST_DATA = 64  # bytes
LONGEST_COPY_TEXT = 256
USER_LINK = re.compile(r"tg://user/?\?id=(\d+)")
REQUESTS = {
    "request_contact": "phone number can be requested",
    "request_location": "location can be requested",
    "request_poll": "poll can be requested",
    "web_app": "Web App buttons can be used",
    "request_users": "users can be requested",
    "request_user": "users can be requested",
    "request_chat": "chats can be requested",
}
SWITCHES = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")
STYLES = ("", "danger", "primary", "success")


def check_request(button: Json, chat: Chat) -> None:
    """Buttons that ask a person for something work in private chats only."""
    wish = next((wish for name, wish in REQUESTS.items() if name in button), None)
    if wish is not None and chat.person is None:
        raise bad(f"{wish} in private chats only")
    check_web_app(button, "Keyboard button Web App")


def keyboard_button(button: Any) -> Json:
    if kind_of(button) == "String":
        return {"text": button}
    if not isinstance(button, dict):
        raise JsonError("KeyboardButton must be a String or an Object")
    text = fields.text(button, "text", required=True)
    for name in ("request_phone_number", "request_contact"):
        if fields.flag(button, name):
            return {"text": text, "request_contact": True}
    if fields.flag(button, "request_location"):
        return {"text": text, "request_location": True}
    return {"text": text} | requested(button)


def requested(button: Json) -> Json:
    if "request_poll" in button:
        poll = fields.nested(button, "request_poll")
        return {"request_poll": {"type": fields.text(poll, "type")} if "type" in poll else {}}
    if "web_app" in button:
        return {"web_app": {"url": fields.text(fields.nested(button, "web_app"), "url", required=True)}}
    for name in ("request_users", "request_user", "request_chat"):
        if name in button:
            wanted = fields.nested(button, name)
            fields.integer(wanted, "request_id", required=True)
            return {name: plain(wanted)}
    return {}


def inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise JsonError("InlineKeyboardButton must be an Object")
    text = fields.text(button, "text", required=True)
    style = fields.text(button, "style")
    if style not in STYLES:
        raise JsonError("invalid button style specified")
    shown = {"text": text} | action(button)
    return shown | {"style": style} if style else shown


def action(button: Json) -> Json:
    for name in ("url", "callback_data"):
        if value := fields.text(button, name):
            return {name: value}
    if "callback_game" in button:
        return {"callback_game": {}}
    if "pay" in button:
        return {"pay": True}
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in button:
            return {name: fields.text(button, name, required=True)}
    for name, read in NESTED.items():
        if name in button:
            return {name: read(fields.nested(button, name))}
    raise JsonError("Text buttons are unallowed in the inline keyboard")


def chosen_chat(value: Json) -> Json:
    query = fields.text(value, "query")
    return {"query": query} | {name: True for name in SWITCHES if fields.flag(value, name)}


def login(value: Json) -> Json:
    url = fields.text(value, "url", required=True)
    name = fields.text(value, "bot_username").removeprefix("@")
    fields.flag(value, "request_write_access")
    fields.text(value, "forward_text")
    if not all(symbol == "_" or (symbol.isascii() and symbol.isalnum()) for symbol in name):
        raise JsonError("LoginUrl bot username is invalid")
    return {"url": url}


def web_app(value: Json) -> Json:
    return {"url": fields.text(value, "url", required=True)}


def copied(value: Json) -> Json:
    return {"text": fields.text(value, "text", required=True)}


NESTED = {
    "switch_inline_query_chosen_chat": chosen_chat,
    "login_url": login,
    "web_app": web_app,
    "copy_text": copied,
}


def check_address(button: Json) -> None:
    """Normalise the button's address, or refuse it."""
    if not set(button.get("switch_inline_query_chosen_chat", SWITCHES)) & set(SWITCHES):
        raise bad("at least one chat type must be allowed")
    try:
        if "url" in button and not USER_LINK.fullmatch(button["url"]):
            button["url"] = checked(button["url"])
        if "login_url" in button:
            button["login_url"]["url"] = checked(button["login_url"]["url"], only_https=True)
    except UrlError as error:
        login_word = "login " if "login_url" in button else ""
        raise bad(f"Inline keyboard button {login_word}{error}") from None
    check_web_app(button, "Inline keyboard button Web App")


def check_web_app(button: Json, called: str) -> None:
    if "web_app" not in button:
        return
    try:
        button["web_app"]["url"] = checked(button["web_app"]["url"], only_https=True)
    except UrlError as error:
        raise bad(f"{called} {error}") from None


def check_button(button: Json) -> None:
    if len(str(button.get("callback_data", "")).encode()) > LONGEST_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "pay" in button or "callback_game" in button:
        raise bad("BUTTON_TYPE_INVALID")
    if "copy_text" in button and not 0 < len(button["copy_text"]["text"]) <= LONGEST_COPY_TEXT:
        raise bad("BUTTON_COPY_TEXT_INVALID")
