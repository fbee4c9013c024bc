"""The webhook: where updates are posted instead of being polled."""

import asyncio
import re
from dataclasses import dataclass, field

import aiohttp

from bot.simulator.answers import Json, bad
from bot.simulator.arguments import Arguments
from bot.simulator.updates import Updates
from bot.simulator.urls import UrlError, parse

SECRET = re.compile(r"[A-Za-z0-9_-]*")
LONGEST_SECRET = 256
NOWHERE = (".invalid", ".test", ".example")  # reserved: these names never resolve
MOST_CONNECTIONS = 100
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 2.0
TIMEOUT = aiohttp.ClientTimeout(total=30)


@dataclass
class Webhook:
    """The current webhook; an empty url is none. A local server takes http and any port."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error_date: int = 0
    last_error_message: str = ""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def is_as(self, arguments: Arguments) -> bool:
        return self.asked(arguments) == (self.url, self.secret, self.max_connections, self.ip_address)

    def asked(self, arguments: Arguments) -> tuple[str, str, int, str]:
        connections = arguments.integer("max_connections", 40, 1, MOST_CONNECTIONS)
        return (
            arguments.text("url"),
            arguments.text("secret_token"),
            connections,
            arguments.text("ip_address"),
        )

    def set(self, arguments: Arguments) -> None:
        self.delete()  # a refused address leaves no webhook
        check(arguments.text("url"), arguments.text("secret_token"))
        self.url, self.secret, self.max_connections, self.ip_address = self.asked(arguments)
        self.last_error_date, self.last_error_message = 0, ""
        self.changed.set()

    def delete(self) -> None:
        self.url = ""
        self.changed.set()

    def info(self, updates: Updates) -> Json:
        shown: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(updates.pending),
        }
        if self.url:
            shown["max_connections"] = self.max_connections
        if self.url and self.ip_address:
            shown["ip_address"] = self.ip_address
        if self.last_error_date:
            shown["last_error_date"] = self.last_error_date
            shown["last_error_message"] = self.last_error_message
        return shown | updates.shown_allowed()


def check(url: str, secret: str) -> None:
    try:
        host = parse(url).host
    except UrlError:
        raise bad("invalid webhook URL specified") from None
    if len(secret) > LONGEST_SECRET:
        raise bad("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    # No name server is asked; only what can never be found is refused.
    if host.endswith(NOWHERE) or ("." not in host and host != "localhost" and not host.startswith("[")):
        raise bad("bad webhook: Failed to resolve host: Name or service not known")


class Courier:
    """Posts updates to the webhook, one at a time and in order, until each is taken with a 2xx."""

    def __init__(self, webhook: Webhook, updates: Updates) -> None:
        self.webhook = webhook
        self.updates = updates
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            pause = FIRST_PAUSE_S
            while True:
                update = await self._next()
                if await self._post(session, update):
                    self.updates.confirm(update["update_id"] + 1)
                    pause = FIRST_PAUSE_S
                else:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _next(self) -> Json:
        while not (self.webhook.url and (waiting := self.updates.take(1))):
            arrival = self.updates.arrival if self.webhook.url else self.webhook.changed
            arrival.clear()
            await arrival.wait()
        return waiting[0]

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> bool:
        secret = self.webhook.secret
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            url = self.webhook.url
            async with session.post(url, json=update, headers=headers, allow_redirects=False) as response:
                if 200 <= response.status < 300:
                    return True
                error = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError) as failure:
            error = f"Connection failed: {type(failure).__name__}"
        self.webhook.last_error_date = int(self.updates.now().timestamp())
        self.webhook.last_error_message = error
        return False
