"""The desk's chat: one message for each draft, edited as it goes on."""

from tests.cast import Chat
from tests.desk.room import ADMIN, EDITOR, NOTE, READERS, STRANGER

GROUP = Chat(-1_004_000_000_077, "en", "Europe/Kyiv", "supergroup")


async def chosen(room):
    room.world.add_group(GROUP.id, "Desk", [ADMIN.id, EDITOR.id])
    offer = await room.say(ADMIN.id, "/desk", chat=GROUP.id)
    return await room.press(ADMIN.id, offer, "Use this group", chat=GROUP.id)


def posts(room):
    return [message["text"] for message in room.sent(GROUP.id)[1:]]


async def test_a_group_becomes_the_desks_chat_by_one_tap_of_an_admin(room):
    shown = await chosen(room)
    assert "desk's chat now" in shown["text"]
    assert (ADMIN.id, "desk chat") in await room.log()


async def test_a_draft_is_one_message_that_goes_on(room):
    await chosen(room)
    card = await room.say(EDITOR.id, NOTE)
    await room.tick()
    (post,) = posts(room)
    assert "is being written" in post
    await room.let_go(card)
    await room.after(seconds=61)
    await room.alerted()
    await room.after(seconds=4)
    (post,) = posts(room)
    assert "published 14:01" in post
    assert "to 3 readers, 3 delivered" in post


async def test_a_failure_of_the_van_is_told_there_once(room):
    await chosen(room)
    room.provoked.add(("sendmessage", 400))
    for reader in READERS:
        room.world.faults.answer("sendMessage", 400, "Bad Request: can't parse entities", chat_id=reader.id)
    await room.publish_note()
    await room.alerted()
    await room.after(seconds=4)
    assert sum("Telegram refuses the text of an edition" in post for post in posts(room)) == 1
    assert len(room.held_by(ADMIN, "Telegram refuses the text of an edition")) == 1
    assert room.held_by(EDITOR, "Telegram refuses") == []


async def test_nobody_else_chooses_a_chat(room):
    room.world.add_group(GROUP.id, "Desk", [STRANGER.id, EDITOR.id])
    await room.unanswered(lambda: room.world.say(GROUP.id, STRANGER.id, "/desk"), GROUP.id)
    await room.unanswered(lambda: room.world.say(GROUP.id, EDITOR.id, "/desk"), GROUP.id)


async def test_the_desks_chat_goes_on_when_its_group_becomes_a_supergroup(room):
    room.world.add_group(-4_077, "Desk", [ADMIN.id, EDITOR.id])
    offer = await room.say(ADMIN.id, "/desk", chat=-4_077)
    await room.press(ADMIN.id, offer, "Use this group", chat=-4_077)
    new = room.world.upgrade_group(-4_077)
    await room.quiet()
    await room.say(EDITOR.id, NOTE)
    await room.tick()
    assert "is being written" in room.sent(new)[-1]["text"]
