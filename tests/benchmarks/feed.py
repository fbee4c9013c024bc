"""Updates on demand: people who write to the bot at a steady rate, and the polls that fetch them."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from tests.benchmarks.book import Book

Say = Callable[[bytes], object]


class Feed:
    """What has not been confirmed is given out again, as Telegram does; one poll waits at a time."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._updates: list[dict[str, Any]] = []
        self._last_id = 0
        self._waiting: Say | None = None
        self._task: asyncio.Task[None] | None = None

    def begin(
        self, count: int, per_second: float, first_chat: int, texts: list[str], people: int
    ) -> dict[str, Any]:
        """Write `count` texts, taken in turn from these by so many people in turn, each in their own chat."""
        self._task = asyncio.create_task(self._write(count, per_second, first_chat, texts, people))
        return {"begun": time.monotonic()}

    async def _write(
        self, count: int, per_second: float, first_chat: int, texts: list[str], people: int
    ) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for number in range(count):
            await asyncio.sleep(max(0.0, begun + number / per_second - loop.time()))
            self._put(first_chat + number % people, texts[number % len(texts)])

    def _put(self, chat_id: int, text: str) -> None:
        self._last_id += 1
        self._updates.append(update(self._last_id, chat_id, text))
        self._book.asks(chat_id, time.monotonic())
        self._hand_out()

    def poll(self, offset: int, timeout: float, say: Say) -> None:
        """Answer once there is something, or after `timeout` seconds with nothing."""
        self._updates = [one for one in self._updates if one["update_id"] >= offset]
        if self._waiting is not None:
            self._waiting(answer([]))
        self._waiting = say
        if self._updates or not timeout:
            self._hand_out()
        else:
            asyncio.get_running_loop().call_later(timeout, self._give_up, say)

    def _hand_out(self) -> None:
        if self._waiting is not None:
            say, self._waiting = self._waiting, None
            say(answer(self._updates[:100]))

    def _give_up(self, say: Say) -> None:
        if self._waiting is say:
            self._hand_out()


def answer(updates: list[dict[str, Any]]) -> bytes:
    return json.dumps({"ok": True, "result": updates}).encode()


def update(number: int, chat_id: int, text: str) -> dict[str, Any]:
    person = {"id": chat_id, "is_bot": False, "first_name": "Reader", "language_code": "en"}
    said: dict[str, Any] = {
        "message_id": number,
        "from": person,
        "chat": {"id": chat_id, "type": "private", "first_name": "Reader"},
        "date": int(time.time()),
        "text": text,
    }
    if text.startswith("/"):
        said["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return {"update_id": number, "message": said}
