"""Migrations: from nothing to now, once, whoever comes first; a newer database is refused."""

import subprocess
import sys
from subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from storage.engines import sync_engine, url_of
from storage.errors import BriefError, DatabaseBehind, DatabaseNewer, DatabaseUnreachable
from storage.migrations import head, is_modelled, migrate, require_current
from storage.model.stories import key_of
from storage.model.tables import metadata

SENTENCE = (
    "The database was written by a newer version of this program; upgrade it, or restore a backup: "
    "its schema is 9999, the newest known here is {head}"
)
AT = "2026-02-04 07:00:00+00:00"
FIRST_LEDGER = {
    "edition": "1, 'digest', 'digest', 'en', 60, '[]', false, :at, NULL, NULL",
    "subscriber": "1, 1001, 0, 'private', 'en', 'Europe/Kyiv', '07:30', '1,2', 'talks', '', 'all', '',"
    " 'active', '', 0, '', NULL, NULL, NULL, NULL, :at",
    "delivery": "1, 1, 1, 1001, 0, 'digest:2026-02-04T07:30', 'send', NULL, 'sent', 60, :at, NULL, 1, NULL,"
    " NULL, 1, 7, NULL, :at, :at",
    "ambiguity": "1, 1, 1, 'the answer was cut off', 'resend', :at",
}
SECOND = """
import sys
from storage.migrations import migrate
import storage.model.tables
print("ready", flush=True)
input()
migrate(sys.argv[1])
"""


@pytest.fixture
def engine(blank_url):
    engine = sync_engine(url_of(blank_url))
    yield engine
    engine.dispose()


def pretend(engine, revision):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


def test_an_empty_database_is_brought_to_the_newest_schema(blank_url, engine):
    assert migrate(blank_url) is True
    tables = {name for name in inspect(engine).get_table_names() if is_modelled(name, "table", {})}
    assert tables == {*metadata.tables, "alembic_version"}
    assert require_current(blank_url) == head()


def test_migrating_twice_does_nothing_the_second_time(blank_url, engine):
    migrate(blank_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO counter (name, value) VALUES ('publication', 7)"))
    assert migrate(blank_url) is False
    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM counter")).scalar_one() == 7


def test_the_models_and_the_migrations_agree(blank_url, engine):
    migrate(blank_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": is_modelled}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    assert differences == []


def test_a_ledger_of_the_first_schema_keeps_its_rows(blank_url, engine):
    migrate(blank_url, "0001")
    with engine.begin() as connection:
        for table, values in FIRST_LEDGER.items():
            connection.execute(text(f"INSERT INTO {table} VALUES ({values})"), {"at": AT})  # noqa: S608  our own
    assert migrate(blank_url) is True
    with engine.connect() as connection:
        kept = connection.execute(
            text("SELECT d.state, a.reason FROM delivery d JOIN ambiguity a ON a.delivery_id = d.id")
        )
        assert kept.all() == [("sent", "the answer was cut off")]


def test_entries_from_before_stories_get_theirs(blank_url, engine):
    migrate(blank_url, "0004")
    insert = text(
        "INSERT INTO entry (uri, kind, state, urgency, version, sort_at, process)"
        " VALUES (:uri, 'talks', 'published', 3, 1, :at, :process)"
    )
    with engine.begin() as connection:
        for uri, process in {"kaizen:a": "abu-dhabi-2026", "kaizen:b": None}.items():
            connection.execute(insert, {"uri": uri, "at": AT, "process": process})
    migrate(blank_url)
    with engine.connect() as connection:
        told = dict(connection.execute(text("SELECT uri, story FROM entry")).all())
    assert told == {"kaizen:a": key_of("talks:abu-dhabi-2026"), "kaizen:b": key_of("kaizen:b")}


def test_a_database_of_a_newer_program_is_refused_with_the_sentence(blank_url, engine):
    migrate(blank_url)
    pretend(engine, "9999")
    for ask in (migrate, require_current):
        with pytest.raises(DatabaseNewer) as refused:
            ask(blank_url)
        assert str(refused.value) == SENTENCE.format(head=head())


def test_a_refused_database_is_left_as_it_was(blank_url, engine):
    migrate(blank_url)
    pretend(engine, "9999")
    with pytest.raises(DatabaseNewer):
        migrate(blank_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


def test_a_database_without_tables_is_behind(blank_url):
    with pytest.raises(DatabaseBehind, match="it is at nothing yet, the program at"):
        require_current(blank_url)


def test_a_second_process_that_migrates_at_the_same_time_does_no_harm(blank_url, engine):
    command = [sys.executable, "-c", SECOND, blank_url]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) as second:  # noqa: S603  our own
        second.stdout.readline()
        second.stdin.write("go\n")
        second.stdin.flush()
        migrate(blank_url)
        assert second.communicate(timeout=60)[1] == ""
    assert second.returncode == 0
    assert require_current(blank_url) == head()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1


def test_a_migration_that_fails_leaves_nothing_behind(blank_url, engine):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE subscriber (in_the_way INTEGER)"))
    with pytest.raises(DatabaseUnreachable, match="already exists"):
        migrate(blank_url)
    assert set(inspect(engine).get_table_names()) - {"alembic_version"} == {"subscriber"}


def test_a_damaged_file_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "brief.db").write_bytes(b"no database at all, only some words" * 200)
    for ask in (migrate, require_current):
        with pytest.raises(DatabaseUnreachable, match="file is not a database"):
            ask(f"sqlite:///{tmp_path / 'brief.db'}")


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all/brief.db", "postgresql://x@/x?host=/nowhere"])
def test_a_database_that_cannot_be_opened_is_refused_with_a_sentence(url):
    with pytest.raises(BriefError, match="check BRIEF_DATABASE_URL"):
        migrate(url)
