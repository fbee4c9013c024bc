"""What a message carries: text or caption with its options, read in the official order."""

from typing import Any

from bot.simulator import fields, sending
from bot.simulator.answers import Json, bad
from bot.simulator.arguments import Arguments
from bot.simulator.json_values import JsonError, decode
from bot.simulator.text import Text, parse
from bot.simulator.world import World

CAPTION = ("caption", "caption_entities")


def entities_of(arguments: Arguments, name: str) -> Any:
    """The entities argument; what is not JSON counts as none."""
    try:
        return decode(arguments.text(name)) if arguments.text(name) else None
    except JsonError:
        return None


def read_text(arguments: Arguments) -> tuple[Text, Json]:
    """The parsed but not yet cleaned text, and the link preview's options."""
    preview = read_preview(arguments)
    if not arguments.text("text"):
        raise bad("Message text is empty")
    entities = entities_of(arguments, "entities")
    return parse(arguments.text("text"), arguments.text("parse_mode"), entities), preview


def read_caption(arguments: Arguments) -> Text:
    entities = entities_of(arguments, "caption_entities")
    return parse(arguments.text("caption"), arguments.text("parse_mode"), entities)


def read_preview(arguments: Arguments) -> Json:
    if not arguments.text("link_preview_options"):
        disabled = arguments.flag("disable_web_page_preview")
        return {"link_preview_options": {"is_disabled": True}} if disabled else {}
    value = arguments.json("link_preview_options", "link preview options JSON object")
    if not isinstance(value, dict):
        raise bad("Object expected as link preview options")
    try:
        return preview_from(value)
    except JsonError as error:
        raise bad(str(error)) from None


def preview_from(value: Json) -> Json:
    is_disabled = fields.flag(value, "is_disabled")
    url = fields.text(value, "url")
    names = ("prefer_small_media", "prefer_large_media", "show_above_text")
    flags = {name: True for name in names if fields.flag(value, name)}
    shown: Json = {"is_disabled": True} if is_disabled else {}
    shown |= {"url": url} if url else {}
    return {"link_preview_options": shown | flags} if shown | flags else {}


def shown_caption(world: World, caption: Text) -> Json:
    return sending.shown_text(world, caption, *CAPTION)


def media_options(arguments: Arguments) -> Json:
    names = ("show_caption_above_media", "has_spoiler")
    shown = {name: True for name in names if arguments.flag(name)}
    if "has_spoiler" in shown:
        shown["has_media_spoiler"] = shown.pop("has_spoiler")
    return shown
