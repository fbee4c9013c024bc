"""Replicas side by side: all is delivered and answered once, also when one of them is killed or frozen."""

import asyncio
import re
import time

import pytest

from bot.delivery.van import IN_FLIGHT
from bot.services.replicas.place import POLLER
from tests.faults.account import final
from tests.faults.scene import until

READERS, UPDATES = 150, 300
MOVES_WITHIN = 10.0
BUSY = 5.0  # seconds more, where the machine has other things to do
SETTINGS = {"messages_per_second": "60"}
TAKEN_OVER = re.compile(r"and (\d+) replies of a process that died")


async def ready(scene, many):
    for _one in range(many):
        await scene.start(**SETTINGS)

    async def all_live():
        return all(one.log.count("the bot is running") for one in scene.programs)

    await until(all_live, 60)


async def ask_meanwhile(scene, seconds):
    """People who are not subscribers write, each once, spread over some seconds."""
    people = [90_001 + number for number in range(UPDATES)]
    for person in people:
        scene.world.add_reader(person, "Somebody", "en")
        scene.world.say(person, person, "/today")
        await asyncio.sleep(seconds / UPDATES)
    return people


def answers(scene, person):
    return len(scene.world.messages(person)) - 1  # their own question


async def all_answered(scene, people):
    await scene.world.until(lambda: all(answers(scene, one) for one in people), 40)
    given = [answers(scene, one) for one in people]
    doubled = sum(number - 1 for number in given)
    recorded = sum(int(found) for one in scene.programs for found in TAKEN_OVER.findall(one.log))
    assert doubled <= recorded
    assert max(given) <= 2


def conflicts(scene):
    return sum(call.status == 409 for call in scene.world.calls_of("getUpdates"))


async def moved_from(scene, holder):
    began = time.monotonic()

    async def is_elsewhere():
        return await scene.holder(POLLER) not in ("", holder)

    await until(is_elsewhere, 30)
    return time.monotonic() - began


@pytest.mark.slow
async def test_three_share_the_work_and_a_killed_one_is_replaced(big_scene):
    await big_scene.enlist(READERS)
    await ready(big_scene, 3)
    for _edition in range(4):
        await big_scene.queue()
    asking = asyncio.create_task(ask_meanwhile(big_scene, 8))
    await big_scene.sends_again()
    await asyncio.sleep(2)
    name = await big_scene.holder(POLLER)
    await (await big_scene.holder_program(POLLER)).kill()
    assert await moved_from(big_scene, name) < MOVES_WITHIN + BUSY
    account = await big_scene.settled()
    account.check()
    assert len(account.rows) == big_scene.promised
    assert account.recorded <= IN_FLIGHT
    await all_answered(big_scene, await asking)
    assert conflicts(big_scene) <= 5


@pytest.mark.slow
async def test_a_frozen_one_is_replaced_and_changes_nothing_when_it_wakes_up(big_scene):
    await big_scene.enlist(READERS)
    await ready(big_scene, 2)
    for _edition in range(4):
        await big_scene.queue()
    asking = asyncio.create_task(ask_meanwhile(big_scene, 8))
    await big_scene.sends_again()
    await asyncio.sleep(2)
    name, frozen = await big_scene.holder(POLLER), await big_scene.holder_program(POLLER)
    frozen.freeze()
    assert await moved_from(big_scene, name) < MOVES_WITHIN + BUSY
    await big_scene.settled()
    people = await asking
    await all_answered(big_scene, people)
    before = final((await big_scene.account()).rows)
    frozen.thaw()
    await big_scene.queue()
    account = await big_scene.settled()
    account.check()
    after = final(account.rows)
    assert {number: after.get(number) for number in before} == before
    assert account.recorded <= IN_FLIGHT
    await all_answered(big_scene, people)
    assert conflicts(big_scene) <= 5
    for program in big_scene.programs:
        assert await program.end() == 0


@pytest.mark.slow
async def test_without_a_death_two_deliver_and_answer_exactly_once(big_scene):
    await big_scene.enlist(READERS)
    await ready(big_scene, 2)
    for _edition in range(3):
        await big_scene.queue()
    people = await ask_meanwhile(big_scene, 5)
    account = await big_scene.settled()
    account.check_exact()
    await all_answered(big_scene, people)
    assert {answers(big_scene, one) for one in people} == {1}
    assert conflicts(big_scene) <= 2
