"""All handlers in their order, one update of a chat at a time, and what happens when one fails."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import Application, BaseUpdateProcessor, CallbackContext

from bot.brief import panel
from bot.handlers import commands, members, presses, texts
from bot.handlers.replies import Desk, asker_of, reply
from bot.services import conversation

log = logging.getLogger(__name__)
_AT_ONCE = 64


class InOrderPerChat(BaseUpdateProcessor):
    """Handles many chats at once, but each chat's updates one after the other."""

    def __init__(self) -> None:
        super().__init__(_AT_ONCE)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = update.effective_chat if isinstance(update, Update) else None
        lock = self._locks.setdefault(chat.id if chat else 0, asyncio.Lock())
        async with lock:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def wire(application: Application[Any, Any, Any, Any, Any, Any], desk: Desk) -> None:
    """Add every handler; the last one answers whatever no other understood."""
    for handler in (
        *members.handlers(desk),
        *commands.handlers(desk),
        *presses.handlers(desk),
        *texts.handlers(desk),
    ):
        application.add_handler(handler)
    application.add_error_handler(_failure(desk))


def _failure(desk: Desk) -> Any:
    async def failed(update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        log.error("an update could not be handled", exc_info=context.error)
        asker = asker_of(update) if isinstance(update, Update) else None
        if asker is not None and asker.is_private:
            speaker = await conversation.speaker(desk.newsroom, asker)
            await reply(desk, asker, panel.failed(speaker))

    return failed
