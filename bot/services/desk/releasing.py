"""What is due leaves the desk: drafts become versions that readers see, each in a transaction of its own."""

import logging

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief.labels import _
from bot.desk.view import DRAFT, PUBLISHED, SCHEDULED, WITHDRAWN
from bot.services.desk import posts, publishing, viewing
from bot.services.newsroom import Newsroom
from storage import entries, views
from storage.db import will_pass
from storage.desk import acts, drafts
from storage.entries import Stamp
from storage.model.desk import Act, Draft

log = logging.getLogger(__name__)
THE_PROGRAM = 0
FAILED = _("It could not be published, and is a draft again: the log says why.")


async def release_due(newsroom: Newsroom) -> int:
    """Publish every draft whose time has come; one that fails is given back and stops no other."""
    async with newsroom.database.reading() as session:
        due = await drafts.due(session, newsroom.now())
    for number in due:
        try:
            await _release(newsroom, number)
        except Exception as error:
            if will_pass(error):
                raise
            log.exception("draft %d could not be published", number)
            await _give_back(newsroom, number, FAILED)
    return len(due)


async def _release(newsroom: Newsroom, number: int) -> None:
    async with newsroom.database.writing() as session:
        draft = await _held(newsroom, session, number)
        if draft is None:
            return
        # A withdrawal concerns whatever readers see by now.
        if draft.signal != WITHDRAWN and not await publishing.is_newest(session, draft):
            await _return(newsroom, session, draft, publishing.OVERTAKEN)
            return
        draft.entry_id = await _put_out(newsroom, session, draft)
        draft.state, draft.version, draft.changed_at = PUBLISHED, draft.version + 1, newsroom.now()
        draft.notes = draft.notes | {"published": await views.seen_version(session, draft.entry_id)}
        session.add(draft)
        await session.flush()
        verb = "withdrawn" if draft.signal == WITHDRAWN else "published"
        await _record(newsroom, session, draft, verb)
        await posts.follow(newsroom, session, draft)


async def _held(newsroom: Newsroom, session: AsyncSession, number: int) -> Draft | None:
    """The draft under lock, if it is still due: it may have been taken back, or published, meanwhile."""
    draft = await drafts.held(session, number)
    if draft is None or draft.state != SCHEDULED or draft.publish_at is None:
        return None
    return draft if draft.publish_at <= newsroom.now() else None


async def _put_out(newsroom: Newsroom, session: AsyncSession, draft: Draft) -> int:
    """Save and publish, or withdraw; returns the entry's number."""
    author = f"telegram:{draft.author}"
    stamp = Stamp(author, newsroom.now(), draft.reason, draft.signal or "update")  # type: ignore[arg-type]
    if draft.signal == WITHDRAWN:
        await entries.withdraw(session, draft.entry_id or 0, stamp)
        return draft.entry_id or 0
    fresh = viewing.entry(draft)
    if fresh is None:
        raise ValueError(f"draft {draft.id} is not complete")
    saved: list[int] = []
    await entries.save_all(session, [fresh], stamp, lambda _outcome, number: saved.append(number))
    await entries.publish(session, saved, newsroom.now())
    return saved[0]


async def _give_back(newsroom: Newsroom, number: int, why: str) -> None:
    async with newsroom.database.writing() as session:
        draft = await _held(newsroom, session, number)
        if draft is not None:
            await _return(newsroom, session, draft, why)


async def _return(newsroom: Newsroom, session: AsyncSession, draft: Draft, why: str) -> None:
    """It is a draft again, and its author is told why."""
    draft.state, draft.publish_at, draft.version = DRAFT, None, draft.version + 1
    session.add(draft)
    await session.flush()
    await _record(newsroom, session, draft, "given back")
    await posts.tell_author(newsroom, session, draft, why)


async def _record(newsroom: Newsroom, session: AsyncSession, draft: Draft, verb: str) -> None:
    act = Act(
        at=newsroom.now(),
        actor=THE_PROGRAM,
        verb=verb,
        uri=draft.uri,
        version=draft.version,
        detail={"draft": draft.id, "author": draft.author, "approved_by": draft.approved_by},
    )
    await acts.record(session, act)
