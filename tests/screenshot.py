"""Takes a picture of the real chat page: opens it in chromium, says something, waits for the answer."""

import argparse
import asyncio
import base64
import itertools
import json
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
LISTENING = re.compile(rb"DevTools listening on (ws://\S+)")
PATIENCE_S = 20.0
QUIET_S = 1.2  # an answer counts as complete when nothing was added for this long
STARTED = "document.querySelector('#bot-name').textContent !== '…'"
SHAPE = "document.querySelector('#log').innerText + document.querySelectorAll('.busy').length"
ANSWERED = "document.querySelector('#log .day:last-child .message:last-child.in') !== null"


class ScreenshotError(Exception):
    """The picture could not be taken."""


def browser() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Tab:
    """One page of the browser, spoken to over the DevTools protocol."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": params}
        await self._socket.send_json(command | ({"sessionId": session} if session else {}))
        async for message in self._socket:
            answer = json.loads(message.data)
            if answer.get("id") == number:
                return _result(method, answer)
        raise ScreenshotError("The browser closed the connection.")

    async def attach(self, url: str) -> None:
        target = await self.send("Target.createTarget", url="about:blank")
        attached = await self.send("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = attached["sessionId"]
        self.url = url

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        return await self.send(method, self.session, **params)

    async def open(self, width: int, height: int, *, dark: bool, mobile: bool) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": mobile}
        await self.command("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.command("Emulation.setEmulatedMedia", features=[scheme])
        await self.command("Page.navigate", url=self.url)
        await self.until(STARTED, "The page does not reach the demo at this address.")

    async def value(self, expression: str) -> Any:
        answer = await self.command("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            return None
        return answer["result"].get("value")

    async def until(self, expression: str, otherwise: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not await self.value(expression):  # noqa: ASYNC110 - the page is in another process
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise ScreenshotError(otherwise) from None

    async def settled(self) -> None:
        """Wait until the conversation has an answer and stands still."""
        await self.until(ANSWERED, "The bot did not answer.")
        before = None
        while (now := await self.value(SHAPE)) != before:
            before = now
            await asyncio.sleep(QUIET_S)

    async def click(self, selector: str) -> None:
        await self.value(f"document.querySelector({json.dumps(selector)}).click()")

    async def say(self, text: str) -> None:
        """Type into the page's own field; a new reader presses Start first."""
        if not await self.value("document.querySelector('#start').hidden"):
            await self.click("#start")
            await self.settled()
        await self.value("document.querySelector('#text').focus()")
        await self.command("Input.insertText", text=text)
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
        await self.command("Input.dispatchKeyEvent", type="keyDown", **enter)
        await self.command("Input.dispatchKeyEvent", type="keyUp", **enter)
        await self.until("document.querySelector('#text').value === ''", "The page did not send the text.")
        await self.settled()

    async def picture(self) -> bytes:
        answer = await self.command("Page.captureScreenshot", format="png")
        return base64.b64decode(answer["data"])


def _result(method: str, answer: dict[str, Any]) -> dict[str, Any]:
    if "error" in answer:
        raise ScreenshotError(f"The browser refused {method}: {answer['error']['message']}.")
    result: dict[str, Any] = answer["result"]
    return result


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Tab]:
    """A tab of a browser with a profile of its own, which ends with it."""
    program = browser()
    if program is None:
        raise ScreenshotError("No chromium is installed; install it (on Debian: apt install chromium).")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program, *FLAGS, f"--user-data-dir={profile}", stderr=asyncio.subprocess.PIPE
        )
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(await _address(process), max_msg_size=0) as socket,
            ):
                tab = Tab(socket)
                await tab.attach(url)
                yield tab
                await tab.send("Browser.close")
        finally:
            await _ended(process)


async def _address(process: asyncio.subprocess.Process) -> str:
    if process.stderr is None:
        raise ScreenshotError("The browser was started without its error output.")
    async with asyncio.timeout(PATIENCE_S):
        async for line in process.stderr:
            if found := LISTENING.search(line):
                return found[1].decode()
    raise ScreenshotError("The browser did not start.")


async def _ended(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.communicate(), 5)
    except TimeoutError:
        process.kill()
        await process.communicate()


async def take(arguments: argparse.Namespace) -> None:
    async with opened(arguments.url) as tab:
        phone = arguments.width < 600
        await tab.open(arguments.width, arguments.height, dark=arguments.dark, mobile=phone)
        for text in arguments.say:
            await tab.say(text)
        for selector in arguments.click:
            await tab.click(selector)
            await asyncio.sleep(QUIET_S)
        await tab.value("document.activeElement.blur()")
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_bytes(await tab.picture())


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080/?reader=1")
    parser.add_argument("--say", action="append", default=[], help="a text to send; may be repeated")
    parser.add_argument("--click", action="append", default=[], help="a CSS selector to click afterwards")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--width", type=int, default=390)
    parser.add_argument("--height", type=int, default=844)
    parser.add_argument("--dark", action="store_true")
    return parser.parse_args()


def main() -> int:
    try:
        asyncio.run(take(parsed()))
    except ScreenshotError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
