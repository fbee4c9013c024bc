"""What can go wrong on demand, seen from a raw socket: connections that break, hang or are refused."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from bot.simulator import Simulator, World
from bot.simulator.faults import Fault, Faults
from tests.simulator.conftest import OTHER, READER, TOKEN, Api

SEND = "sendMessage"
SOON = 0.3  # seconds in which an answer over loopback has come if it comes at all


@dataclass
class Raw:
    """A connection without a client library: what is written, what comes back, how it ends."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def to(cls, simulator: Simulator) -> "Raw":
        return cls(*await asyncio.open_connection(simulator.host, simulator.port))

    async def post(self, text: str = "hello", length: int | None = None) -> "Raw":
        body = json.dumps({"chat_id": READER, "text": text}).encode()
        head = (
            f"POST /bot{TOKEN}/{SEND} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {length or len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        await self.writer.drain()
        return self

    async def rest(self) -> bytes:
        """Everything until the connection ends.

        Raises:
            TimeoutError: it stays open.
            ConnectionResetError: it did not end in order.
        """
        return await asyncio.wait_for(self.reader.read(), SOON)

    def close(self) -> None:
        self.writer.transport.abort()


@contextmanager
def closing(raw: Raw) -> Iterator[Raw]:
    try:
        yield raw
    finally:
        raw.close()


async def answer_of(simulator: Simulator) -> bytes:
    with closing(await Raw.to(simulator)) as raw:
        return await (await raw.post()).rest()


@pytest.mark.parametrize(("kind", "applied"), [("fin_before", 0), ("fin_after", 1)])
async def test_a_connection_is_closed_in_order_without_an_answer(simulator, world, kind, applied):
    world.faults.add(Fault(kind, SEND))
    assert await answer_of(simulator) == b""
    assert len(world.messages(READER)) == applied


@pytest.mark.parametrize(("kind", "applied"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_connection_is_reset(simulator, world, kind, applied):
    world.faults.add(Fault(kind, SEND))
    with pytest.raises(ConnectionResetError):
        await answer_of(simulator)
    assert len(world.messages(READER)) == applied


@pytest.mark.parametrize(("kind", "applied"), [("hang_before", 0), ("hang_after", 1)])
async def test_a_request_hangs_until_its_client_goes(simulator, world, kind, applied):
    world.faults.add(Fault(kind, SEND))
    with pytest.raises(TimeoutError):
        await answer_of(simulator)
    assert len(world.messages(READER)) == applied
    assert b"200 OK" in await answer_of(simulator)


async def test_a_server_stops_although_requests_hang(world):
    world.faults.hang_before(SEND)
    world.faults.half_open(SEND)
    async with Simulator(world) as simulator:
        hanging = [await (await Raw.to(simulator)).post() for _ in range(2)]
        with pytest.raises(TimeoutError):
            await hanging[0].rest()
    for raw in hanging:
        assert await raw.rest() == b""
        raw.close()


async def test_half_an_answer_is_less_than_it_promised(simulator, world):
    world.faults.half_body(SEND)
    head, _, body = (await answer_of(simulator)).partition(b"\r\n\r\n")
    promised = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert len(body) == promised // 2
    assert len(world.messages(READER)) == 1


async def test_a_half_open_connection_reads_nothing_more(simulator, world):
    world.faults.half_open(SEND)
    with closing(await Raw.to(simulator)) as raw:
        await raw.post(length=200_000_000)
        await asyncio.sleep(0.05)
        raw.writer.write(b" " * 100_000_000)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(raw.writer.drain(), SOON)
        assert raw.writer.transport.get_write_buffer_size() > 50_000_000
    assert world.messages(READER) == []


async def test_a_paused_server_refuses_connections_and_comes_back_on_its_port(simulator, world):
    async with asyncio.timeout(5):
        idle, port = await Raw.to(simulator), simulator.port
        await asyncio.sleep(0.05)
        await simulator.pause()
        with closing(idle):
            assert await idle.rest() == b""
        with pytest.raises(ConnectionRefusedError):
            await Raw.to(simulator)
        await simulator.resume()
        await simulator.resume()
        assert simulator.port == port
        assert b"200 OK" in await answer_of(simulator)
        await simulator.pause()
        await simulator.pause()
    assert len(world.messages(READER)) == 1


async def test_an_answer_may_carry_headers_of_its_own(api: Api, world: World):
    world.faults.answer(SEND, 429, "Too Many Requests", headers={"Retry-After": "7"})
    reply = await api.send()
    assert reply.headers["Retry-After"] == "7"
    assert "parameters" not in reply.body


async def test_a_fault_may_strike_every_nth_request(api: Api, world: World):
    world.faults.answer(SEND, 400, "Bad Request: no", every=3, count=2)
    statuses = [(await api.send()).status for _ in range(12)]
    assert statuses == [200, 200, 400] * 2 + [200] * 6


async def test_a_fault_may_last_until_it_is_cleared(api: Api, world: World):
    world.faults.answer(SEND, 400, "Bad Request: no", count=None)
    assert {(await api.send()).status for _ in range(20)} == {400}
    world.faults.clear()
    assert (await api.send()).status == 200


def test_a_fault_may_strike_by_chance_the_same_in_each_run():
    def struck() -> list[int]:
        faults = Faults()
        faults.answer(SEND, 400, "Bad Request: no", count=None, chance=0.25)
        return [len(faults.take(SEND.lower(), READER)) for _ in range(400)]

    first = struck()
    assert first == struck()
    assert 60 < sum(first) < 140


async def test_the_nth_request_is_counted_for_its_own_chat(api: Api, world: World):
    world.add_reader(OTHER, "Other")
    world.faults.answer(SEND, 400, "Bad Request: no", chat_id=OTHER, every=2)
    chats = [READER, READER, OTHER, READER, OTHER, OTHER]
    assert [(await api.send("x", chat)).status for chat in chats] == [200, 200, 200, 200, 400, 200]
