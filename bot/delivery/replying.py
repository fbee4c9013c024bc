"""Answers to people: collected while an update is handled, kept with what it changed, then sent at once."""

import asyncio
import dataclasses
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from telegram import ChatFullInfo, ChatMember

from bot.brief.offers import Offer
from bot.brief.screen import Screen
from bot.delivery import offering
from bot.delivery.answers import asked
from bot.delivery.door import Door, inline, markup, written
from bot.delivery.outcomes import Later, NoMessage, Outcome, Refused, Sent, Unchanged, Unsent
from bot.delivery.tally import Tally
from bot.services.inboxing import Answer, screen_of
from storage.replies import Due

log = logging.getLogger(__name__)
_COLLECTED: ContextVar[list[Answer]] = ContextVar("answers")
_LONGEST_WAIT = 30.0  # seconds that somebody who asked may be kept waiting
_TRIES = 3
# Seconds after which a frozen process may have lost what it was about to send.
_SURE_FOR = 4.0

StillOurs = Callable[[], Awaitable[bool]]


@contextmanager
def collecting() -> Iterator[list[Answer]]:
    """What is answered inside, in order; nothing leaves yet."""
    answers: list[Answer] = []
    token = _COLLECTED.set(answers)
    try:
        yield answers
    finally:
        _COLLECTED.reset(token)


def answer(chat_id: int, thread_id: int, screen: Screen) -> None:
    """Say something, in a message of its own, once the update is done."""
    _COLLECTED.get().append(Answer(chat_id, thread_id, screen))


def replace(chat_id: int, thread_id: int, message_id: int, screen: Screen) -> None:
    """Change a message in place, once the update is done; one that cannot be changed is answered instead."""
    _COLLECTED.get().append(Answer(chat_id, thread_id, screen, message_id))


class Replies:
    """The way back to people: what asks Telegram at once, and what sends the answers that were kept."""

    def __init__(
        self, door: Door, tally: Tally | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._door = door
        self._tally = tally or Tally()
        self._monotonic = monotonic

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """Whether Telegram counts this user among the chat's administrators; in doubt, not."""
        member = await asked(self._door.bot.get_chat_member(chat_id, user_id))
        if isinstance(member, ChatMember):
            return member.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR}
        # A group that hides its members shows a bot without rights only its administrators.
        if isinstance(member, Refused):
            rulers = await asked(self._door.bot.get_chat_administrators(chat_id))
            if isinstance(rulers, tuple):
                return any(one.user.id == user_id for one in rulers)
        log.info("could not ask for a member: %s", member, extra={"chat": chat_id})
        return False

    async def title(self, chat_id: int) -> str:
        """What a group or channel calls itself now; empty where that cannot be asked."""
        chat = await asked(self._door.bot.get_chat(chat_id))
        return chat.title or "" if isinstance(chat, ChatFullInfo) else ""

    async def acknowledge(self, query_id: str, text: str = "", url: str = "") -> None:
        """Answer a callback query, so that its button stops waiting; one that is too old is let go.

        `text` is shown for a moment to whoever pressed, and `url` (of the bot itself) opened for them.
        """
        call = self._door.bot.answer_callback_query(query_id, text=text or None, url=url or None)
        done = await asked(call)
        if done is not True:
            log.info("a callback query could not be answered: %s", done)

    async def offer(self, query_id: str, offer: Offer) -> None:
        """Answer an inline query; one that is too old is let go, since more has been typed by then."""
        done = await asked(self._door.bot.answer_inline_query(query_id, **offering.fields(offer)))
        if done is not True:
            log.info("an inline query could not be answered: %s", done)

    async def send(self, reply: Due, since: float, still_ours: StillOurs) -> Outcome | None:
        """Send one that was kept at the monotonic moment `since`; None when somebody else took it over."""
        screen = screen_of(reply)
        outcome = await self._deliver(reply, screen, since, still_ours)
        if isinstance(outcome, NoMessage) and reply.target_id is not None:
            outcome = await self._deliver(
                dataclasses.replace(reply, target_id=None), screen, since, still_ours
            )
        if outcome is None:
            log.info("a reply was taken over by somebody else", extra={"chat": reply.chat_id})
            return None
        self._tally.replied(isinstance(outcome, Sent | Unchanged))
        if not isinstance(outcome, Sent | Unchanged):
            log.info("a reply had another outcome: %s", outcome, extra={"chat": reply.chat_id})
        return outcome

    async def _deliver(
        self, reply: Due, screen: Screen, since: float, still_ours: StillOurs
    ) -> Outcome | None:
        target = reply.target_id
        # A second tap on the same button asks for what is shown already.
        if target is not None and self._door.shown.is_shown(reply.chat_id, target, screen):
            return Unchanged()
        outcome: Outcome | None = None
        for left in reversed(range(_TRIES)):
            await self._door.pace.take_first()
            if self._monotonic() - since > _SURE_FOR:
                since = self._monotonic()
                if not await still_ours():
                    self._door.pace.unused()
                    return None
            outcome = await self._attempt(reply, screen)
            wait = _wait(outcome)
            if wait is None or not left:
                break
            await asyncio.sleep(wait)
        if isinstance(outcome, Sent | Unchanged):
            number = outcome.message_id if isinstance(outcome, Sent) and target is None else target or 0
            self._door.shown.remember(reply.chat_id, number, screen)
        return outcome

    async def _attempt(self, reply: Due, screen: Screen) -> Outcome:
        method, fields = _written(reply, screen)
        if screen.document is not None:
            return await self._door.send_file(reply.chat_id, fields, screen.document)
        again = self._door.pace.take_first
        return await self._door.show(reply.chat_id, method, fields, screen.picture, again)


def _written(reply: Due, screen: Screen) -> tuple[str, dict[str, str]]:
    """The method and its fields."""
    in_place = reply.target_id is not None
    fields = written(reply.chat_id, screen.text, inline(screen) if in_place else markup(screen))
    if in_place:
        return "editMessageText", fields | {"message_id": str(reply.target_id)}
    if reply.thread_id:
        fields["message_thread_id"] = str(reply.thread_id)
    return "sendMessage", fields


def _wait(outcome: Outcome) -> float | None:
    match outcome:
        case Later(seconds=seconds) if seconds <= _LONGEST_WAIT:
            return seconds
        case Unsent():
            return 1.0
    return None
