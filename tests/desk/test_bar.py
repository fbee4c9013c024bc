"""Five entries in a digest and one in an alert, three readers: one correction reaches all of it, once."""

from bot.services import correcting
from tests import cast
from tests.cast import Chat
from tests.desk.room import READERS
from tests.stories.play import kyiv

PLACES = "Kyiv depot", "Izmail port", "Lviv substation", "Kherson market", "Poltava mill", "Dnipro bridge"
LATE = Chat(5_009, "en", "Europe/Kyiv")
LABEL = "Corrected 09:01 (Kyiv): "
WRITES = {"sendmessage", "editmessagetext", "editmessagereplymarkup"}


def strike(number, **changes):
    fields = {
        "uri": f"kaizen:{number}",
        "headline": {"en": f"Strike: {PLACES[number]}"},
        "urgency": 5,
        "claims": [cast.claim(98 + number, measure="shot_down")],
    }
    return cast.attack(**fields | changes)


def made(room):
    """How often the bot wrote to anybody, and of that what was edited and what was a reply."""
    return [one for one in room.world.calls if one.method.lower() in WRITES]


async def delivered(room):
    """An alert at noon to three readers, then a digest of five entries and what became of the alert's."""
    await room.publish(strike(0, urgency=3))
    await room.alerted()
    await room.publish(*(strike(number) for number in range(1, 6)))
    await room.at(kyiv(2026, 2, 5, 7, 31))
    for reader in READERS:
        assert len(room.held_by(reader, "Kyiv depot")) == 1
        (digest,) = room.held_by(reader, "Dnipro bridge")
        assert all(place in digest["text"] for place in PLACES[1:])


async def joined_late(room):
    room.meet(LATE)
    await room.say(LATE.id, "/start")


async def corrected(room, words):
    room.clock.set(kyiv(2026, 2, 5, 9, 0))
    await room.tick()
    card = await room.correct_figure(words, 1, "88")
    await room.as_correction(card, "The first count was preliminary")
    await room.after(seconds=5)


async def test_every_copy_shows_it_who_read_it_wrong_is_told_and_nothing_is_done_twice(
    room,
):
    await delivered(room)
    await joined_late(room)
    await corrected(room, "Kherson market")
    for reader in READERS:
        (digest,) = room.held_by(reader, "Dnipro bridge")
        assert "88 drones" in digest["text"]
        assert LABEL + "Shot down: 88 drones, not 101" in digest["text"]
        (reply,) = [one for one in room.sent(reader.id) if "reply_to_message" in one]
        assert reply["reply_to_message"]["message_id"] == digest["message_id"]
        assert "88 drones, not 101" in reply["text"]
        (alert,) = room.held_by(reader, "Kyiv depot")
        assert "Corrected" not in alert["text"]
    assert not [one for one in room.sent(LATE.id) if "101" in one["text"] or "reply_to_message" in one]
    before = len(made(room))
    await room.after(minutes=1)
    await room.after(minutes=30)
    assert len(made(room)) == before


async def test_a_bot_that_starts_again_finds_nothing_to_put_right(room):
    await delivered(room)
    await corrected(room, "Kherson market")
    before = len(made(room))
    assert await correcting.put_right(room.bot.newsroom) == 0  # with no memory, it looks at everything
    await room.tick()
    assert len(made(room)) == before


async def test_the_alert_and_the_digest_that_carried_it_are_both_put_right(room):
    await delivered(room)
    card = await room.correct_figure("Kyiv depot", 1, "95")
    sheet = await room.press(2_001, card, "Preview and publish")
    await room.press(2_001, sheet, "Update: things moved on")
    await room.press(2_001, room.now(sheet), "Publish now")
    await room.after(seconds=61)
    await room.at(kyiv(2026, 2, 6, 7, 31))
    room.clock.set(kyiv(2026, 2, 6, 9, 0))
    card = await room.correct_figure("Kyiv depot", 1, "88")
    await room.as_correction(card, "Counted twice")
    await room.after(seconds=5)
    for reader in READERS:
        shown = room.held_by(reader, "Kyiv depot")
        copies = [one for one in shown if "reply_to_message" not in one]
        assert len(copies) == 2
        assert all("88 drones" in one["text"] for one in copies)
        assert len(shown) == 3  # one reply, to the newest of them
