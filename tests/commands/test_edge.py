"""The program's edge: exit codes, one plain sentence on stderr, pipes and Ctrl-C."""

import io
import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from rich.console import Console

from bot import __version__
from bot.__main__ import COMMANDS
from bot.commands import progress
from bot.commands.progress import Bar
from tests import cast
from tests.commands import program

MANY = "".join(json.dumps(cast.attack_document(uri=f"a:{n}")) + "\n" for n in range(300)).encode()


def test_help_names_every_command(tmp_path):
    said = program.brief(tmp_path, "--help")
    assert (said.returncode, said.stderr) == (0, b"")
    assert {name.encode() for name in COMMANDS} <= set(said.stdout.split())


@pytest.mark.parametrize("command", [("status",), ("desk", "log"), ("preview", "--date", "2026-02-03")])
def test_an_ascii_terminal_gets_utf_8(tmp_path, command):
    entry = cast.attack_document(headline={"en": "Удар по Одесі"})
    (tmp_path / "a.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "POSIX", "PYTHONUTF8": "0"}
    program.brief(tmp_path, "import", "a.jsonl", "--publish", **ascii_only)
    said = program.brief(tmp_path, *command, **ascii_only)
    assert (said.returncode, said.stderr) == (0, b"")
    assert "?" not in said.stdout.decode("utf-8")


def test_an_ascii_terminal_gets_complaints_in_utf_8(tmp_path):
    said = program.brief(tmp_path, "import", "Удар.jsonl", PYTHONIOENCODING="ascii")
    assert said.returncode == 1
    assert "Удар.jsonl" in said.stderr.decode("utf-8")


def test_the_version_is_answered(brief):
    assert brief("--version").out.strip() == __version__


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import"], "Name at least one file, or - for standard input."),
        (["import", "--bogus", "a.jsonl"], "Unknown option: --bogus."),
        (
            ["export", "--since", "2026-02-30"],
            "Invalid value for --since: '2026-02-30' is not a date or time",
        ),
        (["export", "--sinse", "2026-02-03"], "Unknown option: --sinse"),
        (["exprot"], 'Unknown command "exprot"'),
    ],
)
def test_wrong_usage_is_one_line_on_stderr_and_code_2(brief, arguments, said):
    heard = brief(*arguments)
    assert (heard.code, heard.out) == (2, "")
    assert heard.err.startswith(said)
    assert heard.err.count("\n") == 1


def test_a_database_that_cannot_be_opened_is_one_sentence(brief, monkeypatch):
    monkeypatch.setenv("BRIEF_DATABASE_URL", "sqlite:///nowhere/brief.db")
    said = brief("export")
    assert said.code == 1
    assert said.err.startswith("The database cannot be opened; check BRIEF_DATABASE_URL")
    assert said.err.count("\n") == 1


def test_a_wrong_setting_is_one_sentence(brief, monkeypatch):
    monkeypatch.setenv("BRIEF_UNDO", "soon")
    said = brief("export")
    assert said.code == 1
    assert said.err.startswith("The settings are not usable: BRIEF_UNDO is 'soon'; write a duration")
    assert said.err.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_an_unexpected_error_is_one_sentence(tmp_path):
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(  # noqa: S603  our own program
            program.command("schema"),
            cwd=tmp_path,
            env=program.environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert said.returncode == 1
    assert said.stderr.startswith(b"Something unexpected went wrong (OSError: ")
    assert said.stderr.count(b"\n") == 1


def test_a_reader_that_hangs_up_is_no_reason_to_complain(brief, tmp_path):
    (tmp_path / "many.jsonl").write_bytes(MANY)
    assert brief("import", "many.jsonl").code == 0
    with subprocess.Popen(  # noqa: S603  our own program
        program.command("export"),
        cwd=tmp_path,
        env=program.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as export:
        export.stdout.readline()
        export.stdout.close()
        assert export.stderr.read() == b""
    assert export.returncode == 1


def test_ctrl_c_ends_quietly_with_130_and_keeps_nothing(brief, tmp_path):
    with subprocess.Popen(  # noqa: S603  our own program
        program.command("import", "-"),
        cwd=tmp_path,
        env=program.environment(),
        preexec_fn=_heed_ctrl_c,  # noqa: PLW1509  no thread of ours runs here
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as importing:
        _wait_for(tmp_path / "brief.db")
        importing.send_signal(signal.SIGINT)
        out, err = importing.communicate(MANY)
    assert (importing.returncode, out, err) == (130, b"", b"")
    assert brief("export").out == ""


def _heed_ctrl_c():
    """Whoever runs the tests in the background ignores Ctrl-C, and so would everything they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_for(path):
    deadline = time.monotonic() + 20
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)  # the migration that made it is over


def test_a_bar_appears_on_a_terminal_only_after_a_second(monkeypatch):
    screen = io.StringIO()
    with Bar("a.jsonl", Console(file=screen, force_terminal=True)) as bar:
        bar.show("saving", 1, 10)
        assert screen.getvalue() == ""
        monkeypatch.setattr(progress, "_PATIENCE", 0.0)
        bar.show("saving", 2, 10)
    assert "a.jsonl: saving" in screen.getvalue()


def test_a_bar_never_appears_where_there_is_no_terminal(monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    screen = io.StringIO()
    with Bar("a.jsonl", Console(file=screen)) as bar:
        bar.show("saving", 1, 10)
    assert screen.getvalue() == ""
