"""A wave at the desk: the preview says whether readers hear an alert, or have theirs edited in silence."""

from tests.desk.room import EDITOR, READERS, Room

PORT = "Drones hit a port in Izmail overnight\nhttps://example.org/izmail"


async def put_into_wave(room: Room, card: dict) -> dict:
    shown = await room.press(EDITOR.id, card, "Wave")
    night = next(button for button in _labels(shown) if button.startswith("night to"))
    return await room.press(EDITOR.id, shown, night)


def _labels(message: dict) -> list[str]:
    return [one["text"] for row in message["reply_markup"]["inline_keyboard"] for one in row]


async def test_an_update_that_makes_an_attack_graver_is_announced_as_an_alert_and_sounds(room):
    await room.publish_note()
    await room.alerted()
    card = await room.correct_figure("substation", 3, "at least 30 killed")
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    assert "An alert to" not in sheet["text"]
    sheet = await room.press(EDITOR.id, sheet, "Update: things moved on")
    assert "3 delivered messages will be edited" in sheet["text"]
    assert "An alert to 3 readers" in sheet["text"]
    await room.press(EDITOR.id, sheet, "Publish now")
    await room.after(seconds=61)
    await room.alerted()
    first, again = room.held_by(READERS[0], "substation")
    assert again["reply_to_message"]["message_id"] == first["message_id"]
    assert "30 killed" in again["text"]


async def test_a_second_entry_of_a_night_is_announced_as_an_edit_and_makes_no_sound(room):
    card = await room.say(EDITOR.id, "Drones hit a substation in Odesa overnight\nhttps://example.org/odesa")
    card = await put_into_wave(room, card)
    await room.let_go(card)
    await room.after(seconds=61)
    await room.alerted()
    card = await room.say(EDITOR.id, PORT)
    card = await put_into_wave(room, card)
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    assert "3 delivered messages will be edited" in sheet["text"]
    assert "An alert to" not in sheet["text"]
    await room.press(EDITOR.id, sheet, "Publish now")
    await room.after(seconds=61)
    await room.alerted()
    (alert,) = room.held_by(READERS[0], "substation")
    assert "Izmail" in alert["text"]
    assert room.held_by(READERS[0], "Izmail") == [alert]
