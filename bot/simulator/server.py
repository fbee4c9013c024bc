"""The HTTP server: requests in, methods called, faults and answers out."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any, Protocol, Self

from aiohttp import web

from bot.simulator.answers import Answer, Json, RefusedError, Told, refused
from bot.simulator.arguments import Arguments, Upload, leading_integer
from bot.simulator.breaks import break_of, deafen, error_page, halve
from bot.simulator.faults import Fault, Kind, hold
from bot.simulator.methods import METHODS
from bot.simulator.webhook import Courier
from bot.simulator.world import Call, World

TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
LARGEST_REQUEST = 64 * 2**20
GARBAGE = "<html><body>It works!</body></html>"


class RoutePage(Protocol):
    """What adds its own pages to the server."""

    def routes(self, world: World) -> list[web.RouteDef]: ...


class Simulator:
    """Serves one world at `url`; an asynchronous context manager."""

    def __init__(
        self, world: World, host: str = "127.0.0.1", port: int = 0, page: RoutePage | None = None
    ) -> None:
        self.world = world
        self.host = host
        self.port = port
        self.page = page
        self.courier = Courier(world.webhook, world.updates)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def start(self) -> None:
        runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, self.host, self.port)
        await site.start()
        self._runner = runner
        self.port = runner.addresses[0][1]
        self.courier.start()

    async def stop(self) -> None:
        close: Callable[[], None] | None = getattr(self.page, "close", None)
        if close is not None:
            close()
        await self.courier.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def pause(self) -> None:
        """Refuse connections and cut those that are open; what is being handled is still applied."""
        if self._runner is None or self._runner.server is None:
            return
        for site in list(self._runner.sites):
            await site.stop()
        for connection in self._runner.server.connections:
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)  # they are closed in the loop's next round

    async def resume(self) -> None:
        """Listen again, on the same port."""
        if self._runner is not None and not self._runner.sites:
            await web.TCPSite(self._runner, self.host, self.port).start()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        app.router.add_route("*", "/bot{tail:.*}", nowhere)
        if self.page is not None:
            app.router.add_routes(self.page.routes(self.world))
        return app

    async def _file(self, request: web.Request) -> web.Response:
        stored = self.world.files.at(request.match_info["path"])
        if request.match_info["token"] != self.world.token or stored is None:
            return answered(refused(404, "").body(), 404)
        return web.Response(body=stored.content, content_type=stored.mime_type)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        if self.world.faults.take_unread(request.match_info["method"].lower()):
            return await deafen(request)
        try:
            self._check_token(request.match_info["token"])
            arguments = await read(request)
        except RefusedError as refusal:
            return answered(refusal.body(), refusal.code)
        hits = self.world.faults.take(arguments.method, chat_of(arguments))
        return await self._served(request, arguments, hits)

    def _check_token(self, token: str) -> None:
        if not TOKEN.fullmatch(token):
            raise refused(404, "")
        if token != self.world.token or self.world.logged_out:
            raise refused(401, "")

    async def _served(
        self, request: web.Request, arguments: Arguments, hits: list[Fault]
    ) -> web.StreamResponse:
        kinds = {fault.kind: fault for fault in hits}
        if (cut := break_of(hits, "before")) is not None:
            self._record(arguments, Answer(0, {}))
            return await cut(request)
        if (fault := kinds.get("status")) is not None:
            self._record(arguments, Answer(fault.status, {}))
            return error_page(fault.status, fault.headers)
        # From here on the request is applied, whatever the client gets to hear of it.
        answer = await self._answer(arguments, kinds.get("answer"))
        self._record(arguments, answer)
        await hold(hits)
        if (cut := break_of(hits, "after")) is not None:
            return await cut(request)
        return await self._told(request, answer, kinds)

    async def _told(
        self, request: web.Request, answer: Answer, kinds: dict[Kind, Fault]
    ) -> web.StreamResponse:
        if "garbage" in kinds:
            return web.Response(text=GARBAGE, content_type="text/html")
        response = answered(answer.body, answer.status)
        if "answer" in kinds:
            response.headers.update(kinds["answer"].headers)
        return await halve(request, response) if "half_body" in kinds else response

    async def _answer(self, arguments: Arguments, fault: Fault | None) -> Answer:
        try:
            if fault is not None:
                raise fault.refusal()
            result = await self._call(arguments)
        except RefusedError as refusal:
            return Answer(refusal.code, refusal.body())
        if isinstance(result, Told):
            return Answer(200, {"ok": True, "result": result.result, "description": result.description})
        return Answer(200, {"ok": True, "result": result})

    async def _call(self, arguments: Arguments) -> Any:
        method = METHODS.get(arguments.method)
        if method is None:
            raise refused(404, "method not found")
        return await method(self.world, arguments)

    def _record(self, arguments: Arguments, answer: Answer) -> None:
        params = arguments.texts | {name: f"<{upload.name}>" for name, upload in arguments.uploads.items()}
        world = self.world
        body = answer.body or None
        call = Call(arguments.called, params, world.monotonic(), world.now(), answer.status, body)
        world.calls.append(call)
        world.tell("call", chat_id=chat_of(arguments), method=arguments.called, status=answer.status)


async def read(request: web.Request) -> Arguments:
    """Arguments from the address and the body; JSON, form and multipart alike."""
    texts = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        texts |= await read_json(request)
    elif request.can_read_body:
        await read_form(request, texts, uploads)
    called = request.match_info["method"]
    return Arguments(called.lower(), texts, uploads, called)


async def read_json(request: web.Request) -> dict[str, str]:
    raw = await request.text()
    if not raw.strip():
        return {}
    if not raw.lstrip().startswith("{"):
        raise refused(400, "JSON object expected")
    try:
        values = json.loads(raw)
    except ValueError as error:
        raise refused(400, f"can't parse parameter value: {error}") from None
    return {name: as_text(value) for name, value in values.items()}


def as_text(value: Any) -> str:
    """Other values than texts are read as the JSON they were written in."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


async def read_form(request: web.Request, texts: dict[str, str], uploads: dict[str, Upload]) -> None:
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            content = await asyncio.to_thread(value.file.read)
            uploads[name] = Upload(value.filename, content, value.content_type)
        elif isinstance(value, str):
            texts[name] = value
        else:
            texts[name] = bytes(value).decode("utf-8", "replace")


async def nowhere(_request: web.Request) -> web.Response:
    return answered(refused(404, "").body(), 404)


def chat_of(arguments: Arguments) -> int | None:
    return leading_integer(arguments.text("chat_id")) if arguments.text("chat_id") else None


def answered(body: Json, status: int) -> web.Response:
    headers = {}
    if retry_after := body.get("parameters", {}).get("retry_after"):
        headers["Retry-After"] = str(retry_after)
    return web.json_response(body, status=status, headers=headers)
