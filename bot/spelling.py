"""How the values of settings are spelt: each reads one kind, or says what would be valid."""

import difflib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

SHIPPED_LANGUAGES = ("en", "de", "uk")
SECRET_FORM = "write 1 to 256 letters, digits, - or _"  # noqa: S105  a description, not a secret
_LONGEST = timedelta(days=366)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SWITCHES = {
    "on": True,
    "true": True,
    "yes": True,
    "1": True,
    "off": False,
    "false": False,
    "no": False,
    "0": False,
}
_DATABASES = "write sqlite:///brief.db or postgresql://user:password@host/name"


def _written(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Only what is written needs reading; a value of the right type passes."""

    @wraps(read)
    def reader(value: Any) -> Any:
        return read(value.strip()) if isinstance(value, str) else value

    return reader


@_written
def lowered(text: str) -> str:
    return text.lower()


@_written
def token(text: str) -> str:
    if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", text):
        raise ValueError("write the token as BotFather gave it, digits, a colon and about 35 characters")
    return text


@_written
def webhook_secret(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError(SECRET_FORM)
    return text


@_written
def web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", text):
        raise ValueError("write an address such as https://example.org/brief")
    return text.rstrip("/")


@_written
def database_address(text: str) -> str:
    """SQLite's `:memory:` is refused: each connection would see a database of its own."""
    if re.fullmatch(r"sqlite(\+\w+)?:///(?!:memory:).+", text):
        return text
    try:
        parts = urlsplit(text)
        usable = re.fullmatch(r"postgres(ql)?(\+psycopg)?", parts.scheme) and (parts.port or 1) > 0
    except ValueError:
        usable = None
    if not usable or not parts.path.strip("/"):
        raise ValueError(_DATABASES)
    return text


@_written
def user_ids(text: str) -> list[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not all(re.fullmatch(r"[1-9][0-9]{0,15}", word) for word in words):
        raise ValueError("write Telegram user ids, comma separated, such as 1001,1002")
    return list(dict.fromkeys(map(int, words)))


@_written
def languages(text: str) -> list[str]:
    words = [word.strip() for word in text.lower().split(",") if word.strip()]
    if not words or len(set(words)) != len(words) or not set(words) <= set(SHIPPED_LANGUAGES):
        raise ValueError(f"write some of {','.join(SHIPPED_LANGUAGES)}, each once, the fallback first")
    return words


@_written
def zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        near = difflib.get_close_matches(text, available_timezones(), n=1) or ["Europe/Kyiv"]
        raise ValueError(f"write a time zone of the IANA list, such as {near[0]}") from None
    return text


@_written
def clock_time(text: str) -> str:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise ValueError("write a time of day from 00:00 to 23:59, such as 07:30")
    return text


@_written
def duration(text: str) -> timedelta:
    parts = re.fullmatch(r"([0-9]{1,9})([smhd])", text)
    length = timedelta(**{_UNITS[parts[2]]: int(parts[1])}) if parts else None
    if length is None or length > _LONGEST:
        raise ValueError("write a duration such as 90s, 5m, 3h or 2d, at most 366d")
    return length


@_written
def switch(text: str) -> bool:
    if text.lower() not in _SWITCHES:
        raise ValueError("write on or off")
    return _SWITCHES[text.lower()]


def whole(least: int, most: int) -> Callable[[Any], Any]:
    """A reader of whole numbers within bounds."""

    @_written
    def number(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"write a whole number from {least} to {most}")
        return int(text)

    return number


@_written
def host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text):
        raise ValueError("write a host name or an address, such as 127.0.0.1 or 0.0.0.0")
    return text
