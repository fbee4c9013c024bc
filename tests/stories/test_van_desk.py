"""An admin runs the van from the chat: looks, pauses, resumes, cancels, watches it to the end."""

import asyncio
from itertools import pairwise

import pytest

from bot.delivery import following
from bot.services import notices
from tests.stories.play import Play, eventually
from tests.stories.road import (
    ADMIN,
    CROWD,
    HEADLINE,
    READERS,
    SECOND,
    alerts,
    arrived,
    depart,
    followers,
    open_card,
    ruled,
    settled,
    slowly,
)


@pytest.fixture
def slow(stage: Play) -> Play:
    return slowly(stage)


@pytest.fixture
def _unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No card is edited by itself."""
    monkeypatch.setattr(following, "EVERY", 3600.0)


@pytest.fixture
def _watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "EVERY", 0.3)
    monkeypatch.setattr(following, "_TICK", 0.1)


@pytest.mark.usefixtures("_unwatched")
async def test_an_alert_is_paused_on_its_way_and_goes_on_with_the_rest(slow):
    async with slow.on() as play:
        await depart(play, CROWD)
        card = await open_card(play)
        assert f"Alert: {HEADLINE}" in card["text"]
        paused = await play.press(ADMIN.id, card, "Pause")
        assert "paused" in paused["text"]
        await eventually(lambda: settled(play))
        held = alerts(play)
        await asyncio.sleep(1.2)  # in which four more would have left
        assert alerts(play) == held
        assert 2 <= len(held) < len(CROWD)
        await play.press(ADMIN.id, card, "Pause")  # a second tap on what is there no more
        assert await play.ledger() == {("alert", "sent"): len(held), ("alert", "parked"): 40 - len(held)}
    slow.settings = ruled(slow, admins=str(ADMIN.id), messages_per_second="1000")
    async with slow.on() as play:
        await play.press(ADMIN.id, paused, "Resume")
        await eventually(lambda: arrived(play, len(CROWD)))
        await eventually(lambda: settled(play))
        assert alerts(play) == {reader.id: 1 for reader in CROWD}


@pytest.mark.usefixtures("_unwatched")
async def test_an_alert_is_cancelled_after_a_question(slow):
    async with slow.on() as play:
        await depart(play, CROWD)
        question = await play.press(ADMIN.id, await open_card(play), "Cancel")
        assert "will never be sent" in question["text"]
        ended = await play.press(ADMIN.id, question, "Cancel it")
        await eventually(lambda: settled(play))
        assert "stopped" in ended["text"]
        reached = alerts(play)
        await asyncio.sleep(1.2)
        assert alerts(play) == reached
        ledger = await play.ledger()
        assert ledger["alert", "sent"] == len(reached) < len(CROWD)
        assert ledger["alert", "cancelled"] == len(CROWD) - len(reached)
        road = await play.press(ADMIN.id, ended, "Back")
        assert "Nothing is on its way." in road["text"]


@pytest.mark.usefixtures("_watched")
async def test_a_card_is_edited_while_something_changes_and_to_the_end(slow):
    async with slow.on() as play:
        await depart(play, CROWD[:20])
        card = await open_card(play)
        play.presses.clear()  # what is edited from now on was not asked for
        await eventually(lambda: says(play, card, "20 of 20 · 100%, done"))
        await eventually(lambda: is_let_go(play))
        texts = [call.params["text"] for call in play.world.calls_of("editMessageText")]
        assert len(texts) >= 3
        assert all(one != next_one for one, next_one in pairwise(texts))
        count = len(texts)
        await asyncio.sleep(0.5)
        assert len(play.world.calls_of("editMessageText")) == count


async def says(play: Play, message: dict, words: str) -> bool:
    return words in play.now(message)["text"]


async def is_let_go(play: Play) -> bool:
    return not await followers(play)


@pytest.mark.usefixtures("_watched")
async def test_a_card_lives_on_after_a_restart(slow):
    async with slow.on() as play:
        await depart(play)
        card = await open_card(play)
        play.presses.clear()
    assert "100%" not in slow.now(card)["text"]
    async with slow.on() as play:
        await eventually(lambda: says(play, card, "12 of 12 · 100%, done"))
    assert alerts(slow) == {reader.id: 1 for reader in READERS}


@pytest.mark.usefixtures("_watched")
async def test_a_card_that_was_deleted_is_not_sent_anew(slow):
    async with slow.on() as play:
        play.provoked.add(("editmessagetext", 400))
        await depart(play)
        card = await open_card(play)
        play.presses.clear()
        del play.world.chats[ADMIN.id].messages[card["message_id"]]
        await eventually(lambda: is_let_go(play))
        assert play.sent(ADMIN.id) == []


@pytest.mark.usefixtures("_watched")
async def test_a_card_that_went_elsewhere_is_not_drawn_over(slow):
    async with slow.on() as play:
        await depart(play)
        await play.press(ADMIN.id, await open_card(play), "Back")
        await play.press(ADMIN.id, play.sent(ADMIN.id)[-1], "Look again")
        play.presses.clear()
        await eventually(lambda: settled(play))
        assert "On its way" in play.sent(ADMIN.id)[-1]["text"]


# Notices


async def test_a_notice_reaches_every_admin_once_in_their_language(slow):
    async with slow.on() as play:
        await play.say(SECOND.id, "/start")
        before = {one.id: len(play.sent(one.id)) for one in (ADMIN, SECOND)}
        for _ in range(2):
            async with play.bot.newsroom.database.writing() as session:
                await notices.tell(
                    play.bot.newsroom, session, "a", lambda speaker: speaker._("Settings"), play.clock()
                )
            await play.tick()
        fresh = {one.id: [m["text"] for m in play.sent(one.id)[before[one.id] :]] for one in (ADMIN, SECOND)}
        assert fresh == {ADMIN.id: ["Settings"], SECOND.id: ["Einstellungen"]}
