"""From a changed status in the chat to those who follow the pledge, and to nobody before its time."""

from tests import cast
from tests.desk.room import EDITOR, READERS

FOLLOWER, OTHER = READERS[0], READERS[1]


async def changed(room):
    """A pledge that one reader follows, and a card with another status, about to be published."""
    await room.publish(cast.pledge(urgency=5), aim="archive")
    shown = await room.say(FOLLOWER.id, "/pledges")
    await room.press(FOLLOWER.id, shown, "Follow: Pause in strikes on the power g…")
    await room.after(seconds=1)
    sheet = await room.entry("Pause in strikes")
    card = await room.press(EDITOR.id, sheet, "Correct or update")
    card = await room.press(EDITOR.id, card, "Status")
    card = await room.press(EDITOR.id, card, "broken")
    card = await room.press(EDITOR.id, card, "Preview and publish")
    return await room.press(EDITOR.id, card, "Update: things moved on")


async def test_followers_are_told_after_the_undo_and_when_it_is_quiet(room):
    card = await changed(room)
    await room.press(EDITOR.id, card, "Publish now")
    await room.after(seconds=59)
    assert room.held_by(FOLLOWER, "disputed → broken") == []
    await room.after(seconds=2)
    await room.alerted()
    (told,) = room.held_by(FOLLOWER, "disputed → broken")
    assert "A pledge you follow" in told["text"]
    assert room.held_by(OTHER, "disputed → broken") == []


async def test_what_is_taken_back_is_told_to_nobody(room):
    card = await changed(room)
    card = await room.press(EDITOR.id, card, "Publish now")
    await room.press(EDITOR.id, card, "Undo")
    await room.after(minutes=10)
    assert room.held_by(FOLLOWER, "A pledge you follow") == []
