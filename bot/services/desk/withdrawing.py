"""Withdrawing: one person asks for it with a reason, another confirms it, and every copy says so."""

from typing import Any

from bot.brief.screen import Screen
from bot.desk import entries as lists
from bot.desk.view import WITHDRAWN
from bot.services.desk import posts, publishing, revising, viewing, writing
from bot.services.desk.visits import Visit
from storage import views
from storage.desk import drafts
from storage.model.desk import Draft

ABOUT = "withdraw"


async def ask_why(visit: Visit, number: int, note: str = "") -> Screen | None:
    """Ask for the reason, which readers see."""
    async with visit.acting() as session:
        found = await views.by_id(session, [number])
        if not found:
            return None
        await visit.ask(session, f"{ABOUT}:{number}")
    return lists.why_withdraw(visit.speaker, number, revising.headline(visit, found[0].entry), note)


async def submit(visit: Visit, number: int, why: str) -> Screen | None:
    """Ask for a withdrawal: a second person has to confirm it."""
    async with visit.acting() as session:
        found = await views.by_id(session, [number])
        await visit.ask_nothing(session)
        if not found:
            return None
        open_one = await drafts.of_entry(session, number)
        if open_one is not None and open_one.signal == WITHDRAWN:
            return writing.shown(viewing.view(visit, open_one))
        draft = await drafts.start(session, _draft(visit, number, found[0], why))
        draft = await publishing.submit(visit, session, draft)
        await posts.call_for_approval(visit, session, draft)
        return writing.shown(viewing.view(visit, draft))


def _draft(visit: Visit, number: int, seen: views.Published, why: str) -> Draft:
    content = revising.content_of(visit, seen.entry)
    about: dict[str, Any] = {"uri": seen.entry.uri, "entry_id": number, "base_version": seen.version}
    return visit.draft(content=content, signal=WITHDRAWN, reason=why, **about)
