"""`brief import` and `brief export`: what is kept, what is said, and that all comes back as it went in."""

import asyncio
import io
import json
from pathlib import Path

import pytest

from storage import entries
from storage.db import Database
from storage.model.entry import Entry
from tests import cast

SAMPLES = sorted((Path(__file__).parents[2] / "bot" / "samples").glob("*.jsonl"))


def keep(name, *documents):
    Path(name).write_text("".join(json.dumps(one) + "\n" for one in documents), encoding="utf-8")
    return name


def attack(number=1, **changes):
    return cast.attack_document(uri=f"kaizen:{number}", **changes)


def fill(brief, monkeypatch, url, text):
    monkeypatch.setenv("BRIEF_DATABASE_URL", url)
    Path("all.jsonl").write_text(text, encoding="utf-8")
    assert brief("import", "all.jsonl").code == 0
    return brief("export").out


async def waiting_for_alert():
    database = Database("sqlite:///brief.db")
    async with database.reading() as session:
        found = len(await entries.waiting_for_alert(session))
    await database.close()
    return found


def test_import_with_publish_says_what_was_added_and_published(brief):
    said = brief("import", keep("february.jsonl", attack(1), attack(2)), "--publish")
    assert (said.code, said.err) == (0, "")
    assert said.out == "february.jsonl: 2 added, 0 revised, 0 unchanged; 2 published\n"


def test_import_without_publish_says_that_drafts_wait(brief):
    said = brief("import", keep("february.jsonl", attack(1)))
    assert (
        said.out
        == "february.jsonl: 1 added, 0 revised, 0 unchanged; kept as drafts; publish with --publish\n"
    )


def test_the_same_file_again_is_unchanged_and_publishes_its_drafts(brief):
    keep("february.jsonl", attack(1))
    brief("import", "february.jsonl")
    again = brief("import", "february.jsonl", "--publish")
    assert again.out == "february.jsonl: 0 added, 0 revised, 1 unchanged; 1 published\n"
    third = brief("import", "february.jsonl")
    assert third.out == "february.jsonl: 0 added, 0 revised, 1 unchanged; nothing new to publish\n"


def test_a_revision_of_a_published_entry_waits_unseen(brief):
    brief("import", keep("a.jsonl", attack(1), attack(2)), "--publish")
    said = brief("import", keep("b.jsonl", attack(1, urgency=5), attack(2, urgency=5), attack(3)))
    assert said.out == (
        "b.jsonl: 1 added, 2 revised, 0 unchanged; kept as drafts; "
        "2 kept unpublished, readers see the version before; publish with --publish\n"
    )


def test_an_embargoed_entry_is_counted_apart_and_not_exported(brief):
    held = attack(2, embargoed_until="2199-01-01T00:00:00Z")
    said = brief("import", keep("a.jsonl", attack(1), held), "--publish")
    assert said.out.endswith("; 1 published, 1 under embargo\n")
    assert brief("export").out.count("\n") == 1


def test_a_refused_file_leaves_nothing_and_the_others_are_kept(brief):
    keep("bad.jsonl", attack(1), attack(2, urgency=99))
    keep("good.jsonl", attack(3))
    said = brief("import", "bad.jsonl", "good.jsonl", "--publish")
    assert said.code == 1
    assert said.out.splitlines() == [
        "bad.jsonl: refused, nothing was kept",
        "good.jsonl: 1 added, 0 revised, 0 unchanged; 1 published",
    ]
    assert said.err == "bad.jsonl line 2: urgency: must be at most 9, not 99\n"
    assert [json.loads(line)["uri"] for line in brief("export").out.splitlines()] == ["kaizen:3"]


def test_standard_input_is_a_file_named_by_a_hyphen(brief, monkeypatch):
    text = json.dumps([attack(1)]).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert brief("import", "-").out.startswith("standard input: 1 added")


@pytest.mark.parametrize("name", [path.name for path in SAMPLES])
def test_export_import_export_is_byte_identical_for_the_samples(brief, monkeypatch, name):
    text = next(path for path in SAMPLES if path.name == name).read_text(encoding="utf-8")
    first = fill(brief, monkeypatch, "sqlite:///first.db", text)
    second = fill(brief, monkeypatch, "sqlite:///second.db", first)
    assert first.count("\n") == len(text.splitlines())
    assert second == first


def test_export_import_export_is_byte_identical_on_postgresql(brief, monkeypatch, postgresql_server):
    kept = "".join(
        json.dumps(one) + "\n"
        for one in (attack("b"), attack("a"), attack("B"), cast.talks_document(), cast.pledge_document())
    )
    first = fill(brief, monkeypatch, "sqlite:///first.db", kept)
    with postgresql_server.database("template1") as url:
        assert fill(brief, monkeypatch, url, first) == first


def test_what_is_exported_is_canonical(brief):
    brief("import", keep("a.jsonl", attack(1, talks=None, claims=[cast.claim({"best": 0})])))
    (line,) = brief("export").out.splitlines()
    assert line == Entry.model_validate_json(line).canonical()
    assert '"best":0' in line


def test_export_since_a_moment_leaves_out_what_is_older(brief):
    brief("import", keep("a.jsonl", attack(1)))
    assert brief("export", "--since", "2199-01-01").out == ""
    assert brief("export", "--since", "2026-02-04T18:00+02:00").out.count("\n") == 1


def test_publishing_alerts_but_not_quietly(brief):
    brief("import", keep("a.jsonl", attack(1)), "--publish")
    assert asyncio.run(waiting_for_alert()) == 1
    assert brief("import", keep("b.jsonl", attack(2)), "--quietly").out.endswith("; 1 published\n")
    assert asyncio.run(waiting_for_alert()) == 1


def test_the_schema_describes_an_entry(brief):
    described = json.loads(brief("schema").out)
    assert set(described["required"]) == {"uri", "kind", "headline", "happened", "sources"}
    assert described["additionalProperties"] is False
