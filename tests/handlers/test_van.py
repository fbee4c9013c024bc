"""Nobody but an admin learns of the van, and an admin runs it from a private chat alone."""

import pytest

from storage import gates
from tests import cast
from tests.cast import STRANGER
from tests.stories.play import Play, eventually, kyiv
from tests.stories.road import ADMIN, READERS, SECOND, arrived, depart, open_card, ruled, slowly


@pytest.fixture
def slow(stage: Play) -> Play:
    return slowly(stage)


def asked_for(play: Play, chat: int) -> list[dict]:
    """Everything that was asked of Telegram for a chat, byte for byte."""
    return [call.params for call in play.world.calls_of("sendMessage") if int(call.params["chat_id"]) == chat]


async def test_a_stranger_gets_what_an_unknown_command_gets(slow):
    async with slow.on() as play:
        play.meet(STRANGER)
        for text in ("/nonsense", "/van", "/van 1"):
            await play.say(STRANGER.id, text)
        unknown, *answers = asked_for(play, STRANGER.id)
        assert answers == [unknown, unknown]


async def test_a_stranger_who_was_asked_something_gets_what_an_unknown_command_gets(slow):
    async with slow.on() as play:
        play.meet(STRANGER)
        screen = await play.say(STRANGER.id, "/settings")
        await play.press(STRANGER.id, screen, "set:time")
        for text in ("/nonsense", "/van"):
            await play.say(STRANGER.id, text)
        _settings, unknown, answer = asked_for(play, STRANGER.id)
        assert answer == unknown


async def test_a_forwarded_button_does_nothing_and_says_what_any_unknown_one_says(slow):
    async with slow.on() as play:
        await depart(play)
        play.meet(STRANGER)
        seen = await play.say(STRANGER.id, "/help")
        unknown = await play.press(STRANGER.id, seen, "nonsense")
        for data in ("van", "van:e:1", "van:pause:1", "van:stop:1:yes"):
            shown = await play.press(STRANGER.id, seen, data)
            assert (shown["text"], shown.get("reply_markup")) == (
                unknown["text"],
                unknown.get("reply_markup"),
            )
        await eventually(lambda: arrived(play, len(READERS)))


async def test_in_a_group_nobody_runs_the_van(slow):
    async with slow.on() as play:
        play.world.add_group(cast.GROUP.id, "A group", [ADMIN.id])
        await play.unanswered(lambda: play.world.say(cast.GROUP.id, ADMIN.id, "/van"), cast.GROUP.id)
        await play.unanswered(
            lambda: play.world.say(cast.GROUP.id, ADMIN.id, "/van@kaizen_brief_bot"), cast.GROUP.id
        )


async def test_an_admin_who_was_removed_runs_nothing_any_more(slow):
    async with slow.on() as play:
        await depart(play)
        card = await open_card(play)
        play.presses.clear()
    slow.settings = ruled(slow, admins=str(SECOND.id))
    async with slow.on() as play:
        await play.say(ADMIN.id, "/nonsense")
        await play.say(ADMIN.id, "/van")
        unknown, answer = asked_for(play, ADMIN.id)[-2:]
        assert answer == unknown
        assert await play.press(ADMIN.id, card, "Pause") == play.now(card)
        assert "out of date" in play.sent(ADMIN.id)[-1]["text"]
        play.presses.clear()
        await eventually(lambda: arrived(play, len(READERS)))


async def test_the_command_is_in_the_menu_of_admins_alone(slow):
    async with slow.on() as play:
        profile = play.world.profile
        for language in ("en", "de", "uk", "fr"):
            names = [one["command"] for one in profile.commands_for(ADMIN.id, language)]
            theirs = [one["command"] for one in profile.commands_for(STRANGER.id, language)]
            assert names == [*theirs, "new", "entries", "lede", "desk", "van"]
        german = {one["command"]: one["description"] for one in profile.commands_for(SECOND.id, "de")}
        assert german["van"] == "Was zu den Lesern unterwegs ist"


async def test_an_admin_whom_telegram_does_not_know_stops_nobody(stage):
    stage.provoked.add(("setmycommands", 400))
    stage.settings = ruled(stage, admins="999")
    async with stage.on() as play:
        play.meet(STRANGER)
        assert (await play.say(STRANGER.id, "/help"))["text"]


async def test_a_gate_is_told_in_the_admins_own_zone(slow):
    async with slow.on() as play:
        async with play.bot.newsroom.database.writing() as session:
            await gates.close(session, gates.WHOLE_BOT, kyiv(2026, 2, 4, 20, 30))
        assert "nothing leaves before 20:30." in (await play.say(ADMIN.id, "/van"))["text"]
