"""This bot in a process of its own, as `brief run` puts it together: tick, poller, van, ledger and web.

    python -m tests.benchmarks.ours '{"telegram_api_url": …, "database_url": …, "messages_per_second": 30}'

It says when it runs, and after SIGTERM what it used from then on; with `"van_only"` it is the van alone, at a
pace that no setting allows.
"""

import asyncio
import json
import signal
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import telegram

from bot import app, logs
from bot.clock import wall
from bot.delivery.client.request import ApiRequest
from bot.delivery.door import Door
from bot.delivery.pace import Pace
from bot.delivery.van import Van
from bot.eventloop import run_forever
from bot.services.newsroom import Newsroom, Rules
from bot.services.replicas.place import Alone
from bot.settings import Settings
from storage.db import Database
from tests.benchmarks.peers import TOKEN
from tests.benchmarks.usage import Usage


@asynccontextmanager
async def whole_bot(asked: dict[str, Any]) -> AsyncGenerator[Door]:
    settings = Settings(telegram_token=TOKEN, http_port=0, **asked)
    logs.set_up("text", "info", settings.secrets)
    async with app.running(settings) as bot:
        yield bot.door


@asynccontextmanager
async def van_only(asked: dict[str, Any]) -> AsyncGenerator[Door]:
    rate = asked["messages_per_second"]
    newsroom = Newsroom(Database(asked["database_url"]), wall, Rules())
    request = ApiRequest(connections=rate // 4)
    try:
        async with telegram.Bot(TOKEN, f"{asked['telegram_api_url']}/bot", request=request) as bot:
            door = Door(bot, Pace(rate), paid=True)
            van = Van(newsroom, door, Alone(rate))
            driving = asyncio.create_task(van.run())
            yield door
            van.stop()
            await driving
    finally:
        await newsroom.database.close()


async def measure(asked: dict[str, Any]) -> None:
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    opened = van_only if asked.pop("van_only", False) else whole_bot
    async with opened(asked) as door:
        usage = Usage()
        # The only place that sees how long a call took for the sender, its wait for a connection included.
        setattr(door, "deliver", usage.timed(door.deliver))  # noqa: B010
        say({"ready": time.monotonic()})
        await ending.wait()
    say(usage.report())


def say(report: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(report) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run_forever(measure(json.loads(sys.argv[1])))
