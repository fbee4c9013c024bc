"""Text entities: from the Bot API's JSON to TDLib's types and back."""

from bot.simulator.answers import Json

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
FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}


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
