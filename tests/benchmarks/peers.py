"""Other ways to send the same messages, each as its documentation shows it, in a process of its own."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.benchmarks import messages
from tests.benchmarks.usage import Usage

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CHUNK = 100
IN_FLIGHT = 64
Job = tuple[int, str]
Send = Callable[[int, str], Awaitable[object]]
Client = Callable[[str], AbstractAsyncContextManager[Send]]
Way = Callable[[Send, Sequence[Job]], Awaitable[object]]


# The clients; what is imported inside is only needed, and perhaps only installed, for that one.


@asynccontextmanager
async def limited_ptb(url: str) -> AsyncGenerator[Send]:
    """python-telegram-bot with its own limiter, which tries again itself."""
    from telegram.ext import AIORateLimiter, ApplicationBuilder  # noqa: PLC0415

    limiter = AIORateLimiter(max_retries=5)
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").rate_limiter(limiter)
    async with builder.build().bot as bot:
        yield lambda chat, text: bot.send_message(chat, text, parse_mode="HTML")


@asynccontextmanager
async def ptb(url: str) -> AsyncGenerator[Send]:
    """python-telegram-bot as it comes; whoever is told to wait waits and tries again."""
    from telegram.error import RetryAfter, TimedOut  # noqa: PLC0415
    from telegram.ext import ApplicationBuilder  # noqa: PLC0415

    async with ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").build().bot as bot:

        async def send(chat: int, text: str) -> object:
            while True:
                try:
                    return await bot.send_message(chat, text, parse_mode="HTML")
                except RetryAfter as told:
                    await asyncio.sleep(_seconds(told.retry_after))
                except TimedOut:
                    await asyncio.sleep(1)

        yield send


@asynccontextmanager
async def aiogram(url: str) -> AsyncGenerator[Send]:
    """aiogram with the answer to a flood wait that its broadcasting example shows."""
    from aiogram import Bot  # noqa: PLC0415
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415
    from aiogram.exceptions import TelegramRetryAfter  # noqa: PLC0415

    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    async with Bot(TOKEN, session=session) as bot:

        async def send(chat: int, text: str) -> object:
            try:
                return await bot.send_message(chat, text, parse_mode="HTML")
            except TelegramRetryAfter as told:
                await asyncio.sleep(told.retry_after)
                return await send(chat, text)

        yield send


@asynccontextmanager
async def plain_aiohttp(url: str, connections: int = IN_FLIGHT) -> AsyncGenerator[Send]:
    """No library for bots: the least that a message can cost here."""
    import aiohttp  # noqa: PLC0415

    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def send(chat: int, text: str) -> object:
            form = {"chat_id": str(chat), "text": text, "parse_mode": "HTML"}
            async with session.post(f"{url}/bot{TOKEN}/sendMessage", data=form) as answer:
                return (await answer.json())["result"]["message_id"]

        yield send


def _seconds(wait: float | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else wait


# The ways to send


async def one_by_one(send: Send, jobs: Sequence[Job]) -> None:
    for chat, text in jobs:
        await send(chat, text)


async def in_chunks(send: Send, jobs: Sequence[Job]) -> None:
    for first in range(0, len(jobs), CHUNK):
        await asyncio.gather(*(send(*job) for job in jobs[first : first + CHUNK]))


async def all_at_once(send: Send, jobs: Sequence[Job]) -> None:
    await asyncio.gather(*(send(*job) for job in jobs))


async def twenty_a_second(send: Send, jobs: Sequence[Job]) -> None:
    """The recipe: one after the other, with a pause of 0.05 s."""
    for chat, text in jobs:
        await send(chat, text)
        await asyncio.sleep(0.05)


async def by_workers(send: Send, jobs: Sequence[Job]) -> None:
    waiting = iter(jobs)

    async def work() -> None:
        for job in waiting:
            await send(*job)

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))


@dataclass(frozen=True)
class Peer:
    label: str
    client: Client
    way: Way


PEERS = {
    "ptb-limiter-gather": Peer(f"PTB, AIORateLimiter(5), gather of {CHUNK}", limited_ptb, in_chunks),
    "ptb-limiter-one": Peer("PTB, AIORateLimiter(5), one by one", limited_ptb, one_by_one),
    "ptb-gather": Peer("PTB, gather of all, retries", ptb, all_at_once),
    "aiogram-recipe": Peer("aiogram, its broadcasting recipe", aiogram, twenty_a_second),
    "ptb-workers": Peer(f"PTB, {IN_FLIGHT} workers", ptb, by_workers),
    "aiogram-workers": Peer(f"aiogram, {IN_FLIGHT} workers", aiogram, by_workers),
    "aiohttp-workers": Peer(f"plain aiohttp, {IN_FLIGHT} workers", plain_aiohttp, by_workers),
}


async def measured(peer: Peer, url: str, jobs: Sequence[Job], longest: float) -> dict[str, Any]:
    """Send until all is done or the time is over."""
    failed = 0
    async with peer.client(url) as send:
        usage = Usage()
        timed = usage.timed(send)

        async def surely(chat: int, text: str) -> None:
            nonlocal failed
            try:
                await timed(chat, text)
            except Exception:  # noqa: BLE001  whatever a library raises is a message that was not sent
                failed += 1

        notes = []
        try:
            await asyncio.wait_for(peer.way(surely, jobs), longest)
        except TimeoutError:
            notes.append(f"stopped after {longest:.0f} s")
        if failed:
            notes.append(f"{failed:,} ended in an error")
        return usage.report() | {"note": ", ".join(notes)}


def main() -> None:
    asked = json.loads(sys.argv[1])
    jobs = [
        (chat, messages.text(number))
        for number in range(asked["each"])
        for chat in messages.chats(asked["chats"], asked["first"])
    ]
    try:
        report = asyncio.run(measured(PEERS[asked["name"]], asked["url"], jobs, asked["longest"]))
    except (ImportError, RuntimeError) as error:
        if "install" not in str(error) and not isinstance(error, ImportError):
            raise
        report = {"missing": f"not installed: {error}"}
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
