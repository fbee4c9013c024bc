"""The whole bot: how it starts, what it refuses in a sentence, how it takes updates, how it ends."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot import app, line
from bot.app import TokenMissing, TokenRefused, running
from bot.settings import Settings
from bot.simulator import Simulator, World
from bot.web import PortTaken
from storage.errors import DatabaseNewer
from tests.commands import program
from tests.stories.play import TOKEN, settings_of

READER = 1001
SECRET = "a_secret-of-the-webhook"
UPDATE = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": READER, "type": "private"}}}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_ASK_AGAIN", (0.05,))


@pytest.fixture
def world() -> World:
    world = World(TOKEN)
    world.updates.hold_seconds = 0
    world.add_reader(READER, "Reader", "en")
    return world


@pytest.fixture
async def simulator(world: World) -> AsyncIterator[Simulator]:
    async with Simulator(world) as simulator:
        yield simulator


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def answers(world: World) -> None:
    before = len(world.messages(READER))
    world.say(READER, READER, "/help")
    await world.until(lambda: len(world.messages(READER)) == before + 2)


async def test_without_a_token_it_says_which_variable_is_missing(sqlite_url):
    settings = Settings.model_validate({"database_url": sqlite_url, "http_port": "0"})
    with pytest.raises(TokenMissing, match="BRIEF_TELEGRAM_TOKEN"):
        async with running(settings):
            pass


async def test_a_wrong_token_is_refused_in_a_sentence_that_does_not_show_it(simulator, database_url):
    wrong = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDwww"
    with pytest.raises(TokenRefused, match="BRIEF_TELEGRAM_TOKEN") as refusal:
        async with running(settings_of(simulator.url, database_url, telegram_token=wrong)):
            pass
    assert wrong not in f"{refusal.value} {refusal.value.__cause__}"


async def test_a_port_that_is_taken_is_named(simulator, sqlite_url):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            async with running(settings_of(simulator.url, sqlite_url, http_port=str(port))):
                pass


async def test_a_database_of_a_newer_program_is_refused_in_a_sentence(simulator, sqlite_url):
    with contextlib.closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseNewer, match="9999"):
        async with running(settings_of(simulator.url, sqlite_url)):
            pass


async def test_an_empty_database_is_made_ready(simulator, world, blank_url):
    async with running(settings_of(simulator.url, blank_url)):
        await answers(world)


async def test_a_telegram_that_is_away_at_the_start_is_waited_for(world, sqlite_url, caplog):
    port = free_port()
    starting = asyncio.create_task(_start(settings_of(f"http://127.0.0.1:{port}", sqlite_url)))
    await world.until(lambda: "Telegram cannot be reached" in caplog.text)
    async with Simulator(world, port=port):
        bot = await starting
        try:
            await answers(world)
        finally:
            await bot.stop()


async def _start(settings: Settings) -> app.Bot:
    bot = app.Bot(settings)
    await bot.start()
    return bot


@pytest.mark.parametrize("method", ["getMe", "setMyCommands", "deleteWebhook", "getUpdates"])
async def test_a_telegram_that_stumbles_at_the_start_is_asked_again(simulator, world, sqlite_url, method):
    world.faults.status(method, 502)
    async with running(settings_of(simulator.url, sqlite_url)):
        await answers(world)


async def test_two_bots_on_one_token_say_so_in_the_log(simulator, world, sqlite_url, tmp_path, caplog):
    caplog.set_level(logging.WARNING)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    async with running(settings_of(simulator.url, sqlite_url)), running(settings_of(simulator.url, other)):
        await world.until(lambda: "only one bot instance is running" in caplog.text)


# The webhook


@pytest.fixture
async def hooked(simulator: Simulator, database_url: str) -> AsyncIterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    more = {"http_port": str(port), "webhook_url": url, "webhook_secret": SECRET}
    async with running(settings_of(simulator.url, database_url, **more)):
        yield url


async def post(url: str, secret: str | None = SECRET, **body: object) -> int:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with aiohttp.ClientSession() as session, session.post(url, headers=headers, **body) as response:
        return response.status


@pytest.mark.usefixtures("hooked")
async def test_updates_that_are_posted_are_answered(world):
    await answers(world)
    assert not world.calls_of("getUpdates")
    assert not world.updates.pending


async def test_a_post_without_the_right_secret_is_refused(world, hooked):
    for secret in (None, "", "wrong", SECRET.upper(), "Schlüssel"):
        assert await post(hooked, secret, json=UPDATE) == 403
    await answers(world)


async def test_what_is_no_update_is_refused_without_a_traceback(world, hooked, caplog):
    caplog.set_level(logging.WARNING)
    bodies = (
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"7",
        b"{}",
        b'{"update_id": 1, "message": 7}',
    )
    bodies = (*bodies, b'{"update_id": 1, "message": {"message_id": 1}}', b'{"message": {}}', b"[" * 100_000)
    for body in bodies:
        assert 400 <= await post(hooked, data=body) < 500, body[:60]
    assert "Traceback" not in caplog.text
    assert not [entry for entry in caplog.records if entry.levelno >= logging.ERROR]
    await answers(world)


async def test_an_update_of_a_kind_that_is_unknown_is_taken(hooked):
    assert await post(hooked, json={"update_id": 7, "something_new": {"id": 1}}) == 200


async def test_the_same_post_three_times_in_parallel_is_answered_once(world, hooked):
    update = {"update_id": 7, "message": text_of(READER, "/help")}
    assert await asyncio.gather(*(post(hooked, json=update) for _ in range(3))) == [200] * 3
    await world.until(lambda: world.messages(READER))
    assert await post(hooked, json=update) == 200
    await answers(world)
    assert len(world.calls_of("sendMessage")) == 2


def text_of(chat: int, text: str) -> dict[str, object]:
    command = {"type": "bot_command", "offset": 0, "length": len(text)}
    private = {"id": chat, "type": "private", "first_name": "Reader"}
    sender = {"id": chat, "is_bot": False, "first_name": "Reader"}
    return {"message_id": 1, "date": 1, "chat": private, "from": sender, "text": text, "entities": [command]}


async def test_a_post_that_cannot_be_stored_is_asked_for_again(simulator, sqlite_url):
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    more = {"http_port": str(port), "webhook_url": url, "webhook_secret": SECRET}
    async with running(settings_of(simulator.url, sqlite_url, **more)) as bot:
        bot.inbox.stop()
        await asyncio.sleep(0.2)
        assert await post(url, json=UPDATE) == 503


async def test_a_webhook_that_cannot_be_set_at_once_is_set_later(simulator, world, sqlite_url):
    port = free_port()
    more = {"http_port": str(port), "webhook_url": f"http://127.0.0.1:{port}/", "webhook_secret": SECRET}
    world.faults.status("setWebhook", 502)
    async with running(settings_of(simulator.url, sqlite_url, **more)):
        await answers(world)


# The process


@contextlib.asynccontextmanager
async def process(url: str, database_url: str, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`brief run` as an operator starts it."""
    settings = {
        "BRIEF_TELEGRAM_TOKEN": TOKEN,
        "BRIEF_TELEGRAM_API_URL": url,
        "BRIEF_DATABASE_URL": database_url,
        "BRIEF_HTTP_PORT": "0",
        "BRIEF_LOG_LEVEL": "debug",
    }
    brief = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        env=program.environment() | settings | more,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield brief
    finally:
        if brief.returncode is None:
            # Not Process.kill, which takes the exit status of one that has just ended from whoever waits.
            with contextlib.suppress(ProcessLookupError):
                os.kill(brief.pid, signal.SIGKILL)
        await brief.wait()


async def said(brief: asyncio.subprocess.Process, words: str) -> str:
    heard = ""
    async with asyncio.timeout(30):
        while words not in heard:
            line = await brief.stderr.readline()
            assert line, heard
            heard += line.decode()
    return heard


async def ended(brief: asyncio.subprocess.Process) -> str:
    brief.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        _out, rest = await brief.communicate()
    assert brief.returncode == 0
    return rest.decode()


async def test_sigterm_ends_a_running_bot_with_0_and_its_log_holds_neither_token_nor_text(
    simulator, world, sqlite_url
):
    async with process(simulator.url, sqlite_url) as brief:
        heard = await said(brief, "the bot is running")
        world.people[READER].first_name = "Whatshername"
        world.say(READER, READER, "/today my-secret-words")
        await world.until(lambda: len(world.messages(READER)) == 2)
        heard += await ended(brief)
    assert "the bot has stopped" in heard
    for word in (TOKEN, TOKEN.partition(":")[2], "my-secret-words", "Whatshername", "Traceback"):
        assert word not in heard


async def test_sigterm_ends_a_bot_that_still_waits_for_telegram(sqlite_url):
    async with process(f"http://127.0.0.1:{free_port()}", sqlite_url) as brief:
        await said(brief, "Telegram cannot be reached")
        assert "Traceback" not in await ended(brief)


async def test_a_bot_whose_telegram_hangs_ends_all_the_same(simulator, world, sqlite_url, monkeypatch):
    monkeypatch.setattr(app, "_FINISH_WITHIN", 0.2)
    bot = await _start(settings_of(simulator.url, sqlite_url))
    world.faults.delay(60, "sendMessage", count=100)
    world.say(READER, READER, "/help")
    await world.until(lambda: world.calls_of("sendMessage"))
    world.faults.delay(60, count=100)
    async with asyncio.timeout(5):
        await bot.stop()
