"""Logs: a sentence and ids a line, and no secret in any of them."""

import io
import json
import logging

import pytest

from bot import logs

TOKEN = "123456789:AAF-made_up_for_tests_0123456789abcd"
PASSWORD = 'word"less'


@pytest.fixture
def set_up():
    """Set logs up and get what they say; the root logger is as before afterwards."""
    root = logging.getLogger()
    level = root.level
    heard = io.StringIO()

    def start(style="text", level="info", secrets=(TOKEN, PASSWORD)):
        logs.set_up(style, level, secrets, heard)
        return heard

    yield start
    root.handlers = [kept for kept in root.handlers if not isinstance(kept, logs.DiscreetHandler)]
    root.setLevel(level)
    for name in logs._RESERVED:
        logging.getLogger(name).setLevel(logging.NOTSET)


def failing(message: str) -> None:
    raise OSError(message)


def log_a_failure(message: str) -> None:
    try:
        failing(message)
    except OSError:
        logging.getLogger("bot.test").exception("It failed.")


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("secret", [TOKEN, PASSWORD, TOKEN.split(":")[1]])
def test_a_secret_is_hidden_in_messages_ids_and_tracebacks(set_up, style, secret):
    heard = set_up(style)
    logging.getLogger("bot.test").warning("Asked %s.", secret, extra={"chat": secret})
    log_a_failure(f"no answer from {secret}")
    assert secret not in heard.getvalue()
    assert json.dumps(secret)[1:-1] not in heard.getvalue()
    assert heard.getvalue().count(logs.BLOT) >= 3


@pytest.mark.parametrize("name", ["httpx", "aiohttp.client", "telegram.request"])
def test_a_token_in_an_address_is_hidden_though_nobody_named_it(set_up, name):
    heard = set_up(secrets=())
    logging.getLogger(name).warning("HTTP Request: POST https://api.telegram.org/bot42:short/getMe")
    logging.getLogger(name).warning("bot%s said", TOKEN)
    logging.getLogger(name).warning("to postgresql://desk:pw@localhost/brief")
    assert "short" not in heard.getvalue()
    assert "AAF-" not in heard.getvalue()
    assert ":pw@" not in heard.getvalue()
    assert f"/bot{logs.BLOT}/getMe" in heard.getvalue()


def test_what_is_no_secret_stays(set_up):
    heard = set_up()
    logging.getLogger("bot.test").info("Edition 12:30 of kaizen:2026-02-04:talks:abu-dhabi-2-1 left.")
    assert "Edition 12:30 of kaizen:2026-02-04:talks:abu-dhabi-2-1 left." in heard.getvalue()


def test_text_is_one_line_with_its_ids(set_up):
    heard = set_up()
    logging.getLogger("bot.test").info("Sent\nit.", extra={"edition": 3, "chat": 1001})
    line = heard.getvalue()
    assert line.count("\n") == 1
    assert line.endswith("Z INFO bot.test: Sent\\nit. (edition=3 chat=1001)\n")


def test_json_is_an_object_a_line(set_up):
    heard = set_up("json")
    logging.getLogger("bot.test").info("Gesendet: Київ.", extra={"edition": 3})
    log_a_failure("broken")
    first, second = map(json.loads, heard.getvalue().splitlines())
    assert first | {"at": ""} == {
        "at": "",
        "level": "info",
        "logger": "bot.test",
        "message": "Gesendet: Київ.",
        "edition": 3,
    }
    assert "OSError: broken" in second["exception"]


def test_httpx_is_silent_about_its_requests_at_every_level(set_up):
    heard = set_up(level="debug")
    logging.getLogger("httpx").info("HTTP Request: POST https://example.org")
    logging.getLogger("telegram.ext").debug("Processing update")
    logging.getLogger("bot.test").debug("Heard.")
    assert heard.getvalue().count("\n") == 1


def test_a_line_that_cannot_be_written_shows_no_arguments(capsys):
    record = logging.LogRecord("bot.test", logging.INFO, __file__, 1, "%d readers", (TOKEN,), None)
    logs.DiscreetHandler(io.StringIO(), ()).handle(record)
    assert capsys.readouterr().err == "A line of bot.test could not be logged (TypeError).\n"


def test_set_up_again_does_not_double_the_lines(set_up):
    set_up()
    heard = set_up()
    logging.getLogger("bot.test").info("Once.")
    assert heard.getvalue().count("Once.") == 1
