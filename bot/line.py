"""The line to Telegram: its clients, the application with the handlers, and how the two sides meet."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import chain, repeat
from typing import Any

from telegram.ext import Application, ApplicationBuilder
from telegram.request import BaseRequest

from bot.delivery.answers import asked
from bot.delivery.client.request import ApiRequest
from bot.delivery.outcomes import Disowned, Later
from bot.delivery.polling import UPDATES
from bot.settings import Settings
from storage.errors import BriefError

log = logging.getLogger(__name__)
App = Application[Any, Any, Any, Any, Any, Any]
_ASK_AGAIN = (1, 2, 5, 10, 30)  # seconds between attempts to reach Telegram at the start


class TokenRefused(BriefError):
    """Telegram does not know this token; compare BRIEF_TELEGRAM_TOKEN with BotFather's."""


def requests(settings: Settings) -> tuple[BaseRequest, BaseRequest]:
    """The clients for calls and for polling."""
    calls = ApiRequest(connections=256 if settings.paid_broadcast else 128)
    # The time of a long poll itself comes on top.
    return calls, ApiRequest(connections=2, read_timeout=10)


def application(settings: Settings, calls: BaseRequest, polls: BaseRequest) -> App:
    """It only hands updates to handlers: they come from the inbox."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    base = settings.telegram_api_url.rstrip("/")
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(calls)
        .get_updates_request(polls)
        .updater(None)
        .build()
    )


async def meet(app: App, settings: Settings) -> None:
    """Until Telegram has answered, and has been told how updates shall come.

    Raises:
        TokenRefused: Telegram does not know us.
    """
    await patiently(app.initialize)
    await app.start()
    if settings.webhook_url is None or settings.webhook_secret is None:
        await patiently(app.bot.delete_webhook)
        return
    webhook = {
        "url": settings.webhook_url,
        "allowed_updates": UPDATES,
        "secret_token": settings.webhook_secret.get_secret_value(),
    }
    await patiently(partial(app.bot.set_webhook, **webhook))


async def part(app: App, requests: tuple[BaseRequest, BaseRequest]) -> None:
    """Close what was opened, however far that came."""
    if app.running:
        await app.stop()
    await asked(app.shutdown())
    for request in requests:  # the library leaves them open when its first question was refused
        await request.shutdown()


async def patiently(call: Callable[[], Awaitable[object]]) -> None:
    """Ask Telegram until it answers, however long it is away; a wrong token ends it."""
    for wait in chain(_ASK_AGAIN, repeat(_ASK_AGAIN[-1])):
        outcome = await asked(call())
        if outcome is None or outcome is True:
            return
        if isinstance(outcome, Disowned):
            raise TokenRefused
        seconds = max(wait, outcome.seconds) if isinstance(outcome, Later) else wait
        log.warning("Telegram cannot be reached (%s); asking again in %d s", outcome, seconds)
        await asyncio.sleep(seconds)
