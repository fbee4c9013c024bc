"""Two things at once: what is changed while it is planned, queued, sent, withdrawn or approved."""

import asyncio

import pytest

from tests import cast
from tests.desk.room import ADMIN, EDITOR, READERS, SECOND
from tests.stories.play import buttons, has, kyiv

HELD = READERS[1]
HASTY = {"undo": "1s"}


def copies(room, chat, *words):
    """What of the entry a reader holds: its messages, as they stand now."""
    return [one for one in room.held_by(chat, "substation") if all(word in one["text"] for word in words)]


async def planned(room, card, at="18:30", way="Plan", who=EDITOR):
    sheet = await room.press(who.id, card, "Preview and publish")
    if "Correction: something was wrong" in buttons(sheet):
        await room.press(who.id, sheet, "Correction: something was wrong")
        sheet = await room.say(who.id, "The first count was preliminary")
    sheet = await room.press(who.id, sheet, "At a time")
    await room.press(who.id, sheet, way)
    return await room.say(who.id, at)


async def withdraw(room, who=EDITOR):
    sheet = await room.entry("substation", who)
    await room.press(who.id, sheet, "Withdraw")
    sheet = await room.say(who.id, "The report was about another city")
    await room.press(who.id, sheet, "Nobody else is there: withdraw")
    await room.say(who.id, "Night shift of one")
    await room.after(seconds=room.undo)


class TestCorrectedAndScheduled:
    async def test_a_planned_correction_shows_nowhere_before_its_time_and_then_everywhere(self, room):
        await room.publish_note()
        await room.alerted()
        await planned(room, await room.correct_figure("substation", 2, "88 shot down"))
        await room.after(hours=4, minutes=20)
        for reader in READERS:
            (alert,) = copies(room, reader)
            assert "98" in alert["text"]
            assert "Corrected" not in alert["text"]
        await room.at(kyiv(2026, 2, 4, 18, 30))
        await room.after(seconds=5)
        for reader in READERS:
            (alert, notice) = copies(room, reader)
            assert "Corrected 18:30 (Kyiv)" in alert["text"]
            assert "not 98" in notice["text"]

    async def test_a_planned_publication_that_is_put_right_before_its_time_leaves_once_and_right(self, room):
        card = await room.say(EDITOR.id, NOTE_OF_TODAY)
        sheet = await planned(room, card)
        card = await room.press(EDITOR.id, sheet, "Undo")
        figures = await room.press(EDITOR.id, card, "Figures")
        await room.press(EDITOR.id, figures, "2")
        card = await room.say(EDITOR.id, "88 shot down")
        await planned(room, card)
        await room.after(hours=4, minutes=31)
        await room.alerted()
        for reader in READERS:
            (alert,) = copies(room, reader)
            assert "88" in alert["text"]
            assert "98" not in alert["text"]
            assert "Corrected" not in alert["text"]

    async def test_a_planned_correction_overtaken_by_another_version_is_given_back(self, room):
        first = cast.attack(uri="desk:overtaken", headline={"en": "Drones hit a substation in Odesa"})
        await room.publish(first)
        await room.alerted()
        await planned(room, await room.correct_figure("substation", 1, "88"))
        newer = {"en": "Drones hit two substations in Odesa"}
        await room.publish(cast.attack(uri="desk:overtaken", headline=newer))
        await room.after(hours=4, minutes=31)
        await room.after(seconds=5)
        assert room.held_by(EDITOR, "Meanwhile a newer version was published")
        for reader in READERS:
            assert not copies(room, reader, "Corrected")
            assert room.held_by(reader, "two substations")


NOTE_OF_TODAY = """Drones hit a substation in Odesa today
350 to 500 drones launched, 98 shot down - Air Force, as of 09:00
https://example.org/odesa-night"""


class TestWhileSomeWait:
    """One reader's chat lets nothing in for half a minute."""

    @pytest.fixture
    def rules(self):
        return HASTY

    async def alerted(self, room):
        room.undo = 2
        await room.publish_note()
        room.hold(HELD)
        await room.alerted()
        assert [len(copies(room, reader)) for reader in READERS] == [1, 0, 1]

    async def test_corrected_while_queued_reaches_the_reader_once_and_right_without_a_reply(self, room):
        await self.alerted(room)
        card = await room.correct_figure("substation", 2, "88 shot down")
        await room.as_correction(card, "The first count was preliminary")
        await room.released()
        (alert,) = copies(room, HELD)
        assert "88" in alert["text"]
        assert (
            len(
                [
                    call
                    for call in room.calls_to(HELD)
                    if call.status == 200 and "substation" in call.params["text"]
                ]
            )
            == 1
        )
        for reader in (READERS[0], READERS[2]):
            (alert, notice) = copies(room, reader)
            assert "not 98" in alert["text"]
            assert "not 98" in notice["text"]

    async def test_withdrawn_while_queued_never_reaches_the_reader(self, room):
        await self.alerted(room)
        await withdraw(room)
        await room.released()
        assert room.held_by(HELD, "350–500") == []
        assert copies(room, HELD) == []
        for reader in (READERS[0], READERS[2]):
            assert room.held_by(reader, "350–500") == []
            assert room.held_by(reader, "Withdrawn")

    async def test_withdrawn_while_queued_beside_another_entry_leaves_the_other(self, room):
        room.undo = 2
        await room.publish_note()
        await room.publish_note(NOTE_OF_TODAY.replace("a substation in Odesa", "a port in Izmail"))
        room.hold(HELD)
        await room.alerted()
        await withdraw(room)
        await room.released()
        (alert,) = room.held_by(HELD, "a port in Izmail")
        assert "substation" not in alert["text"]
        (alert, *_notices) = room.held_by(READERS[0], "a port in Izmail")
        assert "substation" not in alert["text"]

    async def test_corrected_twice_in_a_minute_every_copy_shows_the_last_and_no_reader_is_misled(self, room):
        await self.alerted(room)
        for figure, why in (("88", "Counted again"), ("85", "Counted once more")):
            card = await room.correct_figure("substation", 2, figure)
            await room.as_correction(card, why)
        await room.released()
        (alert,) = copies(room, HELD)
        assert "85" in alert["text"]
        for reader in (READERS[0], READERS[2]):
            alert, *notices = copies(room, reader)
            assert "85" in alert["text"]
            assert notices
            assert all("85" in notice["text"] for notice in notices)

    async def test_withdrawn_after_a_correction_that_one_reader_has_not_seen_yet(self, room):
        await self.alerted(room)
        card = await room.correct_figure("substation", 2, "88")
        await room.as_correction(card, "Counted again")
        await withdraw(room)
        await room.released()
        for reader in READERS:
            assert room.held_by(reader, "350–500") == []
        assert copies(room, HELD) == []
        assert room.held_by(READERS[0], "Withdrawn")


class TestUndoAndTheVan:
    """The undo is pressed at the very moment at which it ends, while the van carries something else."""

    async def test_either_nothing_was_sent_or_the_undo_says_that_it_is_too_late(self, room):
        await room.publish(cast.attack(headline={"en": "Something else on its way"}, urgency=3))
        card = await room.say(EDITOR.id, NOTE_OF_TODAY)
        sheet = await room.let_go(card)
        for reader in READERS:
            room.world.faults.delay(0.2, "sendMessage", chat_id=reader.id)
        await room.after(seconds=59)
        room.later(seconds=32)  # the other alert has settled, and the undo has ended
        room.tap(EDITOR.id, sheet, "Undo")
        await asyncio.gather(room.bot.ticker.tick(), room.bot.ticker.tick(), room.quiet())
        await room.alerted()
        answer = room.now(sheet)
        got = [bool(copies(room, reader)) for reader in READERS]
        if "nothing was sent" in answer["text"]:
            assert got == [False] * 3
        else:
            assert "published already" in answer["text"]
            assert got == [True] * 3
        assert all(room.held_by(reader, "Something else") for reader in READERS)

    async def test_taken_back_while_the_van_carries_something_else(self, room):
        await room.publish(cast.attack(headline={"en": "Something else on its way"}, urgency=3))
        room.later(seconds=60)
        sheet = await room.let_go(await room.say(EDITOR.id, NOTE_OF_TODAY))
        for reader in READERS:
            room.world.faults.delay(0.3, "sendMessage", chat_id=reader.id)
        room.later(seconds=31)
        await room.bot.ticker.tick()
        back = await room.press(EDITOR.id, sheet, "Undo")
        assert "nothing was sent" in back["text"]
        await room.after(minutes=5)
        for reader in READERS:
            assert room.held_by(reader, "Something else")
            assert copies(room, reader) == []


class TestApprovalAndRemoval:
    @pytest.fixture
    def rules(self):
        return {"approval": "on"}

    async def submitted(self, room):
        card = await room.say(EDITOR.id, NOTE_OF_TODAY)
        card = await room.press(EDITOR.id, card, "Preview and publish")
        card = await room.press(EDITOR.id, card, "Submit for approval")
        await room.tick()  # the others are told
        return card

    async def remove(self, room, chat):
        people = await room.press(ADMIN.id, await room.say(ADMIN.id, "/desk"), "People")
        await room.press(ADMIN.id, await room.press(ADMIN.id, people, f"Remove {chat.id}"), "Remove")

    async def test_who_was_removed_neither_approves_nor_takes_back_nor_lets_it_go_alone(self, room):
        own = await self.submitted(room)
        other = await room.say(SECOND.id, "/draft_1")
        for chat, sheet in ((EDITOR, own), (SECOND, other)):
            await self.remove(room, chat)
            for label in ("Approve and publish", "Take back", "Send back", "Nobody else is there: publish"):
                if label in buttons(sheet):
                    await room.press(chat.id, sheet, buttons(sheet)[label])
        await room.after(minutes=5)
        assert not any(copies(room, reader) for reader in READERS)
        assert "waits for" in (await room.say(ADMIN.id, "/draft_1"))["text"]

    async def test_what_a_removed_author_submitted_is_approved_by_another(self, room):
        await self.submitted(room)
        await self.remove(room, EDITOR)
        await room.press(SECOND.id, await room.say(SECOND.id, "/draft_1"), "Approve and publish")
        await room.after(seconds=61)
        await room.alerted()
        assert all(copies(room, reader) for reader in READERS)

    async def test_what_was_approved_before_the_removal_is_published_and_can_be_stopped(self, room):
        await self.submitted(room)
        await room.press(SECOND.id, await room.say(SECOND.id, "/draft_1"), "Approve and publish")
        await self.remove(room, SECOND)
        card = await room.say(ADMIN.id, "/draft_1")
        assert has(card, buttons(card)["Undo"])
        await room.press(ADMIN.id, card, "Undo")
        await room.after(minutes=5)
        assert not any(copies(room, reader) for reader in READERS)
