"""Telegram's door: a screen goes out, an outcome comes back. Never an exception, never a second try here."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram import (
    Bot,
    ChatMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.brief.screen import Button, Screen
from bot.delivery.answers import asked
from bot.delivery.outcomes import Later, NoMessage, Outcome, Sent, Unchanged, Unsent
from bot.delivery.pace import Pace

log = logging.getLogger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_LONGEST_WAIT = 30.0  # seconds that somebody who asked may be kept waiting
_TRIES = 3
_REMEMBERED = 20_000  # messages whose present text is known


class Door:
    """The bot's way out, at its pace."""

    def __init__(self, bot: Bot, pace: Pace, *, paid: bool = False) -> None:
        self.bot = bot
        self.pace = pace
        self._paid = paid or None
        self._shown: dict[tuple[int, int], int] = {}

    async def deliver(
        self, chat_id: int, thread_id: int, screen: Screen, *, silent: bool = False, plain: bool = False
    ) -> Outcome:
        """Send for the van, which holds a permit already."""
        call = self.bot.send_message(
            chat_id,
            screen.text,
            parse_mode=None if plain else "HTML",
            reply_markup=markup(screen),
            disable_notification=silent or None,
            message_thread_id=thread_id or None,
            link_preview_options=_NO_PREVIEW,
            allow_paid_broadcast=self._paid,
        )
        outcome = await self._outcome(chat_id, call)
        if isinstance(outcome, Sent) and not plain:
            self._remember(chat_id, outcome.message_id, screen)
        return outcome

    async def reply(self, chat_id: int, thread_id: int, screen: Screen) -> Outcome:
        """Answer somebody: at once, counted against the pace, again after a short flood wait."""
        outcome = await self._answer(
            chat_id,
            lambda: self.bot.send_message(
                chat_id,
                screen.text,
                parse_mode="HTML",
                reply_markup=markup(screen),
                message_thread_id=thread_id or None,
                link_preview_options=_NO_PREVIEW,
            ),
        )
        if isinstance(outcome, Sent):
            self._remember(chat_id, outcome.message_id, screen)
        return outcome

    async def edit(self, chat_id: int, thread_id: int, message_id: int, screen: Screen) -> Outcome:
        """Change a message in place; one that cannot be changed is answered with a new one.

        A second tap on the same button asks for what is shown already: Telegram is not bothered with it.
        """
        if self._shown.get((chat_id, message_id)) == _print(screen):
            return Unchanged()
        outcome = await self._answer(
            chat_id,
            lambda: self.bot.edit_message_text(
                screen.text,
                chat_id,
                message_id,
                parse_mode="HTML",
                reply_markup=inline(screen),
                link_preview_options=_NO_PREVIEW,
            ),
        )
        if isinstance(outcome, NoMessage):
            return await self.reply(chat_id, thread_id, screen)
        if isinstance(outcome, Sent | Unchanged):
            self._remember(chat_id, message_id, screen)
        return outcome

    def _remember(self, chat_id: int, message_id: int, screen: Screen) -> None:
        if len(self._shown) >= _REMEMBERED:
            del self._shown[next(iter(self._shown))]
        self._shown[chat_id, message_id] = _print(screen)

    async def _answer(self, chat_id: int, call: Callable[[], Awaitable[Message | bool]]) -> Outcome:
        for left in reversed(range(_TRIES)):
            self.pace.borrow()
            outcome = await self._outcome(chat_id, call())
            wait = _wait(outcome)
            if wait is None or not left:
                break
            await asyncio.sleep(wait)
        if not isinstance(outcome, Sent | Unchanged):
            log.info("a reply had another outcome: %s", outcome, extra={"chat": chat_id})
        return outcome

    async def _outcome(self, chat_id: int, call: Awaitable[Message | bool]) -> Outcome:
        try:
            answer = await asked(call)
        finally:
            self.pace.answered(chat_id)
        if isinstance(answer, Message | bool):
            return Sent(answer.message_id if isinstance(answer, Message) else 0)
        return answer

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """Whether Telegram counts this user among the chat's administrators; in doubt, not."""
        member = await asked(self.bot.get_chat_member(chat_id, user_id))
        if isinstance(member, ChatMember):
            return member.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR}
        log.info("could not ask for a member: %s", member, extra={"chat": chat_id})
        return False

    async def acknowledge(self, query_id: str) -> None:
        """Answer a callback query, so that its button stops waiting; one that is too old is let go."""
        answer = await asked(self.bot.answer_callback_query(query_id))
        if answer is not True:
            log.info("a callback query could not be answered: %s", answer)


def _print(screen: Screen) -> int:
    return hash((screen.text, tuple(map(tuple, screen.rows))))


def _wait(outcome: Outcome) -> float | None:
    match outcome:
        case Later(seconds=seconds) if seconds <= _LONGEST_WAIT:
            return seconds
        case Unsent():
            return 1.0
    return None


def markup(screen: Screen) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if screen.keyboard == "ask":
        button = KeyboardButton(screen.location_label, request_location=True)
        return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    return ReplyKeyboardRemove() if screen.keyboard == "remove" else inline(screen)


def inline(screen: Screen) -> InlineKeyboardMarkup | None:
    rows = [[_button(button) for button in row] for row in screen.rows]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(button.label, callback_data=button.data)
