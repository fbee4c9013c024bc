"""Reading: the reader's own days, and nothing of what is not public through any outlet."""

import pytest

from bot.services import alerts, reading, record, talking
from tests import cast
from tests.services.house import ANNA, BEN, asker, kyiv

SECRET = "Not for readers yet"
THURSDAY = kyiv(2026, 2, 5, 7, 30)


async def today(house, words="", chat=ANNA):
    return (await reading.today(house.newsroom, asker(chat), words)).text


async def test_today_is_the_day_of_the_readers_zone(house):
    late = cast.attack(happened={"start": "2026-02-03T23:30:00Z", "precision": "hour"})
    await house.archive(late)
    await house.start(ANNA)
    await house.start(BEN, timezone="America/New_York")
    assert "Massive overnight strike" in await today(house, "2026-02-04", ANNA)
    assert "Massive overnight strike" not in await today(house, "2026-02-03", ANNA)
    assert "Massive overnight strike" in await today(house, "2026-02-03", BEN)
    assert "Massive overnight strike" not in await today(house, "2026-02-04", BEN)


async def test_a_stranger_reads_in_the_newsrooms_zone(house):
    await house.archive(cast.talks())
    assert "4 February 2026" in await today(house, chat=cast.STRANGER)
    assert await house.subscriber(cast.STRANGER) is None


@pytest.mark.parametrize(("hour", "date"), [(0, "29 March"), (23, "29 March")])
async def test_the_short_day_of_spring_is_whole(house, hour, date):
    house.clock.moment = kyiv(2026, 3, 29, 23, 30)
    start = kyiv(2026, 3, 29, hour, 15).isoformat()
    await house.archive(cast.attack(happened={"start": start, "precision": "hour"}))
    text = await today(house, "2026-03-29")
    assert date in text
    assert "Massive overnight strike" in text


async def test_tomorrow_can_be_asked_for_and_nothing_after_it(house):
    assert "5 February 2026" in await today(house, "2026-02-05")
    for words in ("2026-02-06", "2013-12-31", "9999-12-31", "0001-01-01", "<b>", "x" * 4_000):
        text = await today(house, words)
        assert "/today 2026-02-04" in text
        assert "<b>" not in text
        assert len(text) < 400


async def test_a_page_beyond_the_last_is_the_last(house):
    await house.archive(cast.talks())
    screen = await reading.today(house.newsroom, asker(), "2026-02-04", 999)
    assert "Abu Dhabi" in screen.text


async def test_an_edition_has_no_page_beyond_its_last(house):
    await house.archive(cast.talks())
    await house.start()
    await house.digests_at(THURSDAY)
    (edition,) = await house.editions()
    assert await reading.edition_page(house.newsroom, asker(), edition.id, 0)
    assert await reading.edition_page(house.newsroom, asker(), edition.id, 1) is None
    assert await reading.edition_page(house.newsroom, asker(), edition.id + 1, 0) is None


async def hide(house, state: str) -> None:
    """One attack and one day of talks that are not public, in one of the ways in which an entry is not."""
    embargo = {"embargoed_until": "2026-03-01T00:00:00Z"} if state == "embargoed" else {}
    items = [
        cast.attack(headline={"en": SECRET}, **embargo),
        cast.talks(headline={"en": SECRET}, **embargo),
    ]
    if state == "draft":
        async with house.database.writing() as session:
            await cast.save(session, *items)
        return
    await house.publish(*items)
    if state != "embargoed":
        for item in items:
            await house.set_state(item.uri, state)


HIDDEN = ["embargoed", "draft", "withdrawn", "spiked"]


@pytest.mark.parametrize("state", HIDDEN)
async def test_what_is_not_public_is_in_no_answer(house, state):
    await hide(house, state)
    texts = [await today(house, "2026-02-03"), await today(house, "2026-02-04")]
    texts += [(await page(house.newsroom, asker())).text for page in (talking.talks, reading.attacks)]
    assert len(texts) == 4
    for text in texts:
        assert SECRET not in text
        assert "350" not in text


@pytest.mark.parametrize("state", HIDDEN)
async def test_what_is_not_public_is_in_no_digest_and_no_alert(house, state):
    await house.start()
    await hide(house, state)
    assert await house.alerts_after(seconds=500) == []
    assert await house.digests_at(THURSDAY) == []


@pytest.mark.parametrize("state", ["embargoed", "withdrawn", "spiked"])
async def test_what_is_not_public_is_in_no_export(house, state):
    await hide(house, state)
    documents = [one async for one in record.documents(house.database, clock=house.clock)]
    assert documents == []


@pytest.mark.parametrize("state", ["withdrawn", "spiked"])
async def test_what_was_withdrawn_is_on_no_page_of_what_was_delivered_before(house, state):
    await house.start()
    await house.publish(cast.attack(headline={"en": SECRET}))
    await house.alerts_after(seconds=90)
    (edition,) = await house.editions()
    assert SECRET in (await house.press(f"more:{edition.id}:0")).text
    await house.set_state(cast.attack().uri, state)
    assert SECRET not in (await house.press(f"more:{edition.id}:0")).text


async def test_a_new_version_under_embargo_leaves_the_old_one_standing(house):
    await house.archive(cast.attack())
    held = cast.attack(headline={"en": SECRET}, embargoed_until="2026-03-01T00:00:00Z")
    await house.publish(held)
    text = await today(house, "2026-02-03")
    assert "Massive overnight strike" in text
    assert SECRET not in text
    assert await alerts.queue_settled(house.newsroom) == 0
