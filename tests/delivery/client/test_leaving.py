"""Whether a request has left: what proves that it has not, and what leaves it open."""

import asyncio
import socket
from typing import Any

import aiohttp
import pytest
from telegram import Message
from telegram.error import NetworkError

from bot.delivery.client import pool
from bot.delivery.client.connection import Connection
from bot.delivery.client.errors import NeverLeft
from bot.delivery.outcomes import Outcome, Uncertain, Unsent
from bot.simulator import Simulator
from tests.delivery.client.wire import (
    ANNA,
    SEND,
    TOKEN,
    bot_at,
    hang_up,
    refuse,
    say,
    say_and_hang_up,
    stay_silent,
    told,
    wire,
)


async def failure_at(url: str, **options: Any) -> Outcome | Message:
    """What becomes of a message; its error has a cause, and does not tell the token."""
    async with bot_at(url, **options) as bot:
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(ANNA, "Hello")
        assert TOKEN not in str(raised.value)
        assert isinstance(raised.value.__cause__, NeverLeft | aiohttp.ClientError)
        return await told(bot)


async def test_a_refused_connection_proves_that_nothing_has_left():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        outcome = await failure_at(f"http://127.0.0.1:{bound.getsockname()[1]}")
    assert outcome == Unsent("ConnectionRefusedError: Connection refused")


async def test_an_unknown_host_proves_that_nothing_has_left():
    outcome = await failure_at("http://nowhere.invalid")
    assert isinstance(outcome, Unsent)


async def test_a_handshake_that_fails_proves_that_nothing_has_left():
    async with wire(hang_up, greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as (url, served):
        outcome = await failure_at(url.replace("http:", "https:"))
    assert isinstance(outcome, Unsent)
    assert served.heads == []


async def test_an_address_that_is_none_proves_that_nothing_has_left():
    for url in ("ftp://127.0.0.1", "http://"):
        outcome = await failure_at(url)
        assert isinstance(outcome, Unsent)


async def test_a_connection_that_takes_too_long_proves_that_nothing_has_left():
    """A listener whose queue is full lets further connections wait."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        where = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(where)
        outcome = await failure_at(f"http://127.0.0.1:{where[1]}", connect_timeout=0.1, pool_timeout=0.1)
        for one in waiting:
            one.close()
    assert isinstance(outcome, Unsent)


async def test_waiting_in_vain_for_a_free_connection_proves_that_nothing_has_left():
    limits = {"connections": 1, "connect_timeout": 0.1, "pool_timeout": 0.1, "read_timeout": 1.0}
    async with wire(stay_silent) as (url, served), bot_at(url, **limits) as bot:
        first = asyncio.create_task(told(bot))
        await asyncio.sleep(0.05)
        assert isinstance(await told(bot), Unsent)
        assert isinstance(await first, Uncertain)
    assert len(served.heads) == 1


async def test_a_request_that_was_read_and_not_answered_is_uncertain_and_not_sent_twice():
    async with wire(hang_up) as (url, served), bot_at(url) as bot:
        assert await told(bot) == Uncertain("ServerDisconnectedError")
        assert len(served.heads) == 1


async def test_a_used_connection_that_ends_with_the_request_is_uncertain_and_not_sent_twice():
    """Some libraries would send it again by themselves on a connection that was used before."""
    answers = iter([say, hang_up])

    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await next(answers)(reader, writer)

    async with wire(answering) as (url, served), bot_at(url) as bot:
        assert isinstance(await told(bot), Message)
        assert isinstance(await told(bot), Uncertain)
        assert (served.connections, len(served.heads)) == (1, 2)


async def test_a_server_that_closes_idle_connections_costs_no_ambiguity():
    async with wire(say_and_hang_up) as (url, served), bot_at(url) as bot:
        for _ in range(20):
            assert isinstance(await told(bot), Message)
        assert (served.connections, len(served.heads)) == (20, 20)


async def test_an_end_that_the_loop_has_not_come_to_yet_is_seen(monkeypatch, world):
    """Without this look the request would be written to a connection that is closed already."""
    async with Simulator(world) as simulator, bot_at(simulator.url) as bot:
        for _ in range(5):
            await asyncio.gather(*(told(bot) for _ in range(10)))
            await simulator.pause()
            assert isinstance(await told(bot), Unsent)
            await simulator.resume()
        monkeypatch.setattr(Connection, "is_stale", lambda self: not self.is_open)
        await told(bot)
        await simulator.pause()
        assert isinstance(await told(bot), Uncertain)


async def test_an_idle_connection_is_not_kept_for_longer_than_telegram_keeps_it():
    assert pool.KEEP_ALIVE <= 30
    async with wire(say) as (url, served), bot_at(url, keep_alive=0.05) as bot:
        for _ in range(2):
            assert isinstance(await told(bot), Message)
            await asyncio.sleep(0.1)
    assert served.connections == 2


async def test_no_error_holds_the_token(world, caplog):
    kinds = ("reset_before", "fin_after", "half_body", "garbage", "status")
    async with Simulator(world) as simulator, bot_at(simulator.url) as bot:
        for kind in kinds:
            getattr(world.faults, kind)(SEND)
            outcome = await told(bot)
            assert isinstance(outcome, Uncertain)
            assert TOKEN not in repr(outcome)
    assert caplog.text == ""


@pytest.mark.parametrize("answering", [refuse, hang_up])
async def test_a_proxy_that_makes_no_way_proves_that_nothing_has_left(monkeypatch, answering):
    async with wire(answering) as (url, served):
        monkeypatch.setenv("https_proxy", url)
        monkeypatch.delenv("no_proxy", raising=False)
        outcome = await failure_at("https://api.example.org")
    assert isinstance(outcome, Unsent)
    assert all(head.startswith("CONNECT api.example.org:443") for head in served.heads)
