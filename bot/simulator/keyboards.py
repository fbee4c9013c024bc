"""Reply markup: inline keyboards, reply keyboards and their removal, parsed and checked."""

from dataclasses import dataclass
from typing import Any, Literal

from bot.simulator import buttons, fields
from bot.simulator.answers import Json, bad
from bot.simulator.arguments import Arguments
from bot.simulator.json_values import JsonError, decode
from bot.simulator.people import Chat

MOST_BUTTONS = 100
LONGEST_ROW = 12


@dataclass(frozen=True)
class Markup:
    """A keyboard as it is shown: under its message (inline) or in place of the person's own."""

    kind: Literal["inline", "keyboard", "remove", "force"]
    shown: Json


def of(arguments: Arguments) -> Markup | None:
    """The reply markup of a request; empty ones are none."""
    if not arguments.text("reply_markup"):
        return None
    try:
        value = decode(arguments.text("reply_markup"))
    except JsonError:
        raise bad("Can't parse reply keyboard markup JSON object") from None
    return parsed(value)


def parsed(value: Any) -> Markup | None:
    if not isinstance(value, dict):
        raise bad("Object expected as reply markup")
    try:
        return chosen(value)
    except JsonError as error:
        raise bad(str(error)) from None


def chosen(value: Json) -> Markup | None:
    rows = read_rows(value, "keyboard", buttons.keyboard_button)
    inline_rows = read_rows(value, "inline_keyboard", buttons.inline_button)
    flags = read_flags(value)
    if rows:
        return reply_keyboard(value, rows, selective=flags["selective"])
    if inline_rows:
        return inline_keyboard(inline_rows)
    selective = {"selective": True} if flags["selective"] else {}
    if flags["hide_keyboard"] or flags["remove_keyboard"]:
        return Markup("remove", {"remove_keyboard": True} | selective)
    if flags["force_reply"] or flags["force_reply_keyboard"]:
        return Markup("force", {"force_reply": True} | selective)
    return None


def read_flags(value: Json) -> dict[str, bool]:
    names = ("hide_keyboard", "remove_keyboard", "personal_keyboard", "selective")
    flags = {name: fields.flag(value, name) for name in names}
    flags |= {name: fields.flag(value, name) for name in ("force_reply_keyboard", "force_reply")}
    fields.text(value, "input_field_placeholder")
    return flags | {"selective": flags["selective"] or flags["personal_keyboard"]}


def read_rows(value: Json, name: str, read: Any) -> list[list[Json]]:
    of_what = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
    kind = "inline keyboard" if name == "inline_keyboard" else "keyboard"
    rows = []
    for row in fields.array(value, name) or []:
        if not isinstance(row, list):
            raise JsonError(f'Field "{name}"{of_what} must be an Array of Arrays')
        try:
            rows.append([read(button) for button in row])
        except JsonError as error:
            raise JsonError(f"Can't parse {kind} button: {error}") from None
    return rows


def reply_keyboard(value: Json, rows: list[list[Json]], *, selective: bool) -> Markup | None:
    names = ("resize_keyboard", "one_time_keyboard", "is_persistent")
    flags = {name: fields.flag(value, name) for name in names} | {"selective": selective}
    shown = kept(rows)
    if not shown:
        return None
    given: Json = {name: True for name, on in flags.items() if on}
    if placeholder := fields.text(value, "input_field_placeholder"):
        given["input_field_placeholder"] = placeholder
    return Markup("keyboard", {"keyboard": shown} | given)


def inline_keyboard(rows: list[list[Json]]) -> Markup | None:
    shown = kept(rows)
    return Markup("inline", {"inline_keyboard": shown}) if shown else None


def buttons_of(markup: Markup | None) -> list[Json]:
    if markup is None:
        return []
    rows = markup.shown.get("inline_keyboard") or markup.shown.get("keyboard") or []
    return [button for row in rows for button in row]


def check_addresses(markup: Markup | None, chat: Chat) -> None:
    """Normalise the addresses in a keyboard, or refuse the first button that cannot be in this chat."""
    for button in buttons_of(markup):
        if markup is not None and markup.kind == "inline":
            buttons.check_address(button)
        else:
            buttons.check_request(button, chat)


def check_content(markup: Markup | None) -> None:
    """What Telegram itself refuses in an inline keyboard."""
    if markup is None or markup.kind != "inline":
        return
    shown = buttons_of(markup)
    for button in shown:
        buttons.check_button(button)
    if len(shown) > MOST_BUTTONS:
        raise bad("reply markup is too long")


def kept(rows: list[list[Json]]) -> list[list[Json]]:
    """Buttons without a text are dropped, then rows without a button; a row ends after twelve."""
    shown = [[button for button in row if button["text"]][:LONGEST_ROW] for row in rows]
    return [row for row in shown if row]
