"""Photos: a picture is uploaded once, with the first message that carries it, and then sent by its id."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping

from telegram import InputFile
from telegram.request._requestparameter import RequestParameter

from bot.delivery.outcomes import Outcome, Sent
from bot.services import pictures
from storage.db import Database
from storage.pictures import Print

log = logging.getLogger(__name__)
_REMEMBERED = 500
_NAME = "chart.png"

Parameters = list[RequestParameter]
Call = Callable[[str, Parameters], Awaitable[Outcome]]


class Photos:
    """What Telegram calls the pictures of which this process knows it, and those that the record keeps."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: dict[str, str] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    async def send(self, key: str, method: str, fields: Mapping[str, str], call: Call) -> Outcome | None:
        """Send a text under its picture; None when there is no such picture, and nothing was sent."""
        if key in self._ids:
            return await self._by_id(key, method, fields, call)
        async with self._turns.setdefault(key, asyncio.Lock()):
            if key not in self._ids:
                found = await self._find(key)
                if found is None:
                    return None
                if found.file_id is None:
                    return await self._upload(found, method, fields, call)
                self._remember(key, found.file_id)
        return await self._by_id(key, method, fields, call)

    async def _find(self, key: str) -> Print | None:
        try:
            return await pictures.find(self._database, key)
        except Exception:  # the words need not wait for it
            log.exception("a picture could not be looked up")
            return None

    def _remember(self, key: str, file_id: str) -> None:
        if len(self._ids) >= _REMEMBERED:
            self._ids.clear()
            self._turns = {name: turn for name, turn in self._turns.items() if turn.locked()}
        self._ids[key] = file_id

    async def _by_id(self, key: str, method: str, fields: Mapping[str, str], call: Call) -> Outcome:
        return await call(*_pictured(method, fields, self._ids[key], []))

    async def _upload(self, found: Print, method: str, fields: Mapping[str, str], call: Call) -> Outcome:
        file = InputFile(found.content or b"", filename=_NAME, attach=True)
        outcome = await call(*_pictured(method, fields, file.attach_uri or "", [file]))
        if isinstance(outcome, Sent) and outcome.file_id:
            self._remember(found.key, outcome.file_id)
            try:
                await pictures.uploaded(self._database, found.key, outcome.file_id)
            except Exception:  # the message arrived, whatever becomes of the note
                log.exception("the id of a picture could not be kept")
        return outcome

    async def refused(self, key: str) -> None:
        """Telegram would not take it: what it was called is forgotten."""
        if (file_id := self._ids.pop(key, None)) is not None:
            await pictures.refused(self._database, key, file_id)


def _pictured(
    method: str, fields: Mapping[str, str], reference: str, files: list[InputFile]
) -> tuple[str, Parameters]:
    """The method and parameters that send or edit a photo, from those of its text."""
    below = captioned(fields)
    if method == "sendMessage":
        return "sendPhoto", [*parameters(below), RequestParameter("photo", reference, files)]
    media = {"type": "photo", "media": reference, "caption": below.pop("caption")}
    media |= {"parse_mode": below.pop("parse_mode")} if "parse_mode" in below else {}
    return "editMessageMedia", [*parameters(below), RequestParameter("media", json.dumps(media), files)]


def captioned(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of a text as those of what it is the caption of."""
    rest = {name: value for name, value in fields.items() if name not in {"text", "link_preview_options"}}
    return rest | {"caption": fields["text"]}


def parameters(fields: Mapping[str, str]) -> Parameters:
    return [RequestParameter(name, value, None) for name, value in fields.items()]
