"""From a correction in the chat to every copy that readers hold."""

from tests import cast
from tests.desk.room import ADMIN, EDITOR, READERS, SECOND
from tests.stories.play import buttons, kyiv

LATE = READERS[2]


async def alerted(room):
    await room.publish_note()
    await room.alerted()


async def correct(room):
    card = await room.correct_figure("substation", 2, "88 shot down")
    return await room.as_correction(card, "The first count was preliminary")


async def test_a_corrected_figure_reaches_every_copy_and_those_who_read_the_wrong_one_are_told(room):
    await alerted(room)
    await correct(room)
    await room.after(seconds=5)
    for reader in READERS:
        (alert, notice) = room.held_by(reader, "substation")
        assert "88" in alert["text"]
        assert "Corrected 14:03" in alert["text"] or "Corrected 14:0" in alert["text"]
        assert "not 98" in alert["text"]
        assert notice["reply_to_message"]["message_id"] == alert["message_id"]
        assert "preliminary" in notice["text"]


async def test_the_desk_is_told_how_far_a_correction_came(room):
    await alerted(room)
    await correct(room)
    await room.after(seconds=5)
    await room.after(seconds=5)
    (post,) = room.held_by(EDITOR, "messages edited")
    assert "3 of 3 messages edited; 3 of 3 readers told" in post["text"]


async def test_what_the_desk_was_told_of_the_publication_stays_true_after_a_correction(room):
    await alerted(room)
    await room.after(seconds=5)
    (before,) = room.held_by(EDITOR, "3 readers, 3 delivered")
    await correct(room)
    await room.after(seconds=5)
    assert room.now(before)["text"] == before["text"]


async def test_looked_at_again_a_correction_makes_no_call(room):
    await alerted(room)
    await correct(room)
    await room.after(seconds=5)
    before = {reader.id: len(room.calls_to(reader)) for reader in READERS}
    await room.after(minutes=5)
    assert {reader.id: len(room.calls_to(reader)) for reader in READERS} == before


async def test_who_came_later_is_told_nothing_of_it(room):
    await room.say(LATE.id, "/stop")
    await alerted(room)
    await room.say(LATE.id, "/start")
    await correct(room)
    await room.after(seconds=5)
    assert room.held_by(LATE, "not 98") == []


async def test_the_next_digest_marks_it(room):
    await alerted(room)
    await correct(room)
    await room.at(kyiv(2026, 2, 5, 7, 31))
    digest = room.sent(READERS[0].id)[-1]["text"]
    assert "corrected" in digest.lower()


async def test_a_correction_needs_a_kind_and_a_reason(room):
    await alerted(room)
    card = await room.correct_figure("substation", 2, "88 shot down")
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    refused = await room.press(EDITOR.id, sheet, "Publish now")
    assert "Choose what kind" in refused["text"]
    asked = await room.press(EDITOR.id, refused, "Correction: something was wrong")
    assert "Readers see it" in asked["text"]


async def test_an_update_edits_in_silence(room):
    await alerted(room)
    card = await room.correct_figure("substation", 3, "at least 15 killed")
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    sheet = await room.press(EDITOR.id, sheet, "Update: things moved on")
    assert "3 delivered messages will be edited" in sheet["text"]
    await room.press(EDITOR.id, sheet, "Publish now")
    await room.after(seconds=61)
    await room.after(seconds=5)
    (alert,) = room.held_by(READERS[0], "substation")
    assert "at least 15 killed" in alert["text"]


async def test_a_change_upon_an_older_version_is_refused_when_it_is_due(room):
    await alerted(room)
    card = await room.correct_figure("substation", 2, "88 shot down")
    other = await room.say(SECOND.id, "/entries substation")
    label = next(label for label, data in buttons(other).items() if data.startswith("d:e:"))
    sheet = await room.press(SECOND.id, other, label)
    assert "Open the draft about it" in buttons(sheet)  # two do not write past each other
    assert "88" in card["text"]


async def test_corrected_twice_in_a_minute_the_last_one_stands(room):
    await alerted(room)
    await correct(room)
    card = await room.correct_figure("substation", 2, "85 shot down")
    await room.as_correction(card, "Counted again")
    await room.after(seconds=5)
    (alert, *_notices) = room.held_by(READERS[0], "substation")
    assert "85" in alert["text"]


async def test_the_history_says_who_when_why_and_what(room):
    await alerted(room)
    await correct(room)
    sheet = await room.entry("substation")
    past = await room.press(EDITOR.id, sheet, "History")
    for words in ("correction", "preliminary", "88", "not 98", "first version", "you yourself"):
        assert words in past["text"]


async def test_a_reply_to_a_delivered_message_opens_its_entry(room):
    await room.say(EDITOR.id, "/start")
    await alerted(room)
    (alert,) = room.held_by(EDITOR, "Alert ·")
    sheet = await room.say(EDITOR.id, "that is wrong", reply_to=alert["message_id"])
    assert "Correct or update" in buttons(sheet)


class TestWithdrawing:
    async def asked(self, room):
        sheet = await room.entry("substation")
        await room.press(EDITOR.id, sheet, "Withdraw")
        return await room.say(EDITOR.id, "The report was about another city")

    async def test_a_second_person_confirms_and_every_copy_says_so(self, room):
        await alerted(room)
        await self.asked(room)
        await room.after(seconds=61)
        assert "350–500" in room.held_by(READERS[0], "substation")[0]["text"]
        (call,) = room.held_by(SECOND, "waits for a second person")
        card = await room.say(SECOND.id, "/" + call["text"].split("/")[1].split()[0])
        await room.press(SECOND.id, card, "Confirm withdrawal")
        await room.after(seconds=61)
        await room.after(seconds=5)
        for reader in READERS:
            assert room.held_by(reader, "350–500") == []
            assert room.held_by(reader, "Withdrawn")
        assert "substation" not in (await room.say(READERS[0].id, "/today"))["text"]

    async def test_who_asked_cannot_confirm(self, room):
        await alerted(room)
        sheet = await self.asked(room)
        assert "Confirm withdrawal" not in buttons(sheet)

    async def test_alone_it_goes_with_a_reason_in_the_log(self, room):
        await alerted(room)
        sheet = await self.asked(room)
        await room.press(EDITOR.id, sheet, "Nobody else is there: withdraw")
        await room.say(EDITOR.id, "Night shift of one")
        await room.after(seconds=61)
        await room.after(seconds=5)
        assert room.held_by(READERS[0], "350–500") == []
        assert (EDITOR.id, "overridden") in await room.log()
        assert room.held_by(ADMIN, "Night shift of one")

    async def test_it_is_asked_for_as_a_withdrawal_under_the_newsrooms_headline(self, room):
        headline = {"de": "Drohnen treffen substation", "en": "Drones hit a substation"}
        await room.publish(cast.attack(headline=headline))
        sheet = await self.asked(room)
        assert "Withdrawal 1" in sheet["text"]
        assert "Drones hit a substation" in sheet["text"]
        await room.press(EDITOR.id, sheet, "Nobody else is there: withdraw")
        assert "It is withdrawn at 14:01:" in (await room.say(EDITOR.id, "Night shift of one"))["text"]

    async def test_what_is_queued_never_shows_it(self, room):
        await room.publish_note()
        sheet = await self.asked(room)
        await room.press(EDITOR.id, sheet, "Nobody else is there: withdraw")
        await room.say(EDITOR.id, "Night shift of one")
        await room.after(seconds=61)
        await room.alerted()
        assert room.held_by(READERS[0], "350–500") == []

    async def test_it_reaches_what_was_corrected_meanwhile(self, room):
        await alerted(room)
        card = await room.correct_figure("substation", 2, "88", ADMIN)
        await self.asked(room)
        await room.as_correction(card, "Counted again", ADMIN)
        await room.after(seconds=5)
        assert room.held_by(READERS[0], "not 98")
        card = await room.say(SECOND.id, "/draft_3")
        await room.press(SECOND.id, card, "Confirm withdrawal")
        await room.after(seconds=61)
        await room.after(seconds=5)
        assert room.held_by(READERS[0], "350–500") == []
        assert room.held_by(READERS[0], "Withdrawn")

    async def test_a_correction_that_waits_is_not_published_after_it(self, room):
        await alerted(room)
        card = await room.correct_figure("substation", 2, "88", ADMIN)
        card = await room.press(ADMIN.id, card, "Preview and publish")
        card = await room.press(ADMIN.id, card, "Refile: wording only")
        card = await room.press(ADMIN.id, card, "At a time")
        await room.say(ADMIN.id, "18:30")
        sheet = await self.asked(room)
        await room.press(EDITOR.id, sheet, "Nobody else is there: withdraw")
        await room.say(EDITOR.id, "Night shift of one")
        await room.after(hours=5)
        await room.after(seconds=5)
        assert room.held_by(READERS[0], "350–500") == []
        assert room.held_by(ADMIN, "was not published")

    async def test_what_was_withdrawn_is_changed_no_more(self, room):
        await alerted(room)
        sheet = await self.asked(room)
        await room.press(EDITOR.id, sheet, "Nobody else is there: withdraw")
        await room.say(EDITOR.id, "Night shift of one")
        await room.after(seconds=61)
        entry = await room.entry("substation")
        assert "Correct or update" not in buttons(entry)
        await room.press(EDITOR.id, entry, "d:ch:1")
        assert (EDITOR.id, "opened") not in await room.log()
