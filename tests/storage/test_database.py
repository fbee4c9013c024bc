"""Sessions for reading and writing, health, and what the engine promises."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from storage import counters, subscribers, views
from storage.engines import url_of, writable_folder
from storage.errors import BriefError, DatabaseUnreachable
from storage.model.ledger import Ambiguity, Gate
from tests import cast
from tests.cast import MORNING


async def pragma(session, name):
    return (await (await session.connection()).execute(text(f"PRAGMA {name}"))).scalar_one()


async def test_what_is_written_can_be_read_by_another_process(database_url, open_database):
    one, other = open_database(database_url), open_database(database_url)
    async with one.writing() as session:
        await cast.enlist(session, [cast.KYIV_READER])
    async with other.reading() as session:
        assert await subscribers.count_by_state(session) == {"active": 1}


async def test_a_reader_does_not_hold_up_a_writer(database_url, open_database):
    one, other = open_database(database_url), open_database(database_url)
    async with one.reading() as reading:
        assert await counters.current(reading, "story") == 0
        async with asyncio.timeout(5), other.writing() as writing:
            await counters.following(writing, "story")


async def test_a_writer_does_not_hold_up_a_reader_who_sees_nothing_unfinished(database_url, open_database):
    one, other = open_database(database_url), open_database(database_url)
    async with one.writing() as writing:
        await counters.following(writing, "story")
        async with asyncio.timeout(5), other.reading() as reading:
            assert await counters.current(reading, "story") == 0


async def test_reading_then_writing_loses_no_update(sqlite_url, open_database):
    """Left to its defaults SQLite begins late, and some of these would be lost or refused."""
    processes = [open_database(sqlite_url) for _ in range(2)]

    async def increment(turn):
        async with processes[turn % 2].writing() as session:
            gate = await session.get(Gate, 1)
            moment = gate.closed_until if gate else MORNING
            gate = gate or Gate(chat_id=1, closed_until=moment)
            gate.closed_until = moment + timedelta(seconds=1)
            session.add(gate)

    await asyncio.gather(*map(increment, range(30)))
    async with processes[0].reading() as session:
        assert (await session.get(Gate, 1)).closed_until == MORNING + timedelta(seconds=30)


async def test_sqlite_is_opened_so_that_it_keeps_what_it_confirmed(sqlite_url, open_database):
    async with open_database(sqlite_url).reading() as session:
        assert await pragma(session, "journal_mode") == "wal"
        assert await pragma(session, "synchronous") == 2
        assert await pragma(session, "foreign_keys") == 1
        assert await pragma(session, "busy_timeout") == 15_000


async def test_an_ambiguity_needs_its_delivery(database):
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(Ambiguity(delivery_id=7, epoch=1, reason="x", policy="resend", recorded_at=MORNING))


async def test_a_naive_datetime_is_refused_at_the_table(database):
    with pytest.raises(StatementError):
        async with database.writing() as session:
            session.add(Gate(chat_id=1, closed_until=MORNING.replace(tzinfo=None)))


async def test_a_datetime_of_any_zone_is_kept_as_the_same_instant_in_utc(database):
    tokyo = MORNING.astimezone(timezone(timedelta(hours=9)))
    async with database.writing() as session:
        session.add(Gate(chat_id=1, closed_until=tokyo))
    async with database.reading() as session:
        found = (await session.get(Gate, 1)).closed_until
    assert (found, found.tzinfo) == (MORNING, UTC)


async def test_a_healthy_database_passes_its_check(database):
    await database.check()


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all/brief.db", "postgresql://x@/x?host=/nowhere"])
async def test_a_database_that_does_not_answer_says_what_to_look_at(open_database, url):
    with pytest.raises(DatabaseUnreachable, match="check BRIEF_DATABASE_URL") as refused:
        await open_database(url).check()
    assert "\n" not in str(refused.value)


async def test_a_damaged_file_does_not_pass_the_check(open_database, tmp_path):
    (tmp_path / "brief.db").write_bytes(b"no database at all, only some words" * 200)
    with pytest.raises(DatabaseUnreachable, match="file is not a database"):
        await open_database(f"sqlite:///{tmp_path / 'brief.db'}").check()


async def test_a_database_survives_the_end_of_its_connections(
    postgresql_url, open_database, postgresql_server
):
    """After a restart of the server the first session works, since the pool asks before it lends."""
    database = open_database(postgresql_url)
    await database.check()
    postgresql_server.cut(postgresql_url)
    await database.check()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("sqlite:///brief.db", "sqlite:///brief.db"),
        ("postgres://u:p@h/d", "postgresql://u:p@h/d"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql://u:p@h/d"),
    ],
)
def test_the_driver_is_our_own_choice(given, kept):
    assert url_of(given).render_as_string(hide_password=False) == kept


def test_the_folder_of_a_file_must_exist(tmp_path):
    assert writable_folder(url_of(f"sqlite:///{tmp_path}/brief.db"))
    assert not writable_folder(url_of(f"sqlite:///{tmp_path}/nowhere/brief.db"))
    assert writable_folder(url_of("postgresql://h/d"))
    assert writable_folder(url_of("sqlite://"))


def test_an_error_is_its_sentence_and_what_is_known_of_it():
    assert str(BriefError()) == "Something went wrong."
    assert str(BriefError("the disk is full")) == "Something went wrong: the disk is full"


async def test_a_publication_of_long_ago_and_of_far_ahead_is_kept_exactly(database):
    for at in (datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)):
        async with database.writing() as session:
            (number,) = await cast.put_out(session, cast.talks(uri=f"k:{at.year}"), at=at)
        async with database.reading() as session:
            (seen,) = await views.by_id(session, [number])
        assert seen.published_at == at
