"""`brief demo`: the bot as `brief run` runs it, against a local Telegram, with real entries to read."""

import asyncio
import signal
import tempfile
import webbrowser
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import logs
from bot.app import Bot, running
from bot.clock import SettableClock
from bot.services import record
from bot.settings import Settings
from bot.simulator.page import Page, ReaderSpec
from bot.simulator.server import Simulator
from bot.simulator.world import World
from storage import deliveries, subscribers
from storage.errors import BriefError
from storage.migrations import migrate
from storage.model.entry import Entry
from storage.model.happening import span

TOKEN = "777000:demo-needs-no-secret-and-no-network"  # noqa: S105  the local Telegram's own
ZONE = "Europe/Kyiv"
STORY_BEGINS = datetime(2026, 2, 4, 19, 0, tzinfo=ZoneInfo(ZONE))
SETTLE = timedelta(seconds=5)  # nobody wants to watch a demo for a minute and a half
UNDO = timedelta(seconds=10)
PAST = ("rounds.jsonl", "january-2026.jsonl", "february-2026.jsonl")
WAITING = "waiting.jsonl"
EDITOR = ReaderSpec(1003, "Editor", "en", started=True)
FORUM, CHANNEL = -1_001_000_000_001, -1_001_000_000_002
READERS = [ReaderSpec(1001, "Reader 1", "en"), ReaderSpec(1002, "Reader 2", "de"), EDITOR]


class PageUnreachable(BriefError):
    """The demo's port cannot be opened; choose another with --port, or 0 for any free one."""


class NotWaiting(BriefError):
    """No sample entry with this uri is waiting."""


async def demo(port: int = 8080, *, open_browser: bool = False) -> None:
    """Serve the demo until Ctrl-C; everything it keeps goes with its temporary folder."""
    logs.set_up("text", "warning", [TOKEN])
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    async with playing(port) as stage:
        _announce(stage.url, open_browser=open_browser)
        await ending.wait()


def _announce(url: str, *, open_browser: bool) -> None:
    print(f"The demo is open at {url} (Ctrl-C ends it, and nothing is kept).", flush=True)  # noqa: T201
    if open_browser:
        webbrowser.open(url)


@asynccontextmanager
async def playing(port: int = 0, start: datetime = STORY_BEGINS) -> AsyncGenerator["Stage"]:
    """The whole demo on a port (0: any free one), its clock set to `start`."""
    with tempfile.TemporaryDirectory(prefix="brief-demo-") as folder:
        stage = Stage(Path(folder), start)
        async with stage.on(port):
            yield stage


def samples(name: str) -> list[Entry]:
    """The shipped entries of one file."""
    text = (files("bot") / "samples" / name).read_text(encoding="utf-8")
    return [Entry.model_validate_json(line) for line in text.splitlines() if line.strip()]


class Stage:
    """A settable clock, a local Telegram with its page, and the bot between; also the page's controls."""

    def __init__(self, folder: Path, start: datetime) -> None:
        self.clock = SettableClock(start)
        self.folder = folder
        self.world = World(TOKEN, now=self.clock)
        self.bot: Bot
        self.url = ""
        self._waiting: list[Entry] = []
        self._status: dict[str, Any] = {}

    @asynccontextmanager
    async def on(self, port: int) -> AsyncGenerator[None]:
        simulator = Simulator(self.world, port=port, page=Page(self, READERS))
        try:
            await simulator.start()
        except OSError as error:
            raise PageUnreachable(f"port {port}: {error.strerror or error}") from error
        self.url = simulator.url
        try:
            self._gather()
            async with running(self._settings(simulator.url), self.clock) as self.bot:
                watching = asyncio.create_task(self._watch())
                await self._fill()
                yield
                watching.cancel()
        finally:
            await simulator.stop()

    def _settings(self, telegram: str) -> Settings:
        url = f"sqlite:///{self.folder / 'brief.db'}"
        migrate(url)
        return Settings.model_validate(
            {
                "telegram_token": TOKEN,
                "telegram_api_url": telegram,
                "database_url": url,
                "http_port": "0",
                "alert_settle": f"{SETTLE.seconds}s",
                "undo": f"{UNDO.seconds}s",
                "admins": str(EDITOR.user_id),
                "timezone": ZONE,
            }
        )

    def _gather(self) -> None:
        """A group with topics and a channel, both of the first reader, who may take the bot in."""
        everybody = [reader.user_id for reader in READERS]
        self.world.add_group(FORUM, "A group with topics", everybody, with_bot=False)
        for name in ("News", "Talk"):
            self.world.add_topic(FORUM, name)
        self.world.add_channel(CHANNEL, "A channel", members=everybody, with_bot=False)

    async def _fill(self) -> None:
        """Publish the past at the moments when it happened, so that the first digest tells its last day."""
        past = [entry for name in PAST for entry in samples(name)]
        for entry in sorted(past, key=_happened):
            await self._publish([entry], _happened(entry), alert=False)
        self._waiting = samples(WAITING)

    async def _publish(self, entries: Sequence[Entry], at: datetime, *, alert: bool) -> None:
        aim: record.Aim = "publish" if alert else "archive"
        await record.take_in(self.bot.newsroom.database, entries, aim, lambda: at)

    async def _watch(self) -> None:
        """Count what the page shows, once a second, off its own requests."""
        while True:
            async with self.bot.newsroom.database.reading() as session:
                states = await deliveries.count_by_kind(session)
                due = await subscribers.next_due(session)
            self._status = {
                "digests": states.get(("digest", "sent"), 0),
                "alerts": states.get(("alert", "sent"), 0),
                "queued": sum(n for (_kind, state), n in states.items() if state == "queued"),
                "next_digest": due.isoformat() if due else None,
            }
            await asyncio.sleep(1)

    def now(self) -> datetime:
        return self.clock()

    def zone(self) -> str:
        return ZONE

    async def set_clock(self, moment: datetime) -> None:
        self.clock.set(moment)

    def waiting(self) -> list[dict[str, Any]]:
        return [
            {"uri": e.uri, "headline": e.headline["en"], "kind": e.kind, "urgency": e.urgency}
            for e in self._waiting
        ]

    async def publish(self, uri: str) -> None:
        entry = next((one for one in self._waiting if one.uri == uri), None)
        if entry is None:
            raise NotWaiting(uri)
        self._waiting.remove(entry)
        await self._publish([entry], self.clock(), alert=True)

    def status(self) -> dict[str, Any]:
        return self._status


def _happened(entry: Entry) -> datetime:
    return span(entry.happened).sort_at
