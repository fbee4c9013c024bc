"""The one place where things are put together: record, tick, van, handlers, web, and their end."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from itertools import chain, repeat
from typing import Any

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Update
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot import profile
from bot import web as http
from bot.brief import panel
from bot.clock import Now, wall
from bot.delivery.answers import asked
from bot.delivery.door import Door
from bot.delivery.outcomes import Disowned
from bot.delivery.pace import Pace
from bot.delivery.van import Van
from bot.handlers.replies import Desk
from bot.handlers.wiring import InOrderPerChat, wire
from bot.services.newsroom import Newsroom, Rules
from bot.services.ticking import Ticker
from bot.settings import Settings
from storage.db import Database
from storage.errors import BriefError
from storage.migrations import migrate

log = logging.getLogger(__name__)
UPDATES = ["message", "callback_query", "my_chat_member"]
_STUCK = timedelta(seconds=60)
_FINISH_WITHIN = 8.0  # seconds
_ASK_AGAIN = (1, 2, 5, 10, 30)  # seconds between attempts to reach Telegram at the start


class TokenMissing(BriefError):
    """BRIEF_TELEGRAM_TOKEN is not set; BotFather gives one (or try `brief demo`, which needs none)."""


class TokenRefused(BriefError):
    """Telegram does not know this token; compare BRIEF_TELEGRAM_TOKEN with BotFather's."""


async def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    serving = asyncio.create_task(_serve(settings))
    signalled = asyncio.create_task(ending.wait())
    await asyncio.wait({serving, signalled}, return_when=asyncio.FIRST_COMPLETED)
    signalled.cancel()
    serving.cancel()  # also a start that still waits for Telegram
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    log.info("the bot has stopped")


async def _serve(settings: Settings) -> None:
    async with running(settings):
        log.info("the bot is running")
        await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def running(settings: Settings, now: Now = wall) -> AsyncGenerator["Bot"]:
    """The whole bot, started and in the end stopped in order."""
    bot = Bot(settings, now)
    try:
        await bot.start()
        yield bot
    finally:
        await bot.stop()


def rules_of(settings: Settings) -> Rules:
    links = [(panel.FULL_BRIEF, settings.full_brief_url), (panel.SUPPORT, settings.support_url)]
    return Rules(
        languages=tuple(settings.languages),
        timezone=settings.timezone,
        digest_time=settings.digest_time,
        catch_up=settings.catch_up,
        alert_settle=settings.alert_settle,
        when_uncertain=settings.when_uncertain,
        admins=tuple(settings.admins),
        links=tuple((label, url) for label, url in links if url),
    )


class Bot:
    """Everything that runs, in the order in which it starts."""

    def __init__(self, settings: Settings, now: Now = wall) -> None:
        if settings.telegram_token is None:
            raise TokenMissing
        # Else the library warns about each flood wait.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self.settings = settings
        self.newsroom = Newsroom(Database(settings.database_url), now, rules_of(settings))
        self._requests = _requests()
        self.application = _application(settings, *self._requests)
        pace = Pace(settings.messages_per_second)
        self.door = Door(self.application.bot, pace, paid=settings.paid_broadcast)
        self.van = Van(self.newsroom, self.door)
        self.ticker = Ticker(self.newsroom, self.van.wake)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._web: web.AppRunner | None = None
        self._driving: asyncio.Task[None] | None = None
        self._ending = False

    @property
    def port(self) -> int:
        """The HTTP port that was opened."""
        return int(self._web.addresses[0][1]) if self._web else 0

    async def start(self) -> None:
        if await asyncio.to_thread(migrate, self.settings.database_url):
            log.info("the database was brought up to date")
        await self._open_web()
        wire(self.application, Desk(self.newsroom, self.door))
        await self._meet_telegram()
        self._driving = asyncio.create_task(self.van.run(), name="van")
        self._scheduler.add_job(
            self.ticker.tick, "interval", seconds=1, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()

    async def _open_web(self) -> None:
        app = http.application(self.troubles)
        if self.settings.webhook_url is not None and self.settings.webhook_secret is not None:
            secret = self.settings.webhook_secret.get_secret_value()
            http.add_webhook(app, self.settings.webhook_url, secret, self._take)
        self._web = await http.serve(app, self.settings.http_host, self.settings.http_port)

    async def _meet_telegram(self) -> None:
        await _patiently(self.application.initialize)
        await self.application.start()
        await profile.show(self.application.bot, self.newsroom.rules)
        if self.settings.webhook_url is not None and self.settings.webhook_secret is not None:
            webhook = {
                "url": self.settings.webhook_url,
                "allowed_updates": UPDATES,
                "secret_token": self.settings.webhook_secret.get_secret_value(),
            }
            await _patiently(partial(self.application.bot.set_webhook, **webhook))
        elif self.application.updater is not None:
            await self.application.updater.start_polling(
                timeout=timedelta(seconds=30),
                bootstrap_retries=-1,
                allowed_updates=UPDATES,
                error_callback=_polling_failed,
            )

    async def _take(self, data: Any) -> bool:
        if self._ending:
            return False
        try:
            update = Update.de_json(data, self.application.bot)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise http.NotAnUpdate from error
        await self.application.update_queue.put(update)
        return True

    async def stop(self) -> None:
        """Take nothing new, finish what is in flight, give leases back; what takes too long is left."""
        self._ending = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self.van.stop()
        await _within(_FINISH_WITHIN, self._finish_replies(), *([self._driving] if self._driving else []))
        if not self.application.running:
            await asked(self.application.shutdown())
        for request in self._requests:  # the library leaves them open when its first question was refused
            await request.shutdown()
        if self._web is not None:
            await self._web.cleanup()
        await self.newsroom.database.close()

    async def _finish_replies(self) -> None:
        if self.application.updater is not None and self.application.updater.running:
            await self.application.updater.stop()
        if self.application.running:
            await self.application.stop()

    async def troubles(self) -> dict[str, str]:
        """What is stuck, by part; empty when all is well."""
        found: dict[str, str] = {}
        moments = {"tick": self.ticker.last_good_at, "van": self.van.last_at}
        for part, last in moments.items():
            if last is None or wall() - last > _STUCK:
                found[part] = f"last seen {last.isoformat() if last else 'never'}"
        if self.settings.webhook_url is None and not (
            self.application.updater and self.application.updater.running
        ):
            found["poller"] = "not polling"
        try:
            await self.newsroom.database.check()
        except BriefError as error:
            found["database"] = str(error)
        return found


def _requests() -> tuple[HTTPXRequest, HTTPXRequest]:
    """The clients for calls and for polling."""
    # A short read time-out would make a send's fate unknown that was only slow.
    calls = HTTPXRequest(
        connection_pool_size=64, read_timeout=30, write_timeout=30, connect_timeout=10, pool_timeout=30
    )
    polls = HTTPXRequest(connection_pool_size=2, read_timeout=40, connect_timeout=10, pool_timeout=10)
    return calls, polls


def _application(
    settings: Settings, calls: HTTPXRequest, polls: HTTPXRequest
) -> Application[Any, Any, Any, Any, Any, Any]:
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    base = settings.telegram_api_url.rstrip("/")
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(calls)
        .get_updates_request(polls)
        .concurrent_updates(InOrderPerChat())
        .build()
    )


async def _patiently(call: Callable[[], Awaitable[object]]) -> None:
    """Ask Telegram until it answers, however long it is away; a wrong token ends it."""
    for wait in chain(_ASK_AGAIN, repeat(_ASK_AGAIN[-1])):
        outcome = await asked(call())
        if outcome is None or outcome is True:
            return
        if isinstance(outcome, Disowned):
            raise TokenRefused
        log.warning("Telegram cannot be reached (%s); asking again in %d s", outcome, wait)
        await asyncio.sleep(wait)


async def _within(seconds: float, *parts: Awaitable[None]) -> None:
    """Let all of this end together; what is late is cancelled, what fails is logged.

    A send that is cut off stays `sending` in the ledger and is looked after at the next start.
    """
    tasks = {asyncio.ensure_future(part) for part in parts}
    _done, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            log.error("a part did not end well", exc_info=result)


def _polling_failed(error: Exception) -> None:
    log.warning("updates could not be fetched and are asked for again: %s", error)
