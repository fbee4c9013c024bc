"""How a connection breaks: reset, closed in order, silent for ever, or closed in the middle of an answer."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Literal

from aiohttp import web

from bot.simulator.faults import Fault

Break = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LOOK_AGAIN_S = 0.02
_AT_ONCE = struct.pack("ii", 1, 0)  # linger for no seconds: a reset


def break_of(hits: list[Fault], moment: Literal["before", "after"]) -> Break | None:
    """What is to happen instead of an answer, before or after the request is applied."""
    named = {f"{name}_{moment}": way for name, way in _WAYS.items()}
    return next((named[fault.kind] for fault in hits if fault.kind in named), None)


async def reset(request: web.Request) -> web.StreamResponse:
    transport = request.transport
    if transport is not None:
        # Without this the kernel would end it in order when all that came was read.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()
    return unwritten()


async def fin(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.close()
    return unwritten()


async def hang(request: web.Request) -> web.StreamResponse:
    """Say nothing until the client goes, or the server is stopped."""
    while request.transport is not None and not request.transport.is_closing():  # noqa: ASYNC110  no event tells
        await asyncio.sleep(_LOOK_AGAIN_S)
    return unwritten()


async def deafen(request: web.Request) -> web.StreamResponse:
    """Read nothing more either: not the rest of the request, nor that the client has gone."""
    if request.transport is not None:
        request.transport.pause_reading()
    await asyncio.Event().wait()
    return unwritten()


async def halve(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """Promise the whole answer, write half of it, and close."""
    body = answer.body if isinstance(answer.body, bytes) else b""
    response = web.StreamResponse(status=answer.status, headers={"Content-Type": "application/json"})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def unwritten() -> web.StreamResponse:
    """What a handler returns when its connection is gone."""
    return web.Response()


def error_page(status: int, headers: dict[str, str]) -> web.Response:
    title = f"{status} {HTTPStatus(status).phrase}"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return web.Response(status=status, text=page, content_type="text/html", headers=headers)


_WAYS: dict[str, Break] = {"reset": reset, "fin": fin, "hang": hang}
