"""What the log keeps to itself, at its most talkative."""

import asyncio

import pytest

from bot.simulator import Fault
from tests.stories.play import TOKEN

READER = "Oleksandra-of-the-test"
WORDS = "a private word to nobody"


@pytest.mark.slow
async def test_at_level_debug_it_holds_no_token_and_nothing_that_anybody_wrote(small_scene):
    await small_scene.enlist(10)
    text = await small_scene.queue()
    world = small_scene.world
    world.add_reader(70_001, READER, "en")
    for kind in ("reset_before", "reset_after", "status", "garbage", "half_body"):
        world.faults.add(Fault(kind, "sendMessage"))
    world.faults.answer("sendMessage", 400, "Bad Request: can't parse entities", chat_id=70_001)
    program = await small_scene.start(log_level="debug")
    await small_scene.sends_again()
    for said in (WORDS, "/start", "/today", "/settings", WORDS):
        world.say(70_001, 70_001, said)
    await small_scene.settled()
    await asyncio.sleep(1)
    assert await program.end() == 0
    log = program.log
    assert len(log.splitlines()) > 5
    for hidden in (TOKEN, TOKEN.partition(":")[2], READER, WORDS, text, "Edition 1"):
        assert hidden not in log
