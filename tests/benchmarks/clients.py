"""What one message costs in each client: CPU of this process, against a light server in another one.

    uv run --group benchmarks python -m tests.benchmarks.clients [--calls 1000] [--rounds 3]

Compare within one run: the same cell differs by half between runs on a busy machine.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.delivery.client.request import ApiRequest
from tests.benchmarks import messages
from tests.benchmarks.children import telegram
from tests.benchmarks.loopback import Options
from tests.benchmarks.peers import TOKEN, plain_aiohttp
from tests.benchmarks.usage import cpu

IN_FLIGHT = (10, 50)
Send = Callable[[int, str], Awaitable[object]]
Client = Callable[[str], AbstractAsyncContextManager[Send]]


@asynccontextmanager
async def ptb(client: Callable[[], BaseRequest], url: str) -> AsyncGenerator[Send]:
    async with Bot(TOKEN, base_url=f"{url}/bot", request=client(), get_updates_request=client()) as bot:
        yield lambda chat, text: bot.send_message(chat, text, parse_mode="HTML")


@asynccontextmanager
async def bare_ptb(client: Callable[[], BaseRequest], url: str) -> AsyncGenerator[Send]:
    """The same without a Message object, which nobody reads who only wants its id."""
    async with Bot(TOKEN, base_url=f"{url}/bot", request=client(), get_updates_request=client()) as bot:

        async def send(chat: int, text: str) -> object:
            form = {"chat_id": chat, "text": text, "parse_mode": "HTML"}
            answer = await bot.do_api_request("sendmessage", form)  # spelt so, it warns of no better method
            return answer["message_id"]

        yield send


CLIENTS: dict[str, Client] = {
    "PTB over httpx": partial(ptb, partial(HTTPXRequest, connection_pool_size=64, pool_timeout=30)),
    "PTB over our client": partial(ptb, ApiRequest),
    "the same, message_id only": partial(bare_ptb, ApiRequest),
    "plain aiohttp": partial(plain_aiohttp, connections=max(IN_FLIGHT)),
}


@dataclass
class Cell:
    """One client at one number of messages in flight: a value for each round."""

    cpu: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)

    def add(self, calls: int, used: float, took: float) -> None:
        self.cpu.append(used / calls * 1_000)
        self.per_second.append(calls / took)

    def shown(self) -> tuple[str, str]:
        return f"{statistics.median(self.cpu):.2f} s", f"{statistics.median(self.per_second):.0f}/s"


async def send_all(send: Send, calls: int, in_flight: int) -> None:
    waiting = iter(enumerate(messages.chats(calls)))

    async def work() -> None:
        for number, chat in waiting:
            await send(chat, messages.text(number % 8))

    await asyncio.gather(*(work() for _ in range(in_flight)))


async def measure(client: Client, url: str, calls: int, in_flight: int, cell: Cell) -> None:
    async with client(url) as send:
        await send_all(send, in_flight * 2, in_flight)  # connections are opened before the clock runs
        used, begun = cpu(), time.monotonic()
        await send_all(send, calls, in_flight)
        cell.add(calls, cpu() - used, time.monotonic() - begun)


async def run(calls: int, rounds: int) -> Table:
    cells = {(name, many): Cell() for name in CLIENTS for many in IN_FLIGHT}
    with tempfile.TemporaryDirectory() as folder:
        async with telegram(Options(shortest=0.005, longest=0.015), Path(folder) / "server.log") as server:
            for _ in range(rounds):
                for (name, many), cell in cells.items():
                    await measure(CLIENTS[name], server.url, calls, many, cell)
    return table(cells, calls)


def table(cells: dict[tuple[str, int], Cell], calls: int) -> Table:
    result = Table(title=f"CPU per 1,000 messages ({calls:,} calls, answers after 5–15 ms)")
    result.add_column("client")
    for many in IN_FLIGHT:
        result.add_column(f"{many} in flight", justify="right")
        result.add_column("speed", justify="right")
    for name in CLIENTS:
        result.add_row(name, *(value for many in IN_FLIGHT for value in cells[name, many].shown()))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=1_000, help="messages in each cell and round")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    Console().print(asyncio.run(run(asked.calls, asked.rounds)))


if __name__ == "__main__":
    main()
