"""`brief subscribers export|import`: all of a file or nothing, and out as it came in."""

import asyncio
import io
import json
import stat
from pathlib import Path

import pytest
from sqlmodel import select

from bot.clock import wall
from storage.db import Database
from storage.model.follow import PledgeFollow
from storage.model.ledger import Delivery, Edition
from storage.model.subscriber import SubscriberRecord
from storage.travel import TRAVELS
from tests import cast

FULL = {
    "chat_id": 1001,
    "kind": "private",
    "thread_id": None,
    "language": "uk",
    "timezone": "Europe/Kyiv",
    "times": ["07:30", "19:00"],
    "weekdays": [1, 2, 3, 4, 5],
    "kinds": ["talks", "attack"],
    "regions": ["UA-30"],
    "alerts": "flash",
    "quiet": ["22:00", "06:30"],
    "state": "active",
}

RARER = FULL | {
    "quiet_flash": True,
    "rhythm": "weekly",
    "weekdays": [7],
    "muted": ["0123456789ab"],
    "follows": ["kaizen:2026-02-01:pledge:energy-pause", "kaizen:ä:b,c"],
    "paused_until": "2126-02-09T05:30:00Z",
    "regions": ["UA", "UA-30"],
}


def reader(number=1001, **changes):
    return {"chat_id": number, **changes}


def keep(name, *documents):
    Path(name).write_text("".join(json.dumps(one) + "\n" for one in documents), encoding="utf-8")
    return name


def in_database(act, url="sqlite:///brief.db"):
    """What an act in one transaction returns."""

    async def acting():
        database = Database(url)
        try:
            async with database.writing() as session:
                return await act(session)
        finally:
            await database.close()

    return asyncio.run(acting())


async def everybody(session):
    return {one.chat_id: one for one in await session.exec(select(SubscriberRecord))}


def kept(number=1001, url="sqlite:///brief.db"):
    return in_database(everybody, url)[number]


def test_a_chat_alone_gets_the_newsrooms_settings_and_its_next_digest(brief, monkeypatch):
    monkeypatch.setenv("BRIEF_LANGUAGES", "de,en")
    monkeypatch.setenv("BRIEF_TIMEZONE", "Europe/Berlin")
    monkeypatch.setenv("BRIEF_DIGEST_TIME", "06:15")
    said = brief("subscribers", "import", keep("a.jsonl", reader()))
    assert (said.code, said.err) == (0, "")
    assert said.out == "a.jsonl: 1 added, 0 updated, 0 unchanged, 0 refused\n"
    one = kept()
    assert (one.kind, one.language, one.timezone, one.times) == ("private", "de", "Europe/Berlin", ["06:15"])
    assert (one.alerts, one.state, one.weekdays) == ("all", "active", list("1234567"))
    assert one.next_digest_at > wall()
    assert one.next_digest_slot.endswith("T06:15")


def test_what_was_published_before_is_not_told_to_those_who_arrive(brief):
    Path("entries.jsonl").write_text(json.dumps(cast.attack_document()), encoding="utf-8")
    brief("import", "entries.jsonl", "--quietly")
    brief("subscribers", "import", keep("a.jsonl", reader()))
    assert kept().seen == 1


@pytest.mark.parametrize(
    "document", [FULL, RARER, reader(), reader(-1_004_000_000_001, thread_id=7, times=[])]
)
def test_export_import_export_is_byte_identical(brief, monkeypatch, document):
    brief("subscribers", "import", keep("a.jsonl", document))
    first = brief("subscribers", "export", "-").out
    monkeypatch.setenv("BRIEF_DATABASE_URL", "sqlite:///second.db")
    Path("b.jsonl").write_text(first, encoding="utf-8")
    brief("subscribers", "import", "b.jsonl")
    assert brief("subscribers", "export", "-").out == first
    assert document.items() <= json.loads(first).items()


def test_export_import_export_is_byte_identical_on_postgresql(brief, monkeypatch, postgresql_url):
    everyone = [
        FULL,
        *(reader(number, state=state) for number, state in enumerate(("paused", "inactive"), 5)),
    ]
    brief("subscribers", "import", keep("a.jsonl", *everyone))
    first = brief("subscribers", "export", "-").out
    monkeypatch.setenv("BRIEF_DATABASE_URL", postgresql_url)
    Path("b.jsonl").write_text(first, encoding="utf-8")
    assert brief("subscribers", "import", "b.jsonl").out.startswith("b.jsonl: 3 added")
    assert brief("subscribers", "export", "-").out == first
    changed = keep("c.jsonl", reader(5), reader(6, state="inactive"), reader(7))
    assert (
        brief("subscribers", "import", changed).out == "c.jsonl: 1 added, 1 updated, 1 unchanged, 0 refused\n"
    )


def test_all_keys_are_exported_in_one_order(brief):
    brief(
        "subscribers",
        "import",
        keep("a.jsonl", FULL | {"weekdays": [5, 4, 3, 2, 1], "kinds": ["attack", "talks"]}),
    )
    assert brief("subscribers", "export", "-").out == json.dumps(FULL) + "\n"
    assert sorted(TRAVELS) == sorted(RARER)


def test_a_file_is_written_for_its_owners_eyes_only(brief, tmp_path):
    brief("subscribers", "import", keep("a.jsonl", FULL))
    assert brief("subscribers", "export", "out.jsonl").out == "out.jsonl: 1 subscribers\n"
    assert json.loads(Path("out.jsonl").read_text(encoding="utf-8")) == FULL
    assert stat.S_IMODE(Path("out.jsonl").stat().st_mode) == 0o600
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_the_same_file_again_is_unchanged(brief):
    keep("a.jsonl", FULL, reader(5))
    brief("subscribers", "import", "a.jsonl")
    assert (
        brief("subscribers", "import", "a.jsonl").out
        == "a.jsonl: 0 added, 0 updated, 2 unchanged, 0 refused\n"
    )


def test_a_chat_that_is_known_is_updated_and_keeps_what_it_was_told(brief):
    brief("subscribers", "import", keep("a.jsonl", FULL))

    async def told(session):
        (await everybody(session))[1001].seen = 0

    in_database(told)
    before = kept()
    Path("entries.jsonl").write_text(json.dumps(cast.attack_document()), encoding="utf-8")
    brief("import", "entries.jsonl", "--quietly")
    said = brief("subscribers", "import", keep("b.jsonl", FULL | {"alerts": "off"}))
    assert said.out == "b.jsonl: 0 added, 1 updated, 0 unchanged, 0 refused\n"
    after = kept()
    assert (after.alerts, after.seen, after.next_digest_at) == ("off", 0, before.next_digest_at)


def test_a_changed_time_moves_the_next_digest(brief):
    brief("subscribers", "import", keep("a.jsonl", FULL))
    brief("subscribers", "import", keep("b.jsonl", FULL | {"times": ["12:00"]}))
    assert kept().next_digest_slot.endswith("T12:00")


def test_who_comes_back_is_not_told_the_archive(brief):
    brief("subscribers", "import", keep("a.jsonl", FULL | {"state": "inactive"}))
    Path("entries.jsonl").write_text(json.dumps(cast.attack_document()), encoding="utf-8")
    brief("import", "entries.jsonl", "--quietly")
    brief("subscribers", "import", keep("b.jsonl", FULL))
    assert (kept().state, kept().state_reason, kept().seen) == ("active", "", 1)


@pytest.mark.parametrize("waiting", ["queued", "claimed", "parked"])
def test_what_waits_for_somebody_who_is_stopped_is_cancelled(brief, waiting):
    brief("subscribers", "import", keep("a.jsonl", FULL, reader(5)))

    async def queue(session):
        edition = Edition(
            key="e", kind="digest", language="en", priority=60, pages=["text"], created_at=wall()
        )
        session.add(edition)
        await session.flush()
        for one in (await everybody(session)).values():
            session.add(
                Delivery(
                    edition_id=edition.id,
                    subscriber_id=one.id,
                    chat_id=one.chat_id,
                    slot="s",
                    state=waiting,
                    priority=60,
                    not_before=wall(),
                    created_at=wall(),
                )
            )

    in_database(queue)
    brief("subscribers", "import", keep("b.jsonl", FULL | {"state": "stopped"}, reader(5)))

    async def states(session):
        return {one.chat_id: one.state for one in await session.exec(select(Delivery))}

    assert in_database(states) == {1001: "cancelled", 5: waiting}


def test_a_refused_line_leaves_nothing_of_the_file(brief):
    lines = [
        json.dumps(reader()),
        '{"chat_id": 1002, "timezone": "Europe/Kiew"}',
        '{"chat_id": 1003, "times": ["7:30"]}',
        '{"chat_id": 1004, "langage": "en"}',
        '{"chat_id": 1005, "weekdays": [0]}',
        '{"chat_id": 0}',
        '{"chat_id": 1006, "chat_id": 1006}',
        '{"language": "en"}',
        "not json",
        json.dumps(reader()),
        "",
        '{"chat_id": 18446744073709551616}',
        '{"chat_id": -5, "kind": "private"}',
    ]
    Path("a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    said = brief("subscribers", "import", "a.jsonl")
    assert said.code == 1
    assert said.out == "a.jsonl: 11 refused, nothing was kept\n"
    assert said.err.splitlines() == [
        "a.jsonl line 2: timezone: 'Europe/Kiew' is not a time zone, such as Europe/Kyiv",
        "a.jsonl line 3: times[0]: must be a time such as 07:30, not '7:30'",
        "a.jsonl line 4: langage: unknown key; did you mean language?",
        "a.jsonl line 5: weekdays[0]: must be at least 1, not 0",
        "a.jsonl line 6: chat_id: no chat has the number 0",
        "a.jsonl line 7: the key 'chat_id' stands twice in one object",
        "a.jsonl line 8: chat_id: is missing",
        "a.jsonl line 9: not valid JSON: expecting value, column 1",
        "a.jsonl line 10: chat_id: 1001 stands already on line 1",
        "a.jsonl line 12: chat_id: must be at most 4503599627370496, not 18446744073709551616",
        "a.jsonl line 13: kind: a negative chat_id is a group, supergroup or channel",
    ]
    assert brief("subscribers", "export", "-").out == ""


def test_only_the_first_of_many_problems_are_shown_and_all_are_counted(brief):
    keep("a.jsonl", *({"chat_id": 0} for _ in range(50)))
    said = brief("subscribers", "import", "a.jsonl")
    assert said.out == "a.jsonl: 50 refused, nothing was kept\n"
    assert said.err.splitlines()[-1] == "a.jsonl: and 30 more"
    assert len(said.err.splitlines()) == 21


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "holds no subscribers"),
        (b'{"chat_id": 1, "language": "\xff"}', "line 1: not UTF-8 text (byte 0xff)"),
        (b" " * 70_000 + b"\n{}", "line 1: is longer than 65,536 bytes"),
    ],
)
def test_an_odd_file_is_refused_with_its_reason(brief, content, reason):
    Path("a.jsonl").write_bytes(content)
    said = brief("subscribers", "import", "a.jsonl")
    assert said.code == 1
    assert said.err.startswith(f"a.jsonl{':' if not reason.startswith('line') else ''} {reason}")


def test_a_file_that_is_not_there_is_one_sentence(brief):
    said = brief("subscribers", "import", "a.jsonl")
    assert (said.code, said.err) == (1, "a.jsonl: there is no such file\n")


def test_standard_input_is_a_file_named_by_a_hyphen(brief, monkeypatch):
    text = b"\xef\xbb\xbf" + json.dumps(reader()).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert brief("subscribers", "import", "-").out.startswith("standard input: 1 added")


def test_export_neither_makes_a_database_nor_goes_on_without_one(brief, tmp_path):
    said = brief("subscribers", "export", "out.jsonl")
    assert said.code == 1
    assert said.err.startswith("The database cannot be opened")
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_one_sentence(brief):
    brief("migrate")
    said = brief("subscribers", "export", "nowhere/out.jsonl")
    assert said.code == 1
    assert said.err.startswith("The file cannot be written")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["exprot", "a"], ["import"], ["export"], ["import", "--bogus"]])
def test_wrong_usage_has_code_2(brief, arguments):
    said = brief("subscribers", *arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1


def test_an_import_locks_nobody_out_while_it_reads(brief, monkeypatch):
    """Somebody writes between two of its batches; both are kept."""
    brief("migrate")
    written = []

    def write_meanwhile(self, what, _done, _total):  # noqa: ARG001  the bar's
        if not written:
            written.append(True)
            in_database(lambda session: cast.enlist(session, [cast.TORONTO_READER]))

    monkeypatch.setattr("bot.commands.progress.Bar.show", write_meanwhile)
    keep("a.jsonl", *(reader(number) for number in range(5000, 8000)))
    assert brief("subscribers", "import", "a.jsonl").out.startswith("a.jsonl: 3000 added")
    assert written
    assert brief("subscribers", "export", "-").out.count("\n") == 3001


def test_a_pause_travels_and_the_next_digest_comes_after_it(brief):
    brief("subscribers", "import", keep("a.jsonl", reader()))
    said = brief("subscribers", "import", keep("b.jsonl", RARER))
    assert said.out == "b.jsonl: 0 added, 1 updated, 0 unchanged, 0 refused\n"
    one = kept()
    assert (one.rhythm, one.quiet_flash, one.muted) == ("weekly", True, ["0123456789ab"])
    assert one.next_digest_at >= one.paused_until
    again = brief("subscribers", "import", keep("c.jsonl", RARER))
    assert again.out == "c.jsonl: 0 added, 0 updated, 1 unchanged, 0 refused\n"
    resumed = brief("subscribers", "import", keep("d.jsonl", {**RARER, "paused_until": None}))
    assert resumed.out == "d.jsonl: 0 added, 1 updated, 0 unchanged, 0 refused\n"
    assert kept().next_digest_at < one.next_digest_at


@pytest.mark.parametrize(
    "wrong",
    [
        {"rhythm": "monthly"},
        {"muted": ["xyz"]},
        {"paused_until": "2126-02-09"},
        {"regions": ["ZZ"]},
        {"follows": ["no uri"]},
        {"follows": ["kaizen:1", "kaizen:1"]},
        {"follows": "kaizen:1"},
    ],
)
def test_a_choice_that_nobody_can_make_is_refused(brief, wrong):
    said = brief("subscribers", "import", keep("a.jsonl", reader(**wrong)))
    assert said.code == 1
    assert next(iter(wrong)) in said.err


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, monkeypatch):
    """Of either database, for the commands and for a look into it."""
    found = "sqlite:///brief.db"
    if request.param == "postgresql":
        found = request.getfixturevalue("postgresql_url")
        monkeypatch.setenv("BRIEF_DATABASE_URL", found)
    return found


def follows_in(url):
    async def follows(session):
        numbers = {one.id: one.chat_id for one in await session.exec(select(SubscriberRecord))}
        rows = await session.exec(select(PledgeFollow))
        return sorted((numbers[one.subscriber_id], one.uri, one.since) for one in rows)

    return in_database(follows, url)


def test_what_readers_follow_travels_with_them(brief, url):
    file = keep(
        "a.jsonl", reader(1, follows=["kaizen:b", "kaizen:a"]), reader(2), reader(3, follows=["kaizen:b"])
    )
    said = brief("subscribers", "import", file)
    assert said.out == "a.jsonl: 3 added, 0 updated, 0 unchanged, 0 refused\n"
    assert [row[:2] for row in follows_in(url)] == [(1, "kaizen:a"), (1, "kaizen:b"), (3, "kaizen:b")]
    out = [json.loads(line) for line in brief("subscribers", "export", "-").out.splitlines()]
    assert [one.get("follows") for one in out] == [["kaizen:a", "kaizen:b"], None, ["kaizen:b"]]


def test_who_follows_something_else_is_updated_and_what_stays_is_left_alone(brief, url):
    brief("subscribers", "import", keep("a.jsonl", reader(1, follows=["kaizen:a", "kaizen:b"]), reader(2)))
    before = follows_in(url)
    again = brief(
        "subscribers", "import", keep("b.jsonl", reader(1, follows=["kaizen:b", "kaizen:a"]), reader(2))
    )
    assert again.out == "b.jsonl: 0 added, 0 updated, 2 unchanged, 0 refused\n"
    assert follows_in(url) == before
    changed = keep("c.jsonl", reader(1, follows=["kaizen:b", "kaizen:c"]), reader(2, alerts="off"), reader(3))
    assert (
        brief("subscribers", "import", changed).out == "c.jsonl: 1 added, 2 updated, 0 unchanged, 0 refused\n"
    )
    after = follows_in(url)
    assert [row[:2] for row in after] == [(1, "kaizen:b"), (1, "kaizen:c")]
    assert after[0] == before[1]


def test_a_line_without_follows_ends_those_of_its_reader_and_of_nobody_else(brief, url):
    brief(
        "subscribers",
        "import",
        keep("a.jsonl", reader(1, follows=["kaizen:a"]), reader(2, follows=["kaizen:a"])),
    )
    said = brief("subscribers", "import", keep("b.jsonl", reader(1)))
    assert said.out == "b.jsonl: 0 added, 1 updated, 0 unchanged, 0 refused\n"
    assert [row[:2] for row in follows_in(url)] == [(2, "kaizen:a")]


def test_both_a_setting_and_a_follow_changed_are_one_update(brief, url):
    brief("subscribers", "import", keep("a.jsonl", reader(1)))
    said = brief("subscribers", "import", keep("b.jsonl", reader(1, alerts="flash", follows=["kaizen:a"])))
    assert said.out == "b.jsonl: 0 added, 1 updated, 0 unchanged, 0 refused\n"
    assert [row[:2] for row in follows_in(url)] == [(1, "kaizen:a")]
