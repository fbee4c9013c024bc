"""What every use-case needs: the record, the clock and the house rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import schedule, tongue
from bot.brief.tongue import Tongue
from bot.clock import Now
from bot.pictures.studio import Studio
from bot.services.ready import Ready
from storage import subscribers
from storage.db import Database
from storage.model.subscriber import SubscriberRecord
from storage.subscribers import Address


@dataclass(frozen=True)
class Rules:
    """The newsroom's settings that decide what readers get."""

    languages: Sequence[str] = ("en", "de", "uk")
    timezone: str = "Europe/Kyiv"
    digest_time: str = "07:30"
    catch_up: timedelta = timedelta(hours=3)
    alert_settle: timedelta = timedelta(seconds=90)
    undo: timedelta = timedelta(seconds=60)
    approval: bool = False
    when_uncertain: str = "resend"
    per_second: int = 28
    admins: Sequence[int] = ()
    links: Sequence[tuple[str, str]] = ()

    @property
    def fallback(self) -> str:
        return self.languages[0]

    def offered(self, language: str) -> str:
        """The language in which somebody is written to who chose this one."""
        return language if language in self.languages else self.fallback


@dataclass(frozen=True)
class Newsroom:
    """The record, the clock (aware UTC), the rules, where pictures are drawn, and what is made already."""

    database: Database
    now: Now
    rules: Rules
    studio: Studio = field(default_factory=Studio)
    ready: Ready = field(default_factory=Ready)

    def today(self, zone: str) -> date:
        return schedule.day_of(self.now(), zone)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who writes to the bot, as far as an answer needs it; none of it is stored but the chat's id.

    `bot` is the name under which they know it, for links that lead back.
    """

    chat_id: int
    thread_id: int = 0
    chat_kind: str = "private"
    language_code: str | None = None
    bot: str = ""

    @property
    def is_private(self) -> bool:
        return self.chat_kind == "private"

    @property
    def is_channel(self) -> bool:
        return self.chat_kind == "channel"

    @property
    def address(self) -> Address:
        return Address(self.chat_id, self.thread_id)


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody is answered: subscribed or not, they have a language and a zone."""

    speaker: Tongue
    timezone: str
    record: SubscriberRecord | None = None

    @property
    def is_active(self) -> bool:
        return self.record is not None and self.record.state == "active"


def reader(newsroom: Newsroom, asker: Asker, record: SubscriberRecord | None) -> Reader:
    """The stored choices where there are any, else Telegram's language and the newsroom's zone."""
    rules = newsroom.rules
    tag = record.language if record else tongue.best(asker.language_code, rules.languages)
    return Reader(tongue.tongue(rules.offered(tag)), record.timezone if record else rules.timezone, record)


async def asking(newsroom: Newsroom, session: AsyncSession, asker: Asker) -> Reader:
    """Who asks, by what is kept of them."""
    return reader(newsroom, asker, await subscribers.find(session, asker.address))
