"""An editor who wants to be forgotten as a reader stays an editor, and the log says what they did."""

from storage import personal
from tests.desk.room import EDITOR, Room


async def test_the_log_of_the_desk_outlives_the_reader(room: Room):
    await room.say(EDITOR.id, "/start")
    await room.publish_note()
    asked = await room.say(EDITOR.id, "/forget")
    assert "What you did at the desk stays in its log." in asked["text"]
    await room.press(EDITOR.id, asked, "Delete my data")
    assert await room.subscriber(EDITOR.id) is None
    async with room.bot.newsroom.database.reading() as session:
        found = await personal.of_chat(session, EDITOR.id)
    assert (found["deliveries"], found["questions_of_the_desk"]) == ([], [])
    assert {act["verb"] for act in found["acts_of_the_desk"]} >= {"drafted", "scheduled"}
    assert "Entries" in (await room.say(EDITOR.id, "/entries"))["text"]
