"""`brief desk log`: every act of the desk, for people and for machines."""

import json
from datetime import UTC, datetime

import pytest

from storage.db import Database
from storage.desk import acts
from storage.model.desk import Act


@pytest.fixture
async def done(brief, monkeypatch, database_url):
    monkeypatch.setenv("BRIEF_DATABASE_URL", database_url)
    database = Database(database_url)
    async with database.writing() as session:
        for minute, (actor, verb, uri) in enumerate(
            [(9001, "drafted", "desk:1"), (0, "published", "desk:2")]
        ):
            at = datetime(2026, 2, 4, 12, minute, tzinfo=UTC)
            await acts.record(session, Act(at=at, actor=actor, verb=verb, uri=uri, detail={"why": "[night]"}))
    await database.close()
    return brief


def test_the_newest_act_comes_first_in_the_newsrooms_time(done):
    said = done("desk", "log")
    assert (said.code, said.err) == (0, "")
    first, second = said.out.splitlines()[1:]
    assert first.split()[:3] == ["2026-02-04", "14:01:00", "the"]
    assert "published" in first
    assert "9001" in second
    assert "why [night]" in second


def test_machines_get_an_object_per_line_in_utc(done):
    lines = [json.loads(line) for line in done("desk", "log", "--json").out.splitlines()]
    assert [line["at"] for line in lines] == ["2026-02-04T12:01:00Z", "2026-02-04T12:00:00Z"]
    assert [line["actor"] for line in lines] == [None, 9001]


def test_the_acts_about_one_entry_can_be_asked_for(done):
    lines = done("desk", "log", "--json", "--uri", "desk:1").out.splitlines()
    assert [json.loads(line)["verb"] for line in lines] == ["drafted"]


def test_no_more_than_asked_for(done):
    assert len(done("desk", "log", "--json", "--limit", "1").out.splitlines()) == 1


@pytest.mark.parametrize("words", [("desk",), ("desk", "drafts"), ("desk", "log", "--limit", "0")])
def test_what_cannot_be_asked_is_said_in_a_sentence(brief, words):
    said = brief(*words)
    assert said.code == 2
    assert said.err
