"""The chat page's routes: readers in a browser, the demo's clock and its waiting entries."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.simulator import choosing, places
from bot.simulator.answers import Json
from bot.simulator.asking import RefusalError, answering, body_of, degrees, given, moment, next_morning, parts
from bot.simulator.chat_view import ChatView
from bot.simulator.people import Chat
from bot.simulator.streams import Streams
from bot.simulator.world import World

STATIC = Path(__file__).parent / "static"
# The page is complete in itself: the browser refuses anything from elsewhere.
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"


class Controls(Protocol):
    """What the demo lets a person do beside chatting."""

    def now(self) -> datetime: ...
    def zone(self) -> str: ...
    async def set_clock(self, moment: datetime) -> None: ...
    def waiting(self) -> list[Json]: ...
    async def publish(self, uri: str) -> None: ...
    def status(self) -> Json: ...


@dataclass(frozen=True)
class ReaderSpec:
    user_id: int
    name: str
    language: str | None = "en"
    started: bool = False  # has written to the bot before


class Page:
    """Serves the page for the given readers: `routes` ties it to a world, `close` ends its open streams."""

    world: World
    view: ChatView

    def __init__(self, controls: Controls, readers: list[ReaderSpec]) -> None:
        self.controls = controls
        self.readers = list(readers)
        self._streams = Streams()

    def routes(self, world: World) -> list[web.RouteDef]:
        self.world, self.view = world, ChatView(world)
        world.listen(self._heard)
        for reader in self.readers:
            world.add_reader(reader.user_id, reader.name, reader.language, started=reader.started)
        gets = {
            "/": self._index,
            "/demo/static/{name}": self._static,
            "/demo/files/{file_id}": self._upload,
            "/demo/readers": self._list_readers,
            "/demo/chats": self._list_chats,
            "/demo/chat": self._chat,
            "/demo/events": self._events,
            "/demo/controls": self._see_controls,
        }
        posts = {
            "/demo/readers": self._add_reader,
            "/demo/say": self._say,
            "/demo/press": self._press,
            "/demo/inline": self._ask_inline,
            "/demo/choose": self._choose,
            "/demo/location": self._locate,
            "/demo/block": self._block,
            "/demo/bot": self._set_bot,
            "/demo/clock": self._set_clock,
            "/demo/publish": self._publish,
        }
        return [
            *(web.get(path, answering(handler)) for path, handler in gets.items()),
            *(web.post(path, answering(handler)) for path, handler in posts.items()),
        ]

    def close(self) -> None:
        """End the event streams; a server that stops would wait for them."""
        self._streams.close()

    # Files

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return _static_file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return _static_file(request.match_info["name"])

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self.world.files.get(request.match_info["file_id"])
        if file is None:
            raise RefusalError("The bot never sent this file.", 404)
        # Sandboxed: a document of the bot's must not act as a part of the page.
        headers = {"Content-Type": file.mime_type, "Content-Security-Policy": "sandbox"}
        return web.Response(body=file.content, headers=headers)

    # Readers and their chats

    async def _list_readers(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response([self._described(number) for number in range(1, len(self.readers) + 1)])

    async def _add_reader(self, request: web.Request) -> web.StreamResponse:
        language = given(await body_of(request), "language", str)
        number = len(self.readers) + 1
        user_id = max((reader.user_id for reader in self.readers), default=1000) + 1
        self.readers.append(ReaderSpec(user_id, f"Reader {number}", language))
        self.world.add_reader(user_id, f"Reader {number}", language, started=False)
        return web.json_response(self._described(number), status=201)

    def _described(self, number: int) -> Json:
        reader = self.readers[number - 1]
        return {
            "id": number,
            "user_id": reader.user_id,
            "name": reader.name,
            "language": reader.language,
            "open": self._streams.has(reader.user_id),
        }

    def _reader(self, number: object) -> ReaderSpec:
        wish = str(number)
        if wish.isascii() and wish.isdigit() and 1 <= int(wish) <= len(self.readers):
            return self.readers[int(wish) - 1]
        raise RefusalError(f"There is no reader {wish}; there are {len(self.readers)}, counted from 1.", 404)

    async def _list_chats(self, request: web.Request) -> web.StreamResponse:
        reader = self._reader(request.query.get("reader", "1"))
        return web.json_response(places.of_reader(self.world, reader.user_id))

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        user_id, chat = self._shown(request)
        return web.json_response(self.view.chat(user_id, chat))

    def _shown(self, request: web.Request) -> tuple[int, Chat]:
        """Whose page it is, and which of their chats it shows."""
        user_id = self._reader(request.query.get("reader", "1")).user_id
        return user_id, places.chosen(self.world, user_id, request.query.get("chat"))

    # What a reader does

    async def _acting(self, request: web.Request) -> tuple[int, Json]:
        body = await body_of(request)
        return self._reader(body.get("reader")).user_id, body

    async def _say(self, request: web.Request) -> web.StreamResponse:
        user_id, body = await self._acting(request)
        text = given(body, "text", str).strip()
        if not text:
            raise RefusalError("There is nothing to send: the text is empty.")
        self._unblocked(user_id)
        chat = places.chosen(self.world, user_id, body.get("chat"))
        for part in parts(text):
            message = places.say(self.world, chat, user_id, part, body.get("topic"))
        return web.json_response({"message_id": message["message_id"]})

    async def _press(self, request: web.Request) -> web.StreamResponse:
        user_id, body = await self._acting(request)
        message_id, data = given(body, "message_id", int), given(body, "data", str)
        self._unblocked(user_id)
        chat = places.chosen(self.world, user_id, body.get("chat"))
        return web.json_response({"query_id": self.world.press(chat.id, user_id, message_id, data)})

    async def _ask_inline(self, request: web.Request) -> web.StreamResponse:
        user_id, body = await self._acting(request)
        words = given(body, "words", str)
        return web.json_response({"query_id": self.world.ask_inline(user_id, words)})

    async def _choose(self, request: web.Request) -> web.StreamResponse:
        user_id, body = await self._acting(request)
        query_id, result_id = given(body, "query_id", str), given(body, "result_id", str)
        self._unblocked(user_id)
        if not choosing.is_offered(self.world, query_id, result_id):
            raise RefusalError("The bot did not offer this result.", 404)
        chat = places.chosen(self.world, user_id, body.get("chat"))
        if chat.type == "channel":
            raise RefusalError("Choose it in a private chat or a group.", 403)
        message = choosing.choose(self.world, user_id, query_id, result_id, chat.id)
        return web.json_response({"message_id": message["message_id"]})

    async def _locate(self, request: web.Request) -> web.StreamResponse:
        user_id, body = await self._acting(request)
        latitude, longitude = degrees(body, "latitude", 90), degrees(body, "longitude", 180)
        self._unblocked(user_id)
        message = self.world.send_location(user_id, user_id, latitude, longitude)
        return web.json_response({"message_id": message["message_id"]})

    async def _block(self, request: web.Request) -> web.StreamResponse:
        user_id, body = await self._acting(request)
        blocked = given(body, "blocked", bool)
        (self.world.block if blocked else self.world.unblock)(user_id)
        return web.json_response({"blocked": blocked})

    async def _set_bot(self, request: web.Request) -> web.StreamResponse:
        user_id, body = await self._acting(request)
        return places.set_bot(self.world, places.chosen(self.world, user_id, body.get("chat")), user_id, body)

    def _unblocked(self, user_id: int) -> None:
        if self.world.people[user_id].blocked:
            raise RefusalError("This reader has blocked the bot; unblock it first.", 409)

    # The demo's controls

    def _overview(self) -> Json:
        return {
            "now": self.controls.now().isoformat(),
            "zone": self.controls.zone(),
            "morning": next_morning(self.controls.now(), ZoneInfo(self.controls.zone())),
            "waiting": self.controls.waiting(),
            "status": self.controls.status(),
        }

    async def _see_controls(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response(self._overview())

    async def _set_clock(self, request: web.Request) -> web.StreamResponse:
        at = given(await body_of(request), "at", str)
        await self.controls.set_clock(moment(at, ZoneInfo(self.controls.zone())))
        return self._changed()

    async def _publish(self, request: web.Request) -> web.StreamResponse:
        uri = given(await body_of(request), "uri", str)
        if uri not in {entry["uri"] for entry in self.controls.waiting()}:
            raise RefusalError(f"No waiting entry has the uri {uri}.", 404)
        await self.controls.publish(uri)
        return self._changed()

    def _changed(self) -> web.StreamResponse:
        overview = self._overview()
        self._streams.tell("controls", overview)
        return web.json_response(overview)

    # Events

    def _heard(self, event: Json) -> None:
        if telling := self.view.event(event):
            whose = event["user_id"] if event["type"] in {"query", "inline"} else None
            # What is offered is for whoever typed, in whichever chat they did.
            where = None if event["type"] == "inline" else event["chat_id"]
            self._streams.tell(*telling, chat_id=where, user_id=whose)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        user_id, chat = self._shown(request)
        return await self._streams.serve(request, user_id, chat.id, self._overview)


def _static_file(name: str) -> web.StreamResponse:
    if name not in {path.name for path in STATIC.iterdir()}:
        raise RefusalError(f"The page has no file {name}.", 404)
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
    return web.FileResponse(STATIC / name, headers=headers)
