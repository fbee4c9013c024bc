"""The arguments of one request, read as leniently as the official server reads them."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.answers import bad
from bot.simulator.json_values import JsonError, decode

LEADING_INTEGER = re.compile(r"-?\d+")
LEADING_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
WHOLE = re.compile(r"-?\d+")
INT32_MAX = 2**31 - 1
INT64_MAX = 2**63 - 1


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes
    mime_type: str = ""


@dataclass(frozen=True)
class Arguments:
    """Named texts and uploaded files; a name that is not there reads as an empty text."""

    method: str
    texts: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    called: str = ""  # the method's name as the client wrote it

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def has(self, name: str) -> bool:
        return name in self.texts

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def integer(self, name: str, default: int = 0, low: int = -INT32_MAX, high: int = INT32_MAX) -> int:
        """Leading digits count, the rest is ignored; out of bounds is moved to the bound."""
        written = self.text(name)
        value = leading_integer(written) if written else default
        return min(max(value, low), high)

    def number(self, name: str) -> float:
        found = LEADING_NUMBER.match(self.text(name))
        return float(found.group()) if found else 0.0

    def required(self, name: str) -> str:
        if not self.text(name):
            raise bad(f'Parameter "{name}" is required')
        return self.text(name)

    def message_id(self, name: str = "message_id") -> int:
        return max(leading_integer(self.text(name)), 0)

    def user_id(self, name: str = "user_id") -> int:
        user_id = max(leading_integer(self.text(name)), 0)
        if user_id == 0:
            raise bad(f"Invalid {name} specified")
        return user_id

    def json(self, name: str, called: str) -> Any:
        """The JSON value of an argument that is there; `called` names it when it cannot be read."""
        try:
            return decode(self.text(name))
        except JsonError:
            raise bad(f"Can't parse {called}") from None


def leading_integer(written: str) -> int:
    # Text that is no number at all reads as 0, "12abc" as 12.
    found = LEADING_INTEGER.match(written)
    return int(found.group()) if found else 0


def whole_number(written: str) -> int | None:
    """The 64-bit integer that is written, or None when it is anything else."""
    if not WHOLE.fullmatch(written) or abs(int(written)) > INT64_MAX:
        return None
    return int(written)
