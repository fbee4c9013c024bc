"""Updates: confirmed by offset, held for one poller, remembered kinds."""

import asyncio

import pytest

from bot.simulator import World
from tests.simulator.conftest import GROUP, OTHER, READER, Api, Clock

OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


async def numbers(api: Api, **given: object) -> list[int]:
    return [update["update_id"] for update in (await api("getUpdates", **given)).result]


async def test_unconfirmed_updates_come_again_until_an_offset_confirms_them(api: Api, world: World) -> None:
    world.say(READER, READER, "one")
    world.say(READER, READER, "two")
    first, second = await numbers(api)
    assert await numbers(api, offset=first) == [first, second]
    assert await numbers(api, offset=first) == [first]  # asked again at once: one at a time
    assert await numbers(api, offset=second) == [second]
    assert await numbers(api, offset=second + 1) == []
    assert world.updates.pending == []


async def test_a_negative_offset_keeps_the_newest(api: Api, world: World) -> None:
    for text in ("one", "two", "three"):
        world.say(READER, READER, text)
    updates = (await api("getUpdates", offset=-1)).result
    assert [update["message"]["text"] for update in updates] == ["three"]
    assert len(world.updates.pending) == 1


async def test_an_offset_far_in_the_future_confirms_nothing(api: Api, world: World) -> None:
    world.say(READER, READER, "hello")
    assert len(await numbers(api, offset=2_000_000_000)) == 1


async def test_a_long_poll_ends_when_something_arrives(api: Api, world: World) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    world.say(READER, READER, "hello")
    async with asyncio.timeout(2):
        assert (await poll).result[0]["message"]["text"] == "hello"


async def test_the_same_question_at_once_is_held_back(api: Api, world: World) -> None:
    assert await numbers(api, offset=5) == []
    held = asyncio.create_task(numbers(api, offset=5))
    await asyncio.sleep(0.2)
    assert not held.done()
    world.say(READER, READER, "hello")
    assert len(await held) == 1


async def test_a_second_poller_ends_the_first_with_a_conflict(api: Api, world: World) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(api("getUpdates", timeout=20, offset=1))
    assert (await first).refusal == (409, OTHER_POLLER)
    world.say(READER, READER, "hello")
    assert len((await second).result) == 1


async def test_polling_is_refused_while_a_webhook_is_set(api: Api) -> None:
    await api("setWebhook", url="http://127.0.0.1:9/updates")
    refusal = (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert (await api("getUpdates")).refusal == (409, refusal)


async def test_allowed_updates_are_remembered(api: Api, world: World) -> None:
    await api("getUpdates", allowed_updates=["callback_query"])
    world.say(READER, READER, "not wanted")
    world.press(READER, READER, 1, "wanted")
    updates = (await api("getUpdates", offset=1)).result
    assert [set(update) - {"update_id"} for update in updates] == [{"callback_query"}]
    assert (await api("getWebhookInfo")).result["allowed_updates"] == ["callback_query"]
    await api("getUpdates", offset=2, allowed_updates=[])
    world.say(READER, READER, "wanted again")
    assert len(world.updates.pending) == 2


async def test_updates_are_forgotten_after_a_day(api: Api, world: World, clock: Clock) -> None:
    world.say(READER, READER, "old")
    clock.forward(hours=25)
    assert await numbers(api) == []


async def test_blocking_and_unblocking_are_told(api: Api, world: World) -> None:
    world.block(READER)
    world.unblock(READER)
    updates = [update["my_chat_member"] for update in (await api("getUpdates")).result]
    assert [update["new_chat_member"]["status"] for update in updates] == ["kicked", "member"]
    assert [update["old_chat_member"]["status"] for update in updates] == ["member", "kicked"]


async def test_a_location_and_a_changed_message_arrive(api: Api, world: World) -> None:
    world.send_location(READER, READER, 50.45, 30.52)
    message = world.say(READER, READER, "frist")
    world.rewrite(READER, message["message_id"], "first /today")
    updates = (await api("getUpdates")).result
    assert updates[0]["message"]["location"] == {"latitude": 50.45, "longitude": 30.52}
    assert updates[2]["edited_message"]["entities"][0]["type"] == "bot_command"


@pytest.mark.parametrize(
    ("text", "seen"),
    [("/today", True), ("/today@kaizen_brief_bot", True), ("/today@another_bot", False), ("chat", False)],
)
async def test_in_groups_a_bot_sees_what_is_for_it(world: World, text: str, *, seen: bool) -> None:
    world.add_reader(OTHER, "Other")
    world.add_group(GROUP, "Group", [READER, OTHER])
    world.say(GROUP, OTHER, text)
    assert bool(world.updates.pending) is seen


async def test_an_administrator_bot_sees_everything(world: World) -> None:
    world.add_group(GROUP, "Group", [READER])
    world.admit_bot(GROUP, READER, status="administrator")
    world.say(GROUP, READER, "chat")
    assert [update.kind for update in world.updates.pending] == ["my_chat_member", "message"]
