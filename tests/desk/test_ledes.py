"""The day's lede: written by an editor, read in /today and in every digest of that day."""

from tests.desk.room import EDITOR, NOTE, READERS
from tests.stories.play import kyiv

LEDE = "Talks went on in Abu Dhabi while Odesa had no power."


async def write(room, language="English", text=LEDE, day=""):
    shown = await room.say(EDITOR.id, "/lede")
    if day:
        shown = await room.press(EDITOR.id, shown, f"d:ld:{day}")
    await room.press(EDITOR.id, shown, language)
    return await room.say(EDITOR.id, text)


async def publish_for_the_digest(room):
    card = await room.say(EDITOR.id, NOTE)
    card = await room.press(EDITOR.id, card, "Urgency")
    card = await room.press(EDITOR.id, card, "5 · waits for the digest")
    await room.let_go(card)
    await room.after(seconds=61)


async def today(room):
    return (await room.say(READERS[0].id, "/today"))["text"]


async def test_it_opens_the_brief_of_its_day(room):
    await room.publish_note()
    await write(room)
    text = await today(room)
    assert text.index(LEDE) < text.index("substation")


async def test_it_opens_the_digests_of_its_day(room):
    await publish_for_the_digest(room)
    await write(room, day="2026-02-05")
    await room.at(kyiv(2026, 2, 5, 7, 31))
    (digest,) = room.held_by(READERS[0], "Since your last brief")
    assert LEDE in digest["text"]


async def test_a_corrected_digest_keeps_it(room):
    await publish_for_the_digest(room)
    await write(room, day="2026-02-05")
    await room.at(kyiv(2026, 2, 5, 7, 31))
    card = await room.correct_figure("substation", 2, "88")
    await room.as_correction(card, "Counted again")
    await room.after(seconds=5)
    (digest,) = room.held_by(READERS[0], "Since your last brief")
    assert LEDE in digest["text"]
    assert "not 98" in digest["text"]


async def test_a_new_version_takes_its_place_and_a_dash_takes_it_away(room):
    await write(room)
    await write(room, text="Another opening.")
    assert "Another opening." in await today(room)
    await write(room, text="-")
    assert "Another opening." not in await today(room)


async def test_readers_of_another_language_get_the_newsrooms_marked(room):
    await write(room)
    await room.say(EDITOR.id, "/start")
    reader = await room.subscriber(READERS[0].id)
    assert reader is not None
    async with room.bot.newsroom.database.writing() as session:
        reader.language = "de"
        await session.merge(reader)
    assert f"{LEDE} [Englisch]" in await today(room)


async def test_a_lede_in_no_language_of_the_reader_or_the_newsroom_is_left_out(room):
    await write(room, "German", "Gespräche in Abu Dhabi.")
    assert "Gespräche" not in await today(room)
