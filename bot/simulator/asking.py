"""What the page asks for: JSON bodies and moments checked, refusals in sentences."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.simulator.answers import Json

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MORNING = time(7, 30)
LONGEST = 4096
WORDS = {str: "a text", int: "a whole number", bool: "true or false"}


class RefusalError(Exception):
    """The page asked for something that cannot be done; the sentence is for the person."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def answering(handler: Handler) -> Handler:
    """Turn a refusal into the JSON error that the page shows."""

    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except RefusalError as refusal:
            return web.json_response({"error": str(refusal)}, status=refusal.status)

    return answered


def next_morning(now: datetime, zone: ZoneInfo) -> Json:
    """The next 07:30 on the newsroom's wall clock, with the words for a button."""
    here = now.astimezone(zone)
    day = here.date() if here.time() < MORNING else here.date() + timedelta(days=1)
    morning = datetime.combine(day, MORNING, zone)
    return {"label": f"{morning:%A %H:%M}", "at": morning.isoformat()}


def moment(words: str, zone: ZoneInfo) -> datetime:
    """A time without an offset is the newsroom's wall clock, as the page's input gives it."""
    try:
        read = datetime.fromisoformat(words)
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        example = "2026-02-05T07:30:00+02:00"
        raise RefusalError(f"{words[:40]!r} is not a time such as {example}.") from None


async def body_of(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        raise RefusalError("The request is not JSON.") from None
    if not isinstance(body, dict):
        raise RefusalError("The request is not a JSON object.")
    return body


def given(body: Json, name: str, kind: type[T]) -> T:
    value = body.get(name)
    if type(value) is not kind:  # bool is an int to isinstance
        raise RefusalError(f"The request needs {name!r} ({WORDS[kind]}).")
    return value


def degrees(body: Json, name: str, limit: int) -> float:
    value = body.get(name)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if value is None or not number or not -limit <= value <= limit:
        raise RefusalError(f"The request needs {name!r} between -{limit} and {limit}.")
    return float(value)


def parts(text: str) -> list[str]:
    """What is too long for one message goes out as several, as Telegram's own apps do it."""
    return [text[start : start + LONGEST] for start in range(0, len(text), LONGEST)]
