"""The program's own HTTP: health, readiness, metrics, and Telegram's webhook where one is set."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.metrics import CONTENT_TYPE
from storage.errors import BriefError

log = logging.getLogger(__name__)
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name

_FRESH = {"Cache-Control": "no-store"}

Check = Callable[[], Awaitable[dict[str, str]]]
Page = Callable[[], Awaitable[bytes]]
Take = Callable[[Any], Awaitable[bool]]


class NotAnUpdate(BriefError):
    """What was posted is not an update of Telegram's."""


class PortTaken(BriefError):
    """The HTTP port cannot be opened; set BRIEF_HTTP_PORT to a free one, or 0 for any."""


def application(alive: Check, ready: Check, metrics: Page) -> web.Application:
    """Each check names what is wrong; nothing means that all is well."""
    app = web.Application()
    app.add_routes(
        [
            web.get("/healthz", partial(_checked, alive)),
            web.get("/readyz", partial(_checked, ready)),
            web.get("/metrics", partial(_shown, metrics)),
        ]
    )
    return app


async def _checked(check: Check, _request: web.Request) -> web.Response:
    troubles = await check()
    return web.json_response(
        {"ok": not troubles, "troubles": troubles}, status=503 if troubles else 200, headers=_FRESH
    )


async def _shown(metrics: Page, _request: web.Request) -> web.Response:
    return web.Response(body=await metrics(), headers={"Content-Type": CONTENT_TYPE, **_FRESH})


def add_webhook(app: web.Application, url: str, secret: str, take: Take) -> None:
    """Take Telegram's posts at the path of `url`; without the secret they are not even read.

    `take` returns whether the update is taken; else Telegram is asked to post it again later.

    Raises:
        NotAnUpdate: (by `take`) Telegram did not write that.
    """

    async def post(request: web.Request) -> web.Response:
        # As bytes: other than ASCII text cannot be compared.
        given = request.headers.get(_SECRET, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, secret.encode()):
            return web.Response(status=403)
        try:
            taken = await take(await request.json())
        except (ValueError, RecursionError, NotAnUpdate):
            log.warning("a post to the webhook was no update and is refused")
            return web.Response(status=400)
        return web.Response() if taken else web.Response(status=503, headers={"Retry-After": "5"})

    app.add_routes([web.post(urlsplit(url).path or "/", post)])


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Open the port.

    Raises:
        PortTaken: it is in use, or may not be opened.
    """
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise PortTaken(f"{host}:{port}: {error.strerror or error}") from error
    log.info("health at http://%s:%s/healthz", *runner.addresses[0][:2])
    return runner
