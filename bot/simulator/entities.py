"""Text entities: from the Bot API's JSON to TDLib's types and back."""

from typing import Any

from bot.simulator import fields
from bot.simulator.answers import Json
from bot.simulator.json_values import JsonError

PLAIN = {
    "mention": "Mention",
    "hashtag": "Hashtag",
    "cashtag": "Cashtag",
    "bot_command": "BotCommand",
    "url": "Url",
    "email": "EmailAddress",
    "phone_number": "PhoneNumber",
    "bank_card_number": "BankCardNumber",
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "blockquote": "BlockQuote",
    "expandable_blockquote": "ExpandableBlockQuote",
}
NAMES = {f"textEntityType{td_name}": name for name, td_name in PLAIN.items()}
# Telegram writes these to nobody: bots do not get them.
HIDDEN = {"textEntityTypeBankCardNumber", "textEntityTypeMediaTimestamp"}
FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
SPLITTABLE = {
    f"textEntityType{name}"
    for name in (
        "Bold",
        "Italic",
        "Underline",
        "Strikethrough",
        "Spoiler",
        "BlockQuote",
        "ExpandableBlockQuote",
    )
}


def from_td(entity: Json) -> Json | None:
    """One TDLib entity as the Bot API writes it, or None when bots do not see it."""
    td_type = entity["type"]
    kind = td_type["@type"]
    if kind in HIDDEN:
        return None
    return {"offset": entity["offset"], "length": entity["length"], **described(kind, td_type)}


def described(kind: str, td_type: Json) -> Json:
    match kind:
        case "textEntityTypePreCode":
            return {"type": "pre", "language": td_type["language"]}
        case "textEntityTypeTextUrl":
            return {"type": "text_link", "url": td_type["url"]}
        case "textEntityTypeMentionName":
            return {"type": "text_mention", "user": {"id": td_type["user_id"]}}
        case "textEntityTypeCustomEmoji":
            return {"type": "custom_emoji", "custom_emoji_id": str(td_type["custom_emoji_id"])}
        case "textEntityTypeDateTime":
            return date_time(td_type)
        case _:
            return {"type": NAMES[kind]}


def date_time(td_type: Json) -> Json:
    entity: Json = {"type": "date_time", "unix_time": td_type["unix_time"]}
    if format_ := date_time_format(td_type.get("formatting_type")):
        entity["date_time_format"] = format_
    return entity


def date_time_format(formatting: Json | None) -> str:
    """The letters of `<tg-time format=…>`: r, or any of w, d or D, t or T."""
    if not formatting:
        return ""
    if formatting["@type"] == "dateTimeFormattingTypeRelative":
        return "r"
    letters = "w" if formatting["show_day_of_week"] else ""
    letters += precision(formatting["date_precision"], "d", "D")
    return letters + precision(formatting["time_precision"], "t", "T")


def precision(value: Json, short: str, long: str) -> str:
    return {"dateTimePartPrecisionShort": short, "dateTimePartPrecisionLong": long}.get(value["@type"], "")


def is_continuous(entity: Json) -> bool:
    """Whether nothing may be found inside it: code, links and mentions, unlike bold or a quotation."""
    return entity["type"]["@type"] not in SPLITTABLE


def meet(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )


def from_bot(entities: Any) -> list[Json]:
    """The entities a bot gave as TDLib's; anything but an array is ignored, as are types it would find."""
    if not isinstance(entities, list):
        return []
    read = [one_from_bot(entity) for entity in entities]
    return [entity for entity in read if entity is not None]


def one_from_bot(entity: Any) -> Json | None:
    if not isinstance(entity, dict):
        raise JsonError("expected an Object")
    offset = fields.integer(entity, "offset", required=True)
    length = fields.integer(entity, "length", required=True)
    td_type = type_from_bot(entity)
    if td_type is None:
        return None
    return {"@type": "textEntity", "offset": offset, "length": length, "type": td_type}


def type_from_bot(entity: Json) -> Json | None:
    kind = fields.text(entity, "type", required=True)
    if not kind:
        raise JsonError("Type is not specified")
    if kind in FOUND:
        return None
    if kind == "pre" and (language := fields.text(entity, "language")):
        return {"@type": "textEntityTypePreCode", "language": language}
    if kind in PLAIN:
        return {"@type": f"textEntityType{PLAIN[kind]}"}
    return detailed(kind, entity)


def detailed(kind: str, entity: Json) -> Json:
    if kind == "text_link":
        return {"@type": "textEntityTypeTextUrl", "url": fields.text(entity, "url", required=True)}
    if kind == "text_mention":
        user_id = fields.integer(fields.nested(entity, "user"), "id", required=True, size=fields.INT64)
        return {"@type": "textEntityTypeMentionName", "user_id": user_id}
    if kind == "custom_emoji":
        emoji = fields.integer(entity, "custom_emoji_id", required=True, size=fields.INT64)
        return {"@type": "textEntityTypeCustomEmoji", "custom_emoji_id": str(emoji)}
    if kind == "date_time":
        moment = fields.integer(entity, "unix_time", required=True)
        return {"@type": "textEntityTypeDateTime", "unix_time": moment}
    raise JsonError("Unsupported type specified")
