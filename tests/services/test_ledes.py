"""The day's lede in digests: in the reader's language, kept by its copies, another one for those after it."""

from datetime import date, timedelta

from bot.services import correcting, digests
from bot.services.digests import Line
from bot.services.turns import Stride, Turn
from storage.desk import ledes
from storage.model.desk import Lede
from tests import cast
from tests.cast import Chat
from tests.services.house import ANNA, BEN, House, kyiv

THURSDAY = kyiv(2026, 2, 5, 7, 30)
ITS_DAY = THURSDAY.date()
OPENING = "Talks went on while Odesa had no power."
ANOTHER = "Power is back in Odesa."


async def write(house: House, text: str = OPENING, language: str = "en", day: date = ITS_DAY) -> None:
    fields = {"day": day, "language": language, "version": 0, "text": text, "author": 1}
    async with house.database.writing() as session:
        await ledes.write(session, Lede(**fields, created_at=house.clock()))


async def opened(house: House) -> list[str]:
    return [one.lede for one in await house.editions()]


async def test_it_stands_between_the_counts_and_the_first_section(house):
    await house.archive(cast.attack())
    await house.start()
    await write(house)
    (text,) = await house.digests_at(THURSDAY)
    assert text.index("1 new") < text.index(f"\n\n{OPENING}\n\n") < text.index("Massive overnight strike")


async def test_what_looks_like_markup_is_written_as_text(house):
    await house.archive(cast.attack())
    await house.start()
    await write(house, "Less <b>power</b> & more")
    (text,) = await house.digests_at(THURSDAY)
    assert "Less &lt;b&gt;power&lt;/b&gt; &amp; more" in text


async def test_each_reader_gets_it_in_their_language_or_the_newsrooms_marked(house):
    await house.archive(cast.attack())
    await house.start(ANNA, language="de")
    await house.start(BEN, language="uk")
    await write(house)
    await write(house, "Gespräche ohne Strom in Odesa.", "de")
    await house.digests_at(THURSDAY)
    texts = {one.language: one.lede for one in await house.editions()}
    assert texts == {"de": "Gespräche ohne Strom in Odesa.", "uk": f"{OPENING} [англійська]"}


async def test_one_in_a_language_of_neither_is_left_out(house):
    await house.archive(cast.attack())
    await house.start()
    await write(house, "Gespräche ohne Strom in Odesa.", "de")
    await house.digests_at(THURSDAY)
    assert await opened(house) == [""]


async def test_another_days_stays_away(house):
    await house.archive(cast.attack())
    await house.start()
    await write(house, day=ITS_DAY - timedelta(days=1))
    await house.digests_at(THURSDAY)
    assert await opened(house) == [""]


async def test_without_news_there_is_no_digest_even_with_a_lede(house):
    await house.start()
    await write(house)
    assert await house.digests_at(THURSDAY) == []
    assert await house.editions() == []


async def test_two_readers_share_an_edition_and_its_lede(house):
    await house.archive(cast.attack())
    await house.start(ANNA)
    await house.start(BEN)
    await write(house)
    assert len(await house.digests_at(THURSDAY)) == 2
    assert await opened(house) == [OPENING]


async def test_another_makes_another_edition_for_those_further_west(house):
    await house.archive(cast.attack())
    await house.start(ANNA)
    await house.start(BEN, timezone="America/New_York")
    await write(house)
    await house.digests_at(THURSDAY)
    await write(house, ANOTHER)
    (text,) = await house.digests_at(THURSDAY + timedelta(hours=7))
    assert ANOTHER in text
    assert await opened(house) == [OPENING, ANOTHER]


async def test_another_reaches_those_whose_turn_has_not_yet_come(house):
    """The queueing of one morning takes several turns, between which an editor may write."""
    await house.archive(cast.attack())
    for number in range(4):
        await house.start(Chat(5_000 + number, "en", "Europe/Kyiv"))
    await write(house)
    house.clock.moment = THURSDAY
    line = Line(stride=Stride(size=1, least=1, most=1))
    queued = await digests.queue_due(house.newsroom, Turn(seconds=0.0), line)
    await write(house, ANOTHER)
    queued += await digests.queue_due(house.newsroom, line=line)
    assert queued == 4
    assert await opened(house) == [OPENING, ANOTHER]


async def test_a_corrected_copy_keeps_the_one_that_stood_in_it(house):
    claims = [cast.claim(98, measure="shot_down")]
    await house.archive(cast.attack(claims=claims))
    await house.start()
    await write(house)
    await house.digests_at(THURSDAY)
    await write(house, ANOTHER)
    right = cast.attack(claims=[cast.claim(88, measure="shot_down")])
    await house.publish(right, signal="correction", reason="Counted again.")
    await correcting.put_right(house.newsroom)
    (digest,) = [one for one in await house.editions() if one.kind == "digest"]
    assert digest.rendition == 2
    assert OPENING in digest.pages[0]
    assert "88 drones, not 98" in digest.pages[0]
