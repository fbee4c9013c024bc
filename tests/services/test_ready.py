"""What was made for one reader stands ready for the next, and is never older than what is public."""

from dataclasses import replace
from datetime import date

import pytest

from bot.services import reading, talking
from bot.services.ready import Ready
from storage import entries
from storage.desk import ledes
from storage.model.desk import Lede
from tests import cast
from tests.services.house import ANNA, BEN, House, asker

OTHER = "Another strike hits the port of Odesa"


async def shown(house: House, chat=ANNA) -> str:
    return (await reading.today(house.newsroom, asker(chat), "2026-02-03")).text


@pytest.fixture
async def asked(house: House) -> House:
    """A house in which everybody has looked at the day already."""
    await house.archive(cast.attack())
    assert cast.attack().headline["en"] in await shown(house)
    return house


async def test_it_is_made_once_for_all_who_ask_the_same(house):
    made = []

    async def make() -> str:
        made.append(1)
        return "a screen"

    ready = Ready()
    async with house.database.reading() as session:
        said = [await ready.once(session, "day", make) for _ in range(3)]
    assert (said, len(made)) == (["a screen"] * 3, 1)


async def test_each_language_has_its_own(asked):
    await asked.start(BEN, language="de")
    assert "Angriffe" in await shown(asked, BEN)
    assert "Attacks" in await shown(asked)


async def test_what_is_published_is_seen_at_once(asked):
    await asked.publish(cast.attack(uri="kaizen:other", headline={"en": OTHER}))
    assert OTHER in await shown(asked)


async def test_what_is_corrected_is_seen_at_once(asked):
    await asked.publish(cast.attack(headline={"en": OTHER}), signal="correction", reason="Wrong place.")
    text = await shown(asked)
    assert OTHER in text
    assert cast.attack().headline["en"] not in text


async def test_what_is_withdrawn_is_gone_at_once(asked):
    async with asked.database.writing() as session:
        number = await entries.id_of(session, cast.attack().uri)
        await entries.withdraw(
            session, number, entries.Stamp("1", asked.clock(), "It did not happen.", "withdrawn")
        )
    assert cast.attack().headline["en"] not in await shown(asked)


async def test_a_lede_is_seen_at_once(asked):
    fields = {"day": date(2026, 2, 3), "language": "en", "version": 0, "text": "A hard night.", "author": 1}
    async with asked.database.writing() as session:
        await ledes.write(session, Lede(**fields, created_at=asked.clock()))
    assert "A hard night." in await shown(asked)


async def test_another_replica_sees_it_as_well(asked):
    there = House(asked.database, asked.clock, replace(asked.newsroom, ready=Ready()))
    await shown(there)
    await asked.publish(cast.attack(uri="kaizen:other", headline={"en": OTHER}))
    assert OTHER in await shown(there)


async def test_tomorrow_is_another_day(asked):
    before = (await reading.today(asked.newsroom, asker())).text
    asked.clock.forward(days=1)
    assert (await reading.today(asked.newsroom, asker())).text != before


async def test_the_talks_show_what_is_new_at_once(asked):
    await asked.archive(cast.talks())
    await talking.talks(asked.newsroom, asker())
    await asked.publish(cast.talks(headline={"en": "They meet again"}))
    assert "They meet again" in (await talking.talks(asked.newsroom, asker())).text


async def test_only_so_many_are_kept(house, monkeypatch):
    monkeypatch.setattr("bot.services.ready._MOST", 2)
    ready, made = Ready(), []

    async def make() -> None:
        made.append(1)

    async with house.database.reading() as session:
        for key in ("one", "two", "three", "three", "one"):
            await ready.once(session, key, make)
    assert len(made) == 4
