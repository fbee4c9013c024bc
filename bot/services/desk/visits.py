"""Somebody of the desk at work: who it is, in which chat, and since when; rights are asked at every act."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief.tongue import Tongue, tongue
from bot.intake.notes import Context
from bot.services.desk import people
from bot.services.desk.people import Colleague
from bot.services.newsroom import Asker, Newsroom
from storage.desk import acts, questions
from storage.desk.drafts import Step
from storage.model.desk import Act, Draft, Question

ANSWER_WITHIN = timedelta(minutes=30)


class NotOfTheDeskError(Exception):
    """Whoever acts has no right to (any more): they are answered as any stranger is."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A colleague who does something now, in their own chat."""

    newsroom: Newsroom
    asker: Asker
    who: Colleague
    now: datetime

    @property
    def speaker(self) -> Tongue:
        return tongue(self.who.language)

    @property
    def context(self) -> Context:
        rules = self.newsroom.rules
        return Context(self.now, ZoneInfo(rules.timezone), rules.languages)

    def step(self, number: int, version: int) -> Step:
        """What they are about to do, upon the version of a draft that they saw."""
        return Step(number, version, self.who.user_id, self.now)

    def draft(self, **fields: Any) -> Draft:
        """A draft that they begin; not yet kept."""
        me, now = self.who.user_id, self.now
        return Draft(author=me, changed_by=me, created_at=now, changed_at=now, **fields)

    @asynccontextmanager
    async def acting(self) -> AsyncGenerator[AsyncSession]:
        """A transaction in which they still have their rights.

        Raises:
            NotOfTheDeskError: they have them no more.
        """
        async with self.newsroom.database.writing() as session:
            now = await people.colleague(self.newsroom, session, self.who.user_id)
            if now is None or (self.who.is_admin and not now.is_admin):
                raise NotOfTheDeskError
            yield session

    async def record(
        self, session: AsyncSession, verb: str, uri: str = "", version: int | None = None, **detail: object
    ) -> None:
        """Write down what they did, in the transaction that does it."""
        act = Act(at=self.now, actor=self.who.user_id, verb=verb, uri=uri, version=version, detail=detail)
        await acts.record(session, act)

    async def ask(
        self, session: AsyncSession, about: str, draft_id: int | None = None, version: int | None = None
    ) -> None:
        """Their next text answers this."""
        question = Question(
            chat_id=self.asker.chat_id,
            about=about,
            draft_id=draft_id,
            version=version,
            until=self.now + ANSWER_WITHIN,
        )
        await questions.ask(session, question)

    async def ask_nothing(self, session: AsyncSession) -> None:
        await questions.forget(session, self.asker.chat_id)


async def visit(newsroom: Newsroom, asker: Asker, user_id: int) -> Visit | None:
    """The visit of somebody of the desk to their private chat with the bot; None for everybody else."""
    if not asker.is_private or asker.chat_id != user_id:
        return None
    async with newsroom.database.reading() as session:
        who = await people.colleague(newsroom, session, user_id, asker.language_code)
    return Visit(newsroom, asker, who, newsroom.now()) if who else None
