"""Everything of the desk, tried by those who are not of it: it does nothing and tells nothing.

Commands and buttons are taken from what is wired and routed, and from what the desk was shown, so that
new ones are tried too.
"""

from itertools import product

import pytest
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.brief import van_panel
from bot.delivery import pace
from bot.desk import view
from bot.handlers.commands import ANSWERS
from bot.services import afar, control
from bot.services.desk import pressing
from tests.cast import Chat
from tests.desk.dumps import dump
from tests.desk.room import ADMIN, EDITOR, NOTE, READERS, SECOND, STRANGER
from tests.stories.play import buttons

GROUP = Chat(-1_004_000_000_077, "en", "Europe/Kyiv", "supergroup")
# Beside the routes: what is answered before them, and in groups.
WORDS = {
    view.COMMAND: [*pressing._ROUTES, "mi", "gc", "gx", "", "zz"],
    van_panel.COMMAND: [*control._ACTS, "stop", "p", ""],
}
SHAPES = [
    "",
    "1",
    "1:1",
    "1:1:0",
    "1:1:yes",
    "1:1:en",
    "1:1:talks",
    "1:yes",
    "2001:yes",
    "admin",
    "2026-02-04:en",
]
ARGUMENTS = ["", "1", "log", "Drones over Odesa", "drones"]


def desk_commands(room):
    """Every command that is wired and is no reader's."""
    handlers = [one for group in room.bot.application.handlers.values() for one in group]
    named = {name for one in handlers if isinstance(one, CommandHandler) for name in one.commands}
    return sorted(named - set(ANSWERS))


def test_every_button_is_the_desks_the_vans_a_channels_or_a_readers(room):
    handlers = [one for group in room.bot.application.handlers.values() for one in group]
    patterns = [
        one.pattern.pattern for one in handlers if isinstance(one, CallbackQueryHandler) and one.pattern
    ]
    # A channel's buttons are its administrators', whoever they are.
    assert set(patterns) == {*(f"^{view.COMMAND}:", f"^{van_panel.COMMAND}(:|$)"), afar.DATA.pattern}


def every_button(room):
    """All data that leads somewhere by its form, and all that anybody of the desk was ever shown."""
    made = {
        f"{prefix}:{word}:{rest}".rstrip(":")
        for prefix in WORDS
        for word, rest in product(WORDS[prefix], SHAPES)
    }
    seen = {
        data
        for who in (ADMIN, EDITOR, SECOND)
        for message in room.sent(who.id)
        for data in buttons(message).values()
    }
    return sorted(data for data in made | seen if data.split(":")[0] in WORDS)


async def busy(room):
    """A desk with something of everything: a published entry, drafts, a question that is open, a lede."""
    await room.publish_note()
    await room.alerted()
    await room.press(EDITOR.id, await room.say(EDITOR.id, "/lede"), "English")
    await room.say(EDITOR.id, "Talks went on.")
    await room.say(SECOND.id, "Another draft\nhttps://example.org/b")
    card = await room.correct_figure("substation", 2, "88")
    await room.press(EDITOR.id, card, "Preview and publish")
    await room.press(EDITOR.id, await room.say(EDITOR.id, "/entries"), "Desk")
    people = await room.press(ADMIN.id, await room.say(ADMIN.id, "/desk"), "People")
    asked = await room.press(ADMIN.id, people, f"Remove {SECOND.id}")
    await room.press(ADMIN.id, asked, "Remove")
    await room.after(hours=2)  # by then the desk is told no more of what was published
    await room.after(seconds=5)


async def nothing_changes(room, act):
    before = await dump(room.bot.newsroom.database)
    await act()
    await room.tick()
    after = await dump(room.bot.newsroom.database)
    assert [name for name in before if before[name] != after[name]] == []


async def all_pressed(room, who, message):
    """Every button one after the other, without a pause: each is answered as nonsense is."""
    chat = message["chat"]["id"]
    tries = ["nonsense:1", *every_button(room)]
    for some in batched(tries, 50):
        for data in some:
            room.tap(who.id, message, data, chat)
        await room.quiet()
    usual, *answers = [(one["text"], one.get("reply_markup")) for one in room.sent(chat)[-len(tries) :]]
    assert "out of date" in usual[0]
    assert answers == [usual] * (len(tries) - 1)
    assert room.now(message) == message
    said = {call.params.get("text") for call in room.world.calls_of("answerCallbackQuery")}
    assert said == {None}


def batched(items, many):
    return [items[first : first + many] for first in range(0, len(items), many)]


@pytest.mark.parametrize("who", [STRANGER, SECOND], ids=["stranger", "removed"])
async def test_no_command_does_or_tells_anything(room, who):
    await busy(room)
    usual = (await room.say(who.id, "/nonsense"))["text"]

    async def tried():
        assert {"desk", "new", "entries", "lede", "van"} <= set(desk_commands(room))
        tries = [f"/{command} {words}".strip() for command, words in product(desk_commands(room), ARGUMENTS)]
        before = len(room.sent(who.id))
        for text in (*tries, "/draft_1", "/draft_2", "/draft_3"):
            room.world.say(who.id, who.id, text)
        await room.quiet()
        answers = room.sent(who.id)[before:]
        assert [one["text"] for one in answers] == [usual] * (len(tries) + 3)

    await nothing_changes(room, tried)


@pytest.mark.parametrize("who", [STRANGER, SECOND], ids=["stranger", "removed"])
async def test_no_button_does_or_tells_anything(room, who):
    await busy(room)
    message = await room.say(who.id, "/help")
    await nothing_changes(room, lambda: all_pressed(room, who, message))


async def test_a_forwarded_button_in_a_group_does_nothing_even_for_an_editor(room, monkeypatch):
    monkeypatch.setattr(pace, "GROUP_ROOM", 10_000)  # a group would take minutes to be answered so often
    await busy(room)
    room.world.add_group(GROUP.id, "Readers", [STRANGER.id, SECOND.id, EDITOR.id])
    message = await room.say(STRANGER.id, "/help@kaizen_brief_bot", GROUP.id)
    await nothing_changes(room, lambda: all_pressed(room, EDITOR, message))


@pytest.mark.parametrize("who", [STRANGER, SECOND], ids=["stranger", "removed"])
async def test_no_deep_link_does_or_tells_anything(room, who):
    people = await room.press(ADMIN.id, await room.say(ADMIN.id, "/desk"), "People")
    links = []
    for _link in range(2):
        link = (await room.press(ADMIN.id, people, "Invite an admin"))["text"].split("?start=")[1].split()[0]
        links.append(link)
        await room.press(ADMIN.id, people, "Back")
    await room.say(READERS[0].id, f"/start {links[0]}")
    await busy(room)
    await room.after(hours=25)  # the other is too old by now
    await room.say(who.id, "/start")
    usual = (await room.say(who.id, "/start nonsense"))["text"]

    async def tried():
        for payload in (*links, links[0][:-1], "desk-", "desk-1", "desk-guessed", "d:h", "draft_1", "d_dr_1"):
            assert (await room.say(who.id, f"/start {payload}"))["text"] == usual, payload

    await nothing_changes(room, tried)


async def test_a_text_of_a_stranger_is_no_draft_and_answers_no_question(room):
    await busy(room)
    card = await room.say(EDITOR.id, NOTE)
    await room.press(EDITOR.id, card, "Headline")
    usual = (await room.say(STRANGER.id, "nonsense"))["text"]

    async def tried():
        for text in (NOTE, "88 shot down", "-", "06:30"):
            assert (await room.say(STRANGER.id, text))["text"] == usual

    await nothing_changes(room, tried)
