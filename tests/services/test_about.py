"""What readers can know of the newsroom: its method, and a public log of what it had to correct."""

import re
from datetime import timedelta

import pytest

from bot.services import about
from storage import entries
from storage.entries import Stamp
from tests import cast
from tests.services.house import ANNA, BEN, asker, kyiv

WHY = "The Air Force corrected its count."
FIRST = kyiv(2026, 2, 5, 14, 20)


def strike(shot_down: int = 98, **changes):
    return cast.attack(claims=[cast.claim(shot_down, measure="shot_down")], **changes)


async def correct(house, entry, reason=WHY, signal="correction", **span):
    house.clock.forward(**span)
    await house.publish(entry, signal=signal, reason=reason)


async def withdraw(house, entry, reason=""):
    async with house.database.writing() as session:
        number = await entries.id_of(session, entry.uri)
        assert await entries.withdraw(session, number, Stamp("telegram:2001", house.clock(), reason))


async def log(house, chat=ANNA, page=0):
    return plain((await about.log(house.newsroom, asker(chat), page)).text)


def plain(markup: str) -> str:
    return re.sub(r"<[^>]+>", "", markup)


@pytest.fixture
async def struck(house):
    house.clock.moment = FIRST
    await house.archive(strike(), cast.talks())
    return house


async def test_about_names_the_method_and_leads_to_the_corrections(house):
    ruled = house.ruled(links=(("Support", "https://example.org/help"),))
    screen = await about.show(ruled.newsroom, asker())
    for words in ("never averaged", "18:00", "Who runs it", "number of this chat"):
        assert words in screen.text
    assert '<a href="https://example.org/help">Support</a>' in screen.text
    assert "errata:0" in [button.data for row in screen.rows for button in row]


async def test_a_correction_is_told_with_moment_headline_facts_and_reason(struck):
    await correct(struck, strike(88))
    assert (await log(struck)).splitlines()[-1] == (
        "Corrected 5 February, 14:20 (Kyiv): Massive overnight strike — "
        f"Shot down: 88 drones, not 98 (Air Force of Ukraine). Reason: {WHY}"
    )


async def test_it_is_told_in_the_readers_language(struck):
    await correct(struck, strike(88))
    await struck.start(BEN, language="de")
    text = await log(struck, BEN)
    assert "Korrigiert 5. Februar, 14:20 (Kyjiw): Schwerer Nachtangriff — " in text
    assert "nicht 98" in text
    assert f"Grund: {WHY}" in text


async def test_the_newest_stands_first(struck):
    await correct(struck, strike(88))
    await correct(struck, strike(86), hours=1)
    text = await log(struck)
    assert text.index("86 drones, not 88") < text.index("88 drones, not 98")


async def test_updates_first_versions_and_what_is_not_published_are_no_corrections(struck):
    await correct(struck, strike(99), signal="update", reason="")
    await correct(struck, cast.pledge(), reason="Nobody had read anything else")
    later = strike(70, embargoed_until="2026-03-01T00:00:00Z")
    await correct(struck, later)
    assert "Nothing had to be corrected." in await log(struck)


async def test_what_was_withdrawn_is_told_without_what_it_said(struck):
    await correct(struck, strike(88))
    await withdraw(struck, strike(), "The source took it back.")
    text = await log(struck)
    assert text.splitlines()[-1] == (
        "Withdrawn 5 February, 14:20 (Kyiv): Attacks, night to Tue 3 February. "
        "Reason: The source took it back."
    )
    for word in ("Massive", "88", "98"):
        assert word not in text


async def test_a_headline_that_was_wrong_is_not_told_again(struck):
    await correct(struck, strike(88))
    await correct(struck, strike(88, headline={"en": "An overnight strike"}), "It was not massive.", hours=1)
    text = await log(struck)
    assert "Massive" not in text
    assert "An overnight strike. Reason: It was not massive." in text


@pytest.mark.parametrize(("days", "told"), [(29, True), (31, False)])
async def test_the_log_reaches_back_thirty_days(struck, days, told):
    await correct(struck, strike(88))
    struck.clock.moment = FIRST + timedelta(days=days)
    assert ("88 drones" in await log(struck)) is told


async def test_a_long_log_is_turned_page_by_page_and_loses_nothing(struck):
    await correct(struck, strike(1))
    for count in range(2, 31):
        await correct(struck, strike(count), f"{WHY} " * 8 + f"({count})", minutes=1)
    first = await about.log(struck.newsroom, asker())
    assert {button.data for row in first.rows for button in row} >= {"errata:1", "about"}
    pages = [await about.log(struck.newsroom, asker(), number) for number in range(7)]
    assert all(len(page.text) < 4_400 for page in pages)
    said = plain("\n".join(page.text for page in pages))
    assert [count for count in range(2, 31) if f"({count})" not in said] == []
    assert pages[-1].text == (await about.log(struck.newsroom, asker(), 999)).text


async def test_markup_in_a_reason_stays_text(struck):
    await correct(struck, strike(88), "<b>5 > 4</b>")
    assert "&lt;b&gt;5 &gt; 4" in (await about.log(struck.newsroom, asker())).text


async def test_long_reasons_take_no_correction_away(struck):
    for count in range(2, 8):
        await correct(struck, strike(count), f"({count}) {'why ' * 250}", minutes=1)
    said = plain("\n".join([await log(struck, page=number) for number in range(4)]))
    assert [count for count in range(2, 8) if f"({count})" not in said] == []


# Sources


def dated(number, **changes):
    own = [cast.source(**one) for one in changes.pop("sources")]
    return cast.attack(uri=f"kaizen:{number}", claims=[], sources=own, **changes)


async def named(house, page=0) -> str:
    return plain((await about.sources(house.newsroom, asker(), page)).text)


async def test_the_outlets_of_the_last_thirty_days_are_listed_with_their_reports(house):
    first, other = {"name": "a", "outlet": "First Agency"}, {"name": "b", "outlet": "Another Paper"}
    await house.publish(dated(1, sources=[first]), dated(2, sources=[first, other]))
    assert (await named(house)).splitlines()[1:] == [
        "• First Agency – 2 reports",
        "• Another Paper – 1 report",
    ]


async def test_what_is_not_published_or_long_ago_is_no_source(house):
    await house.publish(dated(1, sources=[{"outlet": "Early Paper"}]))
    house.clock.forward(days=31)
    assert "Nothing was published in that time." in await named(house)
    hidden = dated(2, sources=[{"outlet": "Late Paper"}], embargoed_until="2027-01-01T00:00:00Z")
    await house.publish(hidden)
    assert "Nothing was published in that time." in await named(house)


async def test_many_outlets_are_turned_page_by_page(house):
    names = [f"Outlet number {number}" for number in range(150)]
    for start in range(0, 150, 10):
        some = [{"name": f"s{n}", "outlet": name} for n, name in enumerate(names[start : start + 10])]
        await house.publish(dated(start, sources=some))
    said = "\n".join([await named(house, page) for page in range(9)])
    assert [name for name in names if f"{name} – " not in said] == []
