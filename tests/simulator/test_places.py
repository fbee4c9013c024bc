"""Groups, topics and channels on the chat page: who sees what, and who may do what."""

import asyncio
import json

import pytest

from tests.simulator.test_page import OTHER, READER, TOKEN, Visit, visit

__all__ = ["visit"]
FORUM, CHANNEL = -1_001_000_000_001, -1_001_000_000_002


@pytest.fixture
def topic(visit: Visit) -> int:
    world = visit.world
    world.add_group(FORUM, "A forum", [READER, OTHER], with_bot=False)
    world.add_channel(CHANNEL, "A channel", members=[READER], with_bot=False)
    return world.add_topic(FORUM, "News")


async def test_a_reader_has_a_private_chat_and_the_chats_they_are_in(visit, topic):
    own, forum, channel = await visit.get("/demo/chats?reader=1")
    assert (own["type"], forum["title"], channel["type"]) == ("private", "A forum", "channel")
    assert forum["topics"] == [{"id": topic, "name": "News", "closed": False}]
    assert [chat["title"] for chat in await visit.get("/demo/chats?reader=2")] == ["", "A forum"]


async def test_what_is_said_in_a_topic_stands_in_the_group(visit, topic):
    await visit.post("/demo/bot", reader=1, chat=FORUM, present=True)
    await visit.post("/demo/say", reader=2, chat=FORUM, text="/today", topic=topic)
    seen = await visit.get(f"/demo/chat?reader=1&chat={FORUM}")
    assert seen["messages"][-1]["message_thread_id"] == topic
    kinds = [kind for update in await visit.bot("getUpdates") for kind in update if kind != "update_id"]
    assert kinds == ["my_chat_member", "message", "message"]


@pytest.mark.usefixtures("topic")
async def test_a_pages_stream_tells_of_its_chat_alone(visit):
    address = f"{visit.url}/demo/events?reader=2&chat={FORUM}"
    async with visit.session.get(address) as stream:
        await stream.content.readuntil(b"\n\n")
        await visit.post("/demo/say", reader=1, text="/start")
        await visit.post("/demo/say", reader=1, chat=FORUM, text="Good morning")
        async with asyncio.timeout(5):
            while not (event := await stream.content.readuntil(b"\n\n")).startswith(b"event: message"):
                pass
    assert json.loads(event.split(b"data: ")[1])["text"] == "Good morning"


@pytest.mark.usefixtures("topic")
async def test_only_administrators_take_the_bot_in_and_put_it_out(visit):
    wrong = await visit.refusal("POST", "/demo/bot", json={"reader": 2, "chat": FORUM, "present": True})
    assert wrong[0] == 403
    shown = await visit.post("/demo/bot", reader=1, chat=CHANNEL, present=True)
    assert shown["has_bot"]
    assert not (await visit.post("/demo/bot", reader=1, chat=CHANNEL, present=False))["has_bot"]


@pytest.mark.usefixtures("topic")
async def test_a_channel_is_written_in_by_its_administrators_alone(visit):
    visit.world.chats[CHANNEL].members[OTHER] = "member"
    wrong = await visit.refusal("POST", "/demo/say", json={"reader": 2, "chat": CHANNEL, "text": "x"})
    assert wrong[0] == 403
    await visit.post("/demo/say", reader=1, chat=CHANNEL, text="Good morning")
    seen = await visit.get(f"/demo/chat?reader=2&chat={CHANNEL}")
    assert [message["text"] for message in seen["messages"]] == ["Good morning"]


@pytest.mark.parametrize("chat", [CHANNEL, READER, -5, "x", "--1", "²"])
@pytest.mark.usefixtures("topic")
async def test_a_chat_of_others_is_not_shown(visit, chat):
    assert (await visit.refusal("GET", f"/demo/chat?reader=2&chat={chat}"))[0] == 404


async def test_a_topic_that_is_not_there_is_refused(visit, topic):
    body = {"reader": 1, "chat": FORUM, "text": "x", "topic": topic + 1}
    assert (await visit.refusal("POST", "/demo/say", json=body))[0] == 404


async def test_the_bot_is_told_what_it_may_not_do(visit, topic):
    visit.world.admit_bot(CHANNEL, READER, status="administrator", lacking=("can_post_messages",))
    visit.world.admit_bot(FORUM, READER)
    visit.world.close_topic(FORUM, READER, topic)
    address = f"{visit.url}/bot{TOKEN}/sendMessage"
    refusals = []
    for body in ({"chat_id": CHANNEL}, {"chat_id": FORUM, "message_thread_id": topic}):
        async with visit.session.post(address, json=body | {"text": "x"}) as response:
            refusals.append((await response.json())["description"])
    assert refusals == [
        "Bad Request: need administrator rights in the channel chat",
        "Bad Request: TOPIC_CLOSED",
    ]
