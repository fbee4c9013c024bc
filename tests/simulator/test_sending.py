"""Sending: which chat is meant, who may be written to, replies, ids and dates."""

from typing import Any

import pytest

from bot.simulator import World
from tests.simulator.conftest import GROUP, OTHER, READER, SUPERGROUP, TOKEN, Api, Clock


@pytest.mark.parametrize("chat_id", ["0", "abc", "@nobody_here", "987654", "-1009876543210", "9" * 20])
async def test_an_unknown_chat_is_not_found(api: Api, chat_id: str) -> None:
    assert (await api("sendMessage", chat_id=chat_id, text="x")).refusal == (
        400,
        "Bad Request: chat not found",
    )


async def test_a_missing_chat_is_named_after_the_text_was_read(api: Api) -> None:
    assert (await api("sendMessage", text="x")).refusal == (400, "Bad Request: chat_id is empty")
    assert (await api("sendMessage")).refusal == (400, "Bad Request: message text is empty")


async def test_a_reader_who_never_wrote_is_not_found(api: Api, world: World) -> None:
    world.add_reader(OTHER, "Other", started=False)
    assert (await api.send("x", OTHER)).refusal == (400, "Bad Request: chat not found")
    world.add_group(GROUP, "Group", [READER, OTHER])
    stranger = (403, "Forbidden: bot can't initiate conversation with a user")
    assert (await api.send("x", OTHER)).refusal == stranger
    world.say(OTHER, OTHER, "/start")
    assert (await api.send("x", OTHER)).result["text"] == "x"


async def test_bots_do_not_write_to_bots(api: Api) -> None:
    bot_id = int(TOKEN.split(":")[0])
    assert (await api.send("x", bot_id)).refusal == (403, "Forbidden: bots can't send messages to bots")


async def test_a_blocked_bot_may_edit_and_type_but_not_send(api: Api, world: World) -> None:
    message = (await api.send("old")).result
    world.block(READER)
    assert (await api.send("new")).refusal == (403, "Forbidden: bot was blocked by the user")
    edit = {"chat_id": READER, "message_id": message["message_id"], "text": "new"}
    assert (await api("editMessageText", **edit)).result["text"] == "new"
    assert (await api("sendChatAction", chat_id=READER, action="typing")).result is True
    world.unblock(READER)
    assert (await api.send("again")).result["text"] == "again"


async def test_a_deleted_account_is_deactivated(api: Api, world: World) -> None:
    world.delete_account(READER)
    assert (await api.send()).refusal == (403, "Forbidden: user is deactivated")


async def test_an_upgraded_group_answers_with_its_new_id(api: Api, world: World) -> None:
    world.add_group(GROUP, "Group", [READER])
    new_id = world.upgrade_group(GROUP)
    answer = await api.send("x", GROUP)
    assert answer.refusal == (400, "Bad Request: group chat was upgraded to a supergroup chat")
    assert answer.body["parameters"] == {"migrate_to_chat_id": new_id}
    assert (await api.send("x", new_id)).result["chat"]["type"] == "supergroup"


@pytest.mark.parametrize(
    ("chat_id", "status", "refusal"),
    [
        (GROUP, "kicked", "bot was kicked from the group chat"),
        (SUPERGROUP, "kicked", "bot was kicked from the supergroup chat"),
        (SUPERGROUP, "left", "bot is not a member of the supergroup chat"),
    ],
)
async def test_a_bot_that_was_put_out_may_not_write(
    api: Api, world: World, chat_id: int, status: str, refusal: str
) -> None:
    world.add_group(chat_id, "Group", [READER])
    world.remove_from_group(chat_id, READER, status=status)
    assert (await api.send("x", chat_id)).refusal == (403, f"Forbidden: {refusal}")


async def test_a_channel_wants_an_administrator(api: Api, world: World) -> None:
    world.add_channel(SUPERGROUP, "Channel", "a_channel")
    message = (await api("sendMessage", chat_id="@a_channel", text="x")).result
    assert message["sender_chat"]["title"] == "Channel"
    world.chats[SUPERGROUP].members[world.bot["id"]] = "member"
    refusal = (400, "Bad Request: need administrator rights in the channel chat")
    assert (await api.send("x", SUPERGROUP)).refusal == refusal


async def test_private_chats_share_one_counter_of_message_ids(api: Api, world: World) -> None:
    world.add_reader(OTHER, "Other")
    world.add_group(SUPERGROUP, "Group", [READER])
    ids = [
        (await api.send("x", chat_id)).result["message_id"] for chat_id in (READER, OTHER, READER, SUPERGROUP)
    ]
    assert ids == [1, 2, 3, 1]


async def test_a_message_is_dated_by_the_worlds_clock(api: Api, clock: Clock) -> None:
    clock.forward(days=1)
    assert (await api.send()).result["date"] == int(clock.moment.timestamp())


async def test_a_reply_shows_what_it_answers(api: Api) -> None:
    first = (await api.send("first")).result["message_id"]
    reply = (await api.send("second", reply_parameters={"message_id": first})).result
    assert reply["reply_to_message"]["text"] == "first"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"reply_to_message_id": 99}, "message to be replied not found"),
        ({"reply_parameters": "x"}, "can't parse reply parameters JSON object"),
        ({"reply_parameters": []}, "object expected as reply parameters"),
        ({"reply_parameters": {"quote": "q"}}, 'can\'t find field "message_id"'),
        ({"reply_parameters": {"message_id": "x"}}, 'field "message_id" must be a valid Number'),
        ({"message_thread_id": 77}, "message thread not found"),
    ],
)
async def test_a_wrong_reply_is_refused(api: Api, given: dict[str, Any], refusal: str) -> None:
    assert (await api.send("x", **given)).refusal == (400, f"Bad Request: {refusal}")


@pytest.mark.parametrize(
    "given",
    [
        {"reply_parameters": {"message_id": 99, "allow_sending_without_reply": True}},
        {"reply_to_message_id": 99, "allow_sending_without_reply": True},
        {"reply_parameters": {}},
        {"reply_parameters": {"message_id": -1}},
    ],
)
async def test_a_reply_to_nothing_may_be_sent_without_it(api: Api, given: dict[str, Any]) -> None:
    assert "reply_to_message" not in (await api.send("x", **given)).result


async def test_a_message_goes_to_a_topic_that_is_there(api: Api, world: World) -> None:
    world.add_group(SUPERGROUP, "Group", [READER])
    thread_id = world.add_topic(SUPERGROUP)
    message = (await api.send("x", SUPERGROUP, message_thread_id=thread_id)).result
    assert (message["message_thread_id"], message["is_topic_message"]) == (thread_id, True)


async def test_unknown_parameters_are_ignored(api: Api) -> None:
    assert (await api.send("x", no_such_parameter="1")).result["text"] == "x"


async def test_a_wrong_location_is_refused_and_nonsense_is_zero(api: Api) -> None:
    far = await api("sendLocation", chat_id=READER, latitude="91", longitude="0")
    assert far.refusal == (400, "Bad Request: wrong location specified")
    zero = await api("sendLocation", chat_id=READER, latitude="x", longitude="30.5")
    assert zero.result["location"] == {"latitude": 0.0, "longitude": 30.5}
    nothing = await api("sendLocation", chat_id=READER, longitude="1")
    assert nothing.refusal == (400, "Bad Request: latitude is empty")


async def test_a_chat_action_is_one_of_a_list(api: Api, world: World) -> None:
    events: list[dict[str, Any]] = []
    world.listen(events.append)
    wrong = await api("sendChatAction", chat_id=READER, action="juggle")
    assert wrong.refusal == (400, "Bad Request: wrong parameter action in request")
    await api("sendChatAction", chat_id=READER, action="typing")
    assert {"type": "typing", "chat_id": READER, "action": "typing"} in events


async def test_messages_are_forwarded_copied_and_deleted(api: Api, world: World) -> None:
    original = world.say(READER, READER, "hello")["message_id"]
    source = {"chat_id": READER, "from_chat_id": READER, "message_id": original}
    forwarded = (await api("forwardMessage", **source)).result
    assert forwarded["forward_origin"]["sender_user"]["id"] == READER
    copied = (await api("copyMessage", **source)).result["message_id"]
    assert (await api("deleteMessage", chat_id=READER, message_id=original)).result is True
    assert [message["message_id"] for message in world.messages(READER)] == [forwarded["message_id"], copied]


@pytest.mark.parametrize(
    ("method", "given", "refusal"),
    [
        ("deleteMessage", {"message_id": 5}, "chat identifier is not specified"),
        ("deleteMessage", {"chat_id": READER}, "message identifier is not specified"),
        ("deleteMessage", {"chat_id": READER, "message_id": 99}, "message to delete not found"),
        ("deleteMessages", {"chat_id": READER}, "message identifiers are not specified"),
        (
            "deleteMessages",
            {"chat_id": READER, "message_ids": {}},
            "expected an Array of message identifiers",
        ),
        ("deleteMessages", {"chat_id": READER, "message_ids": [0]}, "invalid message identifier specified"),
        ("forwardMessage", {"chat_id": READER}, 'parameter "from_chat_id" is required'),
        (
            "forwardMessage",
            {"chat_id": READER, "from_chat_id": READER, "message_id": 99},
            "message to forward not found",
        ),
        (
            "copyMessage",
            {"chat_id": READER, "from_chat_id": READER, "message_id": 99},
            "message to copy not found",
        ),
        ("pinChatMessage", {"chat_id": READER, "message_id": 99}, "message to pin not found"),
    ],
)
async def test_a_message_that_is_not_there_is_named(
    api: Api, method: str, given: dict[str, Any], refusal: str
) -> None:
    assert (await api(method, **given)).refusal == (400, f"Bad Request: {refusal}")


async def test_a_message_cannot_be_deleted_after_two_days(api: Api, clock: Clock) -> None:
    message_id = (await api.send()).result["message_id"]
    clock.forward(hours=49)
    answer = await api("deleteMessage", chat_id=READER, message_id=message_id)
    assert answer.refusal == (400, "Bad Request: message can't be deleted for everyone")


async def test_pins_are_shown_by_the_chat(api: Api) -> None:
    message_id = (await api.send("pinned")).result["message_id"]
    await api("pinChatMessage", chat_id=READER, message_id=message_id)
    assert (await api("getChat", chat_id=READER)).result["pinned_message"]["text"] == "pinned"
    await api("unpinAllChatMessages", chat_id=READER)
    assert "pinned_message" not in (await api("getChat", chat_id=READER)).result


@pytest.mark.parametrize(
    ("reaction", "refusal"),
    [
        ("x", "can't parse reaction types JSON object"),
        ("{}", "expected an Array of ReactionType"),
        ('[{"type": "wave"}]', "can't parse ReactionType: invalid reaction type specified"),
        ('[{"type": "emoji", "emoji": "👍"}]', "message to react not found"),
    ],
)
async def test_a_wrong_reaction_is_refused(api: Api, reaction: str, refusal: str) -> None:
    answer = await api("setMessageReaction", chat_id=READER, message_id=99, reaction=reaction)
    assert answer.refusal == (400, f"Bad Request: {refusal}")


async def test_nobody_has_connected_a_business_account(api: Api) -> None:
    answer = await api.send("x", business_connection_id="abc")
    assert answer.refusal == (400, "Bad Request: business connection not found")
