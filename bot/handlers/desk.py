"""The desk in the chat: commands, buttons, notes and forwarded posts of those who are of it.

From anybody else all of that goes the way of what is unknown: a stranger learns nothing.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Message, MessageEntity, MessageOriginChannel, Update
from telegram.ext import (
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot import profile
from bot.brief.screen import Screen
from bot.desk import office as screens
from bot.desk.view import COMMAND
from bot.handlers.replies import Desk, asker_of, edit, place_of, reply
from bot.services import conversation
from bot.services.desk import office, people, pressing, revising, saying, sheets, writing
from bot.services.desk.visits import NotOfTheDeskError, Visit, visit
from bot.services.newsroom import Asker

Context = CallbackContext[Any, Any, Any, Any]
Answer = Callable[[Visit, str, Message], Awaitable[Screen | None]]
Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]


def handlers(desk: Desk) -> list[BaseHandler[Any, Any, Any]]:
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    groups = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
    commands: list[BaseHandler[Any, Any, Any]] = [
        CommandHandler(name, _command(desk, name, answer), private) for name, answer in _ANSWERS.items()
    ]
    note = private & (filters.TEXT | filters.CAPTION) & ~filters.COMMAND & ~filters.VIA_BOT
    return [
        *commands,
        MessageHandler(private & filters.Regex(r"^/draft_\d{1,17}$"), _opened(desk)),
        CommandHandler("start", _started(desk), private),
        CommandHandler("desk", _offered(desk), groups),
        CallbackQueryHandler(_pressed(desk), pattern=rf"^{COMMAND}:"),
        MessageHandler(note, _said(desk)),
    ]


async def _guest(desk: Desk, update: Update) -> Visit | None:
    asker, user = asker_of(update), update.effective_user
    return await visit(desk.newsroom, asker, user.id) if asker and user else None


# Commands


def _command(desk: Desk, name: str, answer: Answer) -> Handle:
    async def handle(update: Update, context: Context) -> None:
        guest, message = await _guest(desk, update), update.message
        words = " ".join(context.args or [])
        screen = await _surely(answer, guest, words, message) if guest and message else None
        await _answer(desk, update, screen, f"/{name}")

    return handle


async def _surely(answer: Answer, guest: Visit, words: str, message: Message) -> Screen | None:
    try:
        return await answer(guest, words, message)
    except NotOfTheDeskError:
        return None


async def _answer(desk: Desk, update: Update, screen: Screen | None, text: str) -> None:
    """What is none of the desk's is answered as it is to any reader."""
    asker = asker_of(update)
    if asker is not None:
        reply(asker, screen or await conversation.said(desk.newsroom, asker, text))


async def _desk(guest: Visit, words: str, _message: Message) -> Screen | None:
    return await office.log(guest) if words.strip().lower() == "log" else await office.home(guest)


async def _new(guest: Visit, _words: str, message: Message) -> Screen | None:
    """What follows the command is the note, with its lines as they were."""
    first = (message.text or "").split(maxsplit=1)
    text = first[1] if len(first) > 1 else ""
    return await writing.start(guest, text, _links(message)) if text else screens.how_to_write(guest.speaker)


async def _entries(guest: Visit, words: str, _message: Message) -> Screen | None:
    return await revising.listed(guest, words)


async def _lede(guest: Visit, _words: str, _message: Message) -> Screen | None:
    return await office.show_ledes(guest)


_ANSWERS: dict[str, Answer] = {"desk": _desk, "new": _new, "entries": _entries, "lede": _lede}


def _opened(desk: Desk) -> Handle:
    """/draft_12, as it stands in what the desk is told."""

    async def handle(update: Update, _context: Context) -> None:
        guest, message = await _guest(desk, update), update.message
        text = message.text if message and message.text else ""
        screen = None
        if guest is not None:
            screen = await pressing.pressed(guest, f"{COMMAND}:dr:{text.partition('_')[2]}", "")
            screen = screen and await sheets.shown(guest, screen, None)
        await _answer(desk, update, screen, text)

    return handle


def _started(desk: Desk) -> Handle:
    """/start, perhaps with an invitation; whoever is of the desk has its menu from then on."""

    async def handle(update: Update, context: Context) -> None:
        asker = asker_of(update)
        if asker is None:
            return
        payload = (context.args or [""])[0]
        screen = await office.accept(desk.newsroom, asker, payload)
        if await _guest(desk, update) is not None:
            await profile.show_to(context.bot, desk.newsroom, asker.chat_id)
        reply(asker, screen or await conversation.start(desk.newsroom, asker, payload))

    return handle


def _offered(desk: Desk) -> Handle:
    async def handle(update: Update, _context: Context) -> None:
        asker, user = asker_of(update), update.effective_user
        if asker is None or user is None:
            return
        if screen := await office.offer_chat(desk.newsroom, asker, user.id):
            reply(asker, screen)

    return handle


# Buttons


def _pressed(desk: Desk) -> Handle:
    async def handle(update: Update, context: Context) -> None:
        query, asker = update.callback_query, asker_of(update)
        if query is None or asker is None:
            return
        await desk.replies.acknowledge(query.id)
        data = query.data or ""
        screen = await _in_group(desk, asker, query.from_user.id, data)
        guest = await _guest(desk, update)
        if guest is not None:
            screen = await pressing.pressed(guest, data, context.bot.username)
            await _menus(desk, context, data)
        screen = screen or await conversation.pressed(desk.newsroom, asker, data)
        if guest is not None:
            screen = await sheets.shown(guest, screen, place_of(query, screen))
        edit(asker, query, screen)

    return handle


async def _in_group(desk: Desk, asker: Asker, user_id: int, data: str) -> Screen | None:
    if asker.is_private or data not in {f"{COMMAND}:gc", f"{COMMAND}:gx"}:
        return None
    return await office.choose_chat(desk.newsroom, asker, user_id, leave=data.endswith("gx"))


async def _menus(desk: Desk, context: Context, data: str) -> None:
    """Whoever was removed loses the desk's commands from their menu, too."""
    _prefix, word, *rest = data.split(":")
    if word == "mr" and rest[1:] == ["yes"] and rest[0].isdecimal():
        number = int(rest[0])
        if not await people.is_of_desk(desk.newsroom, number):
            await profile.hide_from(context.bot, desk.newsroom, number)


# Notes


def _said(desk: Desk) -> Handle:
    async def handle(update: Update, _context: Context) -> None:
        guest, message, asker = await _guest(desk, update), update.message, asker_of(update)
        if message is None or asker is None:
            return
        text = message.text or message.caption or ""
        screen = None
        if guest is not None and not await conversation.is_asked(desk.newsroom, asker, text):
            screen = await saying.said(guest, text, _links(message), _replied_to(message))
            screen = screen and await sheets.shown(guest, screen, None)
        reply(asker, screen or await conversation.said(desk.newsroom, asker, message.text or ""))

    return handle


def _replied_to(message: Message) -> int | None:
    return message.reply_to_message.message_id if message.reply_to_message else None


def _links(message: Message) -> list[tuple[str, str]]:
    """Addresses under words, and the public post that was forwarded."""
    marked = message.parse_entities([MessageEntity.TEXT_LINK]) | message.parse_caption_entities(
        [MessageEntity.TEXT_LINK]
    )
    found = [(words, entity.url) for entity, words in marked.items() if entity.url]
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel) and origin.chat.username:
        title = origin.chat.title or origin.chat.username
        found.insert(0, (title, f"https://t.me/{origin.chat.username}/{origin.message_id}"))
    return found
