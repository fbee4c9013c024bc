"""What people search for: forty questions in four languages, on both databases alike."""

from random import Random

import pytest

from bot.brief import shorthand
from storage.search import analysis, finding
from tests import cast
from tests.storage.search import shelf

ODESA = ["2026-02-04:attack:overnight", "2026-02-03:attack:overnight", "2026-01-27:attack:overnight"]
ODESA_OBLAST = ["izmail", *ODESA]
KYIV = [
    "2026-02-07:attack:overnight", "2026-02-05:attack:overnight", "2026-02-03:attack:overnight",
    "2026-02-01:pledge:energy-pause", "2026-02-01:talks:abu-dhabi-2-postponed", "2026-01-28:attack:overnight",
    "2026-01-24:attack:overnight",
]  # fmt: skip
KHARKIV = ["2026-02-03:attack:overnight", "2026-01-27:attack:train-barvinkove", "2026-01-24:attack:overnight"]
LVIV = ["lviv-museum", "2026-02-07:attack:overnight"]
TRAINS = ["railway-kovel", "2026-01-27:attack:train-barvinkove"]
PRISONERS = [
    "ankara", "2026-02-05:talks:abu-dhabi-2-2", "2025-07-23:talks:istanbul-3", "2025-06-02:talks:istanbul-2",
    "2025-05-16:talks:istanbul-1",
]  # fmt: skip
BELARUS = [
    "2022-03-29:talks:istanbul", "2022-03-21:talks:round-5", "2022-03-14:talks:video-4",
    "2022-03-10:talks:antalya", "2022-03-07:talks:belarus-3", "2022-03-03:talks:belarus-2",
    "2022-02-28:talks:belarus-1",
]  # fmt: skip
HOSPITAL = ["2026-01-24:attack:overnight"]
MARKET = ["2026-02-04:attack:druzhkivka-market"]
MINERS = ["2026-02-01:attack:ternivka-bus"]
FOUND = {
    "Odesa": ODESA,
    "Odessa": ODESA,
    "Одеса": ODESA,
    "в Одесі": ODESA,
    "Одесса": ODESA,
    "в Одессе": ODESA,
    "Одеська область": ODESA_OBLAST,
    "Oblast Odesa": ODESA_OBLAST,
    "Одесская область": ODESA_OBLAST,
    "Kyiv": KYIV,
    "KIEV": KYIV,
    "Kyjiw": KYIV,
    "у Києві": KYIV,
    "Киев": KYIV,
    "Харьков": KHARKIV,
    "Харкову": KHARKIV,
    "Charkiw": KHARKIV,
    "Львове": LVIV,
    "Lwiw": LVIV,
    "Запорожье": ["zaporizhzhia"],
    "поїзд": TRAINS,
    "поездов": TRAINS,
    "Züge": TRAINS,
    "trains": TRAINS,
    "полонених": PRISONERS,
    "пленные": PRISONERS,
    "Gefangenen": PRISONERS,
    "prisoner": PRISONERS,
    "обміни полоненими": ["ankara"],
    "Geburtsklinik in Charkiw": HOSPITAL,
    "maternity hospital": HOSPITAL,
    "лікарень": HOSPITAL,
    "cluster munition": MARKET,
    "Märkte": MARKET,
    "Дружковка": MARKET,
    "miner": MINERS,
    "Bergleuten": MINERS,
    "музеї": ["lviv-museum"],
    "складам": ["izmail"],
    "warehouse": ["izmail"],
    "Belarussisch Grenze": ["2022-02-28:talks:belarus-1"],
    "Аляска Трамп": [],
    "Belarus": BELARUS,
    "Alaska": ["2025-08-15:talks:anchorage"],
    "Эрдоган": ["ankara"],
    "Selenskyj Ankara": ["ankara"],
    "Genf": ["2025-11-23:talks:geneva"],
    "grain initiative": ["2022-07-22:talks:grain-initiative"],
    "gesprache abu-dhabi verschoben": ["2026-02-01:talks:abu-dhabi-2-postponed"],
    "zebra": [],
}
# Forms and languages that mean the same.
ALIKE = [
    ("strikes", "strike", "Angriff", "Angriffe", "удари", "ударів", "атака", "атаки"),
    ("talks", "Verhandlungen", "Gespräch", "переговорів", "переговоры"),
    ("drones", "Drohne", "дронами", "беспилотники"),
    ("electricity", "Kraftwerke", "Kraftwerk", "електростанцій", "электростанция"),
]


async def asked(session, words: str) -> list[str]:
    """The names of what has all of the words, in order."""
    found = await finding.find(session, analysis.question(words), 0, 100)
    assert len(found.whole) == found.all_whole
    return [one.entry.uri.removeprefix("kaizen:").removeprefix("extra:") for one in found.whole]


@pytest.fixture
async def shelved(database):
    async with database.writing() as session:
        await cast.put_out(session, *shelf.samples(), *shelf.extra())
    return database


async def test_forty_questions_find_what_they_should(shelved):
    async with shelved.reading() as session:
        answers = {words: await asked(session, words) for words in FOUND}
    assert answers == FOUND


async def test_forms_and_languages_that_mean_the_same_find_the_same(shelved):
    async with shelved.reading() as session:
        for words in ALIKE:
            answers = {one: await asked(session, one) for one in words}
            expected = answers[words[0]]
            assert expected
            assert answers == dict.fromkeys(words, expected)


async def test_both_databases_find_the_same_also_of_what_fits_in_part(
    sqlite_url, postgresql_url, open_database
):
    answers = []
    for url in (sqlite_url, postgresql_url):
        database = open_database(url)
        async with database.writing() as session:
            await cast.put_out(session, *shelf.samples(), *shelf.extra())
        async with database.reading() as session:
            answers.append(
                {words: await everything(session, words) for words in [*FOUND, *ALIKE[0], "Kyiv talks grid"]}
            )
    assert answers[0] == answers[1]


def some_hundred() -> list[str]:
    """Questions of one to four words of the entries, some of them cut short; the same in every run."""
    chance = Random(4711)  # noqa: S311  no secret
    texts = [text for entry in shelf.samples() for text in entry.headline.values()]
    told = sorted({word for text in texts for word in shorthand.kept(text).split()})
    asked = [chance.sample(told, chance.randint(1, 4)) for _ in range(100)]
    return [" ".join(words)[: chance.randint(3, 40)] for words in asked]


async def test_both_databases_find_the_same_for_whatever_is_asked(sqlite_url, postgresql_url, open_database):
    answers = []
    for url in (sqlite_url, postgresql_url):
        database = open_database(url)
        async with database.writing() as session:
            await cast.put_out(session, *shelf.samples(), *shelf.extra())
        async with database.reading() as session:
            questions = [analysis.question(text, unfinished=True) for text in some_hundred()]
            found = [await finding.find(session, question, 0, 10) for question in questions]
        answers.append([([one.id for one in page.whole + page.partly], page.count) for page in found])
    assert answers[0] == answers[1]
    assert sum(count > 0 for _ids, count in answers[0]) > 90


async def everything(session, words: str) -> list[tuple[bool, int]]:
    found, pages = [], range(0, 100, 5)
    for first in pages:
        page = await finding.find(session, analysis.question(words), first, 5)
        found += [(True, one.id) for one in page.whole] + [(False, one.id) for one in page.partly]
    assert len(found) == len(set(found))
    return found
