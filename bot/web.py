"""The program's own HTTP: health, readiness, and Telegram's webhook where one is set."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from storage.errors import BriefError

log = logging.getLogger(__name__)
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name

Check = Callable[[], Awaitable[dict[str, str]]]
Take = Callable[[dict[str, Any]], Awaitable[None]]


class PortTaken(BriefError):
    """The HTTP port cannot be opened; set BRIEF_HTTP_PORT to a free one, or 0 for any."""


def application(check: Check) -> web.Application:
    """`check` names what is wrong; nothing means healthy."""

    async def health(_request: web.Request) -> web.Response:
        troubles = await check()
        status = 503 if troubles else 200
        return web.json_response({"ok": not troubles, "troubles": troubles}, status=status)

    app = web.Application()
    app.add_routes([web.get("/healthz", health), web.get("/readyz", health)])
    return app


def add_webhook(app: web.Application, url: str, secret: str, take: Take) -> None:
    """Take Telegram's posts at the path of `url`; without the secret they are not even read."""

    async def post(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(_SECRET, ""), secret):
            return web.Response(status=403)
        await take(await request.json())
        return web.Response()

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
