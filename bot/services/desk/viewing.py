"""Drafts as somebody sees them: with what is missing, which translations are old, and what would change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief.differences import differences
from bot.brief.tongue import Tongue
from bot.desk.view import PUBLISHED, View
from bot.intake import fields
from bot.services.desk.visits import Visit
from storage import versions
from storage.model.desk import Draft
from storage.model.entry import Entry

_TRANSLATED = ("headline", "summary")


def view(visit: Visit, draft: Draft, note: str = "") -> View:
    """The draft as it is now."""
    speaker = visit.speaker
    content = draft.content
    return View(
        speaker=speaker,
        context=visit.context,
        number=draft.id or 0,
        version=draft.version,
        content=content,
        state=draft.state,
        signal=draft.signal,
        reason=draft.reason,
        changes_entry=draft.entry_id is not None and not is_first(draft),
        assumed=draft.notes.get("assumed", []),
        stale=stale(draft),
        missing=[*fields.missing({"uri": draft.uri} | content, speaker), *_excess(draft, speaker)],
        publish_at=draft.publish_at,
        is_mine=visit.who.user_id in draft.notes.get("by", [draft.author, draft.changed_by]),
        note=note,
        entry=draft.entry_id,
        changed_at=draft.changed_at,
    )


def is_first(draft: Draft) -> bool:
    """Whether it has become an entry that readers had not seen before."""
    return draft.state == PUBLISHED and draft.base_version is None


def _excess(draft: Draft, speaker: Tongue) -> list[str]:
    """What came in with an entry from a file may stay as long as it is there."""
    return [one.told(speaker) for one in fields.excess(draft.content)] if draft.entry_id is None else []


def stale(draft: Draft) -> list[str]:
    """The languages whose text is older than the original's and that nobody has called right since."""
    there = fields.languages(draft.content)
    written: Mapping[str, int] = draft.notes.get("texts", {})
    return [tag for tag in there[1:] if written.get(tag, 0) < written.get(there[0], 0)]


def leaving(draft: Draft) -> dict[str, Any]:
    """What readers will get of a draft: without the translations that are out of date."""
    old = stale(draft)
    content = {"uri": draft.uri} | dict(draft.content)
    for part in _TRANSLATED:
        if part in content:
            content[part] = {tag: text for tag, text in content[part].items() if tag not in old}
    if not content.get("summary"):
        content.pop("summary", None)
    return content


def entry(draft: Draft) -> Entry | None:
    """The entry that a draft would become; None while something is missing."""
    if draft.entry_id is None and any(fields.excess(draft.content)):
        return None
    try:
        return Entry.model_validate(leaving(draft))
    except ValidationError:
        return None


async def changed(session: AsyncSession, draft: Draft, seen: View) -> View:
    """The view with the facts in which a draft differs from what readers see."""
    now, then = entry(draft), await before(session, draft)
    return replace(seen, differences=differences(then, now, seen.speaker)) if now and then else seen


async def before(session: AsyncSession, draft: Draft) -> Entry | None:
    """What readers saw when a change was begun; None for what is new to them."""
    if draft.entry_id is None or draft.base_version is None:
        return None
    return await versions.version_of(session, draft.entry_id, draft.base_version)


def changed_parts(older: Mapping[str, Any], newer: Mapping[str, Any]) -> Sequence[str]:
    """The names of the fields in which two contents differ."""
    return sorted(key for key in {*older, *newer} if older.get(key) != newer.get(key))


def person(visit: Visit, user_id: int) -> str:
    """Nobody's name is kept: a colleague is a number, oneself is oneself."""
    if user_id == visit.who.user_id:
        return visit.speaker._("you yourself")
    return visit.speaker._("editor %(number)s") % {"number": user_id}
