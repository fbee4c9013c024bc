"""Every text that the desk types has a bound; what is longer is asked for again and not lost."""

from pathlib import Path

import pytest

from bot.intake import bounds
from tests.desk.room import ADMIN, EDITOR, NOTE, READERS
from tests.stories.play import buttons

README = Path(__file__).parents[2] / "README.md"


def words(many):
    """So many characters, in words."""
    return ("word " * many)[: many - 1] + "s"


async def field(room, label):
    return await room.press(EDITOR.id, await room.say(EDITOR.id, NOTE), label)


async def source(room):
    await field(room, "Sources")
    return lambda text: f"{text} https://example.org/a"


async def headline(room):
    await field(room, "Headline")


async def summary(room):
    await field(room, "Summary")


async def figure(room):
    await field(room, "Figures")
    return lambda text: f"12 killed {text}"[: len(text)]


async def claimant(room):
    card = await room.say(EDITOR.id, "Drones over Odesa\n12 killed\nhttps://example.org/a")
    figures = await room.press(EDITOR.id, card, "Figures")
    await room.press(EDITOR.id, figures, "Who says so?")


async def translation(room):
    card = await field(room, "Languages")
    await room.press(EDITOR.id, card, "German")


async def position(room):
    card = await room.press(EDITOR.id, await room.say(EDITOR.id, NOTE), "Talks")
    await room.press(EDITOR.id, card, "Positions")
    return lambda text: f"UA: {text}"


async def next_step(room):
    card = await room.press(EDITOR.id, await room.say(EDITOR.id, NOTE), "Talks")
    await room.press(EDITOR.id, card, "Next")


async def reason(room):
    await room.publish_note()
    card = await room.correct_figure("substation", 2, "88")
    card = await room.press(EDITOR.id, card, "Preview and publish")
    await room.press(EDITOR.id, card, "Correction: something was wrong")


async def withdrawal(room):
    await room.publish_note()
    await room.press(EDITOR.id, await room.entry("substation"), "Withdraw")


async def override(room):
    await withdrawal(room)
    sheet = await room.say(EDITOR.id, "It was another city")
    await room.press(EDITOR.id, sheet, "Nobody else is there: withdraw")


async def lede(room):
    await room.press(EDITOR.id, await room.say(EDITOR.id, "/lede"), "English")


ASKED = [
    (headline, bounds.HEADLINE),
    (translation, bounds.HEADLINE),
    (summary, bounds.SUMMARY),
    (source, bounds.NAME),
    (figure, bounds.FIGURES),
    (claimant, bounds.NAME),
    (position, bounds.POSITION),
    (next_step, bounds.STEP),
    (reason, bounds.REASON),
    (withdrawal, bounds.REASON),
    (override, bounds.REASON),
    (lede, bounds.LEDE),
]


@pytest.mark.parametrize(("ask", "most"), ASKED, ids=[ask.__name__ for ask, _most in ASKED])
async def test_what_is_too_long_is_asked_for_again_with_its_bound_and_shown(room, ask, most):
    form = await ask(room) or (lambda text: text)
    again = await room.say(EDITOR.id, form(words(most + 1)))
    assert f"{most + 1} characters long; at most {most} fit" in again["text"]
    assert form(words(most + 1))[:900] in again["text"]
    taken = await room.say(EDITOR.id, form(words(most)))
    assert "at most" not in taken["text"], taken["text"]


async def test_a_note_with_a_long_first_line_keeps_all_of_it(room):
    first = f"Drones over Odesa {words(400)}"
    card = await room.say(EDITOR.id, f"{first}\nhttps://example.org/a")
    assert "the first line was too long" in card["text"]
    card = await room.press(EDITOR.id, card, "Headline")
    card = await room.say(EDITOR.id, "Drones over Odesa")
    assert "the first line was too long" not in card["text"]
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    assert first in sheet["text"]


async def test_a_note_that_is_too_long_is_kept_whole_and_waits_to_be_shortened(room):
    text = words(bounds.SUMMARY + 50)
    card = await room.say(EDITOR.id, f"Drones over Odesa\n{text}\nhttps://example.org/a")
    assert f"at most {bounds.SUMMARY} fit" in card["text"]
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    assert "Publish now" not in buttons(sheet)
    card = await room.press(EDITOR.id, sheet, "Back")
    await room.press(EDITOR.id, card, "Summary")
    card = await room.say(EDITOR.id, "Power is out.")
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    assert "Publish now" in buttons(sheet)


async def test_there_is_an_end_to_the_figures_of_an_entry(room):
    await field(room, "Figures")
    again = await room.say(EDITOR.id, "\n".join(f"{number} injured - Mayor" for number in range(1, 50)))
    assert f"at most {bounds.CLAIMS} fit" in again["text"]
    assert "49 injured - Mayor" in again["text"]


async def test_a_longest_correction_fits_wherever_it_is_shown(room):
    await room.publish_note()
    await room.alerted()
    card = await room.correct_figure("substation", 2, "88")
    await room.as_correction(card, words(bounds.REASON))
    await room.after(seconds=5)
    assert words(bounds.REASON) in room.sent(READERS[0].id)[-1]["text"]


async def test_an_answer_to_a_draft_that_somebody_changed_is_shown_again(room):
    card = await room.say(EDITOR.id, NOTE)
    await room.press(EDITOR.id, card, "Headline")
    await room.press(ADMIN.id, await room.say(ADMIN.id, "/draft_1"), "Talks")
    stale = await room.say(EDITOR.id, "A headline that took long to type")
    assert "Nothing was overwritten" in stale["text"]
    assert "A headline that took long to type" in stale["text"]


NAMES = ["Odesa\u202eAVO\x00\n<b>", "\u200b\u2066", "x" * 500]


@pytest.mark.parametrize("title", NAMES)
async def test_a_channels_name_is_never_shown_raw(room, title):
    channel = {"id": -1001234567890, "type": "channel", "title": title, "username": "odesa_ova"}
    origin = {"type": "channel", "date": 1, "chat": channel, "message_id": 77}
    card = await room.send(EDITOR.id, {"text": "Drones over Odesa", "forward_origin": origin})
    assert not set("\u202e\x00\u200b\u2066") & set(card["text"])
    assert "x" * 201 not in card["text"]
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    assert "Publish now" in buttons(sheet)


def test_the_readme_names_every_bound():
    known = {name: number for name, number in vars(bounds).items() if name.isupper()}
    table = README.read_text(encoding="utf-8").partition("| what is typed | at most |")[2]
    for name, number in known.items():
        assert f" {number:,} " in table, name
