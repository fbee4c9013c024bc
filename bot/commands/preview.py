"""`brief preview`: exactly the messages that a reader would get, as Telegram's HTML."""

from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from bot.app import rules_of
from bot.clock import wall
from bot.commands.console import begin, complain, database_of, say
from bot.commands.record import Since
from bot.services import preview as previews
from bot.services.newsroom import Newsroom
from bot.settings import Settings
from storage.errors import BriefError

BETWEEN = "\n----------\n"


class LanguageNotSpoken(BriefError):
    """The brief is not published in this language; BRIEF_LANGUAGES lists those it is."""


class DayUnknown(BriefError):
    """There is no such day; write it as 2026-02-04."""


async def preview(
    *,
    day: Annotated[
        str | None, Parameter(name="--date", help="The day, such as 2026-02-04; today without it.")
    ] = None,
    language: Annotated[str | None, Parameter(help="One of BRIEF_LANGUAGES; the first without it.")] = None,
    since: Since = None,
) -> None:
    settings = begin()
    chosen, tag = _day(day, settings), _language(language, settings)
    async with database_of(settings) as database:
        newsroom = Newsroom(database, wall, rules_of(settings))
        if since is None:
            pages = await previews.day(newsroom, chosen, tag)
        else:
            pages = await previews.digest(newsroom, chosen, tag, _instant(since, settings))
    if pages:
        say(BETWEEN.join(pages))
    else:
        complain("Nothing is new since then: no digest would be sent.")


def _day(text: str | None, settings: Settings) -> date:
    if text is None:
        return wall().astimezone(settings.zone).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayUnknown(text) from None


def _language(tag: str | None, settings: Settings) -> str:
    if tag is None:
        return settings.languages[0]
    if tag not in settings.languages:
        raise LanguageNotSpoken(f"{tag!r}, not {', '.join(settings.languages)}")
    return tag


def _instant(since: date | datetime, settings: Settings) -> datetime:
    """A date means its first moment in the newsroom's zone."""
    if isinstance(since, datetime):
        return since
    return datetime.combine(since, time(), ZoneInfo(settings.timezone)).astimezone(UTC)
