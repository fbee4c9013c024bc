"""Menus and descriptions: for each kind of chat, in each language, told to Telegram only when they change."""

import pytest

from bot.brief import panel
from bot.handlers.commands import ANSWERS
from tests.stories.play import Play

ADMIN, GROUP, READER = 9_001, -1_004_000_000_001, 3001
FACE = ("setMyCommands", "setMyDescription", "setMyShortDescription", "deleteMyCommands")


@pytest.fixture
async def governed(stage: Play) -> Play:
    stage.settings = stage.settings.model_copy(update={"admins": [ADMIN]})
    stage.world.add_reader(ADMIN, "Admin", "en")
    stage.world.add_reader(READER, "Reader", "de")
    return stage


def names(play: Play, chat: int, language: str = "en", **who: bool) -> list[str]:
    return [one["command"] for one in play.world.profile.commands_for(chat, language, **who)]


def calls(play: Play) -> int:
    return sum(len(play.world.calls_of(method)) for method in FACE)


def test_every_command_of_the_menus_has_a_handler():
    assert set(panel.COMMANDS) == set(ANSWERS)


async def test_each_kind_of_chat_has_its_own_menu(governed):
    async with governed.on():
        await governed.quiet()
    in_groups = names(governed, GROUP)
    assert "today" in in_groups
    assert not set(in_groups) & panel.FOR_ADMINISTRATORS
    assert {"start", "stop", "settings"} <= set(names(governed, GROUP, is_administrator=True))
    assert set(names(governed, READER)) == set(panel.COMMANDS)
    assert {"desk", "van", "today"} <= set(names(governed, ADMIN))


async def test_each_language_has_its_own_words(governed):
    async with governed.on():
        await governed.quiet()
    profile = governed.world.profile
    for chat in (READER, GROUP):
        words = [profile.commands_for(chat, tag)[0]["description"] for tag in ("en", "de", "uk")]
        assert len(set(words)) == 3
    assert len({profile.text_for(profile.descriptions, tag) for tag in ("en", "de", "uk")}) == 3
    assert len({profile.text_for(profile.short_descriptions, tag) for tag in ("en", "de", "uk")}) == 3


async def test_what_has_not_changed_is_not_told_again(governed):
    async with governed.on():
        await governed.quiet()
    before = calls(governed)
    async with governed.on():
        await governed.say(ADMIN, "/start")
    assert calls(governed) == before > 0


async def test_a_language_that_is_offered_no_more_is_taken_away(governed):
    async with governed.on():
        await governed.quiet()
    governed.settings = governed.settings.model_copy(update={"languages": ["en", "uk"]})
    async with governed.on():
        await governed.quiet()
    english = governed.world.profile.commands_for(READER, "en")
    assert governed.world.profile.commands_for(READER, "de") == english


async def test_whoever_has_not_met_the_bot_gets_the_desks_menu_when_they_do(governed):
    governed.world.people[ADMIN].started = False
    governed.provoked.add(("setmycommands", 400))
    async with governed.on():
        await governed.quiet()
        assert "desk" not in names(governed, ADMIN)
        await governed.say(ADMIN, "/start")
        assert "desk" in names(governed, ADMIN)
