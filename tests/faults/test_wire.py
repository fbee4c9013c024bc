"""What may go wrong between the bot and Telegram, through the whole bot and its own client."""

from datetime import timedelta
from itertools import count

import pytest

from bot import line
from bot.delivery.client.request import ApiRequest
from bot.services import delivering
from bot.simulator import Fault
from tests.faults.scene import until

SEND = "sendMessage"
pytestmark = pytest.mark.usefixtures("hurried")
# How often a message arrives in all, and whether its fate was in doubt.
FATES = {
    "reset_before": (1, True),
    "reset_after": (2, True),
    "fin_before": (1, True),
    "fin_after": (2, True),
    "hang_before": (1, True),
    "hang_after": (2, True),
    "half_open": (1, True),
    "half_body": (2, True),
    "status": (1, True),
    "garbage": (2, True),
    "delay": (1, False),
}


def impatient(*_settings):
    return ApiRequest(read_timeout=1.0), ApiRequest(connections=2, read_timeout=40)


@pytest.fixture
def soon(monkeypatch):
    monkeypatch.setattr(delivering, "RESEND_AFTER", timedelta(seconds=0.1))


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(("kind", "fate"), FATES.items())
async def test_each_fault_has_its_fate_and_touches_nobody_else(small_scene, monkeypatch, kind, fate):
    monkeypatch.setattr(line, "requests", impatient)
    copies, in_doubt = fate
    await small_scene.enlist(4)
    unlucky = small_scene.readers[1]
    where = None if kind == "half_open" else unlucky
    small_scene.world.faults.add(Fault(kind, SEND, chat_id=where, seconds=0.4))
    text = await small_scene.queue()
    async with small_scene.here():
        account = await small_scene.settled()
    account.check()
    assert account.recorded == int(in_doubt)
    assert account.copies.total() == len(small_scene.readers) - 1 + copies
    if where is not None:
        assert account.copies[unlucky, text] == copies


@pytest.mark.slow
async def test_an_answer_after_thirty_seconds_is_simply_an_answer(small_scene):
    await small_scene.enlist(30)
    slow, text = small_scene.readers[0], ""
    small_scene.world.faults.delay(30, SEND, chat_id=slow)
    async with small_scene.here():
        text = await small_scene.queue()

        async def others_have_it():
            return await small_scene.count("sent") == 29

        await until(others_have_it, 20)
        assert (await small_scene.account()).states["sending"] == 1
        account = await small_scene.settled()
    account.check_exact()
    assert account.copies[slow, text] == 1


async def test_one_chat_that_is_flooded_waits_alone(small_scene):
    await small_scene.enlist(20)
    for _edition in range(2):
        await small_scene.queue()
    flooded = small_scene.readers[7]
    for wait in (1, 2):
        small_scene.world.faults.answer(SEND, 429, "Too Many Requests", chat_id=flooded, retry_after=wait)
    async with small_scene.here():
        account = await small_scene.settled()
    account.check_exact()
    refused = [call for call in small_scene.world.calls_of(SEND) if call.status == 429]
    assert {int(call.params["chat_id"]) for call in refused} == {flooded}


@pytest.mark.slow
async def test_a_storm_over_the_whole_bot_is_waited_out(small_scene):
    await small_scene.enlist(60)
    for _edition in range(2):
        await small_scene.queue()
    waits = count(1)
    limits = small_scene.world.limits
    limits.messages_per_second = 15
    limits.penalty = lambda _seconds: min(4, next(waits))  # it grows, however patient one is
    async with small_scene.here(messages_per_second="40"):
        account = await small_scene.settled(80)
    account.check_exact()
    assert len(account.rows) == 120
    # Each time only what was under way when the gate closed.
    assert limits.refusals < 40
