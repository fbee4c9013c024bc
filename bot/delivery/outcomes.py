"""What can become of a call to Telegram. Past its door these are values, not exceptions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived, and this is its message id (0 for a call that makes no message), and its picture's."""

    message_id: int
    file_id: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An edit found the message saying just that already."""


@dataclass(frozen=True, slots=True)
class Later:
    """A flood limit: not again before so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with this id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat cannot be reached any more: blocked, deleted, left."""

    reason: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The chat exists, but its rights do not let the bot write."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoTopic:
    """The forum topic is gone, its chat is not."""


@dataclass(frozen=True, slots=True)
class NoMessage:
    """The message to edit or to reply to does not exist, or cannot be edited."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Our own text is at fault; no reader is."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused for a reason that is not known; says nothing about the chat."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """It never left: safe to try again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have arrived."""

    reason: str


@dataclass(frozen=True, slots=True)
class Disowned:
    """Telegram does not know the token: nothing can be sent."""

    reason: str


Outcome = (
    Sent
    | Unchanged
    | Later
    | Moved
    | Gone
    | Closed
    | NoTopic
    | NoMessage
    | Broken
    | Refused
    | Unsent
    | Uncertain
    | Disowned
)
