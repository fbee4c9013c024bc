"""From a note on a phone to an entry that readers get: few taps, and nothing guessed in silence."""

from tests.desk.room import ADMIN, EDITOR, NOTE, READERS, Room
from tests.stories.play import buttons, kyiv


async def test_five_lines_become_a_published_attributed_attack_in_two_taps(room):
    card = await room.say(EDITOR.id, NOTE)
    before = room.press_count(EDITOR)
    await room.let_go(card)
    assert room.press_count(EDITOR) - before == 2
    await room.after(seconds=61)
    await room.alerted()
    (alert,) = room.held_by(READERS[0], "Drones hit a substation")
    for words in ("350–500 drones", "Air Force", "at least 12 killed", "Odesa regional head", "example.org"):
        assert words in alert["text"]


async def test_the_card_shows_what_was_understood(room):
    card = await room.say(EDITOR.id, NOTE)
    text = card["text"]
    for words in ("Draft 1", "Attack", "Odesa (UA-51)", "350–500", "Air Force", "example.org", "12 killed"):
        assert words in text, text
    assert "✓ Attack" in buttons(card)


async def test_a_field_is_changed_by_tapping_it_and_typing(room):
    card = await room.say(EDITOR.id, NOTE)
    asked = await room.press(EDITOR.id, card, "Headline")
    assert "Drones hit a substation" in asked["text"]
    card = await room.say(EDITOR.id, "Drones hit two substations in Odesa")
    assert "two substations" in card["text"]


async def test_what_cannot_be_understood_is_said_and_asked_again(room):
    card = await room.say(EDITOR.id, NOTE)
    await room.press(EDITOR.id, card, "Places")
    again = await room.say(EDITOR.id, "Atlantis")
    assert "Atlantis" in again["text"]
    card = await room.say(EDITOR.id, "Kharkiv")
    assert "Kharkiv (UA-63)" in card["text"]


async def test_a_draft_without_a_source_cannot_be_published_and_says_so(room):
    card = await room.say(EDITOR.id, "Drones over Odesa\n12 killed - regional head")
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    assert "source" in sheet["text"].lower()
    assert "Publish now" not in buttons(sheet)


async def test_a_number_without_a_claimant_is_asked_for(room):
    card = await room.say(EDITOR.id, "Drones over Odesa\n12 killed\nhttps://example.org/a")
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    assert "Publish now" not in buttons(sheet)
    card = await room.press(EDITOR.id, sheet, "Back")
    figures = await room.press(EDITOR.id, card, "Figures")
    await room.press(EDITOR.id, figures, "Who says so?")
    card = await room.say(EDITOR.id, "Odesa regional head")
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    assert "Publish now" in buttons(sheet)


async def test_a_figure_can_be_added_changed_and_removed(room):
    card = await room.say(EDITOR.id, NOTE)
    await room.press(EDITOR.id, card, "Figures")
    card = await room.say(EDITOR.id, "30+ injured - Odesa regional head")
    assert "30" in card["text"]
    figures = await room.press(EDITOR.id, card, "Figures")
    one = await room.press(EDITOR.id, figures, "4")
    figures = await room.press(EDITOR.id, one, "Remove")
    assert "4" not in buttons(figures)


async def test_the_kind_is_one_tap(room):
    card = await room.say(EDITOR.id, NOTE)
    card = await room.press(EDITOR.id, card, "Talks")
    assert "✓ Talks" in buttons(card)
    assert "Format" in buttons(card)


async def test_a_stale_card_overwrites_nothing_and_says_what_changed(room):
    card = await room.say(EDITOR.id, NOTE)
    await room.press(EDITOR.id, card, "Headline")
    await room.say(EDITOR.id, "Another headline")
    old = room.sent(EDITOR.id)[-2]
    await room.press(EDITOR.id, old, "d:k:1:1:talks")
    shown = room.now(old)
    assert "Headline" in shown["text"]
    assert "Nothing was overwritten" in shown["text"]
    assert "✓ Attack" in buttons(shown)


async def test_a_draft_goes_on_after_a_restart_where_it_was_asked(hurried, database_url):  # noqa: ARG001
    async with Room.staged(kyiv(2026, 2, 4, 14, 0), database_url, admins=str(ADMIN.id)) as room:
        room.meet(ADMIN)
        async with room.on():
            card = await room.say(ADMIN.id, NOTE)
            await room.press(ADMIN.id, card, "Headline")
        async with room.on():
            card = await room.say(ADMIN.id, "Drones hit two substations in Odesa")
            assert "two substations" in card["text"]
            assert "350–500" in card["text"]
            home = await room.say(ADMIN.id, "/desk")
            assert "two substations" in (await room.press(ADMIN.id, home, "1"))["text"]


async def test_on_another_phone_an_older_card_is_refused_with_what_changed(room):
    """The same person, who goes on with a card that the other phone still shows."""
    await room.say(EDITOR.id, NOTE)
    here = await room.press(EDITOR.id, await room.say(EDITOR.id, "/desk"), "1")
    there = await room.press(EDITOR.id, await room.say(EDITOR.id, "/desk"), "1")
    await room.press(EDITOR.id, here, "Summary")
    await room.say(EDITOR.id, "Power is out in three districts.")
    refused = await room.press(EDITOR.id, there, "Talks")
    for words in ("Summary", "you yourself", "Nothing was overwritten", "three districts"):
        assert words in refused["text"], refused["text"]
    assert "✓ Attack" in buttons(refused)
    assert "✓ Talks" in buttons(await room.press(EDITOR.id, refused, "Talks"))


async def test_a_discarded_draft_is_gone_for_good(room):
    card = await room.say(EDITOR.id, NOTE)
    asked = await room.press(EDITOR.id, card, "Discard")
    gone = await room.press(EDITOR.id, asked, "Discard it")
    assert "discarded" in gone["text"]
    home = await room.say(EDITOR.id, "/desk")
    assert "Nothing is being written" in home["text"]


async def test_a_forwarded_post_brings_its_address_as_a_source(room):
    channel = {"id": -1001234567890, "type": "channel", "title": "Odesa OVA", "username": "odesa_ova"}
    origin = {"type": "channel", "date": 1, "chat": channel, "message_id": 77}
    card = await room.send(EDITOR.id, {"text": "Drones over Odesa", "forward_origin": origin})
    assert "Odesa OVA" in card["text"]


async def translated(room, text):
    """A draft with a German text, and then another headline."""
    card = await room.say(EDITOR.id, NOTE)
    languages = await room.press(EDITOR.id, card, "Languages")
    await room.press(EDITOR.id, languages, "German")
    card = await room.say(EDITOR.id, text)
    await room.press(EDITOR.id, card, "Headline")
    return await room.say(EDITOR.id, "Drones hit two substations")


async def test_a_translation_is_typed_and_an_older_one_is_left_out(room):
    card = await translated(room, "Drohnen treffen Umspannwerk\nKein Strom.")
    assert "Older than the original: German" in card["text"]
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    german = await room.press(EDITOR.id, sheet, "de")
    assert "two substations" in german["text"]
    assert "Umspannwerk" not in german["text"]


async def test_a_translation_that_is_still_right_stays(room):
    card = await translated(room, "Drohnen treffen Umspannwerk")
    languages = await room.press(EDITOR.id, card, "Languages")
    await room.press(EDITOR.id, languages, "German is still right")
    card = await room.press(EDITOR.id, languages, "Back")
    assert "Older than" not in card["text"]


async def test_a_note_is_a_draft_even_while_a_question_of_the_settings_is_open(room):
    screen = await room.say(EDITOR.id, "/settings")
    await room.press(EDITOR.id, screen, "set:regions")
    card = await room.say(EDITOR.id, NOTE)
    assert "Draft 1" in card["text"]
    answer = await room.say(EDITOR.id, "Odesa")
    assert "Odesa Oblast" in answer["text"]
