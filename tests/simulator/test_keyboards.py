"""Keyboards: what is shown, what is dropped, what is refused."""

from typing import Any

import pytest

from bot.simulator import World
from tests.simulator.conftest import GROUP, READER, Api


async def inline(api: Api, *buttons: Any) -> Any:
    return await api.send("k", reply_markup={"inline_keyboard": [list(buttons)]})


@pytest.mark.parametrize(
    "action",
    [
        {"callback_data": "x" * 64},
        {"callback_data": "й" * 32},
        {"url": "https://example.org/a?b=1"},
        {"url": "tg://resolve?domain=somebody"},
        {"switch_inline_query": ""},
        {"switch_inline_query_current_chat": "talks"},
        {"copy_text": {"text": "copied"}},
        {"web_app": {"url": "https://example.org/app"}},
    ],
)
async def test_a_button_of_any_kind_is_shown_as_it_was_given(api: Api, action: dict[str, Any]) -> None:
    button = {"text": "a"} | action
    assert (await inline(api, button)).result["reply_markup"] == {"inline_keyboard": [[button]]}


async def test_an_address_is_normalised(api: Api) -> None:
    message = (await inline(api, {"text": "a", "url": "Example.ORG/A b"})).result
    assert message["reply_markup"]["inline_keyboard"][0][0]["url"] == "http://example.org/A%20b"


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "a", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "й" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "pay": True}, "BUTTON_TYPE_INVALID"),
        (
            {"text": "a", "url": "two words"},
            "inline keyboard button URL 'two words' is invalid: Disallowed character in URL host",
        ),
        (
            {"text": "a", "url": "ftp://example.org"},
            "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "a", "url": "http://localhost/"},
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "a", "url": "https://"},
            "inline keyboard button URL 'https://' is invalid: URL host is empty",
        ),
        (
            {"text": "a", "url": "https://a.org:0"},
            "inline keyboard button URL 'https://a.org:0' is invalid: Wrong port number specified in the URL",
        ),
        (
            {"text": "a", "url": "a%2.org"},
            "inline keyboard button URL 'a%2.org' is invalid: Wrong percent-encoded symbol in URL host",
        ),
        (
            {"text": "a", "web_app": {"url": "http://a.org"}},
            "inline keyboard button Web App URL 'http://a.org' is invalid: Only HTTPS links are allowed",
        ),
        (
            {"text": "a", "login_url": {"url": "http://a.org"}},
            "inline keyboard button login URL 'http://a.org' is invalid: Only HTTPS links are allowed",
        ),
        ({"callback_data": "a"}, "can't parse inline keyboard button: Can't find field \"text\""),
        (
            {"text": "a"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "url": None},
            'can\'t parse inline keyboard button: Field "url" must be of type String',
        ),
        (
            {"text": "a", "web_app": "x"},
            'can\'t parse inline keyboard button: Field "web_app" must be of type Object',
        ),
        ("a", "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
    ],
)
async def test_a_wrong_button_is_refused(api: Api, button: Any, refusal: str) -> None:
    assert (await inline(api, button)).refusal == (400, f"Bad Request: {refusal}")


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        ("x", "can't parse reply keyboard markup JSON object"),
        ("{", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ("null", "object expected as reply markup"),
        ('{"inline_keyboard": null}', 'field "inline_keyboard" must be of type Array'),
        (
            '{"inline_keyboard": [{}]}',
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ('{"keyboard": "a"}', 'field "keyboard" must be of type Array'),
        ('{"keyboard": ["a"]}', 'field "keyboard" must be an Array of Arrays'),
        ('{"keyboard": [[5]]}', "can't parse keyboard button: KeyboardButton must be a String or an Object"),
        ('{"remove_keyboard": "yes"}', 'field "remove_keyboard" must be of type Boolean'),
    ],
)
async def test_a_wrong_markup_is_refused(api: Api, markup: str, refusal: str) -> None:
    assert (await api.send("k", reply_markup=markup)).refusal == (400, f"Bad Request: {refusal}")


@pytest.mark.parametrize("markup", ["{}", "", '{"inline_keyboard": [[]]}', '{"keyboard": []}'])
async def test_an_empty_markup_is_none(api: Api, markup: str) -> None:
    assert "reply_markup" not in (await api.send("k", reply_markup=markup)).result


async def test_buttons_without_a_text_are_dropped(api: Api) -> None:
    message = (await inline(api, {"text": "", "callback_data": "a"}, {"text": 5, "callback_data": 6})).result
    assert message["reply_markup"] == {"inline_keyboard": [[{"text": "5", "callback_data": "6"}]]}


async def test_more_than_a_hundred_buttons_are_too_many(api: Api) -> None:
    rows = [[{"text": "a", "callback_data": str(number)}] for number in range(101)]
    answer = await api.send("k", reply_markup={"inline_keyboard": rows})
    assert answer.refusal == (400, "Bad Request: reply markup is too long")


async def test_a_reply_keyboard_stays_until_it_is_removed(api: Api, world: World) -> None:
    keyboard = {"keyboard": [[{"text": "Here", "request_location": True}]], "resize_keyboard": True}
    assert "reply_markup" not in (await api.send("k", reply_markup=keyboard)).result
    assert world.chats[READER].reply_keyboard == keyboard
    await api.send("k", reply_markup={"remove_keyboard": True})
    assert world.chats[READER].reply_keyboard is None


async def test_a_location_can_be_requested_in_private_chats_only(api: Api, world: World) -> None:
    world.add_group(GROUP, "Group", [READER])
    keyboard = {"keyboard": [[{"text": "Here", "request_location": True}]]}
    answer = await api.send("k", GROUP, reply_markup=keyboard)
    assert answer.refusal == (400, "Bad Request: location can be requested in private chats only")
