"""Settings: every variable, its default, and what is said about nonsense."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.settings import Settings, SettingsInvalid, load_settings, variable

README = Path(__file__).parent.parent / "README.md"
TOKEN = "123456789:AAF-made_up_for_tests_0123456789abcd"
DEFAULTS = {
    "BRIEF_TELEGRAM_TOKEN": None,
    "BRIEF_TELEGRAM_API_URL": "https://api.telegram.org",
    "BRIEF_DATABASE_URL": "sqlite:///brief.db",
    "BRIEF_ADMINS": [],
    "BRIEF_LANGUAGES": ["en", "de", "uk"],
    "BRIEF_TIMEZONE": "Europe/Kyiv",
    "BRIEF_DIGEST_TIME": "07:30",
    "BRIEF_CATCH_UP": timedelta(hours=3),
    "BRIEF_ALERT_SETTLE": timedelta(seconds=90),
    "BRIEF_UNDO": timedelta(seconds=60),
    "BRIEF_APPROVAL": False,
    "BRIEF_MESSAGES_PER_SECOND": 28,
    "BRIEF_PAID_BROADCAST": False,
    "BRIEF_WHEN_UNCERTAIN": "resend",
    "BRIEF_WEBHOOK_URL": None,
    "BRIEF_WEBHOOK_SECRET": None,
    "BRIEF_HTTP_HOST": "127.0.0.1",
    "BRIEF_HTTP_PORT": 8080,
    "BRIEF_FULL_BRIEF_URL": None,
    "BRIEF_SUPPORT_URL": None,
    "BRIEF_LOG_FORMAT": "text",
    "BRIEF_LOG_LEVEL": "info",
}


def settings(**variables: str) -> Settings:
    return load_settings({f"BRIEF_{name}": value for name, value in variables.items()}, env_file=None)


def problems(**variables: str) -> list[str]:
    with pytest.raises(SettingsInvalid) as refused:
        settings(**variables)
    return refused.value.problems


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_variable_has_its_default(name):
    assert getattr(settings(), name.removeprefix("BRIEF_").lower()) == DEFAULTS[name]


def test_there_is_no_variable_beside_the_known_ones():
    assert {variable(field) for field in Settings.model_fields} == set(DEFAULTS)


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_setting_is_documented(name):
    assert f"`{name}`" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented(name):
    assert f"brief {name}" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("CATCH_UP", "5m", timedelta(minutes=5)),
        ("CATCH_UP", "2d", timedelta(days=2)),
        ("ALERT_SETTLE", "0s", timedelta()),
        ("APPROVAL", "on", True),
        ("PAID_BROADCAST", "ON", True),
        ("APPROVAL", "off", False),
        ("ADMINS", "1001, 1002,1001", [1001, 1002]),
        ("LANGUAGES", "uk,en", ["uk", "en"]),
        ("HTTP_PORT", "0", 0),
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        (
            "DATABASE_URL",
            "postgresql://postgres@/brief?host=/run/pg",
            "postgresql://postgres@/brief?host=/run/pg",
        ),
        ("DIGEST_TIME", "00:00", "00:00"),
        ("WHEN_UNCERTAIN", "Probe", "probe"),
        ("LOG_LEVEL", "WARNING", "warning"),
        ("CATCH_UP", "  ", timedelta(hours=3)),
    ],
)
def test_a_value_is_read_as_it_is_meant(name, written, meant):
    assert getattr(settings(**{name: written}), name.lower()) == meant


@pytest.mark.parametrize(
    ("name", "written", "valid"),
    [
        ("CATCH_UP", "3 hours", "90s, 5m, 3h or 2d"),
        ("UNDO", "-5s", "90s, 5m, 3h or 2d"),
        ("UNDO", "99999999d", "at most 366d"),
        ("APPROVAL", "perhaps", "on or off"),
        ("ADMINS", "@somebody", "1001,1002"),
        ("LANGUAGES", "en,fr", "some of en,de,uk"),
        ("TIMEZONE", "Europe/Kiyv", "such as Europe/Kyiv"),
        ("TIMEZONE", "../etc/passwd", "a time zone"),
        ("DIGEST_TIME", "24:00", "from 00:00 to 23:59"),
        ("MESSAGES_PER_SECOND", "0", "from 1 to 1000"),
        ("WHEN_UNCERTAIN", "pray", "resend, hold or probe"),
        ("HTTP_PORT", "65536", "from 0 to 65535"),
        ("TELEGRAM_API_URL", "api.telegram.org", "https://"),
        ("FULL_BRIEF_URL", "javascript:alert(1)", "https://"),
        ("LOG_FORMAT", "xml", "text or json"),
        ("LOG_LEVEL", "loud", "debug, info, warning or error"),
    ],
)
def test_nonsense_is_refused_with_name_value_and_what_would_be_valid(name, written, valid):
    (problem,) = problems(**{name: written})
    assert problem.startswith(f"BRIEF_{name} is {written!r}; write ")
    assert valid in problem


def test_every_problem_is_named_at_once():
    assert len(problems(CATCH_UP="soon", HTTP_PORT="none", TIMEZONE="Mars")) == 3


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("TELEGRAM_TOKEN", "not-a-token-but-secret"),
        ("WEBHOOK_SECRET", "spaces are not allowed"),
        ("DATABASE_URL", "mysql://desk:wordless@localhost/brief"),
        ("DATABASE_URL", "postgresql://desk:wordless@localhost:port/brief"),
        ("DATABASE_URL", "sqlite:///:memory:"),
    ],
)
def test_a_refused_secret_is_not_repeated(name, secret):
    (problem,) = problems(**{name: secret})
    assert problem.startswith(f"BRIEF_{name} is not valid: write ")
    assert secret not in problem


def test_no_secret_shows_when_settings_are_printed():
    secretive = settings(TELEGRAM_TOKEN=TOKEN, DATABASE_URL="postgresql://desk:word%21less@localhost/brief")
    assert TOKEN not in repr(secretive)
    assert "word" not in repr(secretive)
    assert secretive.secrets[0] == TOKEN
    assert set(secretive.secrets[1:]) == {"word%21less", "word!less"}


@pytest.mark.parametrize("name", ["TELEGRAM_TOKEN", "DATABASE_URL", "WEBHOOK_SECRET"])
def test_a_secret_may_come_from_a_file(name, tmp_path):
    value = {"TELEGRAM_TOKEN": TOKEN, "DATABASE_URL": "sqlite:///kept.db", "WEBHOOK_SECRET": "secret"}[name]
    (tmp_path / "secret").write_text(f"{value}\n")
    read = getattr(settings(**{f"{name}_FILE": str(tmp_path / "secret")}), name.lower())
    assert getattr(read, "get_secret_value", lambda: read)() == value


def test_a_secret_file_that_is_missing_empty_or_not_text_is_refused(tmp_path):
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xff")
    said = [problems(TELEGRAM_TOKEN_FILE=str(tmp_path / name))[0] for name in ("missing", "empty", "binary")]
    assert "No such file" in said[0]
    assert "is empty" in said[1]
    assert "not UTF-8" in said[2]


def test_a_secret_and_its_file_together_are_refused(tmp_path):
    (tmp_path / "token").write_text(TOKEN)
    (problem,) = problems(TELEGRAM_TOKEN=TOKEN, TELEGRAM_TOKEN_FILE=str(tmp_path / "token"))
    assert problem == "BRIEF_TELEGRAM_TOKEN and BRIEF_TELEGRAM_TOKEN_FILE are both set; keep one of them."


def test_a_variable_wins_over_the_env_file(tmp_path):
    (tmp_path / ".env").write_text("# a comment\nBRIEF_UNDO=5s\nexport BRIEF_CATCH_UP='1h'\nOTHER=1\n")
    read = load_settings({"BRIEF_UNDO": "7s"}, tmp_path / ".env")
    assert (read.undo, read.catch_up) == (timedelta(seconds=7), timedelta(hours=1))


def test_an_env_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / ".env").write_bytes(b"BRIEF_UNDO=\xff\n")
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        load_settings({}, tmp_path / ".env")


def test_an_unknown_variable_is_pointed_out_with_the_nearest_known_one():
    assert settings(CATCHUP="3h").warnings == [
        "BRIEF_CATCHUP is not a setting of this program and is ignored; did you mean BRIEF_CATCH_UP?"
    ]


def test_a_pace_beyond_the_free_lane_is_pointed_out():
    assert "BRIEF_PAID_BROADCAST=on" in settings(MESSAGES_PER_SECOND="100").warnings[0]
    assert settings(MESSAGES_PER_SECOND="100", PAID_BROADCAST="on").warnings == []


def test_a_webhook_needs_a_secret_and_https():
    (missing,) = problems(WEBHOOK_URL="https://example.org/hook")
    assert missing.startswith("BRIEF_WEBHOOK_SECRET is missing")
    (plain,) = problems(WEBHOOK_URL="http://example.org/hook", WEBHOOK_SECRET="secret")
    assert plain == "BRIEF_WEBHOOK_URL is 'http://example.org/hook'; Telegram calls only https addresses."


def test_the_process_environment_is_read_by_default(monkeypatch):
    monkeypatch.setenv("BRIEF_UNDO", "9s")
    assert load_settings(env_file=None).undo == timedelta(seconds=9)
