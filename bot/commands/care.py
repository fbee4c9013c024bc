"""`brief check` and `brief migrate`: is everything in place, and bring the database up to date."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import aiohttp
from cyclopts import Parameter

from bot.clock import wall
from bot.commands.console import begin, say
from bot.logs import Redactor
from bot.services import restoring
from bot.services.newsroom import Newsroom, Rules
from bot.settings import Settings, SettingsInvalid
from storage.db import Database
from storage.engines import url_of, writable_folder
from storage.errors import BriefError, DatabaseBehind
from storage.migrations import head, require_current
from storage.migrations import migrate as upgrade

Part = Callable[[Settings], Awaitable[str]]
_PATIENCE = aiohttp.ClientTimeout(total=5)  # seconds


class TokenUnusable(BriefError):
    """Telegram did not confirm the token."""


Restored = Annotated[
    bool, Parameter(negative="", help="The database is an old copy: treat what waits in it as perhaps sent.")
]


async def migrate(*, restored: Restored = False) -> None:
    settings = begin()
    done = await asyncio.to_thread(upgrade, settings.database_url)
    say(f"The database is {'now' if done else 'already'} at schema {head()}.")
    if restored:
        await _doubt(settings)


async def _doubt(settings: Settings) -> None:
    rules = Rules(timezone=settings.timezone, when_uncertain=settings.when_uncertain)
    database = Database(settings.database_url)
    try:
        done = await restoring.after_restore(Newsroom(database, wall, rules), told=True)
    finally:
        await database.close()
    say(done.sentence() if done else "Nothing was in doubt.")


async def check() -> int:
    """One line for each part; the exit code is 1 when any has failed."""
    try:
        settings = begin()
    except SettingsInvalid as invalid:
        say(f"configuration  failed: {' '.join(invalid.problems)}")
        for name in _PARTS:
            say(f"{name:<14} not checked")
        return 1
    say("configuration  ok")
    passed = [await _passes(name, part, settings) for name, part in _PARTS.items()]
    return 0 if all(passed) else 1


async def _passes(name: str, part: Part, settings: Settings) -> bool:
    try:
        found = await part(settings)
    except BriefError as error:
        say(Redactor(settings.secrets)(f"{name:<14} failed: {error}"))
        return False
    say(Redactor(settings.secrets)(f"{name:<14} ok: {found}"))
    return True


async def _database(settings: Settings) -> str:
    url = url_of(settings.database_url)
    if url.get_backend_name() != "sqlite":
        await _ask(settings.database_url)
        return f"PostgreSQL, {url.database} at {url.host or 'the default host'}"
    if _not_made_yet(settings) and writable_folder(url):
        return f"SQLite, {url.database} will be made"
    await _ask(settings.database_url)
    return f"SQLite, {url.database}"


def _not_made_yet(settings: Settings) -> bool:
    """Asking a SQLite file that is not there would leave an empty one behind."""
    url = url_of(settings.database_url)
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()


async def _ask(url: str) -> None:
    database = Database(url)
    try:
        await database.check()
    finally:
        await database.close()


async def _schema(settings: Settings) -> str:
    if _not_made_yet(settings):
        raise DatabaseBehind("there is none yet")
    return f"at {require_current(settings.database_url)}"


async def _token(settings: Settings) -> str:
    if settings.telegram_token is None:
        raise TokenUnusable("BRIEF_TELEGRAM_TOKEN is not set; BotFather on Telegram gives one")
    address = f"{settings.telegram_api_url}/bot{settings.telegram_token.get_secret_value()}/getMe"
    server = urlsplit(settings.telegram_api_url).netloc.rpartition("@")[2]
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE) as http, http.get(address) as answer:
            return _identity(await answer.json(content_type=None), server)
    except TimeoutError:
        raise TokenUnusable(f"{server} does not answer within {_PATIENCE.total:.0f} seconds") from None
    except (aiohttp.ClientError, OSError) as error:
        # The error's own words hold the address, and in it the token.
        raise TokenUnusable(f"{server} cannot be reached ({type(error).__name__})") from None
    except ValueError:
        raise TokenUnusable(f"{server} does not answer as a Bot API server does") from None


def _identity(answer: object, server: str) -> str:
    if not isinstance(answer, dict):
        raise ValueError("a Bot API server answers with an object")
    me = answer.get("result")
    if answer.get("ok") and isinstance(me, dict):
        return f"@{me.get('username')} at {server}"
    says = f"{answer.get('error_code')} {answer.get('description')}"
    raise TokenUnusable(f"{server} answers {says}; ask BotFather for a token")


_PARTS: dict[str, Part] = {"database": _database, "schema": _schema, "token": _token}
