"""The questions readers' pages ask: of a day, of a kind, what is new, and the export."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from storage import exports, versions, views
from storage.model.entry import Entry
from storage.model.record import EntryRecord
from tests import cast
from tests.cast import MORNING

LATER = MORNING + timedelta(hours=1)
REWRITTEN = {"en": "Massive overnight strike, rewritten"}


async def record(session, number):
    return (await session.exec(select(EntryRecord).where(EntryRecord.id == number))).one()


async def uris_of_day(session, day, timezone):
    starts, ends = (
        datetime(day.year, day.month, day.day + step, tzinfo=ZoneInfo(timezone)).astimezone(UTC)
        for step in (0, 1)
    )
    return [found.entry.uri for found in await views.of_day(session, day, starts, ends)]


@pytest.mark.parametrize(
    ("timezone", "day"),
    [
        ("Europe/Kyiv", date(2026, 2, 4)),
        ("America/Toronto", date(2026, 2, 3)),
        ("Asia/Tokyo", date(2026, 2, 4)),
    ],
)
async def test_a_happening_with_a_clock_falls_on_each_readers_own_day(database, timezone, day):
    strike = cast.attack(happened={"start": "2026-02-04T02:00:00+02:00", "precision": "hour"})
    async with database.writing() as session:
        await cast.put_out(session, strike)
        for candidate in (date(2026, 2, 3), date(2026, 2, 4)):
            assert (await uris_of_day(session, candidate, timezone) == [strike.uri]) == (candidate == day)


async def test_a_local_day_begins_at_midnight_and_ends_before_the_next(database):
    at = {name: {"start": f"{when}+02:00"} for name, when in {
        "before": "2026-02-03T23:59:59", "first": "2026-02-04T00:00:00",
        "last": "2026-02-04T23:59:59", "after": "2026-02-05T00:00:00",
    }.items()}  # fmt: skip
    async with database.writing() as session:
        await cast.put_out(
            session, *[cast.attack(uri=f"k:{name}", happened=when) for name, when in at.items()]
        )
        assert await uris_of_day(session, date(2026, 2, 4), "Europe/Kyiv") == ["k:first", "k:last"]


@pytest.mark.parametrize("timezone", ["Europe/Kyiv", "America/Toronto", "Pacific/Auckland"])
async def test_a_dated_happening_falls_on_its_dates_for_everybody(database, timezone):
    both = cast.talks(happened={"start": "2026-02-04", "end": "2026-02-05"})
    async with database.writing() as session:
        await cast.put_out(session, both)
        found = [await uris_of_day(session, date(2026, 2, day), timezone) for day in (3, 4, 5, 6)]
    assert found == [[], [both.uri], [both.uri], []]


async def test_a_month_long_happening_is_found_on_its_last_listed_day(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.talks(happened={"start": "2026-01-01", "end": "2026-12-31"}))
        assert len(await uris_of_day(session, date(2026, 1, 30), "Europe/Kyiv")) == 1
        assert len(await views.of_day(session, date(2026, 1, 31), MORNING, MORNING)) == 1
        assert await views.of_day(session, date(2026, 2, 1), MORNING, MORNING) == []


async def test_the_latest_of_a_kind_come_newest_first_and_never_from_the_future(database):
    days = [cast.talks(uri=f"k:{day}", happened={"start": f"2026-02-0{day}"}) for day in (4, 1, 3, 8)]
    async with database.writing() as session:
        await cast.put_out(session, *days, cast.attack())
        found = await views.latest(session, "talks", MORNING, 2)
    assert [one.entry.uri for one in found] == ["k:4", "k:3"]


async def test_attack_days_are_those_on_record_newest_first(database):
    strikes = [
        cast.attack(uri=f"k:{number}", happened={"start": start})
        for number, start in enumerate(
            ["2026-02-01", "2026-02-02T18:00:00+02:00", "2026-02-02T17:00:00+02:00"]
        )
    ]
    async with database.writing() as session:
        await cast.put_out(session, *strikes, cast.talks())
        assert await views.attack_days(session, date(2026, 2, 9), 2) == [date(2026, 2, 3), date(2026, 2, 2)]
        assert await views.attack_days(session, date(2026, 2, 2), 9) == [date(2026, 2, 2), date(2026, 2, 1)]
        between = await views.attacks_between(session, date(2026, 2, 2), date(2026, 2, 3))
    assert [one.entry.uri for one in between] == ["k:2", "k:1"]


async def test_changed_names_what_was_published_since(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.talks(), cast.attack())
        (pledge,) = await cast.put_out(session, cast.pledge())
        (attack,) = await cast.put_out(session, cast.attack(headline=REWRITTEN), at=LATER)
        changed = await views.changed(session, after=2, upto=4)
        assert {(one.id, one.version) for one in changed} == {(pledge, 1), (attack, 2)}
        assert await views.changed(session, after=4, upto=4) == []


async def test_told_before_is_what_a_reader_saw_at_their_last_digest(database):
    async with database.writing() as session:
        (attack,) = await cast.put_out(session, cast.attack())
        seen = await views.newest_publication(session)
        (pledge,) = await cast.put_out(session, cast.pledge(), at=LATER)
        await cast.put_out(session, cast.attack(headline=REWRITTEN), at=LATER)
        told = await versions.told_before(session, [attack, pledge], seen)
        assert told == {attack: (1, cast.attack())}


async def test_told_before_skips_versions_that_were_never_published(database):
    async with database.writing() as session:
        (number,) = await cast.put_out(session, cast.attack())
        await cast.save(session, cast.attack(headline={"en": "A draft"}))
        await cast.put_out(session, cast.attack(headline=REWRITTEN))
        told = await versions.told_before(session, [number], 2)
        assert told[number][0] == 3
        assert [one.version for one in (await versions.publications_of(session, [number]))[number]] == [1, 3]
        assert await versions.version_of(session, number, 2) == cast.attack(headline={"en": "A draft"})


async def test_the_publication_before_a_moment_is_found(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.talks(), cast.attack())
        await cast.put_out(session, cast.pledge(), at=LATER)
        found = [await views.publication_before(session, at) for at in (MORNING, LATER, LATER + timedelta(1))]
    assert found == [0, 2, 3]


async def test_an_export_is_ordered_by_uri_the_same_way_on_every_database(database):
    names = ["k:Ost", "k:a", "k:B", "k:ä", "k:_", "k:a-b", "k:ab", "k:a.b"]
    async with database.writing() as session:
        await cast.put_out(session, *[cast.talks(uri=name) for name in names])
        found = [
            Entry.model_validate_json(text).uri async for text in exports.documents(session, None, MORNING)
        ]
    assert found == sorted(names)


async def test_an_export_since_a_moment_holds_what_was_saved_from_then_on(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.talks())
        await cast.put_out(session, cast.attack(), at=LATER)
        texts = [text async for text in exports.documents(session, LATER, LATER)]
    assert texts == [cast.attack().canonical()]


async def test_an_export_reads_back_and_exports_the_same_bytes(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.talks(), cast.attack(), cast.pledge())
        first = [text async for text in exports.documents(session, None, MORNING)]
    again = [Entry.model_validate_json(text) for text in first]
    assert [entry.canonical() for entry in again] == first


async def test_moments_come_back_in_utc(database):
    at = datetime(2026, 2, 5, 8, 30, 15, 123456, tzinfo=ZoneInfo("Europe/Kyiv"))
    async with database.writing() as session:
        (number,) = await cast.put_out(session, cast.attack(), at=at)
    async with database.reading() as session:
        row = await record(session, number)
        assert row.published_at == at
        assert row.published_at.utcoffset() == timedelta(0)
