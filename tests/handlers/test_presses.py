"""Pressed buttons: forged, malformed, doubled, old, under a message that is gone."""

import pytest

from tests import cast
from tests.stories.play import Play, has

READER = cast.KYIV_READER.id
FORGED = (
    "x", ":", "::::", "day:", "day:2026-02-30", "day:2026-02-04:-1", "day:2026-02-04:99",
    "day:2026-02-04:9999", "day:\N{ARABIC-INDIC DIGIT THREE}:0", "more", "more:1", "more:a:b",
    "more:1:0", "more:99999999999999999:0", "more:999999999999999999999:0", "set:time:25:00",
    "set:time:7", "set:time:", "set:zone:Mars/Olympus", "set:zone:../../etc/passwd", "set:days:0",
    "set:days:11", "set:days:", "set:alerts:loud", "set:nothing:1", "set:locate:1", "set:set",
    "start:1:2", "talks:1", "attacks:x", "talks:-1", "<b>&", "\x00", "'; DROP TABLE entry; --",
    "\N{PILE OF POO}" * 16, "day:9999-12-31:0", "day:0001-01-01:0",
)  # fmt: skip


@pytest.fixture
async def answer(play: Play) -> dict:
    play.world.add_reader(READER, "Reader", "en")
    await play.publish(cast.attack(), cast.talks(), aim="archive")
    return await play.say(READER, "/today")


async def test_forged_data_is_answered_and_does_no_harm(play, answer):
    await play.say(READER, "/start")
    before = await play.subscriber(READER)
    for data in FORGED:
        shown = await play.press(READER, answer, data)
        assert shown["text"], data
    after = await play.subscriber(READER)
    assert (after.times, after.timezone, after.weekdays) == (before.times, before.timezone, before.weekdays)


async def test_a_button_out_of_date_leaves_the_message_above_it_as_it_is(play, answer):
    shown = await play.press(READER, answer, "nonsense")
    assert shown["text"] == answer["text"]
    assert "/today" in play.sent(READER)[-1]["text"]
    assert len(play.sent(READER)) == 2


async def test_the_same_forged_data_twice_is_no_error(play, answer):
    for _ in range(2):
        await play.press(READER, answer, "nonsense")


async def test_two_quick_taps_on_one_button_are_both_answered_and_edit_once(play, answer):
    for _ in range(2):
        play.tap(READER, answer, "talks")
    await play.quiet()
    assert "round 2" in play.now(answer)["text"]
    assert len(play.world.calls_of("editMessageText")) == 1
    assert len(play.world.answered_queries) == 2


async def test_two_quick_taps_on_start_subscribe_once(play):
    play.world.add_reader(READER, "Reader", "en")
    for _ in range(2):
        play.world.say(READER, READER, "/start")
    await play.quiet()
    assert len(play.sent(READER)) == 2
    assert (await play.subscriber(READER)).state == "active"


async def test_a_button_of_a_deleted_message_is_answered_with_a_new_one(play, answer):
    del play.world.chats[READER].messages[answer["message_id"]]
    play.tap(READER, answer, "talks")
    await play.quiet()
    assert "round 2" in play.sent(READER)[-1]["text"]


async def test_a_message_deleted_between_press_and_edit_is_replaced(play, answer):
    play.provoked.add(("editmessagetext", 400))
    play.world.faults.answer("editMessageText", 400, "Bad Request: message to edit not found")
    play.tap(READER, answer, "talks")
    await play.quiet()
    assert "round 2" in play.sent(READER)[-1]["text"]
    assert len(play.sent(READER)) == 2


async def test_a_query_that_is_too_old_still_changes_the_message(play, answer):
    play.provoked.add(("answercallbackquery", 400))
    play.world.faults.answer(
        "answerCallbackQuery",
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    play.world.press(READER, READER, answer["message_id"], "talks")
    await play.quiet()
    assert "round 2" in play.now(answer)["text"]


async def test_a_button_works_after_a_restart_of_the_bot(stage):
    stage.world.add_reader(READER, "Reader", "en")
    async with stage.on():
        answer = await stage.say(READER, "/settings")
    async with stage.on():
        panel = await stage.press(READER, answer, "set:time")
        assert has(panel, "set:times:09:00")
        again = await stage.press(READER, panel, "set:time")
        assert again["text"] == panel["text"]


async def test_a_command_sent_while_the_bot_was_away_is_answered_when_it_is_back(stage):
    stage.world.add_reader(READER, "Reader", "en")
    async with stage.on():
        await stage.say(READER, "/help")
    stage.world.say(READER, READER, "/help")
    async with stage.on():
        await stage.world.until(lambda: len(stage.sent(READER)) == 2)
        await stage.quiet()
    assert len(stage.sent(READER)) == 2
