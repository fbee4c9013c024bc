"""Publishing: nowhere before its time, back again while it can be, by a second person where that is asked."""

import pytest

from bot.services import record
from tests.desk.room import ADMIN, EDITOR, NOTE, READERS, SECOND
from tests.stories.play import buttons


async def outlets(room, words):
    """Where a reader or the record shows it: /today, /attacks, the export."""
    shown = {"/today": words, "/attacks": "Air Force"}
    found = [name for name, word in shown.items() if word in (await room.say(READERS[0].id, name))["text"]]
    async for document in record.documents(room.bot.newsroom.database, clock=room.clock):
        found += ["export"] if words in document else []
    return found


async def test_nothing_leaves_before_the_undo_has_passed(room):
    card = await room.say(EDITOR.id, NOTE)
    sheet = await room.let_go(card)
    assert "It leaves at 14:01:" in sheet["text"]
    await room.after(seconds=59)
    assert await outlets(room, "substation") == []
    await room.after(seconds=2)
    assert await outlets(room, "substation") == ["/today", "/attacks", "export"]


async def test_an_undo_in_time_sends_nothing_to_anybody(room):
    card = await room.say(EDITOR.id, NOTE)
    sheet = await room.let_go(card)
    back = await room.press(EDITOR.id, sheet, "Undo")
    assert "nothing was sent" in back["text"]
    await room.after(minutes=10)
    assert room.held_by(READERS[0], "substation") == []
    assert await outlets(room, "substation") == []


async def test_an_undo_that_comes_too_late_offers_to_correct(room):
    card = await room.say(EDITOR.id, NOTE)
    sheet = await room.let_go(card)
    await room.after(seconds=61)
    late = await room.press(EDITOR.id, sheet, "Undo")
    assert set(buttons(late)) == {"Correct", "Withdraw"}


async def test_an_undone_draft_can_be_changed_and_published(room):
    card = await room.say(EDITOR.id, NOTE)
    sheet = await room.press(EDITOR.id, await room.let_go(card), "Undo")
    await room.press(EDITOR.id, sheet, "Headline")
    card = await room.say(EDITOR.id, "Drones hit three substations in Odesa")
    await room.let_go(card)
    await room.after(seconds=61)
    assert await outlets(room, "three substations") == ["/today", "/attacks", "export"]


async def test_the_preview_says_to_how_many_and_when(room):
    card = await room.say(EDITOR.id, NOTE)
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    assert "An alert to 3 readers, about 14:02" in sheet["text"]
    assert "In the digests of 3 readers, from Thu 5 February, 07:30" in sheet["text"]
    assert "350–500 drones" in sheet["text"]


@pytest.mark.parametrize("way", ["Plan", "Embargo"])
async def test_what_is_planned_appears_nowhere_before_its_time(room, way):
    card = await room.say(EDITOR.id, NOTE)
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    sheet = await room.press(EDITOR.id, sheet, "At a time")
    await room.press(EDITOR.id, sheet, way)
    planned = await room.say(EDITOR.id, "18:30")
    assert "18:30" in planned["text"]
    await room.after(hours=4, minutes=29)
    assert await outlets(room, "substation") == []
    assert room.held_by(READERS[0], "substation") == []
    await room.after(minutes=2)
    assert await outlets(room, "substation") == ["/today", "/attacks", "export"]
    await room.alerted()
    assert len(room.held_by(READERS[0], "Alert ·")) == 1


async def test_a_time_that_has_passed_is_refused(room):
    card = await room.say(EDITOR.id, NOTE)
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    await room.press(EDITOR.id, sheet, "At a time")
    refused = await room.say(EDITOR.id, "2026-02-01 06:30")
    assert "passed" in refused["text"]


async def test_a_plan_can_be_taken_back(room):
    card = await room.say(EDITOR.id, NOTE)
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    await room.press(EDITOR.id, sheet, "At a time")
    planned = await room.say(EDITOR.id, "18:30")
    await room.press(SECOND.id, await room.press(SECOND.id, await room.say(SECOND.id, "/desk"), "1"), "Undo")
    assert "18:30" in planned["text"]
    await room.after(hours=5)
    assert await outlets(room, "substation") == []


async def test_a_publication_is_announced_with_what_became_of_it(room):
    await room.publish_note()
    await room.alerted()
    await room.after(seconds=4)
    (sheet,) = room.held_by(EDITOR, "published at 14:01")
    assert "To 3 readers, 3 delivered" in sheet["text"]


async def test_every_step_is_in_the_log(room):
    await room.publish_note()
    steps = [(EDITOR.id, "drafted"), (EDITOR.id, "scheduled"), (0, "published")]
    assert (await room.log())[-3:] == steps
    shown = await room.say(ADMIN.id, "/desk log")
    assert "let go" in shown["text"]


class TestApproval:
    @pytest.fixture
    def rules(self):
        return {"approval": "on"}

    async def submitted(self, room):
        card = await room.say(EDITOR.id, NOTE)
        card = await room.press(EDITOR.id, card, "Preview and publish")
        card = await room.press(EDITOR.id, card, "Submit for approval")
        await room.tick()  # the others are told
        return card

    async def test_another_person_approves(self, room):
        await self.submitted(room)
        await room.after(minutes=5)
        assert await outlets(room, "substation") == []
        assert room.held_by(SECOND, "waits for approval")
        card = await room.say(SECOND.id, "/draft_1")
        await room.press(SECOND.id, card, "Approve and publish")
        await room.after(seconds=61)
        assert "export" in await outlets(room, "substation")

    async def test_the_author_cannot_approve(self, room):
        card = await self.submitted(room)
        assert "Approve and publish" not in buttons(card)
        version = next(data for data in buttons(card).values() if data.startswith("d:no:")).split(":")[3]
        await room.press(EDITOR.id, card, f"d:ok:1:{version}")
        await room.after(minutes=5)
        assert await outlets(room, "substation") == []

    async def test_alone_at_night_it_goes_with_a_reason_that_the_others_hear(self, room):
        card = await self.submitted(room)
        await room.press(EDITOR.id, card, "Nobody else is there: publish")
        await room.say(EDITOR.id, "Everybody else is asleep")
        await room.after(seconds=61)
        assert "export" in await outlets(room, "substation")
        assert (EDITOR.id, "overridden") in await room.log()
        assert room.held_by(ADMIN, "Everybody else is asleep")

    async def test_who_was_removed_approves_nothing(self, room):
        await self.submitted(room)
        card = await room.say(SECOND.id, "/draft_1")
        people = await room.press(ADMIN.id, await room.say(ADMIN.id, "/desk"), "People")
        asked = await room.press(ADMIN.id, people, f"Remove {SECOND.id}")
        await room.press(ADMIN.id, asked, "Remove")
        await room.press(SECOND.id, card, "Approve and publish")
        assert "substation" not in room.sent(SECOND.id)[-1]["text"]
        await room.after(minutes=5)
        assert await outlets(room, "substation") == []

    async def test_it_can_be_sent_back(self, room):
        await self.submitted(room)
        card = await room.say(SECOND.id, "/draft_1")
        await room.press(SECOND.id, card, "Send back")
        card = await room.say(EDITOR.id, "/draft_1")
        assert "Preview and publish" in buttons(card)
