"""The client: what it sends, how long it waits, what it obeys."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Bot, InputMediaDocument, Message
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.delivery.answers import asked
from bot.delivery.client.detour import ProxyNotSupported
from bot.delivery.client.request import ApiRequest
from bot.delivery.outcomes import Later, Uncertain
from bot.simulator import Simulator, World
from tests.delivery.client.wire import ANNA, SEND, TOKEN, bot_at, say, stay_silent, told, wire


@pytest.fixture
async def simulator(world: World) -> AsyncIterator[Simulator]:
    async with Simulator(world) as simulator:
        yield simulator


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    async with bot_at(simulator.url) as bot:
        yield bot


# What is sent


async def test_texts_of_every_kind_arrive_as_they_were_written(world, bot):
    text = "a&b=c;d+e %41 «Київ» 🇺🇦\n2 < 3"
    await bot.send_message(ANNA, text)
    assert world.messages(ANNA)[0]["text"] == text


async def test_a_call_without_arguments_is_a_call(bot):
    assert (await bot.get_me()).id == 110201543


async def test_files_arrive_whole_under_their_own_name(world, bot):
    content = bytes(range(256)) * 8_000  # two megabytes
    name = 'März – Бриф "1".bin'
    message = await bot.send_document(ANNA, content, caption="Ä", filename=name)
    assert message.document.file_name == name
    file = await bot.get_file(message.document.file_id)
    assert world.files.at(file.file_path.split(f"{TOKEN}/")[-1]).content == content


async def test_a_file_on_disk_and_an_album_are_sent(world, bot, tmp_path):
    paper = tmp_path / "paper.txt"
    paper.write_text("words")
    with paper.open("rb") as opened:
        await bot.send_document(ANNA, opened, read_timeout=5)
    album = [InputMediaDocument(b"one", filename="1.txt"), InputMediaDocument(b"two", filename="2.txt")]
    assert len(await bot.send_media_group(ANNA, album)) == 2
    assert len(world.messages(ANNA)) == 3


async def test_a_file_is_fetched_again(simulator, bot):
    message = await bot.send_document(ANNA, b"words", filename="words.txt")
    file = await bot.get_file(message.document.file_id)
    path = file.file_path.rpartition(TOKEN)[2]
    assert await bot.request.retrieve(f"{simulator.url}/file/bot{TOKEN}{path}") == b"words"


async def test_a_client_that_was_shut_down_can_be_started_again(simulator):
    request = ApiRequest()
    url = f"{simulator.url}/bot{TOKEN}/getMe"
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(NetworkError, match="not initialized"):
        await request.post(url)
    await request.initialize()
    await request.initialize()
    assert (await request.post(url))["is_bot"]
    await request.shutdown()


async def test_many_calls_share_the_connections_that_there_may_be():
    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.02)
        await say(reader, writer)

    async with wire(slowly) as (url, served), bot_at(url, connections=5) as bot:
        answers = await asyncio.gather(*(told(bot) for _ in range(20)))
    assert all(isinstance(answer, Message) for answer in answers)
    assert (served.connections, len(served.heads)) == (5, 20)


# How long it waits


async def test_its_patience_is_long_and_told_to_the_library():
    assert ApiRequest().read_timeout == 60.0


async def test_a_silent_server_is_given_up_after_the_read_time_out():
    async with wire(stay_silent) as (url, _), bot_at(url, read_timeout=0.1) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(ANNA, "Hello")


async def test_a_call_may_bring_its_own_patience():
    async with wire(stay_silent) as (url, _), bot_at(url) as bot:
        assert isinstance(await told(bot, read_timeout=0.1), Uncertain)


async def test_polling_waits_for_as_long_as_the_poll_lasts_and_its_margin():
    async def after_a_while(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.6)
        await say(reader, writer, b'{"ok":true,"result":[]}')

    async with wire(after_a_while) as (url, _), bot_at(url) as bot:
        assert await bot.get_updates(timeout=timedelta(seconds=1)) == ()
        with pytest.raises(TimedOut):
            await bot.get_updates(timeout=timedelta(seconds=0))


async def test_an_upload_that_nobody_reads_is_given_up(world, simulator):
    world.faults.half_open("sendDocument")
    options = {"read_timeout": 0.2, "write_timeout": 0.2, "connect_timeout": 0.2, "pool_timeout": 0.2}
    async with bot_at(simulator.url, **options) as bot:
        async with asyncio.timeout(5):
            assert isinstance(await asked(bot.send_document(ANNA, bytes(30_000_000))), Uncertain)


# Floods


async def test_a_wait_that_only_the_header_tells_is_obeyed(world, bot):
    world.faults.answer(SEND, 429, "Too Many Requests", headers={"Retry-After": "37"})
    assert await told(bot) == Later(37.0)


async def test_a_proxys_flood_page_with_a_wait_is_obeyed(world, bot):
    world.faults.status(SEND, 429, headers={"Retry-After": "9"})
    assert await told(bot) == Later(9.0)


async def test_the_body_knows_better_than_the_header(world, bot):
    headers = {"Retry-After": "9"}
    world.faults.answer(SEND, 429, "Too Many Requests: retry after 4", retry_after=4, headers=headers)
    with pytest.raises(RetryAfter) as told_to_wait:
        await bot.send_message(ANNA, "Hello")
    assert told_to_wait.value.retry_after == timedelta(seconds=4)


async def test_a_header_that_tells_a_date_is_left_alone(world, bot):
    headers = {"Retry-After": "Wed, 04 Feb 2026 17:00:00 GMT"}
    world.faults.answer(SEND, 429, "Too Many Requests", headers=headers)
    assert isinstance(await told(bot), Later)


# Proxies


async def test_the_environments_proxy_is_used(monkeypatch):
    async with wire(say) as (url, served):
        monkeypatch.setenv("http_proxy", url)
        monkeypatch.delenv("no_proxy", raising=False)
        async with bot_at("http://api.example.org") as bot:
            assert isinstance(await told(bot), Message)
    assert served.heads[0].startswith(f"POST http://api.example.org/bot{TOKEN}/{SEND} HTTP/1.1\r\n")


async def test_a_host_may_be_excepted_from_the_proxy(monkeypatch, simulator):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with bot_at(simulator.url) as bot:
        assert isinstance(await told(bot), Message)


async def test_a_proxy_of_another_kind_is_refused_at_the_start(monkeypatch):
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1080")
    with pytest.raises(ProxyNotSupported):
        await ApiRequest().initialize()
