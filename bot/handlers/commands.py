"""Commands, each answered with one message."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import CallbackContext, CommandHandler

from bot.brief import panel
from bot.brief.screen import Screen
from bot.handlers.replies import Desk, asker_of, may_govern, reply
from bot.services import about, conversation, pledges, privacy, reading, searching, talking, week
from bot.services.newsroom import Asker, Newsroom

Answer = Callable[[Newsroom, Asker, str], Awaitable[Screen]]


async def _today(newsroom: Newsroom, asker: Asker, words: str) -> Screen:
    return await reading.today(newsroom, asker, words)


async def _talks(newsroom: Newsroom, asker: Asker, _words: str) -> Screen:
    return await talking.talks(newsroom, asker)


async def _attacks(newsroom: Newsroom, asker: Asker, _words: str) -> Screen:
    return await reading.attacks(newsroom, asker)


async def _week(newsroom: Newsroom, asker: Asker, words: str) -> Screen:
    return await week.asked(newsroom, asker, words)


async def _search(newsroom: Newsroom, asker: Asker, words: str) -> Screen:
    return await searching.search(newsroom, asker, words)


async def _start(newsroom: Newsroom, asker: Asker, words: str) -> Screen:
    return await conversation.start(newsroom, asker, words)


async def _pledges(newsroom: Newsroom, asker: Asker, _words: str) -> Screen:
    return await pledges.show(newsroom, asker)


async def _stop(newsroom: Newsroom, asker: Asker, _words: str) -> Screen:
    return await conversation.stop(newsroom, asker)


async def _settings(newsroom: Newsroom, asker: Asker, _words: str) -> Screen:
    return await conversation.settings(newsroom, asker)


async def _about(newsroom: Newsroom, asker: Asker, _words: str) -> Screen:
    return await about.show(newsroom, asker)


async def _forget(newsroom: Newsroom, asker: Asker, _words: str) -> Screen:
    return await privacy.ask(newsroom, asker)


async def _mydata(newsroom: Newsroom, asker: Asker, _words: str) -> Screen:
    return await privacy.mydata(newsroom, asker)


async def _help(newsroom: Newsroom, asker: Asker, _words: str) -> Screen:
    return await conversation.help_text(newsroom, asker)


ANSWERS: dict[str, Answer] = {
    "today": _today,
    "talks": _talks,
    "attacks": _attacks,
    "week": _week,
    "search": _search,
    "pledges": _pledges,
    "settings": _settings,
    "start": _start,
    "stop": _stop,
    "about": _about,
    "mydata": _mydata,
    "forget": _forget,
    "help": _help,
}


def handlers(desk: Desk) -> list[CommandHandler[Any, Any]]:
    return [CommandHandler(name, _handler(desk, name, answer)) for name, answer in ANSWERS.items()]


def _handler(desk: Desk, name: str, answer: Answer) -> Callable[[Update, Any], Coroutine[Any, Any, None]]:
    async def handle(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        asker = asker_of(update)
        if asker is None:
            return
        if name in panel.FOR_ADMINISTRATORS and not await may_govern(desk, asker, update):
            speaker = await conversation.speaker(desk.newsroom, asker)
            reply(asker, panel.only_administrators(speaker))
            return
        words = " ".join(context.args or [])
        reply(asker, await answer(desk.newsroom, asker, words))

    return handle
