"""The one place where things are put together: record, tick, van, handlers, web, and their end."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncGenerator
from datetime import timedelta
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
    async with running(settings):
        log.info("the bot is running")
        await ending.wait()
    log.info("the bot has stopped")


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
        self.application = _application(settings)
        pace = Pace(settings.messages_per_second)
        self.door = Door(self.application.bot, pace, paid=settings.paid_broadcast)
        self.van = Van(self.newsroom, self.door)
        self.ticker = Ticker(self.newsroom, self.van.wake)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._web: web.AppRunner | None = None
        self._driving: asyncio.Task[None] | None = None

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
        await _initialized(self.application)
        await self.application.start()
        await profile.show(self.application.bot, self.newsroom.rules)
        if self.settings.webhook_url is not None and self.settings.webhook_secret is not None:
            await self.application.bot.set_webhook(
                self.settings.webhook_url,
                allowed_updates=UPDATES,
                secret_token=self.settings.webhook_secret.get_secret_value(),
            )
        elif self.application.updater is not None:
            await self.application.updater.start_polling(
                timeout=timedelta(seconds=30),
                bootstrap_retries=-1,
                allowed_updates=UPDATES,
                error_callback=_polling_failed,
            )

    async def _take(self, data: dict[str, Any]) -> None:
        await self.application.update_queue.put(Update.de_json(data, self.application.bot))

    async def stop(self) -> None:
        """Take nothing new, finish what is in flight, give leases back."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self.application.updater is not None and self.application.updater.running:
            await self.application.updater.stop()
        if self.application.running:
            await self.application.stop()
        self.van.stop()
        if self._driving is not None:
            await asyncio.wait({self._driving}, timeout=_FINISH_WITHIN)
            # What is still in flight now stays `sending` in the ledger and is looked after at the next start.
            self._driving.cancel()
        await asked(self.application.shutdown())
        if self._web is not None:
            await self._web.cleanup()
        await self.newsroom.database.close()

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


def _application(settings: Settings) -> Application[Any, Any, Any, Any, Any, Any]:
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    base = settings.telegram_api_url.rstrip("/")
    # A short read time-out would make a send's fate unknown that was only slow.
    calls = HTTPXRequest(
        connection_pool_size=64, read_timeout=30, write_timeout=30, connect_timeout=10, pool_timeout=30
    )
    polls = HTTPXRequest(connection_pool_size=2, read_timeout=40, connect_timeout=10, pool_timeout=10)
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


async def _initialized(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Meet Telegram, however long it is away; a wrong token ends it."""
    for wait in chain(_ASK_AGAIN, repeat(_ASK_AGAIN[-1])):
        outcome = await asked(application.initialize())
        if outcome is None:
            return
        if isinstance(outcome, Disowned):
            raise TokenRefused
        log.warning("Telegram cannot be reached (%s); asking again in %d s", outcome, wait)
        await asyncio.sleep(wait)


def _polling_failed(error: Exception) -> None:
    log.warning("updates could not be fetched and are asked for again: %s", error)
