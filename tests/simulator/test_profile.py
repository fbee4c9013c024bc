"""The bot's face: commands by scope and language, texts, menu button, chats and members."""

from typing import Any

import pytest

from bot.simulator import World
from tests.simulator.conftest import GROUP, OTHER, READER, Api

START = {"command": "start", "description": "Begin"}


async def test_the_bot_introduces_itself(api: Api) -> None:
    me = (await api("getMe")).result
    assert (me["username"], me["is_bot"], me["can_read_all_group_messages"]) == (
        "kaizen_brief_bot",
        True,
        False,
    )


async def test_commands_are_kept_by_scope_and_language(api: Api, world: World) -> None:
    ukrainian = START | {"description": "Почати"}
    await api("setMyCommands", commands=[START | {"command": "/start"}])
    await api("setMyCommands", commands=[ukrainian], language_code="uk", scope={"type": "all_private_chats"})
    assert (await api("getMyCommands")).result == [START]
    assert world.profile.commands_for(READER, "uk") == [ukrainian]
    assert world.profile.commands_for(READER, "de") == [START]
    await api("deleteMyCommands", language_code="uk", scope={"type": "all_private_chats"})
    assert world.profile.commands_for(READER, "uk") == [START]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"commands": "x"}, "can't parse commands JSON object"),
        ({"commands": {}}, "expected an Array of BotCommand"),
        ({"commands": [5]}, "can't parse BotCommand: expected an Object"),
        ({"commands": [{"command": "a"}]}, "can't parse BotCommand: Can't find field \"description\""),
        ({"commands": [START | {"command": "Start"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [START | {"command": ""}]}, "command must be non-empty"),
        ({"commands": [START | {"command": "a" * 33}]}, "command length must not exceed 32"),
        ({"commands": [START | {"description": " "}]}, "command description must be non-empty"),
        (
            {"commands": [START | {"description": "a" * 257}]},
            "command description length must not exceed 256",
        ),
        ({"scope": "x"}, "can't parse BotCommandScope JSON object"),
        ({"scope": []}, "can't parse BotCommandScope: BotCommandScope must be an Object"),
        ({"scope": {"type": "all"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"scope": {"type": "chat"}}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
        ({"scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
        (
            {"scope": {"type": "chat_administrators", "chat_id": READER}},
            "can't use specified scope in private chats",
        ),
        ({"language_code": "eng"}, "invalid language code specified"),
    ],
)
async def test_wrong_commands_are_refused(api: Api, given: dict[str, Any], refusal: str) -> None:
    answer = await api("setMyCommands", **({"commands": [START]} | given))
    assert answer.refusal == (400, f"Bad Request: {refusal}")


@pytest.mark.parametrize(
    ("method", "name", "longest"),
    [
        ("Name", "name", 64),
        ("Description", "description", 512),
        ("ShortDescription", "short_description", 120),
    ],
)
async def test_a_text_of_the_bot_falls_back_to_no_language(
    api: Api, method: str, name: str, longest: int
) -> None:
    await api(f"setMy{method}", **{name: "Brief"})
    await api(f"setMy{method}", **{name: "Kurz"}, language_code="de")
    assert (await api(f"getMy{method}", language_code="de")).result == {name: "Kurz"}
    assert (await api(f"getMy{method}", language_code="uk")).result == {name: "Brief"}
    assert (await api(f"setMy{method}", **{name: "x" * (longest + 1)})).status == 400


async def test_a_menu_button_is_kept_for_a_reader(api: Api) -> None:
    assert (await api("getChatMenuButton", chat_id=READER)).result == {"type": "commands"}
    button = {"type": "web_app", "text": "Open", "web_app": {"url": "https://example.org/"}}
    await api("setChatMenuButton", chat_id=READER, menu_button=button)
    assert (await api("getChatMenuButton", chat_id=READER)).result == button
    wrong = await api("setChatMenuButton", menu_button={"type": "round"})
    assert wrong.refusal == (400, "Bad Request: can't parse menu button: MenuButton has unsupported type")


async def test_a_chat_and_its_members_are_described(api: Api, world: World) -> None:
    world.add_reader(OTHER, "Other")
    world.add_group(GROUP, "Group", [READER, OTHER])
    assert (await api("getChat", chat_id=GROUP)).result["title"] == "Group"
    assert (await api("getChatMember", chat_id=GROUP, user_id=READER)).result["status"] == "creator"
    assert (await api("getChatMember", chat_id=GROUP, user_id=OTHER)).result["status"] == "member"
    administrators = (await api("getChatAdministrators", chat_id=GROUP)).result
    assert [member["user"]["id"] for member in administrators] == [READER]
    assert (await api("getChatMemberCount", chat_id=GROUP)).result == 3


@pytest.mark.parametrize(
    ("method", "given", "refusal"),
    [
        ("getChat", {}, "chat_id is empty"),
        ("getChat", {"chat_id": 5}, "chat not found"),
        ("getChatMember", {"chat_id": READER, "user_id": "x"}, "invalid user_id specified"),
        ("getChatMember", {"chat_id": READER, "user_id": 5}, "member not found"),
        ("getChatAdministrators", {"chat_id": READER}, "there are no administrators in the private chat"),
        ("leaveChat", {"chat_id": READER}, "chat member status can't be changed in private chats"),
    ],
)
async def test_a_wrong_question_about_a_chat_is_refused(
    api: Api, method: str, given: dict[str, Any], refusal: str
) -> None:
    assert (await api(method, **given)).refusal == (400, f"Bad Request: {refusal}")


async def test_a_bot_that_left_a_group_is_no_member(api: Api, world: World) -> None:
    world.add_group(GROUP, "Group", [READER])
    assert (await api("leaveChat", chat_id=GROUP)).result is True
    assert (await api.send("x", GROUP)).refusal == (403, "Forbidden: bot is not a member of the group chat")
