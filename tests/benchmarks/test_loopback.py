"""The loopback server keeps the limits that it announces, and counts what came through."""

import asyncio
import time
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.benchmarks import messages
from tests.benchmarks.book import most_within, slowest_rate
from tests.benchmarks.children import Telegram, telegram
from tests.benchmarks.loopback import Options, fields
from tests.benchmarks.strictness import Strictness

QUICK = Options(shortest=0.0, longest=0.002)
CHAT = messages.FIRST_CHAT


class Sender:
    """Calls methods as a bot does."""

    def __init__(self, server: Telegram, session: aiohttp.ClientSession) -> None:
        self.server = server
        self._session = session

    async def call(self, method: str, **form: object) -> tuple[int, dict[str, str], Any]:
        said = {name: str(value) for name, value in form.items()}
        async with self._session.post(f"{self.server.url}/bot1:a/{method}", data=said) as answer:
            return answer.status, dict(answer.headers), await answer.json()

    async def send(self, chat: int, text: str = "Hello") -> int:
        status, _headers, _said = await self.call("sendMessage", chat_id=chat, text=text)
        return status


@asynccontextmanager
async def open_sender(folder: Path, **options: Any) -> AsyncIterator[Sender]:
    behaviour = replace(QUICK, **options)
    async with telegram(behaviour, folder / "log") as server, aiohttp.ClientSession() as session:
        yield Sender(server, session)


async def test_a_message_is_answered_as_telegram_answers_and_counted(tmp_path: Path) -> None:
    async with open_sender(tmp_path) as sender:
        status, _headers, said = await sender.call("sendMessage", chat_id=CHAT, text="Ні, дякую & <b>so</b>")
        book = await sender.server.book()
    assert status == 200
    assert (said["result"]["chat"]["id"], said["result"]["text"]) == (CHAT, "Ні, дякую & <b>so</b>")
    assert (book["served"], book["distinct"], book["doubles"]) == (1, 1, 0)


async def test_a_second_copy_is_a_double_and_another_edition_is_not(tmp_path: Path) -> None:
    async with open_sender(tmp_path) as sender:
        for text in ("Edition 1", "Edition 2", "Edition 2"):
            assert await sender.send(CHAT, text) == 200
        book = await sender.server.book()
    assert (book["distinct"], book["doubles"], book["most_copies"]) == (2, 1, 2)


async def test_a_message_too_many_is_told_to_wait_in_the_body_and_in_the_header(tmp_path: Path) -> None:
    async with open_sender(tmp_path, per_chat=1) as sender:
        assert await sender.send(CHAT) == 200
        status, headers, said = await sender.call("sendMessage", chat_id=CHAT, text="Again")
        assert await sender.send(CHAT + 1) == 200
        book = await sender.server.book()
    assert (status, headers["Retry-After"], said["parameters"]) == (429, "1", {"retry_after": 1})
    assert (book["served"], book["refused"]) == (2, 1)


async def test_all_chats_together_get_no_more_than_the_bot_may_send(tmp_path: Path) -> None:
    async with open_sender(tmp_path, overall=30) as sender:
        statuses = await asyncio.gather(*(sender.send(CHAT + number) for number in range(45)))
        book = await sender.server.book()
    assert statuses.count(429) == 15
    assert book["worst_second"] == 30


async def test_what_a_person_writes_is_given_out_until_it_is_confirmed(tmp_path: Path) -> None:
    async with open_sender(tmp_path) as sender:
        poll = asyncio.create_task(sender.call("getUpdates", timeout=5))
        await asyncio.sleep(0.05)
        await sender.server.feed(1, 10, "/today")
        _status, _headers, said = await poll
        (update,) = said["result"]
        _status, _headers, again = await sender.call("getUpdates", offset=update["update_id"], timeout=0)
        _status, _headers, none = await sender.call("getUpdates", offset=update["update_id"] + 1, timeout=0)
    assert update["message"]["text"] == "/today"
    assert again["result"] == [update]
    assert none["result"] == []


async def test_a_poll_is_held_as_long_as_it_asks_in_its_address(tmp_path: Path) -> None:
    async with open_sender(tmp_path) as sender:
        begun = time.monotonic()
        _status, _headers, said = await sender.call("getUpdates?timeout=1&allowed_updates=[]")
    assert said["result"] == []
    assert time.monotonic() - begun >= 1


async def test_the_wait_for_an_answer_is_measured_and_no_delivery(tmp_path: Path) -> None:
    async with open_sender(tmp_path) as sender:
        await sender.server.feed(1, 10, "/today")
        await asyncio.sleep(0.1)
        await sender.send(messages.FIRST_ASKER)
        book = await sender.server.book()
    assert book["waits"] == [pytest.approx(0.1, abs=0.1)]
    assert (book["unanswered"], book["distinct"]) == (0, 0)


def test_an_early_retry_makes_a_punishing_server_s_wait_longer() -> None:
    strict = Strictness(overall=1, punishing=True)
    assert [strict.retry_after(chat, at) for chat, at in ((1, 10.0), (2, 10.1))] == [0, 1]
    assert strict.retry_after(2, 10.15) == 1, "what was under way already is no early retry"
    assert [strict.retry_after(2, at) for at in (10.5, 10.9, 13.05)] == [2, 3, 2]
    assert strict.retry_after(2, 15.5) == 0


def test_a_patient_sender_waits_once() -> None:
    strict = Strictness(overall=1, punishing=True)
    assert [strict.retry_after(1, at) for at in (10.0, 10.2, 11.2)] == [0, 1, 0]


def test_a_group_may_get_twenty_messages_a_minute() -> None:
    strict = Strictness(per_chat=1, per_group=20)
    assert [strict.retry_after(-5, 10.0 + number) for number in range(21)] == [0] * 20 + [40]


def test_the_worst_second_is_found_wherever_it_lies() -> None:
    assert most_within([0.0, 0.9, 1.0, 1.8, 1.9, 3.0]) == 4
    assert most_within([]) == 0


def test_the_slowest_stretch_counts_whole_seconds() -> None:
    steady = array("d", [number / 10 for number in range(100)])
    assert slowest_rate(steady) == pytest.approx(10, abs=0.5)
    assert slowest_rate(array("d", [0.0, 1.0])) is None


def test_a_form_and_json_say_the_same() -> None:
    assert fields(b"chat_id=-12&text=100%25+sure") == (-12, b"100%25+sure")
    assert fields(b'{"chat_id": -12, "text": "100%+"}') == (-12, b"100%25%2B")
