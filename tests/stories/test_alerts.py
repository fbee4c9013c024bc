"""Alerts: soon, merged into one message, not told again by the digest, and only to those who want them."""

from datetime import timedelta

from tests import cast
from tests.stories.play import Play, kyiv

READER = cast.KYIV_READER.id


async def subscribe(play: Play, chat: int = READER, tier: str = "all", language: str = "en") -> int:
    play.world.add_reader(chat, "Reader", language)
    await play.say(chat, "/start")
    screen = await play.say(chat, "/settings")
    if tier != "all":
        await play.press(chat, screen, f"set:alerts:{tier}")
    return len(play.sent(chat))


async def later(play: Play, **span: float) -> None:
    await play.at(play.clock() + timedelta(**span))


async def test_entries_published_close_together_come_as_one_alert(play):
    before = await subscribe(play)
    await play.publish(cast.attack())
    await later(play, seconds=60)
    await play.publish(cast.talks())
    await later(play, seconds=60)
    assert len(play.sent(READER)) == before
    await later(play, seconds=40)
    [alert] = play.sent(READER)[before:]
    assert "Massive overnight strike" in alert["text"]
    assert "Abu Dhabi, round two" in alert["text"]
    assert await play.ledger() == {("alert", "sent"): 1}


async def test_an_alert_does_not_wait_for_ever_for_quiet(play):
    before = await subscribe(play)
    for number in range(9):
        await play.publish(cast.attack(uri=f"a:{number}"))
        await later(play, seconds=60)
    assert len(play.sent(READER)) == before + 1


async def test_what_an_alert_told_is_not_told_again_unless_it_changed(play):
    before = await subscribe(play)
    await play.publish(cast.attack(), cast.talks())
    await later(play, minutes=5)
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert len(play.sent(READER)) == before + 1
    await play.publish(cast.attack(claims=[cast.claim(451)]))
    await play.at(kyiv(2026, 2, 6, 7, 30))
    [_alert, digest] = play.sent(READER)[before:]
    assert "1 updated" in digest["text"]
    assert "451" in digest["text"]
    assert "Abu Dhabi, round two" not in digest["text"]


async def test_each_reader_gets_the_tier_and_the_language_they_chose(play):
    before = {
        5001: await subscribe(play, 5001, "all", "de"),
        5002: await subscribe(play, 5002, "flash"),
        5003: await subscribe(play, 5003, "off"),
    }
    await play.publish(cast.attack())
    await later(play, minutes=5)
    assert "Schwerer Nachtangriff" in play.sent(5001)[-1]["text"]
    assert [len(play.sent(chat)) - before[chat] for chat in before] == [1, 0, 0]
    await play.publish(cast.attack(uri="kaizen:flash", urgency=1))
    await later(play, minutes=5)
    assert [len(play.sent(chat)) - before[chat] for chat in before] == [2, 1, 0]


async def test_an_embargoed_entry_stays_inside_until_its_hour(play):
    before = await subscribe(play)
    await play.publish(cast.attack(embargoed_until="2026-02-04T21:00:00+02:00"))
    await later(play, minutes=5)
    assert "Massive" not in (await play.say(READER, "/today 2026-02-03"))["text"]
    await play.at(kyiv(2026, 2, 4, 21, 0))
    await later(play, minutes=5)
    assert len(play.sent(READER)) == before + 2
    assert "Massive" in play.sent(READER)[-1]["text"]


async def test_an_alert_across_a_restart_comes_once(stage):
    async with stage.on():
        before = await subscribe(stage)
        await stage.publish(cast.attack())
    stage.clock.set(stage.clock() + timedelta(minutes=3))
    for _ in range(2):
        async with stage.on():
            await stage.tick()
    assert len(stage.sent(READER)) == before + 1


async def test_a_long_alert_is_one_message_with_more_behind_a_button(play):
    before = await subscribe(play)
    await play.publish(*(cast.attack(uri=f"a:{n}", summary={"en": "Long. " * 200}) for n in range(12)))
    await later(play, minutes=5)
    [alert] = play.sent(READER)[before:]
    shown = await play.press(READER, alert, "More")
    assert shown["text"] != alert["text"]
