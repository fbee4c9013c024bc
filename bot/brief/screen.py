"""What a reader sees at once: a text in Telegram's HTML and the buttons under it."""

from dataclasses import dataclass, field
from hashlib import sha256

# In a button's data: what follows is the number of the delivery and leads nowhere.
MARK = "#"


@dataclass(frozen=True, slots=True)
class Button:
    """A button with either callback data (1-64 bytes) or a web address."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """One message, under the picture whose key it names. `keyboard` asks for a location or takes that
    question away again; what stands `apart` is a message of its own also after a pressed button, so that it
    replaces nothing. A `document` is a file's name and its text, sent with the message, which then stands
    apart and is short (1024 characters). What tells of a `draft` (its number and version) goes on when that
    does, as a copy of an `edition`.
    """

    text: str
    rows: list[list[Button]] = field(default_factory=list)
    keyboard: str = ""
    location_label: str = ""
    apart: bool = False
    document: tuple[str, str] | None = None
    picture: str = ""
    draft: tuple[int, int] | None = None
    edition: int = 0

    @property
    def print(self) -> str:
        """Equal for screens that look the same, in every process."""
        return sha256(repr((self.text, self.rows, *filter(None, [self.picture]))).encode()).hexdigest()[:16]
