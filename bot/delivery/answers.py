"""Telegram's answers turned into outcomes; the place where its error classes are named.

The library keeps no error code and drops "Bad Request: ", so the wording decides, without regard to case.
An unknown 400 never says anything about the reader.
"""

import re
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.delivery.client.request import never_left
from bot.delivery.outcomes import (
    Broken,
    Closed,
    Disowned,
    Gone,
    Later,
    Moved,
    NoMessage,
    NoTopic,
    Outcome,
    Refused,
    Uncertain,
    Unchanged,
    Unsent,
)

T = TypeVar("T")
# The request never left: by the class of the cause, with the library's own client.
_NEVER_LEFT = {"PoolTimeout", "ConnectTimeout", "ConnectError", "UnsupportedProtocol"}
# A proxy between answers in html, or in JSON without a description, whatever its code: that says nothing
# about chat, token or text. The library then puts its own words, the code among them.
_NOT_TELEGRAMS = re.compile(r"([\w '-]+ \(\d+\))(\. Parsing the server response .*)?", re.DOTALL)
_FLOOD = re.compile(r"too many requests(?:.*?retry after (\d+))?", re.IGNORECASE | re.DOTALL)
_UNTOLD_WAIT = 5.0  # seconds, when a flood limit does not say how long
_GONE = (
    "chat not found",
    "user is deactivated",
    "peer_id_invalid",
    "user not found",
    "group chat was deactivated",
)
_CLOSED = (
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "topic_closed",
)
_NO_TOPIC = ("message thread not found", "topic_deleted")
_NO_MESSAGE = (
    "message to edit not found",
    "message can't be edited",
    "no text in the message to edit",
    "message_id_invalid",
    "message_edit_time_expired",
    "message to be replied not found",
    "replied message not found",
)
_OURS = (
    "can't parse",
    "message is too long",
    "message_too_long",
    "text is empty",
    "text must be non-empty",
    "caption is too long",
    "entity beginning at",
    "entity_text_invalid",
    "entities_too_long",
    "wrong http url",
    "button_",
    "inline keyboard",
    "reply markup",
)


async def asked(call: Awaitable[T]) -> T | Outcome:
    """What a call to Telegram returns, or the outcome that its error means."""
    try:
        return await call
    except TelegramError as error:
        return outcome_of(error)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        # The library trips over JSON that is no answer of the Bot API.
        return Uncertain(f"the answer could not be read: {error!r}")


def outcome_of(error: TelegramError) -> Outcome:  # noqa: PLR0911  a table
    """What an error of the library means for what was sent."""
    if strange := _NOT_TELEGRAMS.fullmatch(error.message):
        return Uncertain(f"{strange[1]}, not from the Bot API")
    # BadRequest and TimedOut are network errors by class: the order matters.
    match error:
        case RetryAfter(retry_after=wait):
            return Later(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
        case ChatMigrated(new_chat_id=new):
            return Moved(new)
        case Forbidden():
            return Closed(error.message) if _says(error.message, _CLOSED) else Gone(error.message)
        case InvalidToken() | EndPointNotFound():
            return Disowned(error.message)
        case BadRequest():
            return _refusal(error.message)
        case Conflict():
            return Refused(error.message)
        case NetworkError():
            return _network(error)
    return Uncertain(error.message)  # "Invalid server response": 200, but no JSON


def _says(message: str, wordings: tuple[str, ...]) -> bool:
    said = message.lower()
    return any(words in said for words in wordings)


def _refusal(message: str) -> Outcome:  # noqa: PLR0911  a table
    if _says(message, ("message is not modified", "message_not_modified")):
        return Unchanged()
    if _says(message, _NO_MESSAGE):
        return NoMessage()
    if _says(message, _NO_TOPIC):
        return NoTopic()
    if _says(message, _GONE):
        return Gone(message)
    if _says(message, _CLOSED):
        return Closed(message)
    if _says(message, ("logged out",)):
        return Disowned(message)
    return Broken(message) if _says(message, _OURS) else Refused(message)


def _network(error: NetworkError) -> Outcome:
    """Codes that the library has no class for, and connections that failed."""
    cause = type(error.__cause__).__name__
    reason = error.message or cause
    if cause in _NEVER_LEFT or never_left(error):
        return Unsent(reason)
    if error.__cause__ is None and (flood := _FLOOD.match(reason)):
        return Later(max(1.0, float(flood[1])) if flood[1] else _UNTOLD_WAIT)
    if error.__cause__ is None and _says(reason, ("request entity too large",)):
        return Broken(reason)
    return Uncertain(reason)
