"""The one place where things are put together: record, tick, van, inbox, handlers, web, and their end."""

import asyncio
import contextlib
import json
import logging
import os
import signal
from collections.abc import AsyncGenerator, Coroutine
from typing import Any

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Update

from bot import line, profile
from bot import web as http
from bot.brief import panel
from bot.clock import Now, wall
from bot.delivery.door import Door
from bot.delivery.following import Following
from bot.delivery.inbox import Inbox
from bot.delivery.pace import Pace
from bot.delivery.photos import Photos
from bot.delivery.polling import Poller
from bot.delivery.replying import Replies
from bot.delivery.tally import Tally
from bot.delivery.van import Van
from bot.handlers.replies import Desk
from bot.handlers.wiring import wire
from bot.health import Health, pulses
from bot.line import TokenRefused
from bot.metrics import Metrics, depth_of
from bot.services import restoring
from bot.services.inboxing import InboxClosedError, is_update
from bot.services.newsroom import Newsroom, Rules
from bot.services.replicas.membership import Membership
from bot.services.ticking import Ticker
from bot.settings import Settings
from storage.db import Database, will_pass
from storage.errors import BriefError
from storage.migrations import migrate

log = logging.getLogger(__name__)
_FINISH_WITHIN = 8.0  # seconds
_IDLE_LIMIT = 5.0  # seconds: a frozen process's locks are gone by the time that others take over from it

__all__ = ["Bot", "TokenMissing", "TokenRefused", "rules_of", "run", "running"]


class TokenMissing(BriefError):
    """BRIEF_TELEGRAM_TOKEN is not set; BotFather gives one (or try `brief demo`, which needs none)."""


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
        undo=settings.undo,
        approval=settings.approval,
        when_uncertain=settings.when_uncertain,
        per_second=settings.messages_per_second,
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
        self.newsroom = Newsroom(Database(settings.database_url, _IDLE_LIMIT), now, rules_of(settings))
        database, per_second = self.newsroom.database, settings.messages_per_second
        self.place = Membership(database, per_second)
        self.tally = Tally()
        self._requests = line.requests(settings)
        self.application = line.application(settings, *self._requests)
        pace = Pace(0)
        self.place.attach(pace)
        photos = Photos(database)
        self.door = Door(self.application.bot, pace, paid=settings.paid_broadcast, photos=photos)
        self.van = Van(self.newsroom, self.door, self.place, self.tally, self.place.living)
        self.following = Following(self.newsroom, self.door, self.place, self.van.wake)
        replies = Replies(self.door, self.tally)
        handling = wire(self.application, Desk(self.newsroom, replies))
        self.inbox = Inbox(database, self.place, handling, replies)
        polls = settings.webhook_url is None
        self.poller = (
            Poller(self.application.bot, self._requests[1], self.place, self.inbox.take) if polls else None
        )
        self.ticker = Ticker(self.newsroom, self.van.wake, self.place)
        loops = pulses(self.place, self.ticker, self.van, self.inbox, self.poller)
        self.health = Health(loops, database, lambda: self._has_met)
        self.metrics = Metrics(self.tally, self.place, self.health, depth_of(self.newsroom, per_second))
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._web: web.AppRunner | None = None
        self._parts: list[asyncio.Task[None]] = []
        self._beating: asyncio.Task[None] | None = None
        self._has_met = self._ending = False

    @property
    def port(self) -> int:
        """The HTTP port that was opened."""
        return int(self._web.addresses[0][1]) if self._web else 0

    async def start(self) -> None:
        if await asyncio.to_thread(migrate, self.settings.database_url):
            log.info("the database was brought up to date")
        if restored := await restoring.after_restore(self.newsroom):
            log.warning("the database is a copy of another time. %s", restored.sentence())
        await self.ticker.prepare()
        await self._open_web()
        await self.place.beat()
        self._beating = asyncio.create_task(self.place.run(), name="membership")
        self._run(self.inbox.run(), "inbox")
        await line.meet(self.application, self.settings)
        self._has_met = True
        self.inbox.begin()
        if self.poller is not None:
            self._run(self.poller.run(), "poller")
        self._run(self.van.run(), "van")
        self._run(self.following.run(), "following")
        self._scheduler.add_job(
            self.ticker.tick, "interval", seconds=1, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()
        await self._show_face()

    async def _show_face(self) -> None:
        """Some calls for each of the desk: nobody waits for a message meanwhile, nor ends the bot for it."""
        try:
            await profile.show(self.application.bot, self.newsroom)
        except Exception as error:
            if not will_pass(error):
                raise
            log.warning(
                "menus and descriptions are looked at again at the next start: %s", type(error).__name__
            )

    def _run(self, part: Coroutine[Any, Any, None], name: str) -> None:
        self._parts.append(asyncio.create_task(part, name=name))

    async def _open_web(self) -> None:
        app = http.application(self.health.alive, self.health.ready, self.metrics.page)
        if self.settings.webhook_url is not None and self.settings.webhook_secret is not None:
            secret = self.settings.webhook_secret.get_secret_value()
            http.add_webhook(app, self.settings.webhook_url, secret, self._take)
        self._web = await http.serve(app, self.settings.http_host, self.settings.http_port)

    async def _take(self, data: Any) -> bool:
        """Store what was posted; False when Telegram shall post it again later."""
        if not _is_readable(data, self.application.bot):
            raise http.NotAnUpdate
        if self._ending:
            return False
        try:
            await self.inbox.take([data])
        except InboxClosedError:
            return False
        except Exception as error:
            if not will_pass(error):
                raise
            log.warning("an update could not be stored and shall be posted again: %s", type(error).__name__)
            return False
        return True

    async def stop(self) -> None:
        """Take nothing new, finish what is in flight, give leases back; what takes too long is left."""
        self._ending = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for part in (self.poller, self.inbox, self.van, self.following):
            if part is not None:
                part.stop()
        await _within(_FINISH_WITHIN, self._parts)
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
            await self.place.leave()
        await line.part(self.application, self._requests)
        if self._web is not None:
            await self._web.cleanup()
        await self.newsroom.database.close()


def _is_readable(data: Any, bot: Any) -> bool:
    """Whether Telegram can have written this."""
    if not is_update(data):
        return False
    try:
        json.dumps(data, allow_nan=False)
        Update.de_json(data, bot)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    return True


async def _within(seconds: float, parts: list[asyncio.Task[None]]) -> None:
    """Let all of these end together; what is late is cancelled, what fails is logged.

    A send that is cut off stays `sending` in the ledger and is looked after at the next start.
    """
    if parts:
        _done, late = await asyncio.wait(parts, timeout=seconds)
        for task in late:
            task.cancel()
    for result in await asyncio.gather(*parts, return_exceptions=True):
        if isinstance(result, Exception):
            log.error("a part did not end well", exc_info=result)
