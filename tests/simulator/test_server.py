"""The server itself: names, tokens, ways to pass arguments, limits, faults, the record of calls."""

import time
from typing import Any

import aiohttp
import pytest

from bot.simulator import Limits, Simulator, World
from tests.simulator.conftest import GROUP, OTHER, READER, TOKEN, Api


async def test_method_names_are_matched_without_regard_to_case(api: Api) -> None:
    assert (await api("GETME")).result["is_bot"] is True
    assert (await api("noSuchMethod")).refusal == (404, "Not Found: method not found")


async def test_a_wrong_token_is_unauthorized_and_a_malformed_one_not_found(api: Api) -> None:
    api.token = TOKEN[:-1] + "x"
    assert (await api("getMe")).refusal == (401, "Unauthorized")
    api.token = "no-token"
    assert (await api("getMe")).refusal == (404, "Not Found")


async def test_a_bot_that_logged_out_is_unauthorized(api: Api) -> None:
    assert (await api("logOut")).result is True
    assert (await api("getMe")).refusal == (401, "Unauthorized")


async def test_arguments_come_in_the_address_a_form_or_json(api: Api) -> None:
    base = f"{api.url}/bot{TOKEN}/sendMessage"
    async with api.session.get(base, params={"chat_id": str(READER), "text": "a"}) as response:
        assert (await response.json())["result"]["text"] == "a"
    async with api.session.post(base, data={"chat_id": str(READER), "text": "b"}) as response:
        assert (await response.json())["result"]["text"] == "b"
    keyboard = {"inline_keyboard": [[{"text": "k", "callback_data": "1"}]]}
    body = {"chat_id": READER, "text": "c", "reply_markup": keyboard, "disable_notification": True}
    async with api.session.post(base, json=body) as response:
        assert (await response.json())["result"]["reply_markup"] == keyboard
    async with api.session.post(base, data="text", headers={"Content-Type": "application/json"}) as response:
        assert (await response.json())["description"] == "Bad Request: JSON object expected"


async def test_every_call_is_recorded(api: Api, world: World) -> None:
    await api.send("hello")
    await api.send("")
    sent, refused = world.calls_of("sendmessage")
    assert (sent.method, sent.params["text"], sent.status) == ("sendMessage", "hello", 200)
    assert refused.answer is not None
    assert refused.answer["description"] == "Bad Request: message text is empty"


async def test_without_limits_nothing_is_refused(api: Api) -> None:
    assert {(await api.send()).status for _ in range(50)} == {200}


async def test_a_limit_answers_429_in_the_body_and_in_a_header(api: Api, world: World) -> None:
    world.limits = Limits(messages_per_second=2, penalty=lambda _seconds: 7)
    world.add_reader(OTHER, "Other")
    answers = [await api.send("x", chat_id) for chat_id in (READER, OTHER, READER)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[2].refusal == (429, "Too Many Requests: retry after 7")
    assert answers[2].body["parameters"] == {"retry_after": 7}
    assert answers[2].headers["Retry-After"] == "7"


async def test_one_chat_and_a_group_have_limits_of_their_own(api: Api, world: World) -> None:
    world.limits = Limits(per_chat_per_second=1, per_group_per_minute=2)
    world.add_reader(OTHER, "Other")
    assert [(await api.send("x", chat)).status for chat in (READER, OTHER, READER)] == [200, 200, 429]
    world.limits = Limits(per_group_per_minute=2)
    world.add_group(GROUP, "Group", [READER])
    assert [(await api.send("x", GROUP)).status for _ in range(3)] == [200, 200, 429]
    assert world.limits.refusals == 1


async def test_edits_count_and_chat_actions_do_not(api: Api, world: World) -> None:
    message_id = (await api.send("x")).result["message_id"]
    world.limits = Limits(per_chat_per_second=1)
    await api("sendChatAction", chat_id=READER, action="typing")
    edits = [await api("editMessageText", chat_id=READER, message_id=message_id, text=text) for text in "yz"]
    assert [edit.status for edit in edits] == [200, 429]


def test_a_window_slides() -> None:
    limits = Limits(messages_per_second=2)
    limits.check(READER, 0.0)
    limits.check(READER, 0.5)
    with pytest.raises(Exception, match="retry after 1"):
        limits.check(READER, 0.9)
    limits.check(READER, 1.0)
    with pytest.raises(Exception, match="retry after 1"):
        limits.check(READER, 1.4)


async def test_a_proxys_error_page_is_not_json(api: Api, world: World) -> None:
    world.faults.status("sendMessage", 502)
    async with api.session.post(f"{api.url}/bot{TOKEN}/sendMessage") as response:
        assert (response.status, response.content_type) == (502, "text/html")
    assert (await api.send()).status == 200
    assert len(world.messages(READER)) == 1


@pytest.mark.parametrize(("fault", "applied"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_broken_connection_leaves_the_message_sent_or_not(
    api: Api, world: World, fault: str, applied: int
) -> None:
    getattr(world.faults, fault)("sendMessage", chat_id=READER)
    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await api.send()
    assert len(world.messages(READER)) == applied


async def test_a_delay_and_garbage_come_after_the_message_was_sent(api: Api, world: World) -> None:
    world.faults.delay(0.2, "sendMessage")
    world.faults.garbage("sendMessage")
    start = time.monotonic()
    with pytest.raises(aiohttp.ContentTypeError):
        await api.send()
    assert time.monotonic() - start >= 0.2
    assert len(world.messages(READER)) == 1


async def test_a_fault_is_for_one_chat_and_a_count(api: Api, world: World) -> None:
    world.add_reader(OTHER, "Other")
    world.faults.answer(
        "sendMessage", 429, "Too Many Requests: retry after 3", chat_id=OTHER, count=2, retry_after=3
    )
    assert [(await api.send("x", chat)).status for chat in (READER, OTHER, OTHER, OTHER)] == [
        200,
        429,
        429,
        200,
    ]


async def test_listeners_hear_until_they_stop_listening(api: Api, world: World) -> None:
    events: list[dict[str, Any]] = []
    unlisten = world.listen(events.append)
    message = (await api.send(disable_notification=True)).result
    await api("editMessageText", chat_id=READER, message_id=message["message_id"], text="new")
    await api("deleteMessage", chat_id=READER, message_id=message["message_id"])
    unlisten()
    await api.send()
    kinds = [event["type"] for event in events if event["type"] != "call"]
    assert kinds == ["message", "edit", "delete"]
    assert events[0]["silent"] is True


async def test_a_server_can_be_stopped_and_started_again(world: World) -> None:
    simulator = Simulator(world)
    for _ in range(2):
        await simulator.start()
        async with aiohttp.ClientSession() as session:
            assert (await Api(simulator.url, session)("getMe")).status == 200
        await simulator.stop()
