"""/about: the method for everybody, and every correction in public."""

from tests.desk.room import EDITOR, NOTE, READERS, STRANGER
from tests.stories.play import buttons


async def errata(room, who=READERS[0]):
    shown = await room.say(who.id, "/about")
    return await room.press(who.id, shown, "Corrections")


async def corrected(room, figure, why):
    card = await room.correct_figure("substation", 2, figure)
    await room.as_correction(card, why)


async def test_whoever_asks_is_told_how_the_brief_is_made(room):
    shown = await room.say(STRANGER.id, "/about")
    for words in ("who claims it", "18:00 to 18:00 Kyiv time", "your settings"):
        assert words in shown["text"]


async def test_without_corrections_it_says_so(room):
    assert "Nothing had to be corrected" in (await errata(room))["text"]


async def test_a_correction_stands_there_with_its_moment_and_reason(room):
    await room.publish_note()
    await corrected(room, "88", "Counted again")
    text = (await errata(room, STRANGER))["text"]
    assert "Drones hit a substation" in text
    assert "Corrected 4 February, 14:0" in text
    assert "not 98" in text
    assert "Counted again" in text


async def test_what_was_withdrawn_is_named_without_what_it_said(room):
    await room.publish_note()
    sheet = await room.entry("substation")
    await room.press(EDITOR.id, sheet, "Withdraw")
    sheet = await room.say(EDITOR.id, "It was another city")
    await room.press(EDITOR.id, sheet, "Nobody else is there: withdraw")
    await room.say(EDITOR.id, "Night shift")
    await room.after(seconds=61)
    text = (await errata(room))["text"]
    assert "Withdrawn" in text
    assert "It was another city" in text
    assert "substation" not in text


async def test_an_update_is_no_correction(room):
    await room.publish_note()
    card = await room.correct_figure("substation", 3, "at least 15")
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    sheet = await room.press(EDITOR.id, sheet, "Update: things moved on")
    await room.press(EDITOR.id, sheet, "Publish now")
    await room.after(seconds=61)
    assert "Nothing had to be corrected" in (await errata(room))["text"]


async def test_a_long_log_has_pages(room):
    await room.publish_note(NOTE)
    for figure in range(80, 87):
        await corrected(room, str(figure), f"Count number {figure}")
    first = await errata(room)
    assert "Count number 86" in first["text"]
    second = await room.press(READERS[0].id, first, "More")
    assert "Count number 80" in second["text"]
    assert "Back" in buttons(second)
