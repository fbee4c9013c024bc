"""Telegram's door: a parcel goes out, an outcome comes back. Never an exception, never a second try here."""

import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Protocol

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    User,
)
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.brief.screen import Button, Screen
from bot.delivery.answers import asked
from bot.delivery.outcomes import Broken, Closed, Outcome, Refused, Sent
from bot.delivery.pace import Pace
from bot.delivery.photos import Photos, captioned, parameters
from bot.delivery.shown import Shown
from storage.deliveries import WHISPER, Claimed

log = logging.getLogger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True).to_json()
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


class Ware(Protocol):
    """What is sent: see bot.delivery.parcels."""

    @property
    def screen(self) -> Screen: ...
    @property
    def silent(self) -> bool: ...
    @property
    def plain(self) -> bool: ...
    def keyboard_of(self, delivery_id: int) -> str: ...


class Door:
    """The bot's way out, at its pace."""

    def __init__(
        self,
        bot: Bot,
        pace: Pace,
        *,
        paid: bool = False,
        photos: Photos | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.bot = bot
        self._photos = photos
        self.pace = pace
        self.paid = paid
        self.shown = Shown()
        self._monotonic = monotonic

    async def deliver(self, one: Claimed, ware: Ware) -> Outcome:
        """Send or edit for the van, which holds a permit already."""
        method, fields = self._edit(one, ware) if one.action == "edit" else self._message(one, ware)
        outcome = await self.show(one.chat_id, method, fields, ware.screen.picture, self.pace.take)
        if isinstance(outcome, Sent) and not ware.plain:
            number = one.target_id if one.action == "edit" and one.target_id else outcome.message_id
            self.shown.remember(one.chat_id, number, ware.screen)
        return outcome

    def _message(self, one: Claimed, ware: Ware) -> tuple[str, dict[str, str]]:
        fields = _text(one, ware)
        if ware.silent or one.action == WHISPER:
            fields["disable_notification"] = "true"
        if one.thread_id:
            fields["message_thread_id"] = str(one.thread_id)
        if self.paid:
            fields["allow_paid_broadcast"] = "true"
        if one.target_id:
            answered = {"message_id": one.target_id, "allow_sending_without_reply": True}
            fields["reply_parameters"] = json.dumps(answered)
        return "sendMessage", fields

    def _edit(self, one: Claimed, ware: Ware) -> tuple[str, dict[str, str]]:
        return "editMessageText", _text(one, ware) | {"message_id": str(one.target_id)}

    async def send_file(self, chat_id: int, fields: dict[str, str], document: tuple[str, str]) -> Outcome:
        """Send a text as the caption of a file: its name and what it says."""
        name, text = document
        file = RequestParameter("document", None, [InputFile(text.encode(), filename=name)])
        return await self._called(chat_id, "sendDocument", [*parameters(captioned(fields)), file])

    async def show(
        self,
        chat_id: int,
        method: str,
        fields: dict[str, str],
        picture: str,
        permit: Callable[[], Awaitable[None]],
    ) -> Outcome:
        """Call a method that sends or edits a text, under its picture if it has one that Telegram takes, else
        as it is; `permit` gets what a second call needs.
        """
        if picture and self._photos is not None:
            outcome = await self._photos.send(picture, method, fields, partial(self._called, chat_id))
            if outcome is not None and not isinstance(outcome, Refused | Broken | Closed):
                return outcome
            if outcome is not None:
                log.warning("a picture was refused, its text is sent alone: %s", outcome)
                await self._photos.refused(picture)
                await permit()
        return await self.call(chat_id, method, fields)

    async def call(self, chat_id: int, method: str, fields: dict[str, str]) -> Outcome:
        """Call a method that counts against the pace; the permit for it returns with the answer."""
        return await self._called(chat_id, method, parameters(fields))

    async def _called(self, chat_id: int, method: str, parameters: Sequence[RequestParameter]) -> Outcome:
        left_at, trip = self._monotonic(), None
        try:
            answer = await asked(self._post(method, parameters))
            trip = self._monotonic() - left_at
        finally:
            self.pace.answered(chat_id, trip)
        return answer

    async def _post(self, method: str, parameters: Sequence[RequestParameter]) -> Sent:
        """The message that it made, if it made one.

        The client's own way in, below the library's methods: those build a message object that nobody reads.
        """
        data = RequestData(list(parameters))
        answer: Any = await self.bot.request.post(f"{self.bot.base_url}/{method}", data)
        if not isinstance(answer, dict):
            return Sent(0)
        sizes = answer.get("photo")
        return Sent(int(answer["message_id"]), str(sizes[-1]["file_id"]) if sizes else "")

    async def is_open(self) -> bool:
        """Ask Telegram something that harms nothing: whether it answers at all."""
        return isinstance(await asked(self.bot.get_me()), User)


def _text(one: Claimed, ware: Ware) -> dict[str, str]:
    return written(one.chat_id, ware.screen.text, ware.keyboard_of(one.id), plain=ware.plain)


def written(
    chat_id: int, text: str, keyboard: Markup | str | None = None, *, plain: bool = False
) -> dict[str, str]:
    """A text as a call's fields: what sending and editing have in common."""
    fields = {"chat_id": str(chat_id), "text": text, "link_preview_options": _NO_PREVIEW}
    if not plain:
        fields["parse_mode"] = "HTML"
    if keyboard:
        fields["reply_markup"] = keyboard if isinstance(keyboard, str) else keyboard.to_json()
    return fields


def markup(screen: Screen) -> Markup | None:
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
