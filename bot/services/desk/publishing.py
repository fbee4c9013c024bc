"""Publishing: at once or at a time, by oneself or after another's approval, and back again while it can be.

Until its time comes a draft stays a draft: no entry, no revision, nothing that any outlet could show.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief.labels import _
from bot.brief.screen import Screen
from bot.desk import sheets
from bot.desk.view import DRAFT, PUBLISHED, SCHEDULED, SPIKED, SUBMITTED, WITHDRAWN
from bot.services.desk import posts, viewing, writing
from bot.services.desk.previewing import preview
from bot.services.desk.visits import Visit
from storage import views
from storage.desk import drafts
from storage.desk.drafts import DraftGoneError, Step
from storage.model.desk import Draft
from storage.model.values import written

NOT_READY = _("It is not complete yet.")
NO_SIGNAL = _("Choose what kind of change it is: update, correction or refile.")
NO_REASON = _("A correction needs a reason, which readers see.")
NO_CHANGE = _("Nothing was changed.")
OVERTAKEN = _("Meanwhile a newer version was published. Open the entry and make your change upon that one.")
TOO_EARLY = _("That time has passed.")
NOT_YOURS = _("Whoever wrote or last changed it cannot approve it.")


@dataclass(frozen=True, slots=True)
class Plan:
    """When it is to leave (UTC), None for at once; as an embargo, it travels with the entry."""

    at: datetime | None = None
    embargo: bool = False


async def request(visit: Visit, step: Step, plan: Plan) -> Screen | None:
    """Let a draft go, as far as the rules allow its author: it is scheduled, or waits for approval."""
    async with visit.acting() as session:
        draft = await drafts.seen(session, step, DRAFT)
        objection = await _objection(session, draft)
        if plan.at is not None and plan.at <= visit.now:
            objection = TOO_EARLY
        if not objection:
            draft = await _let_go(visit, session, draft, plan)
            return writing.shown(viewing.view(visit, draft))
    return await preview(visit, step.draft_id, note=visit.speaker._(objection))


async def _objection(session: AsyncSession, draft: Draft) -> str:
    """Why a draft cannot be published as it is; empty where it can."""
    fresh = viewing.entry(draft)
    if fresh is None:
        return NOT_READY
    seen = await viewing.before(session, draft)
    if seen is None:
        return ""
    if not draft.signal:
        return NO_SIGNAL
    if draft.signal == "correction" and not draft.reason:
        return NO_REASON
    if seen.canonical() == fresh.canonical():
        return NO_CHANGE
    return "" if await is_newest(session, draft) else OVERTAKEN


async def is_newest(session: AsyncSession, draft: Draft) -> bool:
    """Whether readers still see the version upon which a change was made."""
    if draft.entry_id is None:
        return True
    seen = await views.by_id(session, [draft.entry_id])
    return [one.version for one in seen] == ([draft.base_version] if draft.base_version else [])


async def _let_go(visit: Visit, session: AsyncSession, draft: Draft, plan: Plan) -> Draft:
    content: dict[str, Any] = dict(draft.content)
    content.pop("embargoed_until", None)
    if plan.at is not None and plan.embargo:
        content["embargoed_until"] = written(plan.at)
    if visit.newsroom.rules.approval:
        draft = await submit(visit, session, draft, publish_at=plan.at, content=content)
        await posts.call_for_approval(visit, session, draft)
        return draft
    return await change(visit, session, draft, "scheduled", **_leaving(visit, plan.at), content=content)


async def submit(visit: Visit, session: AsyncSession, draft: Draft, **values: Any) -> Draft:
    """Let a second person decide: not the author, nor who changed it last or submits it."""
    by = sorted({draft.author, draft.changed_by, visit.who.user_id})
    same = {"state": SUBMITTED, "approved_by": None, "notes": draft.notes | {"by": by}}
    return await change(visit, session, draft, "submitted", **same, **values)


def _leaving(visit: Visit, wanted: datetime | None) -> dict[str, Any]:
    """It can be taken back until it leaves, and for BRIEF_UNDO at least."""
    earliest = visit.now + visit.newsroom.rules.undo
    return {"state": SCHEDULED, "publish_at": max(earliest, wanted) if wanted else earliest}


async def change(visit: Visit, session: AsyncSession, draft: Draft, verb: str, **values: Any) -> Draft:
    """The next state of a draft that is under lock, and the act that led to it."""
    fresh = await drafts.change(session, visit.step(draft.id or 0, draft.version), **values)
    at = fresh.publish_at.isoformat() if fresh.publish_at else None
    await visit.record(session, verb, fresh.uri, draft=fresh.id, signal=fresh.signal, publish_at=at)
    await posts.follow(visit.newsroom, session, fresh)
    return fresh


# Another person


async def approve(visit: Visit, step: Step) -> Screen:
    """Let go what somebody else wrote."""
    async with visit.acting() as session:
        draft = await drafts.seen(session, step, SUBMITTED)
        if visit.who.user_id in draft.notes.get("by", []):
            return writing.shown(viewing.view(visit, draft, visit.speaker._(NOT_YOURS)))
        values = _leaving(visit, draft.publish_at) | {"approved_by": visit.who.user_id}
        draft = await change(visit, session, draft, "approved", **values)
        return writing.shown(viewing.view(visit, draft))


async def ask_for_override(visit: Visit, step: Step) -> Screen:
    """Somebody is alone with it: ask why, before it is let go without a second person."""
    async with visit.acting() as session:
        draft = await drafts.seen(session, step, SUBMITTED)
        await visit.ask(session, "override", draft.id, draft.version)
        return sheets.reason(viewing.view(visit, draft), "override")


async def overridden(visit: Visit, step: Step, why: str) -> Screen:
    """Let go without a second person: named, reasoned, and told to the others."""
    async with visit.acting() as session:
        draft = await drafts.seen(session, step, SUBMITTED)
        draft = await drafts.change(session, step, **_leaving(visit, draft.publish_at))
        await visit.ask_nothing(session)
        await visit.record(session, "overridden", draft.uri, draft=draft.id, signal=draft.signal, why=why)
        await posts.tell_of_override(visit, session, draft, why)
        return writing.shown(viewing.view(visit, draft))


async def take_back(visit: Visit, step: Step) -> Screen:
    """Make it a draft again, whoever changed it meanwhile: before its approval, or before it has left."""
    async with visit.acting() as session:
        draft = await drafts.held(session, step.draft_id)
        if draft is None:
            raise DraftGoneError
        if draft.state == PUBLISHED and draft.entry_id is not None:
            return sheets.too_late(viewing.view(visit, draft), draft.entry_id)
        if draft.state in {SCHEDULED, SUBMITTED}:
            state = SPIKED if draft.signal == WITHDRAWN else DRAFT
            now = {"state": state, "publish_at": None, "approved_by": None}
            draft = await change(visit, session, draft, "taken back", **now)
            return writing.shown(viewing.view(visit, draft, visit.speaker._("Taken back: nothing was sent.")))
    return await writing.stale(visit, draft, step.version)


async def signalled(visit: Visit, step: Step, signal: str) -> Screen | None:
    """What kind of change it is; a correction's reason is asked for."""
    if signal not in sheets.SIGNALS:
        return None
    async with visit.acting() as session:
        draft = await drafts.seen(session, step, DRAFT)
        reason = draft.reason if signal == "correction" else ""
        draft = await drafts.change(session, step, signal=signal, reason=reason)
        if signal == "correction" and not draft.reason:
            await visit.ask(session, "reason", draft.id, draft.version)
            return sheets.reason(viewing.view(visit, draft), "reason")
    return await preview(visit, step.draft_id)


async def reasoned(visit: Visit, step: Step, why: str) -> Screen | None:
    """The reason of a correction, as readers see it."""
    async with visit.acting() as session:
        await drafts.seen(session, step, DRAFT)
        await drafts.change(session, step, reason=why)
        await visit.ask_nothing(session)
    return await preview(visit, step.draft_id)
