"""The chat page over real HTTP: what a reader sees and does, events as they happen, refusals in sentences."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.simulator import Simulator, World
from bot.simulator.page import Page, ReaderSpec
from tests.screenshot import browser, opened

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
READER, OTHER = 1001, 1002
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154"
    "789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Desk:
    """The demo's controls: a clock, and entries that wait to be published."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 2, 4, 17, 2, tzinfo=UTC)
        self.entries = [{"uri": "kaizen:a", "headline": "A strike", "kind": "attack", "urgency": 3}]
        self.digests = 0

    def now(self) -> datetime:
        return self.moment

    def zone(self) -> str:
        return "Europe/Kyiv"

    async def set_clock(self, moment: datetime) -> None:
        self.moment = moment

    def waiting(self) -> list[dict[str, Any]]:
        return self.entries

    async def publish(self, uri: str) -> None:
        self.entries = [entry for entry in self.entries if entry["uri"] != uri]

    def status(self) -> dict[str, Any]:
        return {"digests": self.digests, "alerts": 0, "queued": 0, "next_digest": None}


class Visit:
    """A browser at the page and, beside it, the bot at its API."""

    def __init__(
        self, simulator: Simulator, world: World, desk: Desk, session: aiohttp.ClientSession
    ) -> None:
        self.url, self.world, self.desk, self.session = simulator.url, world, desk, session

    async def get(self, path: str) -> Any:
        async with self.session.get(self.url + path) as response:
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(self.url + path, json=body) as response:
            return await response.json()

    async def refusal(self, method: str, path: str, **kwargs: Any) -> tuple[int, str]:
        async with self.session.request(method, self.url + path, **kwargs) as response:
            return response.status, (await response.json())["error"]

    async def bot(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def chat(self, reader: int = 1) -> Any:
        return await self.get(f"/demo/chat?reader={reader}")


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    desk = Desk()
    world = World(TOKEN, now=desk.now)
    page = Page(desk, [ReaderSpec(READER, "Reader 1", "en"), ReaderSpec(OTHER, "Reader 2", "de")])
    async with Simulator(world, page=page) as simulator, aiohttp.ClientSession() as session:
        yield Visit(simulator, world, desk, session)


class Events:
    """The page's stream of server-sent events, read one by one."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._lines = response.content

    async def next(self, kind: str) -> Any:
        async with asyncio.timeout(5):
            while True:
                name = (await self._lines.readline()).decode().strip()
                if name == f"event: {kind}":
                    return json.loads((await self._lines.readline()).removeprefix(b"data: "))


@pytest.fixture
async def events(visit: Visit) -> AsyncIterator[Events]:
    async with visit.session.get(f"{visit.url}/demo/events?reader=1") as response:
        assert response.content_type == "text/event-stream"
        stream = Events(response)
        await stream.next("clock")
        yield stream


# The page itself


async def test_the_page_names_only_files_that_it_serves_itself(visit):
    async with visit.session.get(visit.url + "/") as response:
        html = await response.text()
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert "//" not in html
    for name in ("chat.css", "bubbles.css", "strip.css", "chat.js", "icon.svg"):
        assert f"/demo/static/{name}" in html
        async with visit.session.get(f"{visit.url}/demo/static/{name}") as response:
            assert response.status == 200


async def test_a_file_outside_the_page_is_not_served(visit):
    status, sentence = await visit.refusal("GET", "/demo/static/..%2Fpage.py")
    assert (status, sentence) == (404, "The page has no file ../page.py.")


# Readers and their chats


async def test_the_readers_are_listed_and_one_more_can_be_added(visit):
    added = await visit.post("/demo/readers", language="uk")
    assert added == {"id": 3, "user_id": 1003, "name": "Reader 3", "language": "uk", "open": False}
    assert [reader["id"] for reader in await visit.get("/demo/readers")] == [1, 2, 3]
    assert (await visit.chat(3))["messages"] == []


async def test_a_reader_whose_page_is_open_is_marked_until_it_is_closed(visit):
    async with visit.session.get(f"{visit.url}/demo/events?reader=2") as response:
        await Events(response).next("clock")
        assert [reader["open"] for reader in await visit.get("/demo/readers")] == [False, True]
    async with asyncio.timeout(5):
        while (await visit.get("/demo/readers"))[1]["open"]:  # noqa: ASYNC110 - asked over HTTP, as a page does
            await asyncio.sleep(0.1)


async def test_what_a_reader_says_is_in_their_chat_and_reaches_the_bot(visit):
    await visit.post("/demo/say", reader=1, text="/today 2026-02-04")
    [message] = (await visit.chat())["messages"]
    assert message["text"] == "/today 2026-02-04"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    [update] = await visit.bot("getUpdates")
    assert update["message"]["from"]["id"] == READER
    assert (await visit.chat(2))["messages"] == []


async def test_a_text_too_long_for_one_message_goes_out_as_two(visit):
    await visit.post("/demo/say", reader=1, text="a" * 5000)
    assert [len(message["text"]) for message in (await visit.chat())["messages"]] == [4096, 904]


async def test_the_bots_answer_is_shown_with_entities_and_keyboard(visit):
    await visit.post("/demo/say", reader=1, text="/start")
    keyboard = {"inline_keyboard": [[{"text": "Today", "callback_data": "today"}]]}
    await visit.bot(
        "sendMessage", chat_id=READER, text="<b>Hello</b>", parse_mode="HTML", reply_markup=keyboard
    )
    answer = (await visit.chat())["messages"][-1]
    assert answer["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert answer["reply_markup"] == keyboard


async def test_a_message_sent_without_sound_is_marked(visit):
    await visit.post("/demo/say", reader=1, text="/start")
    await visit.bot("sendMessage", chat_id=READER, text="At night", disable_notification=True)
    await visit.bot("sendMessage", chat_id=READER, text="By day")
    assert [bool(message.get("silent")) for message in (await visit.chat())["messages"]] == [
        False,
        True,
        False,
    ]


async def test_the_menu_speaks_the_readers_language_and_falls_back(visit):
    await visit.bot("setMyCommands", commands=[{"command": "today", "description": "Today's brief"}])
    german = [{"command": "today", "description": "Der Tag"}]
    await visit.bot("setMyCommands", commands=german, language_code="de")
    assert (await visit.chat(1))["commands"][0]["description"] == "Today's brief"
    assert (await visit.chat(2))["commands"] == german


async def test_the_bots_name_and_description_are_shown_in_the_readers_language(visit):
    await visit.bot("setMyDescription", description="A brief.")
    await visit.bot("setMyDescription", description="Ein Überblick.", language_code="de")
    bot = (await visit.chat(2))["bot"]
    assert bot["description"] == "Ein Überblick."
    assert bot["username"] == "kaizen_brief_bot"


async def test_a_reply_keyboard_stands_until_the_bot_removes_it(visit):
    await visit.post("/demo/say", reader=1, text="/settings")
    keyboard = {"keyboard": [[{"text": "Send my location", "request_location": True}]]}
    await visit.bot("sendMessage", chat_id=READER, text="Where?", reply_markup=keyboard)
    assert (await visit.chat())["reply_keyboard"]["keyboard"] == keyboard["keyboard"]
    await visit.bot("sendMessage", chat_id=READER, text="Thanks", reply_markup={"remove_keyboard": True})
    assert (await visit.chat())["reply_keyboard"] is None


async def test_a_picture_has_an_address_from_which_it_comes(visit):
    await visit.post("/demo/say", reader=1, text="/start")
    form = aiohttp.FormData({"chat_id": str(READER), "caption": "Launched per night"})
    form.add_field("photo", PIXEL, filename="chart.png", content_type="image/png")
    async with visit.session.post(f"{visit.url}/bot{TOKEN}/sendPhoto", data=form) as response:
        assert response.status == 200
    address = (await visit.chat())["messages"][-1]["photo_url"]
    async with visit.session.get(visit.url + address) as response:
        assert await response.read() == PIXEL


# Events


async def test_a_message_an_edit_and_a_deletion_arrive_as_they_happen(visit, events):
    await visit.post("/demo/say", reader=1, text="/start")
    assert (await events.next("message"))["text"] == "/start"
    sent = await visit.bot("sendMessage", chat_id=READER, text="40 drones")
    assert (await events.next("message"))["text"] == "40 drones"
    changed = {"chat_id": READER, "message_id": sent["message_id"]}
    await visit.bot("editMessageText", **changed, text="52 drones")
    edited = await events.next("edit")
    assert edited["text"] == "52 drones"
    assert edited["edit_date"]
    await visit.bot("deleteMessage", **changed)
    assert (await events.next("delete")) == {"message_id": sent["message_id"]}


async def test_the_answer_of_a_pressed_button_arrives_under_its_query(visit, events):
    await visit.post("/demo/say", reader=1, text="/start")
    keyboard = {"inline_keyboard": [[{"text": "Today", "callback_data": "today"}]]}
    sent = await visit.bot("sendMessage", chat_id=READER, text="Hello", reply_markup=keyboard)
    pressed = await visit.post("/demo/press", reader=1, message_id=sent["message_id"], data="today")
    [update] = (await visit.bot("getUpdates"))[-1:]
    assert update["callback_query"]["data"] == "today"
    await visit.bot(
        "answerCallbackQuery", callback_query_id=pressed["query_id"], text="Done", show_alert=True
    )
    answer = await events.next("query")
    assert answer["query_id"] == pressed["query_id"]
    assert answer["text"] == "Done"
    assert answer["show_alert"] is True


async def test_what_is_typed_behind_the_bots_name_is_answered_and_chosen(visit, events):
    asked = await visit.post("/demo/inline", reader=1, words="talks")
    [update] = await visit.bot("getUpdates")
    assert update["inline_query"]["query"] == "talks"
    result = {"type": "article", "id": "7", "title": "t", "input_message_content": {"message_text": "Talks"}}
    await visit.bot("answerInlineQuery", inline_query_id=asked["query_id"], results=[result])
    offer = await events.next("inline")
    assert (offer["query_id"], offer["answer"]["results"][0]["title"]) == (asked["query_id"], "t")
    chosen = {"reader": 1, "query_id": asked["query_id"]}
    await visit.post("/demo/choose", **chosen, result_id="7")
    message = await events.next("message")
    assert (message["text"], message["via_bot"]["username"]) == ("Talks", "kaizen_brief_bot")
    visit.world.add_group(-4000, "Group", [READER])
    await visit.post("/demo/choose", **chosen, result_id="7", chat=-4000)
    assert visit.world.messages(-4000)[-1]["text"] == "Talks"
    status, sentence = await visit.refusal("POST", "/demo/choose", json=chosen | {"result_id": "8"})
    assert (status, sentence) == (404, "The bot did not offer this result.")


async def test_typing_is_told_to_that_reader(visit, events):
    await visit.post("/demo/say", reader=1, text="/start")
    await visit.bot("sendChatAction", chat_id=READER, action="typing")
    assert (await events.next("typing"))["action"] == "typing"


async def test_one_readers_events_do_not_reach_another(visit, events):
    await visit.post("/demo/say", reader=2, text="for the other chat")
    await visit.post("/demo/say", reader=1, text="for this one")
    assert (await events.next("message"))["text"] == "for this one"


async def test_counters_that_change_by_themselves_reach_an_open_page(visit, events):
    visit.desk.digests = 1
    assert (await events.next("controls"))["status"]["digests"] == 1


async def test_stopping_the_server_does_not_wait_for_open_pages():
    desk = Desk()
    world = World(TOKEN, now=desk.now)
    simulator = Simulator(world, page=Page(desk, [ReaderSpec(READER, "Reader 1")]))
    await simulator.start()
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{simulator.url}/demo/events?reader=1") as response,
    ):
        await Events(response).next("clock")
        async with asyncio.timeout(3):
            await simulator.stop()


# Blocking and places


async def test_blocking_is_told_to_the_readers_other_pages(visit, events):
    await visit.post("/demo/block", reader=1, blocked=True)
    assert await events.next("block") == {"blocked": True}


async def test_a_reader_who_blocked_the_bot_gets_nothing_and_must_unblock_to_write(visit):
    await visit.post("/demo/say", reader=1, text="/start")
    assert await visit.post("/demo/block", reader=1, blocked=True) == {"blocked": True}
    assert (await visit.chat())["blocked"] is True
    status, sentence = await visit.refusal("POST", "/demo/say", json={"reader": 1, "text": "hello"})
    assert (status, sentence) == (409, "This reader has blocked the bot; unblock it first.")
    await visit.post("/demo/block", reader=1, blocked=False)
    assert "message_id" in await visit.post("/demo/say", reader=1, text="hello")


async def test_a_chosen_place_reaches_the_bot_as_a_location(visit):
    await visit.post("/demo/location", reader=1, latitude=52.52, longitude=13.405)
    [update] = await visit.bot("getUpdates")
    assert update["message"]["location"] == {"latitude": 52.52, "longitude": 13.405}


# Controls


async def test_the_next_morning_is_offered_on_the_newsrooms_wall_clock(visit):
    assert (await visit.get("/demo/controls"))["morning"] == {
        "label": "Thursday 07:30",
        "at": "2026-02-05T07:30:00+02:00",
    }


async def test_the_morning_after_the_clocks_go_forward_has_the_new_offset(visit):
    visit.desk.moment = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
    assert (await visit.get("/demo/controls"))["morning"]["at"] == "2026-03-29T07:30:00+03:00"


@pytest.mark.parametrize("at", ["2026-02-05T07:29:50+02:00", "2026-02-05T05:29:50Z", "2026-02-05T07:29:50"])
async def test_the_clock_is_set_to_an_instant_or_to_the_newsrooms_wall_clock(visit, events, at):
    await visit.post("/demo/clock", at=at)
    assert visit.desk.moment == datetime(2026, 2, 5, 5, 29, 50, tzinfo=UTC)
    assert (await events.next("controls"))["now"] == "2026-02-05T05:29:50+00:00"


async def test_a_waiting_entry_is_published_once(visit):
    assert (await visit.post("/demo/publish", uri="kaizen:a"))["waiting"] == []
    status, sentence = await visit.refusal("POST", "/demo/publish", json={"uri": "kaizen:a"})
    assert (status, sentence) == (404, "No waiting entry has the uri kaizen:a.")


# Refusals


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("say", {"reader": 9, "text": "x"}, "There is no reader 9; there are 2, counted from 1."),
        ("say", {"reader": 1}, "The request needs 'text' (a text)."),
        ("say", {"reader": 1, "text": "  "}, "There is nothing to send: the text is empty."),
        (
            "press",
            {"reader": 1, "message_id": True, "data": "x"},
            "The request needs 'message_id' (a whole number).",
        ),
        ("block", {"reader": 1, "blocked": 1}, "The request needs 'blocked' (true or false)."),
        (
            "location",
            {"reader": 1, "latitude": 91, "longitude": 0},
            "The request needs 'latitude' between -90 and 90.",
        ),
        ("clock", {"at": "Thursday"}, "'Thursday' is not a time such as 2026-02-05T07:30:00+02:00."),
        ("say", [], "The request is not a JSON object."),
    ],
)
async def test_a_request_that_cannot_be_met_is_refused_in_a_sentence(visit, path, body, sentence):
    status, error = await visit.refusal("POST", f"/demo/{path}", json=body)
    assert 400 <= status < 500
    assert error == sentence


async def test_a_body_that_is_not_json_is_refused_in_a_sentence(visit):
    assert await visit.refusal("POST", "/demo/say", data=b"{") == (400, "The request is not JSON.")


# In a browser

ANSWER = "document.querySelector('.message.in .text strong').textContent"


@pytest.mark.skipif(browser() is None, reason="no chromium is installed")
async def test_a_reader_in_a_browser_presses_start_and_reads_the_answer(visit):
    async with opened(f"{visit.url}/?reader=1") as tab:
        await tab.open(390, 844, dark=False, mobile=True)
        await tab.click("#start")
        await visit.world.until(lambda: visit.world.messages(READER))
        await visit.bot("sendMessage", chat_id=READER, text="<b>Subscribed.</b>", parse_mode="HTML")
        await tab.settled()
        assert await tab.value(ANSWER) == "Subscribed."
        assert (await tab.picture()).startswith(b"\x89PNG")
