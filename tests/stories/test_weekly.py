"""The weekly digest: once a week, with the chart of the week, which is put right like its words."""

import unicodedata

import pytest

from bot.pictures.studio import Studio
from bot.services import subscribing
from storage import entries
from tests import cast
from tests.services.house import asker
from tests.stories.play import buttons, eventually, kyiv

READER = cast.TORONTO_READER
NIGHT = {"start": "2026-02-06T00:00:00+02:00", "end": "2026-02-06T06:00:00+02:00", "precision": "night"}


def said(message):
    """A caption or text; CLDR sets thin spaces around a dash."""
    return unicodedata.normalize("NFKC", message.get("caption") or message["text"])


def night(quantity=171, **changes):
    return cast.attack(
        uri="kaizen:night", urgency=6, happened=NIGHT, claims=[cast.claim(quantity)], **changes
    )


async def choose(play, **choices):
    def change(record):
        for name, value in choices.items():
            setattr(record, name, value)

    await subscribing.change(play.bot.newsroom, asker(READER), change)


@pytest.fixture
async def reader(play):
    """Somebody in Kyiv's zone who wants the digest on Sundays at 09:00."""
    number = play.meet(READER)
    await play.say(number, "/start")
    await choose(play, rhythm="weekly", weekdays=["7"], times=["09:00", "20:00"])
    return number


async def correct(play, entry):
    async with play.bot.newsroom.database.writing() as session:
        await cast.put_out(session, entry, at=play.clock(), signal="correction", reason="a typing error")


async def withdraw(play, uri):
    async with play.bot.newsroom.database.writing() as session:
        number = await entries.id_of(session, uri)
        assert await entries.withdraw(session, number, entries.Stamp("telegram:2001", play.clock(), "no"))


async def shows(play, message, words):
    """Tick until a message says this; returns it as it is then."""

    async def does():
        await play.tick()
        return words in said(play.now(message))

    await eventually(does)
    return play.now(message)


async def sunday(play, number, day=8):
    before = len(play.sent(number))
    await play.at(kyiv(2026, 2, day, 9, 0))
    return play.sent(number)[before:]


async def test_once_a_week_comes_the_chart_and_then_what_is_new(play, reader):
    await play.publish(cast.attack(urgency=6), cast.talks(urgency=6))
    for day in (5, 6, 7):
        await play.at(kyiv(2026, 2, day, 9, 0))
    before = len(play.sent(reader))
    await play.publish(night())
    chart, digest = await sunday(play, reader)
    assert len(play.sent(reader)) == before + 2
    assert said(chart).startswith("1–7 February 2026 · Air Force of Ukraine")
    assert "621 drones" in said(chart)
    assert {"✓ 7 days", "30 days", "60 days"} <= buttons(chart).keys()
    assert "Massive overnight strike" in said(digest)
    await play.at(kyiv(2026, 2, 8, 20, 0))
    assert len(play.sent(reader)) == before + 2
    record = await play.subscriber(reader)
    assert record.next_digest_slot == "2026-02-15T09:00"


async def test_nothing_new_is_no_chart_either(play, reader):
    await play.publish(cast.attack(urgency=6))
    assert len(await sunday(play, reader)) == 2
    assert await sunday(play, reader, 15) == []


async def test_whoever_does_not_want_attacks_gets_no_chart(play, reader):
    await choose(play, kinds=["talks"])
    await play.publish(night(), cast.talks(urgency=6))
    (digest,) = await sunday(play, reader)
    assert "Abu Dhabi" in said(digest)


async def test_a_correction_reaches_the_picture(play, reader):
    await play.publish(night())
    chart, _digest = await sunday(play, reader)
    await correct(play, night(117))
    now = await shows(play, chart, "117 drones")
    assert "Put right on 8 February." in said(now)
    assert now["photo"] != chart["photo"]
    notices = [m for m in play.sent(reader) if m.get("reply_to_message", {}).get("message_id")]
    assert len(notices) == 1


async def test_an_update_changes_the_picture_without_a_word(play, reader):
    await play.publish(night())
    chart, _digest = await sunday(play, reader)
    await play.publish(night(181))
    now = await shows(play, chart, "181 drones")
    assert "Put right" not in said(now)


async def test_what_was_withdrawn_is_in_no_picture(play, reader):
    await play.publish(night(), cast.attack(urgency=6))
    chart, _digest = await sunday(play, reader)
    assert "621 drones" in said(chart)
    await withdraw(play, "kaizen:night")
    await shows(play, chart, "450 drones")


async def test_where_it_cannot_be_drawn_its_numbers_come(play, reader, caplog):
    object.__setattr__(play.bot.newsroom, "studio", Studio(["/bin/false"]))
    await play.publish(night())
    chart, digest = await sunday(play, reader)
    assert "Fri 6 February: 171 drones" in said(chart)
    assert "photo" not in chart
    assert "Since your last brief" in said(digest)
    assert "could not be drawn" in caplog.text


async def test_many_weekly_readers_share_one_upload(play, reader):
    others = [cast.Chat(5000 + n, "en", "Europe/Kyiv") for n in range(12)]
    for chat in others:
        await play.say(play.meet(chat), "/start")
        await subscribing.change(play.bot.newsroom, asker(chat), _weekly)
    await play.publish(night())
    await sunday(play, reader)
    photos = [play.sent(chat.id)[-2]["photo"][-1]["file_id"] for chat in others]
    assert len(set(photos)) == 1
    uploads = [call for call in play.world.calls_of("sendPhoto") if "attach://" in call.params["photo"]]
    assert len(uploads) == 1
    assert play.bot.newsroom.studio.drawn == 1


def _weekly(record):
    record.rhythm, record.weekdays, record.times = "weekly", ["7"], ["09:00"]
