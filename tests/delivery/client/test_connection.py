"""One connection: what a server may say on it, and what the client makes of that."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from telegram import Message

from bot import eventloop
from bot.delivery.client import pool
from bot.delivery.outcomes import Outcome, Uncertain, Unsent
from tests.delivery.client.wire import ANSWER, bot_at, hang_up, say, told, wire

# Anybody may read this key: for localhost, and vouched for by nobody else.
LOCALHOST = Path(__file__).with_name("localhost.pem")


def answer(number: int) -> bytes:
    return ANSWER.replace(b'"message_id":1', b'"message_id":%d' % number)


def whole(body: bytes = ANSWER, *headers: bytes) -> bytes:
    return b"\r\n".join((b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers, b"", body))


def saying(*pieces: bytes, then_close: bool = False):
    """Each time the same, piece by piece."""

    async def answering(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)
        if then_close:
            writer.close()

    return answering


async def told_by(*pieces: bytes, then_close: bool = False) -> Message | Outcome:
    async with wire(saying(*pieces, then_close=then_close)) as (url, _served), bot_at(url) as bot:
        return await told(bot)


def localhost() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(LOCALHOST)
    return context


def named(url: str) -> str:
    return url.replace("127.0.0.1", "localhost")


def chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body)


async def test_an_answer_may_come_byte_by_byte():
    text = whole()
    pieces = [text[at : at + 1] for at in range(60)]
    assert isinstance(await told_by(*pieces, text[60:]), Message)


async def test_an_answer_may_come_in_chunks():
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert isinstance(await told_by(head, chunk(ANSWER[:20]), chunk(ANSWER[20:]), b"0\r\n\r\n"), Message)


async def test_an_answer_without_a_length_ends_with_the_connection():
    head = b"HTTP/1.0 200 OK\r\n\r\n"
    assert isinstance(await told_by(head + ANSWER[:20], ANSWER[20:], then_close=True), Message)


async def test_an_answer_that_breaks_off_is_none():
    assert await told_by(whole()[:-5], then_close=True) == Uncertain("ServerDisconnectedError")


async def test_what_is_no_http_is_no_answer():
    assert await told_by(b"SSH-2.0-OpenSSH_9.2\r\n") == Uncertain("ClientPayloadError")


async def test_what_comes_before_an_answer_is_passed_over():
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    assert isinstance(await told_by(b"HTTP/1.1 100 Continue\r\n\r\n", early, whole()), Message)


async def test_an_answer_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr("bot.delivery.client.connection._MOST", 100)
    assert await told_by(whole(b" " * 101)) == Uncertain("ClientPayloadError")


async def test_a_server_may_end_the_connection_with_its_answer():
    async with wire(saying(whole(ANSWER, b"Connection: close"))) as (url, served), bot_at(url) as bot:
        for _ in range(3):
            assert isinstance(await told(bot), Message)
    assert served.connections == 3


@pytest.mark.parametrize("apart", [False, True])
async def test_an_answer_too_much_is_not_taken_for_the_next(apart):
    numbers = iter(range(10))

    async def twice(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            writer.write(whole(answer(next(numbers))))
            if apart:
                await writer.drain()
                await asyncio.sleep(0.05)

    async with wire(twice) as (url, served), bot_at(url) as bot:
        seen = []
        for _ in range(3):
            message = await told(bot)
            assert isinstance(message, Message)
            seen.append(message.message_id)
            await asyncio.sleep(0.1)
    assert (seen, served.connections) == ([0, 2, 4], 3)


async def test_a_call_that_is_cancelled_leaves_its_answer_to_nobody():
    numbers = iter(range(10))

    async def late(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        writer.write(whole(answer(next(numbers))))

    async with wire(late) as (url, served), bot_at(url, connections=1) as bot:
        first = asyncio.create_task(told(bot))
        await asyncio.sleep(0.05)
        first.cancel()
        message = await told(bot)
    assert isinstance(message, Message)
    assert (message.message_id, served.connections, len(served.heads)) == (1, 2, 2)


async def test_half_a_character_does_not_keep_a_text_from_leaving():
    async with wire(say) as (url, served), bot_at(url) as bot:
        await bot.send_message(1, "Kyiv \ud83d Київ")
    assert json.loads(served.bodies[0])["text"] == "Kyiv ? Київ"


async def test_a_password_in_the_address_is_told_to_the_server():
    async with wire(say) as (url, served), bot_at(url.replace("//", "//desk:secret@")) as bot:
        assert isinstance(await told(bot), Message)
    assert "Authorization: Basic ZGVzazpzZWNyZXQ=" in served.heads[0]


@pytest.mark.usefixtures("fresh_trust")
def test_libuvs_loop_does_as_well(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(LOCALHOST))
    answers = []

    async def ask() -> None:
        async with wire(say) as (url, _served), bot_at(url) as bot:
            answers.extend(await asyncio.gather(*(told(bot) for _ in range(5))))
        async with wire(say, tls=localhost()) as (url, _served), bot_at(named(url)) as bot:
            answers.extend([await told(bot), await told(bot)])
        async with wire(hang_up) as (url, _served), bot_at(url) as bot:
            answers.append(await told(bot))

    eventloop.run_forever(ask())
    *messages, failed = answers
    assert all(isinstance(message, Message) for message in messages)
    assert failed == Uncertain("ServerDisconnectedError")


@pytest.fixture
def fresh_trust() -> Iterator[None]:
    pool._trust.cache_clear()
    yield
    pool._trust.cache_clear()


@pytest.fixture
async def secure_url() -> AsyncIterator[str]:
    async with wire(say, tls=localhost()) as (url, _served):
        yield named(url)


@pytest.mark.usefixtures("fresh_trust")
async def test_a_server_with_a_certificate_that_is_trusted_is_talked_to(monkeypatch, secure_url):
    monkeypatch.setenv("SSL_CERT_FILE", str(LOCALHOST))
    async with bot_at(secure_url) as bot:
        for _ in range(2):
            assert isinstance(await told(bot), Message)


@pytest.mark.usefixtures("fresh_trust")
async def test_a_server_that_nobody_vouches_for_is_told_nothing(secure_url):
    async with bot_at(secure_url) as bot:
        assert await told(bot) == Unsent("SSLCertVerificationError: self-signed certificate")


@pytest.mark.usefixtures("fresh_trust")
async def test_a_certificate_for_another_name_is_none(monkeypatch, secure_url):
    monkeypatch.setenv("SSL_CERT_FILE", str(LOCALHOST))
    async with bot_at(secure_url.replace("localhost", "127.0.0.1")) as bot:
        assert isinstance(await told(bot), Unsent)


async def test_who_is_shut_down_in_the_middle_of_a_call_keeps_no_connection():
    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        await say(reader, writer)
        ended.append(await reader.read())

    ended: list[bytes] = []
    async with wire(late) as (url, _served):
        async with bot_at(url) as bot:
            under_way = asyncio.create_task(told(bot))
            await asyncio.sleep(0.05)
        assert isinstance(await under_way, Message)
        await asyncio.sleep(0.05)
        assert ended == [b""]
