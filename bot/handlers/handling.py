"""An update from the inbox goes to its handler; a failure is told to whoever looks after the inbox."""

from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext

from bot.brief import panel
from bot.handlers.replies import Desk, asker_of, reply
from bot.services import conversation

_FAILED: ContextVar[list[Exception]] = ContextVar("failed")


class Handling:
    """All handlers of an application behind one door."""

    def __init__(self, application: Application[Any, Any, Any, Any, Any, Any], desk: Desk) -> None:
        self._application = application
        self._desk = desk
        application.add_error_handler(_note)

    async def handle(self, raw: dict[str, Any]) -> None:
        """Whatever a handler raises is raised here; the library only hands it to its error handlers."""
        failed: list[Exception] = []
        token = _FAILED.set(failed)
        try:
            await self._application.process_update(self._read(raw))
        finally:
            _FAILED.reset(token)
        if failed:
            raise failed[0]

    async def apologise(self, raw: dict[str, Any]) -> None:
        """Tell a person that it did not work; in a group nobody may have asked."""
        asker = asker_of(self._read(raw))
        if asker is not None and asker.is_private:
            speaker = await conversation.speaker(self._desk.newsroom, asker)
            reply(asker, panel.failed(speaker))

    def _read(self, raw: dict[str, Any]) -> Update:
        return Update.de_json(raw, self._application.bot)


async def _note(_update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    if isinstance(context.error, Exception):
        _FAILED.get().append(context.error)
