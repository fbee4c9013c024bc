"""Quiet hours as a reader has them: a silent night, one message at its end, silent corrections."""

from datetime import timedelta

import pytest

from storage import entries
from storage.entries import Stamp
from tests import cast
from tests.stories.play import Play, kyiv

READER = cast.KYIV_READER
NIGHT = "22:00-06:30"


async def subscribe(play: Play, reader: cast.Chat, quiet: str) -> None:
    play.meet(cast.Chat(reader.id, "en", reader.timezone))
    await play.say(reader.id, "/start")
    await choose(play, reader, quiet)


async def choose(play: Play, reader: cast.Chat, quiet: str) -> None:
    screen = await play.say(reader.id, "/settings")
    screen = await play.press(reader.id, screen, "Quiet hours")
    await play.press(reader.id, screen, f"set:quiet:{quiet}")


async def later(play: Play, **span: float) -> None:
    await play.at(play.clock() + timedelta(**span))


async def withdraw(play: Play, uri: str) -> None:
    async with play.bot.newsroom.database.writing() as session:
        number = await entries.id_of(session, uri)
        assert number is not None
        assert await entries.withdraw(session, number, Stamp("telegram:2001", play.clock(), "Not so."))


async def test_a_night_of_alerts_is_one_message_in_the_morning_as_things_stand_then(play):
    await subscribe(play, READER, quiet=NIGHT)
    before = len(play.sent(READER.id))
    await play.at(kyiv(2026, 2, 5, 1, 0))
    await play.publish(cast.attack(claims=[cast.claim(98)]))
    await later(play, minutes=5)
    await play.publish(cast.talks(), cast.attack(uri="a:port", headline={"en": "A strike on a port"}))
    await later(play, minutes=5)
    await play.publish(cast.attack(claims=[cast.claim(88)]))
    await withdraw(play, cast.talks().uri)
    await play.at(kyiv(2026, 2, 5, 6, 29))
    assert len(play.sent(READER.id)) == before
    await play.at(kyiv(2026, 2, 5, 6, 30))
    [alert] = play.sent(READER.id)[before:]
    assert "88 drones" in alert["text"]
    assert "A strike on a port" in alert["text"]
    assert "Abu Dhabi" not in alert["text"]
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert len(play.sent(READER.id)) == before + 1
    assert await play.ledger() == {("alert", "sent"): 1}


async def test_a_reply_about_a_correction_makes_no_sound_at_night(play):
    await subscribe(play, READER, quiet="off")
    await play.publish(cast.attack())
    await later(play, minutes=5)
    await choose(play, READER, "18:00-06:30")
    await withdraw(play, cast.attack().uri)
    await play.tick()
    assert "no longer stands" in play.sent(READER.id)[-1]["text"]
    assert play.world.calls_of("sendMessage")[-1].params["disable_notification"] == "true"


@pytest.mark.parametrize(("quiet", "is_silent"), [("18:00-06:30", True), ("off", False)])
async def test_a_correction_of_a_copy_that_is_gone_makes_no_sound_at_night(play, quiet, is_silent):
    await subscribe(play, READER, quiet="off")
    await play.publish(cast.attack())
    await later(play, minutes=5)
    await choose(play, READER, quiet)
    play.provoked.add(("editmessagetext", 400))
    play.world.faults.answer("editMessageText", 400, "Bad Request: message to edit not found")
    await withdraw(play, cast.attack().uri)
    await play.tick()
    copy = [call for call in play.world.calls_of("sendMessage") if "reply_parameters" not in call.params][-1]
    assert "Withdrawn" in copy.params["text"]
    assert (copy.params.get("disable_notification") == "true") is is_silent


@pytest.mark.parametrize("ticks", [0, 1])
async def test_a_restart_at_the_end_of_the_night_neither_loses_nor_doubles(stage, ticks):
    async with stage.on():
        await subscribe(stage, READER, quiet=NIGHT)
        before = len(stage.sent(READER.id))
        await stage.at(kyiv(2026, 2, 5, 1, 0))
        await stage.publish(cast.attack())
        await later(stage, minutes=5)
    stage.clock.set(kyiv(2026, 2, 5, 6, 31))
    for _ in range(ticks + 1):
        async with stage.on():
            await stage.tick()
    assert len(stage.sent(READER.id)) == before + 1
