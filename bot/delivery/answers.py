"""Telegram's answers turned into outcomes; the place where its error classes are named.

The library keeps no error code and drops "Bad Request: ", so the wording decides, without regard to case.
An unknown 400 never says anything about the reader.
"""

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
# The request never left: by the class of the cause, for each client.
_NEVER_LEFT = {"PoolTimeout", "ConnectTimeout", "ConnectError", "UnsupportedProtocol"}
# A proxy between answers in html, whatever its code: that says nothing about chat, token or text.
_NOT_TELEGRAMS = "Parsing the server response"
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")
_CLOSED = ("not enough rights", "chat_write_forbidden", "need administrator rights", "topic_closed")
_NO_MESSAGE = ("message to edit not found", "message can't be edited", "no text in the message to edit")
_OURS = (
    "can't parse",
    "message is too long",
    "message_too_long",
    "text is empty",
    "text must be non-empty",
    "caption is too long",
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
    if _NOT_TELEGRAMS in error.message:
        return Uncertain(error.message)
    # BadRequest and TimedOut are network errors by class: the order matters.
    match error:
        case RetryAfter(retry_after=wait):
            return Later(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
        case ChatMigrated(new_chat_id=new):
            return Moved(new)
        case Forbidden():
            return Gone(error.message)
        case InvalidToken() | EndPointNotFound():
            return Disowned(error.message)
        case BadRequest():
            return _refusal(error.message)
        case Conflict():
            return Refused(error.message)
        case NetworkError():
            return _network(error)
    return Uncertain(error.message)  # "Invalid server response": 200, but no JSON


def _refusal(message: str) -> Outcome:
    said = message.lower()
    if "message is not modified" in said:
        return Unchanged()
    if any(words in said for words in _NO_MESSAGE):
        return NoMessage()
    if "message thread not found" in said:
        return NoTopic()
    if any(words in said for words in _GONE):
        return Gone(message)
    if any(words in said for words in _CLOSED):
        return Closed(message)
    return Broken(message) if any(words in said for words in _OURS) else Refused(message)


def _network(error: NetworkError) -> Outcome:
    cause = type(error.__cause__).__name__
    reason = error.message or cause
    if cause in _NEVER_LEFT or "pool timeout" in reason.lower():
        return Unsent(reason)
    return Uncertain(reason)
