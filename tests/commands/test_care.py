"""`brief check` and `brief migrate`: a line for each part, and never the token."""

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from bot.commands import care
from storage.migrations import head, migrate

TOKEN = "123456789:AAF-made_up_for_tests_0123456789abcd"


@pytest.fixture
async def telegram():
    """A server that knows one token, and answers every other as Telegram does; its address."""

    async def get_me(request):
        if request.match_info["token"] == TOKEN:
            return web.json_response(
                {"ok": True, "result": {"id": 1, "is_bot": True, "username": "brief_bot"}}
            )
        if request.match_info["token"] == "1:odd":
            return web.Response(text="<html>Bad gateway</html>", status=502)
        return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)

    app = web.Application()
    app.router.add_get("/bot{token}/getMe", get_me)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
def check(alone, monkeypatch, capsysbinary):  # noqa: ARG001  the folder it works in
    """Check with some variables; the code and what was said of each part."""

    async def checked(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"BRIEF_{name}", value)
        code = await care.check()
        lines = capsysbinary.readouterr().out.decode().splitlines()
        return code, {line.split()[0]: line.split(maxsplit=1)[1] for line in lines}

    return checked


async def test_everything_in_place_is_said_in_a_line_each(check, telegram):
    migrate("sqlite:///brief.db")
    code, said = await check(TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=telegram)
    assert code == 0
    assert said == {
        "configuration": "ok",
        "database": "ok: SQLite, brief.db",
        "schema": f"ok: at {head()}",
        "token": f"ok: @brief_bot at {telegram.removeprefix('http://')}",
    }


@pytest.mark.parametrize(
    ("token", "reason"),
    [("1:unknown", "answers 401 Unauthorized"), ("1:odd", "does not answer as a Bot API server does")],
)
async def test_a_token_that_is_not_confirmed_fails_and_is_not_shown(check, telegram, token, reason):
    code, said = await check(TELEGRAM_TOKEN=token, TELEGRAM_API_URL=telegram)
    assert code == 1
    assert reason in said["token"]
    assert token.split(":")[1] not in said["token"].split()


async def test_a_server_out_of_reach_fails_without_the_token(check):
    address = f"http://127.0.0.1:{unused_port()}"
    code, said = await check(TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=address)
    assert code == 1
    assert "cannot be reached" in said["token"]
    assert "AAF-" not in str(said)


async def test_a_missing_token_fails(check):
    _code, said = await check()
    assert "BRIEF_TELEGRAM_TOKEN is not set" in said["token"]


async def test_a_file_that_is_not_there_yet_is_not_made_by_looking(check, alone):
    code, said = await check()
    assert code == 1
    assert said["database"] == "ok: SQLite, brief.db will be made"
    assert "brief migrate" in said["schema"]
    assert list(alone.iterdir()) == []


async def test_a_database_out_of_reach_fails_without_its_password(check):
    url = f"postgresql://desk:wordless@127.0.0.1:{unused_port()}/brief"
    code, said = await check(DATABASE_URL=url)
    assert code == 1
    assert said["database"].startswith("failed: The database cannot be opened")
    assert "wordless" not in str(said)


async def test_an_existing_postgresql_database_is_checked(check, postgresql_url):
    _code, said = await check(DATABASE_URL=postgresql_url)
    assert said["database"].startswith("ok: PostgreSQL, test_")
    assert said["schema"] == f"ok: at {head()}"


def test_a_wrong_configuration_leaves_the_rest_unchecked(brief, monkeypatch):
    monkeypatch.setenv("BRIEF_UNDO", "soon")
    said = brief("check")
    assert said.code == 1
    assert said.out.splitlines()[0].startswith(
        "configuration  failed: BRIEF_UNDO is 'soon'; write a duration"
    )
    assert [line.split(maxsplit=1)[1] for line in said.out.splitlines()[1:]] == ["not checked"] * 3


def test_migrate_says_what_it_did(brief):
    assert brief("migrate").out == f"The database is now at schema {head()}.\n"
    assert brief("migrate").out == f"The database is already at schema {head()}.\n"
