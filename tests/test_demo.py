"""The demo as a newcomer plays it, through the page's own addresses."""

import io
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot import logs
from bot.demo import TOKEN, PageUnreachable, Stage, playing

Json = dict[str, Any]


class Visit:
    """A browser at the demo's page."""

    def __init__(self, stage: Stage, session: aiohttp.ClientSession) -> None:
        self.stage, self.session = stage, session

    async def get(self, path: str) -> Json:
        async with self.session.get(self.stage.url + path) as response:
            assert response.status == 200
            return await response.json()

    async def post(self, path: str, **body: Any) -> Json:
        async with self.session.post(self.stage.url + path, json=body) as response:
            assert response.status < 300, await response.text()
            return await response.json()

    async def texts(self, reader: int = 1) -> list[str]:
        """What the bot has written to a reader."""
        chat = await self.get(f"/demo/chat?reader={reader}")
        return [m["text"] for m in chat["messages"] if m["from"]["is_bot"]]

    async def start(self, reader: int = 1) -> None:
        await self.post("/demo/say", reader=reader, text="/start")
        await self.until(1, reader)

    async def until(self, count: int, reader: int = 1) -> None:
        """Until the bot has written so many messages."""
        me, chat = self.stage.world.bot["id"], 1000 + reader
        messages = self.stage.world.messages
        await self.stage.world.until(lambda: sum(m["from"]["id"] == me for m in messages(chat)) >= count)


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    async with playing() as stage, aiohttp.ClientSession() as session:
        stage.world.updates.hold_seconds = 0
        yield Visit(stage, session)
        assert [call for call in stage.world.calls if call.status >= 400] == []


async def test_the_page_is_up_with_two_readers_an_editor_a_menu_and_what_waits(visit):
    async with visit.session.get(visit.stage.url) as response:
        assert response.status == 200
        assert "Kaizen" in await response.text()
    assert [reader["language"] for reader in await visit.get("/demo/readers")] == ["en", "de", "en"]
    commands = (await visit.get("/demo/chat?reader=1"))["commands"]
    assert {"today", "talks", "settings"} <= {command["command"] for command in commands}
    controls = await visit.get("/demo/controls")
    assert controls["waiting"]
    assert controls["now"].startswith("2026-02-04T17:0")


async def test_start_then_thursday_half_past_seven_gives_the_digest(visit):
    await visit.start()
    await visit.post("/demo/clock", at="2026-02-05T07:29:59+02:00")
    await visit.until(2)
    _welcome, digest = await visit.texts()
    assert "5 February 2026" in digest
    assert "Since your last brief" in digest
    assert "Abu Dhabi" in digest


async def test_a_waiting_entry_that_is_published_becomes_an_alert(visit):
    await visit.start()
    waiting = next(entry for entry in (await visit.get("/demo/controls"))["waiting"] if entry["urgency"] <= 4)
    left = (await visit.post("/demo/publish", uri=waiting["uri"]))["waiting"]
    assert waiting["uri"] not in {entry["uri"] for entry in left}
    await visit.post("/demo/clock", at="2026-02-04T19:10:00+02:00")
    await visit.until(2)
    assert waiting["headline"] in (await visit.texts())[-1]


async def test_two_readers_are_served_in_their_own_languages(visit):
    for reader in (1, 2):
        await visit.start(reader)
    await visit.post("/demo/clock", at="2026-02-05T07:30:00+02:00")
    for reader in (1, 2):
        await visit.until(2, reader)
    assert "5 February 2026" in (await visit.texts(1))[-1]
    assert "5. Februar 2026" in (await visit.texts(2))[-1]


async def test_a_note_of_the_editor_becomes_a_draft(visit):
    await visit.post("/demo/say", reader=3, text="Drones over Odesa\nhttps://example.org/odesa")
    await visit.until(1, 3)
    assert "Draft 1" in (await visit.texts(3))[-1]


async def test_the_real_days_are_there_to_be_read(visit):
    await visit.post("/demo/say", reader=1, text="/today 2026-02-03")
    await visit.until(1)
    text = (await visit.texts())[-1]
    assert "450" in text
    assert "350" in text
    assert "Air Force of Ukraine" in text
    assert "Kaizen Blog" in text


async def test_a_port_that_is_taken_is_one_sentence(visit):
    port = int(visit.stage.url.rsplit(":", 1)[1])
    with pytest.raises(PageUnreachable, match=str(port)):
        async with playing(port):
            pass


async def test_a_debug_log_holds_neither_the_token_nor_a_readers_words_or_name():
    root, heard = logging.getLogger(), io.StringIO()
    level = root.level
    logs.set_up("text", "debug", [TOKEN], heard)
    try:
        async with playing() as stage, aiohttp.ClientSession() as session:
            visit = Visit(stage, session)
            stage.world.people[1001].first_name = "Whatshername"
            await visit.start()
            await visit.post("/demo/say", reader=1, text="/today my-secret-words")
            await visit.post("/demo/say", reader=1, text="my-other-words")
            await visit.post("/demo/press", reader=1, message_id=2, data="day:my-forged-words")
            await visit.until(3)
    finally:
        root.handlers = [kept for kept in root.handlers if not isinstance(kept, logs.DiscreetHandler)]
        root.setLevel(level)
    said = heard.getvalue()
    assert "health at" in said
    for word in (TOKEN, TOKEN.partition(":")[2], "Whatshername", "my-secret", "my-other", "my-forged"):
        assert word not in said
