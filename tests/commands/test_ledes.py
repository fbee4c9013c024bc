"""`brief preview` with a lede, and `brief desk log` where there is little to show."""

import json
import sys
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import Path

import pytest

from storage.db import Database
from storage.desk import acts, ledes
from storage.model.desk import Act, Lede
from tests import cast

OPENING = "Talks went on while Odesa had no power."
AT = datetime(2026, 2, 4, 12, 0, tzinfo=UTC)


async def written(url: str) -> None:
    database = Database(url)
    async with database.writing() as session:
        lede = Lede(day=date(2026, 2, 3), language="en", version=0, text=OPENING, author=1, created_at=AT)
        await ledes.write(session, lede)
    await database.close()


def keep(document):
    Path("one.jsonl").write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture
async def published(brief, monkeypatch, database_url):
    monkeypatch.setenv("BRIEF_DATABASE_URL", database_url)
    await written(database_url)
    keep(cast.attack_document())
    return brief


@pytest.mark.parametrize("more", [(), ("--since", "2026-02-01")])
def test_a_preview_shows_the_lede_of_its_day(published, more):
    assert published("import", "one.jsonl", "--publish").code == 0
    said = published("preview", "--date", "2026-02-03", "--language", "en", *more)
    assert (said.code, said.err) == (0, "")
    assert said.out.index(OPENING) < said.out.index("Massive overnight strike")


def test_a_preview_in_another_language_marks_the_newsrooms_lede(published):
    published("import", "one.jsonl", "--publish")
    said = published("preview", "--date", "2026-02-03", "--language", "de")
    assert f"{OPENING} [Englisch]" in said.out


def test_a_lede_alone_makes_no_digest_to_preview(published):
    said = published("preview", "--date", "2026-02-03", "--since", "2026-02-01")
    assert (said.code, said.out) == (0, "")
    assert "no digest would be sent" in said.err


def test_a_log_without_acts_says_so(published):
    assert published("desk", "log").out == "No act is on record.\n"
    assert published("desk", "log", "--json").out == ""


def test_a_log_of_no_database_is_refused_and_makes_none(brief):
    said = brief("desk", "log")
    assert (said.code, said.out) == (1, "")
    assert "there is no file" in said.err
    assert not Path("brief.db").exists()


@pytest.fixture
async def overridden(brief, monkeypatch, database_url):
    monkeypatch.setenv("BRIEF_DATABASE_URL", database_url)
    database = Database(database_url)
    act = Act(at=AT, actor=9001, verb="overridden", uri="desk:1", version=3, detail={"why": "Вночі"})
    async with database.writing() as session:
        await acts.record(session, act)
    await database.close()
    return brief


def test_the_log_says_which_version_an_act_was_about(overridden):
    assert "version 3, why Вночі" in overridden("desk", "log").out


def test_a_terminal_of_another_alphabet_gets_the_log_in_utf_8(overridden, monkeypatch):
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(sys.stdout.buffer, encoding="iso8859-1"))
    said = overridden("desk", "log")
    assert (said.code, said.err) == (0, "")
    assert "Вночі" in said.out
