"""Edits in place: what changes, what is kept, what is refused."""

from typing import Any

import pytest

from bot.simulator import World
from bot.simulator.editing import NOT_MODIFIED
from tests.simulator.conftest import READER, Api, Clock, picture

KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}


async def sent(api: Api, **given: Any) -> dict[str, Any]:
    message_id = (await api.send("old", **given)).result["message_id"]
    return {"chat_id": READER, "message_id": message_id}


async def test_an_edit_changes_the_text_and_is_dated(api: Api, world: World, clock: Clock) -> None:
    where = await sent(api)
    clock.forward(minutes=5)
    edited = (await api("editMessageText", **where, text="<b>new</b>", parse_mode="HTML")).result
    assert (edited["text"], edited["edit_date"] - edited["date"]) == ("new", 300)
    assert world.messages(READER) == [edited]


async def test_an_edit_without_a_keyboard_takes_it_away(api: Api) -> None:
    where = await sent(api, reply_markup=KEYBOARD)
    assert "reply_markup" not in (await api("editMessageText", **where, text="old")).result
    kept = await api("editMessageText", **where, text="new", reply_markup=KEYBOARD)
    assert kept.result["reply_markup"] == KEYBOARD


async def test_an_edit_that_changes_nothing_is_refused(api: Api) -> None:
    where = await sent(api, reply_markup=KEYBOARD)
    same = await api("editMessageText", **where, text=" old ", reply_markup=KEYBOARD)
    assert same.refusal == (400, f"Bad Request: {NOT_MODIFIED}")
    same = await api("editMessageReplyMarkup", **where, reply_markup=KEYBOARD)
    assert same.refusal == (400, f"Bad Request: {NOT_MODIFIED}")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " "}, "text must be non-empty"),
        ({"text": "x" * 4097}, "MESSAGE_TOO_LONG"),
        (
            {"text": "<b>", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "message_id": 99}, "message to edit not found"),
        ({"text": "x", "message_id": ""}, "message to edit not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": "", "message_id": ""}, "message identifier is not specified"),
        (
            {"text": "x", "chat_id": "", "message_id": "", "inline_message_id": "abc"},
            "invalid inline message identifier specified",
        ),
        ({"text": "x", "reply_markup": {"keyboard": [["a"]]}}, "inline keyboard expected"),
    ],
)
async def test_a_wrong_edit_is_refused(api: Api, given: dict[str, Any], refusal: str) -> None:
    where = await sent(api)
    assert (await api("editMessageText", **(where | given))).refusal == (400, f"Bad Request: {refusal}")


async def test_only_the_bots_own_plain_messages_can_be_edited(api: Api, world: World) -> None:
    refusal = (400, "Bad Request: message can't be edited")
    theirs = world.say(READER, READER, "theirs")["message_id"]
    assert (await api("editMessageText", chat_id=READER, message_id=theirs, text="x")).refusal == refusal
    with_keyboard = await sent(api, reply_markup={"keyboard": [["a"]]})
    assert (await api("editMessageText", **with_keyboard, text="x")).refusal == refusal


async def test_a_caption_is_edited_as_a_caption(api: Api) -> None:
    photo = (await api("sendPhoto", {"photo": picture()}, chat_id=READER, caption="old")).result
    where = {"chat_id": READER, "message_id": photo["message_id"]}
    assert (await api("editMessageCaption", **where, caption="new")).result["caption"] == "new"
    same = (await api("editMessageCaption", **where, caption="new")).refusal
    assert same == (400, f"Bad Request: {NOT_MODIFIED}")
    text = (await api("editMessageText", **where, text="x")).refusal
    assert text == (400, "Bad Request: there is no text in the message to edit")
    caption = (await api("editMessageCaption", **await sent(api), caption="x")).refusal
    assert caption == (400, "Bad Request: there is no caption in the message to edit")


async def test_a_picture_is_exchanged_in_place(api: Api) -> None:
    first = (await api("sendPhoto", {"photo": picture()}, chat_id=READER)).result
    media = {"type": "photo", "media": "attach://other", "caption": "second"}
    where = {"chat_id": READER, "message_id": first["message_id"]}
    edited = (await api("editMessageMedia", {"other": picture(50, 50)}, **where, media=media)).result
    assert (edited["caption"], edited["photo"][0]["width"]) == ("second", 50)
