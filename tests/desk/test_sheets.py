"""The sheet with Undo stays true: edited in place when it is not, by whatever somebody did or the clock."""

import pytest

from tests.desk.room import ADMIN, EDITOR, NOTE, SECOND, Room
from tests.desk.test_chat import chosen
from tests.desk.test_rights import removed
from tests.stories.play import buttons, kyiv


async def let_go(room):
    return await room.let_go(await room.say(EDITOR.id, NOTE))


async def taken_back(room, who=SECOND):
    sheet = await room.say(who.id, "/draft_1")
    await room.press(who.id, sheet, "Undo")
    await room.after(seconds=4)


def edits(room, sheet):
    where = {"chat_id": str(sheet["chat"]["id"]), "message_id": str(sheet["message_id"])}
    return [call for call in room.world.calls_of("editMessageText") if where.items() <= call.params.items()]


async def test_it_says_that_it_is_published_and_to_how_many_it_goes(room):
    sheet = await let_go(room)
    await room.after(seconds=61)
    now = room.now(sheet)
    assert "It was published at 14:01:0" in now["text"]
    assert "An alert to 3 readers, about 14:02." in now["text"]
    assert "In the digests of 3 readers, from Thu 5 February, 07:30." in now["text"]
    assert "Draft 1 · Attack · published" in now["text"]
    assert list(buttons(now)) == ["Open the entry", "Desk"]


async def test_then_it_says_whom_it_reached_and_nothing_comes_beside_it(room):
    sheet = await let_go(room)
    before = len(room.sent(EDITOR.id))
    await room.after(seconds=61)
    await room.alerted()
    await room.after(seconds=4)
    assert "To 3 readers, 3 delivered" in room.now(sheet)["text"]
    assert len(room.sent(EDITOR.id)) == before
    known = len(edits(room, sheet))
    await room.after(minutes=5)
    await room.after(hours=2)
    assert len(edits(room, sheet)) == known


async def test_the_entry_opens_below_it(room):
    sheet = await let_go(room)
    await room.after(seconds=61)
    await room.press(EDITOR.id, room.now(sheet), "Open the entry")
    assert "version 1" in room.sent(EDITOR.id)[-1]["text"]
    await room.alerted()
    await room.after(seconds=4)
    assert "3 delivered" in room.now(sheet)["text"]


@pytest.mark.parametrize("way", ["Plan", "Embargo"])
async def test_a_plan_that_was_typed_says_so_at_its_time(room, way):
    sheet = await room.press(EDITOR.id, await room.say(EDITOR.id, NOTE), "Preview and publish")
    sheet = await room.press(EDITOR.id, await room.press(EDITOR.id, sheet, "At a time"), way)
    planned = await room.say(EDITOR.id, "18:30")
    await room.after(hours=4)
    assert "It leaves at 18:30" in room.now(planned)["text"]
    await room.after(minutes=31)
    assert "It was published at 18:3" in room.now(planned)["text"]
    assert edits(room, planned)


async def test_it_says_who_else_took_it_back(room):
    sheet = await let_go(room)
    await taken_back(room)
    now = room.now(sheet)
    assert f"Taken back by editor {SECOND.id}: nothing was sent." in now["text"]
    assert list(buttons(now)) == ["Open the draft", "Desk"]
    assert "✓ Attack" in buttons(await room.press(EDITOR.id, now, "Open the draft"))


async def test_every_sheet_about_it_is_edited(room):
    first = await let_go(room)
    other = await room.say(EDITOR.id, "/draft_1")
    await taken_back(room)
    for sheet in (first, other):
        assert "Taken back by" in room.now(sheet)["text"]


async def test_who_took_it_back_themselves_keeps_the_card(room):
    sheet = await let_go(room)
    card = await room.press(EDITOR.id, sheet, "Undo")
    await room.after(minutes=2)
    assert room.now(sheet)["text"] == card["text"]


async def test_what_shows_something_else_by_now_is_left_alone_and_a_message_tells(room):
    sheet = await let_go(room)
    home = await room.press(EDITOR.id, sheet, "Desk")
    await room.after(seconds=61)
    await room.alerted()
    await room.after(seconds=4)
    assert room.now(sheet)["text"] == home["text"]
    assert "to 3 readers, 3 delivered" in room.sent(EDITOR.id)[-1]["text"]


async def test_a_sheet_that_is_gone_is_told_in_a_new_message(room):
    await let_go(room)
    before = len(room.sent(EDITOR.id))
    room.provoked.add(("editmessagetext", 400))
    room.world.faults.answer("editMessageText", 400, "Bad Request: message to edit not found")
    await room.after(seconds=61)
    (fresh,) = room.sent(EDITOR.id)[before:]
    assert "It was published at" in fresh["text"]


async def test_a_removed_editor_is_told_nothing(room):
    sheet = await let_go(room)
    await removed(room, EDITOR)
    await room.after(seconds=61)
    assert room.now(sheet)["text"] == sheet["text"]
    await room.after(minutes=5)
    assert room.now(sheet)["text"] == sheet["text"]


async def test_beside_the_desks_chat_it_says_the_same(room):
    await chosen(room)
    sheet = await let_go(room)
    await room.after(seconds=61)
    await room.alerted()
    await room.after(seconds=4)
    assert "To 3 readers, 3 delivered" in room.now(sheet)["text"]


async def test_a_restart_forgets_no_sheet(hurried, database_url):  # noqa: ARG001  its patience
    async with Room.staged(kyiv(2026, 2, 4, 14, 0), database_url, admins=str(ADMIN.id)) as room:
        room.meet(ADMIN)
        async with room.on():
            sheet = await room.let_go(await room.say(ADMIN.id, NOTE), ADMIN)
        room.later(seconds=61)
        async with room.on():
            await room.tick()
            await room.tick()
            assert "It was published at 14:01:0" in room.now(sheet)["text"]


async def test_a_withdrawal_says_when_it_was_done(room):
    await room.publish_note()
    await room.alerted()
    await room.press(EDITOR.id, await room.entry("substation"), "Withdraw")
    asked = await room.say(EDITOR.id, "It was another city")
    await room.tick()
    confirmed = await room.press(SECOND.id, await room.say(SECOND.id, "/draft_2"), "Confirm withdrawal")
    await room.after(seconds=4)
    assert f"Approved by editor {SECOND.id}." in room.now(asked)["text"]
    assert "It is withdrawn at" in room.now(asked)["text"]
    await room.after(seconds=61)
    await room.after(seconds=4)
    for sheet in (asked, confirmed):
        assert "It was withdrawn at" in room.now(sheet)["text"]
        assert "Undo" not in buttons(room.now(sheet))


async def test_a_refused_withdrawal_says_so(room):
    await room.publish_note()
    await room.press(EDITOR.id, await room.entry("substation"), "Withdraw")
    asked = await room.say(EDITOR.id, "It was another city")
    await room.press(SECOND.id, await room.say(SECOND.id, "/draft_2"), "Send back")
    await room.after(seconds=4)
    assert f"Taken back by editor {SECOND.id}: nothing was withdrawn." in room.now(asked)["text"]


class TestApproval:
    @pytest.fixture
    def rules(self):
        return {"approval": "on"}

    async def submitted(self, room):
        card = await room.press(EDITOR.id, await room.say(EDITOR.id, NOTE), "Preview and publish")
        card = await room.press(EDITOR.id, card, "Submit for approval")
        await room.tick()
        return card

    async def test_the_author_sees_that_it_was_approved_and_when_it_leaves(self, room):
        sheet = await self.submitted(room)
        await room.press(SECOND.id, await room.say(SECOND.id, "/draft_1"), "Approve and publish")
        await room.after(seconds=4)
        now = room.now(sheet)
        assert f"Approved by editor {SECOND.id}." in now["text"]
        assert "It leaves at 14:01:0" in now["text"]
        back = await room.press(EDITOR.id, now, "Undo")
        assert "nothing was sent" in back["text"]

    async def test_both_see_that_it_was_published(self, room):
        mine = await self.submitted(room)
        theirs = await room.press(SECOND.id, await room.say(SECOND.id, "/draft_1"), "Approve and publish")
        await room.after(seconds=4)
        await room.after(seconds=61)
        for sheet in (mine, theirs):
            assert "It was published at" in room.now(sheet)["text"]

    async def test_the_author_sees_that_it_was_sent_back(self, room):
        sheet = await self.submitted(room)
        await room.press(SECOND.id, await room.say(SECOND.id, "/draft_1"), "Send back")
        await room.after(seconds=4)
        assert f"Sent back by editor {SECOND.id}: nothing was published." in room.now(sheet)["text"]
