"""The webhook: posted with its secret, repeated until it is taken, refused when it is wrong."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.simulator import World
from tests.simulator.conftest import READER, Api


class Inbox:
    """A bot's own web server; it answers with the statuses it is given, then with 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.received: list[tuple[str | None, dict[str, Any]]] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.received.append((secret, await request.json()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    inbox = Inbox()
    app = web.Application()
    app.router.add_post("/updates", inbox.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    inbox.url = f"http://127.0.0.1:{runner.addresses[0][1]}/updates"
    yield inbox
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(api: Api, world: World, inbox: Inbox) -> None:
    world.say(READER, READER, "before")
    await api("setWebhook", url=inbox.url, secret_token="a-secret_1")
    world.say(READER, READER, "after")
    await world.until(lambda: not world.updates.pending)
    assert [(secret, update["message"]["text"]) for secret, update in inbox.received] == [
        ("a-secret_1", "before"),
        ("a-secret_1", "after"),
    ]


async def test_an_update_is_repeated_until_it_is_taken(api: Api, world: World, inbox: Inbox) -> None:
    inbox.statuses = [500, 302]
    await api("setWebhook", url=inbox.url)
    world.say(READER, READER, "hello")
    await world.until(lambda: len(inbox.received) == 3)
    assert len({update["update_id"] for _, update in inbox.received}) == 1
    error = (await api("getWebhookInfo")).result["last_error_message"]
    assert error == "Wrong response from the webhook: 302 Found"


async def test_a_webhook_is_set_at_most_once_a_second(api: Api) -> None:
    refused = await api("setWebhook", url="ftp://example.org")
    assert refused.refusal == (400, "Bad Request: invalid webhook URL specified")
    at_once = await api("setWebhook", url="https://example.org")
    assert at_once.refusal == (429, "Too Many Requests: retry after 1")
    assert at_once.headers["Retry-After"] == "1"


async def test_deleting_a_webhook_says_whether_there_was_one(api: Api, inbox: Inbox) -> None:
    assert (await api("deleteWebhook")).body["description"] == "Webhook is already deleted"
    assert (await api("setWebhook", url=inbox.url)).body["description"] == "Webhook was set"
    assert (await api("getWebhookInfo")).result["url"] == inbox.url
    assert (await api("deleteWebhook")).body["description"] == "Webhook was deleted"


@pytest.mark.parametrize(
    ("secret", "refusal"),
    [("a b", "secret token contains unallowed characters"), ("a" * 257, "secret token is too long")],
)
async def test_a_wrong_secret_is_refused(api: Api, secret: str, refusal: str) -> None:
    answer = await api("setWebhook", url="https://example.org", secret_token=secret)
    assert answer.refusal == (400, f"Bad Request: {refusal}")


async def test_pending_updates_can_be_dropped(api: Api, world: World) -> None:
    world.say(READER, READER, "hello")
    await api("deleteWebhook", drop_pending_updates=True)
    assert world.updates.pending == []


async def test_a_host_that_cannot_exist_is_a_bad_webhook(api: Api) -> None:
    answer = await api("setWebhook", url="https://nowhere.invalid/updates")
    refusal = "Bad Request: bad webhook: Failed to resolve host: Name or service not known"
    assert answer.refusal == (400, refusal)
    assert (await api("getWebhookInfo")).result["url"] == ""
