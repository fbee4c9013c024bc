"""What the desk is told while an entry is on its way: one message per draft, edited as it goes on."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import paging, priorities, render
from bot.brief.tongue import Tongue, tongue
from bot.desk import notes
from bot.desk.notes import Course
from bot.desk.view import PUBLISHED, headline
from bot.services import notices
from bot.services.desk import people, sheets
from bot.services.desk.reached import is_over, reached
from bot.services.desk.sheets import Look
from bot.services.desk.visits import Visit
from bot.services.newsroom import Newsroom
from bot.services.turns import rest
from storage.desk import drafts, posts
from storage.desk import sheets as shown
from storage.editions import Composed
from storage.model.desk import DeskPost, Draft

_EVERY = 3.0  # seconds between two looks


async def follow(newsroom: Newsroom, session: AsyncSession, draft: Draft) -> None:
    """Say how a draft stands: in the desk's chat, or, once it is published, to its author, where no sheet
    of theirs says it.
    """
    key = f"draft:{draft.id}"
    made, room, now = await posts.find(session, key), await posts.chat(session), newsroom.now()
    if made is not None:
        await posts.rewrite(session, made, await _pages(newsroom, session, draft), now)
        return
    if room is None and (draft.state != PUBLISHED or await shown.is_up(session, draft.author, draft.id or 0)):
        return
    where = (room.chat_id, room.thread_id) if room else (draft.author, 0)
    composed = Composed(
        key=f"post:{key}",
        kind="desk",
        language=newsroom.rules.fallback,
        priority=priorities.DESK,
        pages=await _pages(newsroom, session, draft),
        entries=(),
        created_at=now,
    )
    await posts.post(
        session, DeskPost(key=key, edition_id=0, draft_id=draft.id, changed_at=now), composed, where
    )


async def _pages(newsroom: Newsroom, session: AsyncSession, draft: Draft) -> list[str]:
    return _written(newsroom, await _course(newsroom, session, draft))


def _written(newsroom: Newsroom, course: Course) -> list[str]:
    speaker = tongue(newsroom.rules.fallback)
    return paging.pages(render.write("note", speaker, text=notes.course(speaker, course)))[:1]


async def _course(newsroom: Newsroom, session: AsyncSession, draft: Draft) -> Course:
    # Whatever became of the entry since: this one was published when it was changed for the last time.
    published = draft.changed_at if draft.state == PUBLISHED else None
    return Course(
        number=draft.id or 0,
        kind=str(draft.content.get("kind", "")),
        headline=headline(draft.content),
        state=draft.state,
        signal=draft.signal,
        author=draft.author,
        approved_by=draft.approved_by,
        moment=published or draft.publish_at,
        zone=newsroom.rules.timezone,
        reached=await reached(session, draft),
    )


@dataclass
class Lookout:
    """Until when the posts are left alone. Only a memory."""

    until: datetime | None = None

    def rests(self, now: datetime) -> bool:
        return self.until is not None and now < self.until

    def looked(self, now: datetime, seconds: float) -> None:
        """What took long to count is looked at less often."""
        self.until = now + timedelta(seconds=rest(seconds, _EVERY))


async def go_on(newsroom: Newsroom, lookout: Lookout | None = None) -> int:
    """Bring every post up to date whose event goes on; returns how many said something new.

    Everything is counted while nothing is locked: where many readers got a message that takes a second.
    """
    lookout, now, began = lookout or Lookout(), newsroom.now(), time.monotonic()
    if lookout.rests(now):
        return 0
    async with newsroom.database.reading() as session:
        looks = [await _look(newsroom, session, one) for one in await posts.open_ones(session)]
    lookout.looked(now, time.monotonic() - began)
    news = [look for look in looks if look is not None]
    for look in news:
        async with newsroom.database.writing() as session:
            await _say(newsroom, session, look)
    return len(news)


async def _look(newsroom: Newsroom, session: AsyncSession, made: DeskPost) -> Look | None:
    """None where there is nothing to be changed."""
    draft = await drafts.find(session, made.draft_id or 0)
    if draft is None:
        return None
    if made.chat_id is not None:
        return await sheets.look(newsroom, session, made, draft)
    course = await _course(newsroom, session, draft)
    look = Look(made.key, _written(newsroom, course), is_over=is_over(newsroom, draft, course.reached))
    is_current = not look.is_over and await posts.is_current(session, made, look.pages)
    return None if is_current else look


async def _say(newsroom: Newsroom, session: AsyncSession, look: Look) -> None:
    made = await posts.find(session, look.key)
    if made is not None and not made.done and made.version == look.seen:
        made.done = look.is_over
        if look.pages:
            await posts.rewrite(session, made, look.pages, newsroom.now(), look.buttons)
        if look.version and await posts.is_current(session, made, look.pages, look.buttons):
            made.version, made.done = look.version, made.done or look.is_last
        session.add(made)


# Told at once


async def call_for_approval(visit: Visit, session: AsyncSession, draft: Draft) -> None:
    """Everybody who may decide hears of it in their own chat."""
    by = draft.notes.get("by", [])
    others = [
        number for number, _role in await people.of_session(visit.newsroom, session) if number not in by
    ]
    await _tell(
        visit.newsroom, session, f"approval:{draft.id}:{draft.version}", notes.approval(draft), others
    )


async def tell_of_override(visit: Visit, session: AsyncSession, draft: Draft, why: str) -> None:
    """Nothing is published by one person alone without the others hearing of it."""
    me = visit.who.user_id
    others = [number for number, _role in await people.of_session(visit.newsroom, session) if number != me]
    say = notes.override(draft, me, why)
    await _tell(visit.newsroom, session, f"override:{draft.id}:{draft.version}", say, others)
    await follow(visit.newsroom, session, draft)


async def tell_author(newsroom: Newsroom, session: AsyncSession, draft: Draft, why: str) -> None:
    say = notes.given_back(draft, why)
    await _tell(newsroom, session, f"back:{draft.id}:{draft.version}", say, [draft.author])
    await follow(newsroom, session, draft)


async def _tell(
    newsroom: Newsroom, session: AsyncSession, key: str, say: Callable[[Tongue], str], to: list[int]
) -> None:
    if to:
        await notices.tell(newsroom, session, key, say, newsroom.now(), to)
