"""All handlers in their order."""

from typing import Any

from telegram.ext import Application

from bot.handlers import afar, commands, inline, members, presses, texts, van
from bot.handlers import desk as newsdesk
from bot.handlers.handling import Handling
from bot.handlers.replies import Desk


def wire(application: Application[Any, Any, Any, Any, Any, Any], desk: Desk) -> Handling:
    """Add every handler; the last one answers whatever no other understood."""
    for handler in afar.handlers(desk):
        application.add_handler(handler, group=-1)
    for handler in (
        *members.handlers(desk),
        *inline.handlers(desk),
        *van.handlers(desk),
        *newsdesk.handlers(desk),
        *commands.handlers(desk),
        *presses.handlers(desk),
        *texts.handlers(desk),
    ):
        application.add_handler(handler)
    return Handling(application, desk)
