"""Queries: answered once and in time, whatever their data."""

from typing import Any

import pytest

from bot.simulator import World, choosing
from tests.simulator.conftest import READER, Api, Clock

TOO_OLD = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")


async def test_a_pressed_button_is_answered_once(api: Api, world: World) -> None:
    message_id = (await api.send()).result["message_id"]
    query_id = world.press(READER, READER, message_id, "data")
    pressed = (await api("getUpdates")).result[0]["callback_query"]
    assert (pressed["id"], pressed["data"], pressed["message"]["text"]) == (query_id, "data", "hello")
    answered = await api("answerCallbackQuery", callback_query_id=query_id, text="done", show_alert=True)
    assert answered.result is True
    assert world.answered_queries[query_id]["text"] == "done"
    assert (await api("answerCallbackQuery", callback_query_id=query_id)).refusal == TOO_OLD


@pytest.mark.parametrize(
    "given", [{}, {"callback_query_id": "abc"}, {"callback_query_id": "1", "cache_time": "x"}]
)
async def test_an_unknown_callback_query_is_refused_as_too_old(api: Api, given: dict[str, Any]) -> None:
    assert (await api("answerCallbackQuery", **given)).refusal == TOO_OLD


async def test_a_callback_query_waits_for_150_seconds(api: Api, world: World, clock: Clock) -> None:
    first, second = (world.press(READER, READER, 1, "x") for _ in range(2))
    clock.forward(seconds=150)
    assert (await api("answerCallbackQuery", callback_query_id=first)).result is True
    clock.forward(seconds=1)
    assert (await api("answerCallbackQuery", callback_query_id=second)).refusal == TOO_OLD


async def test_a_button_under_a_deleted_message_can_still_be_pressed(api: Api, world: World) -> None:
    world.press(READER, READER, 99, "forged")
    message = (await api("getUpdates")).result[0]["callback_query"]["message"]
    assert (message["message_id"], message["date"]) == (99, 0)


async def test_an_inline_query_is_answered_with_results(api: Api, world: World) -> None:
    query_id = world.ask_inline(READER, "talks")
    content = {"message_text": "<b>Talks</b>", "parse_mode": "HTML"}
    results = [{"type": "article", "id": "1", "title": "Talks", "input_message_content": content}]
    assert (await api("answerInlineQuery", inline_query_id=query_id, results=results)).result is True
    assert world.answered_queries[query_id]["results"] == results


@pytest.mark.parametrize(
    ("results", "refusal"),
    [
        ("x", "can't parse JSON encoded inline query results: Unexpected symbol 'x'"),
        ("[", "can't parse JSON encoded inline query results: Unexpected string end"),
        ("{}", "expected an Array of inline query results"),
        ("[5]", "can't parse inline query result: Inline query result must be an object"),
        ('[{"type": "article"}]', "can't parse inline query result: Can't find field \"id\""),
        (
            '[{"type": "x", "id": "1"}]',
            'can\'t parse inline query result: type "x" is unsupported for the inline query result',
        ),
        (
            '[{"type": "article", "id": "1", "input_message_content": {}}]',
            "can't parse inline query result: Input message content is not specified",
        ),
        (
            '[{"type": "article", "id": "1", "input_message_content": {"message_text": "a"}}]',
            "can't parse inline query result: Can't find field \"title\"",
        ),
        ("[]", "query is too old and response timeout expired or query ID is invalid"),
    ],
)
async def test_wrong_inline_results_are_refused(api: Api, results: str, refusal: str) -> None:
    answer = await api("answerInlineQuery", inline_query_id="1", results=results)
    assert answer.refusal == (400, f"Bad Request: {refusal}")


async def test_two_results_with_one_id_are_refused(api: Api, world: World) -> None:
    query_id = world.ask_inline(READER, "")
    result = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "m"}}
    answer = await api("answerInlineQuery", inline_query_id=query_id, results=[result, result])
    assert answer.refusal == (400, "Bad Request: RESULT_ID_DUPLICATE")


async def test_a_chosen_result_is_sent_as_the_persons_own_message(api: Api, world: World) -> None:
    query_id = world.ask_inline(READER, "talks")
    content = {"message_text": "<b>Talks</b>", "parse_mode": "HTML"}
    results = [{"type": "article", "id": "1", "title": "Talks", "input_message_content": content}]
    await api("answerInlineQuery", inline_query_id=query_id, results=results)
    assert not choosing.is_offered(world, query_id, "2")
    choosing.choose(world, READER, query_id, "1")
    message = (await api("getUpdates")).result[-1]["message"]
    assert (message["text"], message["from"]["id"]) == ("Talks", READER)
    assert message["via_bot"]["id"] == world.bot["id"]
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
