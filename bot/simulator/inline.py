"""Results of inline queries, read and checked."""

from typing import Any

from bot.simulator import buttons, contents, fields, keyboards
from bot.simulator.answers import Json, RefusedError, bad
from bot.simulator.arguments import Arguments
from bot.simulator.json_values import JsonError, decode, plain
from bot.simulator.text import message_text, parse

MOST_RESULTS = 50
LONGEST_ID = 64  # bytes
# What each type of result cannot do without, in the order in which it is missed.
REQUIRED: dict[str, tuple[str, ...]] = {
    "article": ("title",),
    "audio": ("audio_file_id|audio_url", "title?audio_url"),
    "contact": ("phone_number", "first_name"),
    "document": ("title", "mime_type?document_url", "document_file_id|document_url"),
    "game": ("game_short_name",),
    "gif": ("gif_file_id|gif_url",),
    "location": ("latitude#", "longitude#", "title"),
    "mpeg4_gif": ("mpeg4_file_id|mpeg4_url",),
    "photo": ("photo_file_id|photo_url",),
    "sticker": ("sticker_file_id",),
    "venue": ("latitude#", "longitude#", "title", "address"),
    "video": ("title", "mime_type?video_url", "video_file_id|video_url"),
    "voice": ("title", "voice_file_id|voice_url"),
}


def read_results(arguments: Arguments) -> list[Json]:
    if not arguments.text("results"):
        return []
    try:
        values = decode(arguments.text("results"))
    except JsonError as error:
        raise bad(f"Can't parse JSON encoded inline query results: {error}") from None
    if values is None:
        return []
    if not isinstance(values, list):
        raise bad("Expected an Array of inline query results")
    if len(values) > MOST_RESULTS:
        raise bad("Too many inline query results specified")
    return [result(value) for value in values]


def result(value: Any) -> Json:
    try:
        return read_result(value)
    except JsonError as error:
        raise bad(f"Can't parse inline query result: {error}") from None
    except RefusedError as refusal:
        # A refusal from within a result is told with the result's own prefix.
        reason = refusal.description.removeprefix("Bad Request: ")
        raise bad(f"Can't parse inline query result: {reason[:1].upper()}{reason[1:]}") from None


def read_result(value: Any) -> Json:
    if not isinstance(value, dict):
        raise JsonError("Inline query result must be an object")
    kind = fields.text(value, "type", required=True).lower()
    fields.text(value, "id", required=True)
    read_content(value, required=kind == "article")
    parse(fields.text(value, "caption"), fields.text(value, "parse_mode"), value.get("caption_entities"))
    if fields.value_of(value, "reply_markup", "Object", required=False) is not None:
        keyboards.chosen(value["reply_markup"])
    if kind not in REQUIRED:
        raise JsonError(f'type "{kind}" is unsupported for the inline query result')
    for name in REQUIRED[kind]:
        require(value, name)
    shown: Json = plain(value)
    return shown


def require(value: Json, name: str) -> None:
    """A field: `a|b` needs a or b, `a?b` needs a when b is there, `a#` is a number."""
    if "?" in name:
        name, condition = name.split("?")
        fields.text(value, name, required=bool(fields.text(value, condition)))
    elif "|" in name:
        name, instead = name.split("|")
        fields.text(value, name, required=not fields.text(value, instead))
    elif name.endswith("#"):
        fields.real(value, name[:-1], required=True)
    else:
        fields.text(value, name, required=True)


def read_content(value: Json, *, required: bool) -> None:
    content = fields.value_of(value, "input_message_content", "Object", required=False)
    if content is None:
        written = fields.text(value, "message_text", required=required)
        if required or written:
            read_text(value, written)
        return
    written = fields.text(content, "message_text")
    if written:
        read_text(content, written)
    elif required and not is_other_content(content):
        raise JsonError("Input message content is not specified")


def read_text(content: Json, written: str) -> None:
    if "link_preview_options" in content:
        contents.preview_from(fields.nested(content, "link_preview_options"))
    else:
        fields.flag(content, "disable_web_page_preview")
    if not written:
        raise JsonError("Message text is empty")
    parse(written, fields.text(content, "parse_mode"), content.get("entities"))


def is_other_content(content: Json) -> bool:
    """A location, venue, contact or invoice instead of a text."""
    if "latitude" in content and "longitude" in content:
        for name in ("latitude", "longitude"):
            fields.real(content, name, required=True)
        return True
    if "phone_number" in content:
        fields.text(content, "phone_number", required=True)
        fields.text(content, "first_name", required=True)
        return True
    return "payload" in content


def check_results(results: list[Json]) -> None:
    """What Telegram itself refuses once the query is known."""
    ids = [str(result["id"]) for result in results]
    if any(not 0 < len(one.encode()) <= LONGEST_ID for one in ids):
        raise bad("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    for one in results:
        content = one.get("input_message_content", {})
        if written := content.get("message_text"):
            message_text(parse(str(written), str(content.get("parse_mode", "")), content.get("entities")))


def read_button(arguments: Arguments) -> Json | None:
    if not arguments.text("button"):
        return None
    value = arguments.json("button", "inline query results button JSON object")
    try:
        return button_from(value)
    except JsonError as error:
        raise bad(f"Can't parse inline query results button: {error}") from None


def button_from(value: Any) -> Json:
    if not isinstance(value, dict):
        raise JsonError("InlineQueryResultsButton must be an Object")
    text = fields.text(value, "text", required=True)
    if "start_parameter" in value:
        return {"text": text, "start_parameter": fields.text(value, "start_parameter", required=True)}
    if "web_app" in value:
        return {"text": text, "web_app": buttons.web_app(fields.nested(value, "web_app"))}
    raise JsonError("InlineQueryResultsButton must have exactly one optional field")
