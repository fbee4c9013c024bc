"""`brief status`: tables for people, one object for machines, a sentence where there is no database."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.commands.status import span
from storage.engines import sync_engine, url_of
from storage.migrations import head


@pytest.fixture
def filled(brief):
    Path("a.jsonl").write_text('{"chat_id": 1}\n{"chat_id": 2, "state": "paused"}\n', encoding="utf-8")
    brief("subscribers", "import", "a.jsonl")


def test_the_tables_say_how_everything_stands(brief, filled):  # noqa: ARG001
    said = brief("status")
    assert (said.code, said.err) == (0, "")
    facts = {
        line.split("  ")[0]: line.split("  ", 1)[1].strip() for line in said.out.splitlines() if "  " in line
    }
    assert facts["readers"] == "1 active, 1 paused, 0 inactive, 0 stopped"
    assert (facts["waiting"], facts["gate"], facts["schema"]) == ("nothing", "open", head())
    assert max(len(line) for line in said.out.splitlines()) <= 100


def test_machines_get_one_json_object(brief, filled):  # noqa: ARG001
    said = brief("status", "--json")
    found = json.loads(said.out)
    assert found["readers"] == {"active": 1, "paused": 1, "inactive": 0, "stopped": 0, "all": 2}
    assert (found["schema"], found["queue"]["messages_per_second"]) == (head(), 28)


def test_postgresql_is_asked_as_well(brief, monkeypatch, postgresql_url):
    monkeypatch.setenv("BRIEF_DATABASE_URL", postgresql_url)
    assert json.loads(brief("status", "--json").out)["readers"]["all"] == 0


def test_a_database_that_is_not_there_is_one_sentence_and_is_not_made(brief, tmp_path):
    said = brief("status")
    assert (said.code, said.out) == (1, "")
    assert said.err.endswith("there is no file brief.db\n")
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_database_behind_is_one_sentence_and_stays_as_it_is(brief, filled):  # noqa: ARG001
    engine = sync_engine(url_of("sqlite:///brief.db"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    said = brief("status")
    assert said.code == 1
    assert said.err.startswith("The database is older than this program; run `brief migrate`")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (0, "0 s"),
        (59.6, "1 min"),
        (90, "1 min 30 s"),
        (33_360, "9 h 16 min"),
        (90_000, "1 d 1 h"),
        (86_430, "1 d"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(seconds, words):
    assert span(seconds) == words
