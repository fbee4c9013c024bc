"""/week, played whole: a picture that is drawn once, uploaded once, and goes along with its buttons."""

import unicodedata

import pytest

from bot.brief.week import RANGES
from bot.pictures.studio import Studio
from tests import cast
from tests.stories.play import buttons, kyiv

READER, OTHER = cast.TORONTO_READER, cast.STRANGER


def night(day, *claims, **changes):
    happened = {
        "start": f"2026-02-{day:02}T00:00:00+02:00",
        "end": f"2026-02-{day:02}T06:00:00+02:00",
        "precision": "night",
    }
    return cast.attack(
        uri=f"kaizen:night:{day}",
        happened=happened,
        claims=[cast.claim(*claims)] if claims else [],
        **changes,
    )


@pytest.fixture
async def reader(play):
    await play.publish(cast.attack(), night(2, 171), cast.talks(), cast.pledge(), aim="archive")
    return play.meet(READER)


def said(message):
    """A caption or text; CLDR sets thin spaces around a dash."""
    return unicodedata.normalize("NFKC", message.get("caption") or message["text"])


def uploads(play):
    """The calls that brought a file along."""
    brought = [call.params.get("photo", "") + call.params.get("media", "") for call in play.world.calls]
    return [one for one in brought if "attach://" in one]


async def test_the_last_week_comes_as_a_picture_with_its_main_numbers(play, reader):
    message = await play.say(reader, "/week")
    assert message["photo"][-1]["width"] == 1080
    assert said(message).startswith("29 January – 4 February 2026 · Air Force of Ukraine")
    assert "• 621 drones (known for 2 of 7 days)" in said(message)
    assert "• missiles: no figure" in said(message)
    assert "Heaviest day: Tue 3 February, 450 drones" in said(message)
    assert len(said(message)) <= 1024


async def test_it_is_drawn_once_and_uploaded_once(play, reader):
    first = await play.say(reader, "/week")
    drawn = play.bot.newsroom.studio.drawn
    again = await play.say(play.meet(OTHER), "/week")
    assert again["photo"] == first["photo"]
    assert len(uploads(play)) == 1
    assert (drawn, play.bot.newsroom.studio.drawn) == (1, 1)


async def test_a_change_of_the_figures_is_a_new_picture(play, reader):
    first = await play.say(reader, "/week")
    await play.publish(night(2, 175), aim="archive")
    second = await play.say(reader, "/week")
    assert second["photo"] != first["photo"]
    assert "625 drones" in said(second)


async def test_buttons_change_the_picture_in_place(play, reader):
    message = await play.say(reader, "/week")
    assert [label for label in buttons(message) if "day" in label and label != "Today"] == [
        "✓ 7 days",
        "30 days",
        "60 days",
    ]
    longer = await play.press(reader, message, "30 days")
    assert longer["message_id"] == message["message_id"]
    assert said(longer).startswith("6 January – 4 February 2026")
    assert longer["photo"] != message["photo"]
    rival = await play.press(reader, longer, "Kaizen Blog")
    assert "6 January – 4 February 2026 · Kaizen Blog" in said(rival)
    assert "350–500 drones" in said(rival)
    back = await play.press(reader, rival, "Air Force of Ukraine")
    assert back["photo"] == longer["photo"]
    assert len(uploads(play)) == 3


async def test_a_text_is_not_put_in_the_place_of_a_picture(play, reader):
    message = await play.say(reader, "/week")
    before = len(play.sent(reader))
    await play.press(reader, message, "Talks")
    assert play.now(message)["photo"] == message["photo"]
    assert "Abu Dhabi" in play.sent(reader)[before]["text"]


async def test_it_is_spoken_in_the_readers_language(play, reader):
    del reader
    message = await play.say(play.meet(cast.KYIV_READER), "/week")
    assert said(message).startswith("29 січня – 4 лютого 2026 р.")
    assert "621 дрон (відомо за 2 із 7 діб)" in said(message)


async def test_without_a_figure_a_sentence_says_so(play):
    user = play.meet(READER)
    await play.publish(night(3), aim="archive")
    message = await play.say(user, "/week")
    assert "no figure on record for 29 January – 4 February 2026" in said(message)
    assert set(map(str, RANGES)) <= {data.split(":")[-1] for data in buttons(message).values()}


async def test_what_is_withdrawn_or_embargoed_is_not_in_it(play, reader):
    embargo = kyiv(2026, 2, 6, 12).isoformat()
    await play.publish(night(1, 999, embargoed_until=embargo), aim="archive")
    assert "621 drones" in said(await play.say(reader, "/week"))


@pytest.mark.parametrize("words", ["8", "many", "-7", "7 7", "<b>"])
async def test_another_range_is_answered_with_those_there_are(play, reader, words):
    message = await play.say(reader, f"/week {words}")
    assert "7, 30 or 60 days" in said(message)
    assert said(await play.say(reader, "/week 30")).startswith("6 January")


@pytest.mark.parametrize("data", ["week:8", "week:7:a:b", "week:x", "week:7:" + "x" * 50])
async def test_a_forged_button_harms_nothing(play, reader, data):
    message = await play.say(reader, "/week")
    await play.press(reader, message, data)
    assert play.sent(reader)


async def test_where_nothing_can_be_drawn_the_numbers_come_as_text(play, reader, caplog):
    object.__setattr__(play.bot.newsroom, "studio", Studio(["/bin/false"]))
    message = await play.say(reader, "/week")
    assert "621 drones" in said(message)
    assert "Mon 2 February: 171 drones" in said(message)
    assert "could not be drawn" in caplog.text


async def test_a_chat_that_takes_no_pictures_gets_the_text(play, reader):
    play.world.faults.answer("sendPhoto", 400, "Bad Request: not enough rights to send photos to the chat")
    play.provoked.add(("sendphoto", 400))
    message = await play.say(reader, "/week")
    assert "621 drones" in said(message)
    assert "30 days" in buttons(message)
