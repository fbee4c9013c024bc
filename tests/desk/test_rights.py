"""Who is not of the desk learns nothing and does nothing, whatever they guess, press or were once."""

from tests.desk.room import ADMIN, EDITOR, NOTE, SECOND, STRANGER
from tests.stories.play import buttons

PRESSES = [
    "d:h", "d:dr:1", "d:k:1:1:talks", "d:f:1:1:headline", "d:c:1:1:urgency:1", "d:fg:1:1", "d:fd:1:1:0",
    "d:l:1:1", "d:sp:1:1:yes", "d:pv:1:1", "d:go:1:1", "d:go:1:1:202602050630:p", "d:ok:1:1", "d:no:1:1",
    "d:un:1:1", "d:ov:1:1", "d:es:0", "d:e:1", "d:ch:1", "d:hi:1", "d:w:1", "d:m", "d:mi:admin",
    "d:mr:2001:yes", "d:lg:0", "d:ld", "d:ld:2026-02-04:en", "d:gc", "d:gx", "d:", "d:zz", "d:dr:x",
    "d:pv:9:9",
]  # fmt: skip


async def removed(room, chat):
    people = await room.press(ADMIN.id, await room.say(ADMIN.id, "/desk"), "People")
    asked = await room.press(ADMIN.id, people, f"Remove {chat.id}")
    await room.press(ADMIN.id, asked, "Remove")


async def test_whatever_somebody_of_the_desk_presses_is_answered(room):
    await room.say(EDITOR.id, NOTE)
    for data in PRESSES:
        card = await room.say(EDITOR.id, "/desk")
        assert (await room.press(EDITOR.id, card, data))["text"], data


async def test_a_guessed_invitation_is_an_ordinary_start(room):
    usual = (await room.say(STRANGER.id, "/start"))["text"]
    await room.say(STRANGER.id, "/stop")
    assert (await room.say(STRANGER.id, "/start desk-guessed"))["text"] == usual


async def test_an_editor_manages_nobody(room):
    home = await room.say(EDITOR.id, "/desk")
    assert "People" not in buttons(home)
    for data in ("d:m", "d:mi:admin", f"d:mr:{SECOND.id}:yes"):
        await room.press(EDITOR.id, home, data)
    assert (ADMIN.id, "joined") not in await room.log()
    assert "Desk" in (await room.say(SECOND.id, "/desk"))["text"]


async def test_an_invitation_is_for_one_person(room):
    people = await room.press(ADMIN.id, await room.say(ADMIN.id, "/desk"), "People")
    link = (await room.press(ADMIN.id, people, "Invite an editor"))["text"].split("?start=")[1].split()[0]
    await room.say(STRANGER.id, f"/start {link}")
    assert "Desk" in (await room.say(STRANGER.id, "/desk"))["text"]


async def test_an_invitation_ends_after_a_day(room):
    people = await room.press(ADMIN.id, await room.say(ADMIN.id, "/desk"), "People")
    link = (await room.press(ADMIN.id, people, "Invite an editor"))["text"].split("?start=")[1].split()[0]
    usual = (await room.say(STRANGER.id, "/start"))["text"]
    await room.say(STRANGER.id, "/stop")
    room.later(hours=24, seconds=1)
    assert (await room.say(STRANGER.id, f"/start {link}"))["text"] == usual
    assert (STRANGER.id, "joined") not in await room.log()
    again = await room.press(ADMIN.id, await room.press(ADMIN.id, people, "d:m"), "Invite an editor")
    fresh = again["text"].split("?start=")[1].split()[0]
    room.later(hours=23, minutes=59)
    assert "You are of the desk now" in (await room.say(STRANGER.id, f"/start {fresh}"))["text"]


async def test_the_menu_of_the_desk_is_only_theirs(room):
    def offered(chat):
        found = [
            call.params["commands"]
            for call in room.world.calls_of("setMyCommands")
            if f'"chat_id": {chat.id}' in call.params.get("scope", "")
        ]
        return "entries" in found[-1] if found else False

    assert offered(ADMIN)
    assert offered(EDITOR)
    assert not offered(STRANGER)
    await removed(room, SECOND)
    gone = [call.params["scope"] for call in room.world.calls_of("deleteMyCommands")]
    assert any(f'"chat_id": {SECOND.id}' in scope for scope in gone)
