"""Saving, publishing and embargoes: what becomes of an entry, and when readers see it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import StatementError
from sqlmodel import select

from storage import entries, exports, versions, views
from storage.model.entry import Entry
from storage.model.record import EntryRecord, Revision
from storage.model.stories import story_of
from tests import cast
from tests.cast import MORNING

LATER = MORNING + timedelta(hours=1)
REWRITTEN = {"en": "Massive overnight strike, rewritten"}


async def outcomes(session, *items, at=MORNING):
    told = []
    stamp = entries.Stamp(author="test", at=at)
    await entries.save_all(session, items, stamp, lambda outcome, _id: told.append(outcome))
    return told


async def record(session, number):
    return (await session.exec(select(EntryRecord).where(EntryRecord.id == number))).one()


async def uris_of_day(session, day, timezone):
    starts, ends = (
        datetime(day.year, day.month, day.day + step, tzinfo=ZoneInfo(timezone)).astimezone(UTC)
        for step in (0, 1)
    )
    return [found.entry.uri for found in await views.of_day(session, day, starts, ends)]


async def test_a_new_entry_is_added_as_a_draft_that_no_reader_sees(database):
    async with database.writing() as session:
        (number,) = await cast.save(session, cast.attack())
        assert (await record(session, number)).state == "draft"
        assert await views.by_id(session, [number]) == []


async def test_the_same_content_again_changes_nothing(database):
    async with database.writing() as session:
        assert await outcomes(session, cast.attack()) == ["added"]
    async with database.writing() as session:
        assert await outcomes(session, cast.attack(), at=LATER) == ["unchanged"]
        assert len((await session.exec(select(Revision))).all()) == 1


async def test_other_content_makes_a_new_revision_and_keeps_the_old_one(database):
    async with database.writing() as session:
        (number,) = await cast.save(session, cast.attack())
        stamp = {"signal": "correction", "reason": "The agency corrected its figure."}
        await cast.save(session, cast.attack(headline=REWRITTEN), at=LATER, **stamp)
        rows = (await session.exec(select(Revision).order_by(Revision.version))).all()
    assert [(row.entry_id, row.version, row.created_at) for row in rows] == [
        (number, 1, MORNING),
        (number, 2, LATER),
    ]
    assert Entry.model_validate_json(rows[0].document) == cast.attack()
    assert (rows[1].signal, rows[1].reason) == ("correction", "The agency corrected its figure.")
    assert rows[1].author == f"telegram:{cast.EDITOR.id}"


async def test_one_file_may_add_revise_and_leave_alone(database):
    async with database.writing() as session:
        await cast.save(session, cast.attack(), cast.talks())
        told = await outcomes(session, cast.attack(headline=REWRITTEN), cast.talks(), cast.pledge())
    assert told == ["revised", "unchanged", "added"]


async def test_an_entry_twice_in_one_run_is_saved_in_that_order(database):
    async with database.writing() as session:
        told = await outcomes(session, cast.attack(), cast.attack(headline=REWRITTEN), cast.attack())
        assert told == ["added", "revised", "revised"]
        versions = (await session.exec(select(Revision.version).order_by(Revision.version))).all()
        assert versions == [1, 2, 3]


async def test_going_back_to_an_older_text_is_a_revision_too(database):
    async with database.writing() as session:
        await cast.save(session, cast.attack())
        told = await outcomes(session, cast.attack(headline=REWRITTEN), cast.attack(), cast.attack())
    assert told == ["revised", "revised", "unchanged"]


async def test_more_entries_than_one_batch_are_all_saved_and_published(database):
    many = [cast.talks(uri=f"kaizen:many:{number}") for number in range(501)]
    async with database.writing() as session:
        ids = await cast.put_out(session, *many)
        assert len(set(ids)) == 501
        assert await views.newest_publication(session) == 501


async def test_a_failed_transaction_keeps_nothing_of_it(database):
    async def fail():
        async with database.writing() as session:
            await cast.put_out(session, cast.attack())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.reading() as session:
        assert await entries.id_of(session, cast.attack().uri) is None
        assert await views.newest_publication(session) == 0


async def test_a_published_entry_is_what_readers_see(database):
    async with database.writing() as session:
        (number,) = await cast.put_out(session, cast.attack())
        (seen,) = await views.by_id(session, [number])
    story = story_of(cast.attack())
    assert seen == views.Published(number, 1, 1, cast.attack(), MORNING, date(2026, 2, 3), story)


async def test_a_saved_revision_waits_unseen_until_it_is_published(database):
    async with database.writing() as session:
        (number,) = await cast.put_out(session, cast.attack())
        await cast.save(session, cast.attack(headline=REWRITTEN, happened={"start": "2026-02-01"}), at=LATER)
        (seen,) = await views.by_id(session, [number])
        assert (seen.version, seen.entry, seen.attack_day) == (1, cast.attack(), date(2026, 2, 3))
        await entries.publish(session, [number], LATER)
        (seen,) = await views.by_id(session, [number])
    assert (seen.version, seen.entry.headline, seen.attack_day) == (2, REWRITTEN, date(2026, 2, 1))


async def test_publishing_twice_changes_nothing_the_second_time(database):
    async with database.writing() as session:
        (number,) = await cast.put_out(session, cast.attack())
        assert await entries.publish(session, [number], LATER) == []
        assert await views.newest_publication(session) == 1


async def test_a_correction_is_published_as_corrected(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.attack())
        (number,) = await cast.put_out(
            session, cast.attack(headline=REWRITTEN), at=LATER, signal="correction"
        )
        row = await record(session, number)
        assert (row.state, row.first_published_at, row.published_at) == ("corrected", MORNING, LATER)
        later = (await versions.publications_of(session, [number]))[number]
    assert [(one.version, one.signal, one.at) for one in later] == [
        (1, "update", MORNING),
        (2, "correction", LATER),
    ]


async def test_an_entry_under_embargo_is_scheduled_and_stays_inside(database):
    async with database.writing() as session:
        (number,) = await cast.put_out(session, cast.attack(embargoed_until=LATER.isoformat()))
        row = await record(session, number)
        assert (row.state, row.release_at) == ("scheduled", LATER)
        assert await views.by_id(session, [number]) == []
        assert await uris_of_day(session, date(2026, 2, 3), "Europe/Kyiv") == []
        assert [text async for text in exports.documents(session, None, MORNING)] == []
        assert await entries.waiting_for_alert(session) == []


async def test_an_embargo_is_released_at_its_moment_and_not_before(database):
    async with database.writing() as session:
        (number,) = await cast.put_out(session, cast.attack(embargoed_until=LATER.isoformat()))
        assert await entries.release_due(session, LATER - timedelta(seconds=1)) == []
        assert await entries.release_due(session, LATER) == [number]
        assert await entries.release_due(session, LATER) == []
        (seen,) = await views.by_id(session, [number])
        assert seen.published_at == LATER
        assert await entries.waiting_for_alert(session) == [(number, LATER)]


async def test_of_a_change_under_embargo_the_older_text_is_exported(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.attack())
        held = cast.attack(headline=REWRITTEN, embargoed_until=LATER.isoformat())
        await cast.put_out(session, held)
        (document,) = [one async for one in exports.documents(session, None, MORNING)]
    assert document == cast.attack().canonical()


async def test_an_embargo_on_a_correction_leaves_the_old_text_in_place(database):
    async with database.writing() as session:
        (number,) = await cast.put_out(session, cast.attack())
        held = cast.attack(headline=REWRITTEN, embargoed_until=LATER.isoformat())
        await cast.put_out(session, held, signal="correction")
        (seen,) = await views.by_id(session, [number])
        assert seen.entry == cast.attack()
        assert await entries.release_due(session, LATER) == [number]
        assert (await record(session, number)).state == "corrected"


async def test_publication_numbers_grow_in_the_order_of_publishing(database):
    async with database.writing() as session:
        first = await cast.put_out(session, cast.talks())
        second = await cast.put_out(session, cast.attack(), cast.pledge())
        third = await cast.put_out(session, cast.talks(headline={"en": "Talks, day two"}), at=LATER)
        seen = await views.by_id(session, [*first, *second])
        assert first == third
        assert {one.id: one.publication for one in seen} == {first[0]: 4, second[0]: 2, second[1]: 3}


async def test_an_urgent_entry_waits_for_the_alert_and_a_calm_one_does_not(database):
    async with database.writing() as session:
        ids = await cast.put_out(session, cast.attack(urgency=4), cast.talks(urgency=5))
        assert await entries.waiting_for_alert(session) == [(ids[0], MORNING)]


async def test_an_alert_goes_out_for_an_entry_only_once(database):
    async with database.writing() as session:
        (number,) = await cast.put_out(session, cast.attack())
        await entries.mark_alerted(session, [number])
        assert await entries.waiting_for_alert(session) == []
        await cast.put_out(session, cast.attack(headline=REWRITTEN), at=LATER)
        assert await entries.waiting_for_alert(session) == []


async def test_an_archive_is_published_without_an_alert(database):
    async with database.writing() as session:
        ids = await cast.save(session, cast.attack())
        await entries.publish(session, ids, MORNING, alert=False)
        assert await entries.waiting_for_alert(session) == []


async def test_a_naive_datetime_cannot_reach_a_table(database):
    naive = MORNING.replace(tzinfo=None)
    with pytest.raises(StatementError, match=r"(?i)naive|timezone|aware"):
        async with database.writing() as session:
            await cast.save(session, cast.attack(), at=naive)
