"""What readers would get of a draft, how many of them, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import corrections, tongue
from bot.brief.changes import Item
from bot.brief.corrections import Change
from bot.brief.screen import Screen
from bot.desk import sheets
from bot.desk.sheets import Audience, Preview
from bot.desk.view import DRAFT, View
from bot.services import editing
from bot.services.correcting import REACHES_BACK
from bot.services.desk import viewing
from bot.services.desk.visits import Visit
from storage import audience, waves
from storage.desk import drafts
from storage.model.desk import Draft
from storage.model.entry import Entry
from storage.model.stories import story_of
from storage.model.vocabulary import ALERT_UP_TO, FLASH_UP_TO
from storage.model.waves import is_louder

_MARKS = {"correction": "corrected", "update": "updated", "refile": "updated"}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which preview: its language, alert or digest, and page; empty for what suits the draft."""

    language: str = ""
    form: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class _Told:
    """A draft as an entry, and what readers see before it."""

    draft: Draft
    fresh: Entry
    before: Entry | None


async def preview(visit: Visit, number: int, wish: Wish | None = None, note: str = "") -> Screen | None:
    """The message itself, in one language and one form."""
    wish = wish or Wish()
    rules = visit.newsroom.rules
    async with visit.newsroom.database.reading() as session:
        draft = await drafts.find(session, number)
        if draft is None:
            return None
        seen = await viewing.changed(session, draft, viewing.view(visit, draft, note))
        fresh = viewing.entry(draft)
        language = wish.language if wish.language in rules.languages else _first(seen, rules.languages)
        if fresh is None:
            return sheets.unready(seen)
        told = _Told(draft, fresh, await viewing.before(session, draft))
        reach = await expected(visit, session, draft, fresh, language)
    usual = sheets.ALERT if fresh.urgency <= ALERT_UP_TO else sheets.DIGEST
    form = wish.form if wish.form in {sheets.ALERT, sheets.DIGEST} else usual
    shown = Preview(language, form, _pages(visit, told, language, form), wish.page)
    approval = rules.approval and draft.state == DRAFT
    return sheets.preview(seen, shown, reach, approval=approval)


def _first(seen: View, offered: Sequence[str]) -> str:
    there = [tag for tag in seen.content.get("headline", {}) if tag in offered]
    return there[0] if there else offered[0]


def _pages(visit: Visit, told: _Told, language: str, form: str) -> list[str]:
    rules, speaker = visit.newsroom.rules, tongue.tongue(language)
    fresh, before = told.fresh, told.before
    if form == sheets.DIGEST:
        mark = _MARKS.get(told.draft.signal, "updated") if before else "new"
        item = Item(fresh, mark, told.draft.reason, before)  # type: ignore[arg-type]
        return editing.digest_pages([item], speaker, visit.newsroom.today(rules.timezone), rules)
    flash = fresh.urgency <= FLASH_UP_TO
    return editing.alert_pages([Item(fresh, notes=_notes(visit, told, speaker))], speaker, rules, flash=flash)


def _notes(visit: Visit, told: _Told, speaker: tongue.Tongue) -> tuple[tuple[str, str], ...]:
    """The line that a corrected copy will have."""
    if told.before is None or told.draft.signal != "correction":
        return ()
    rules = visit.newsroom.rules
    at, today = visit.now + rules.undo, visit.newsroom.today(rules.timezone)
    change = Change(told.before, told.fresh, told.draft.reason, at, rules.timezone, today)
    return (corrections.corrected(change, speaker),)


async def expected(
    visit: Visit, session: AsyncSession, draft: Draft, fresh: Entry, language: str
) -> Audience:
    """To how many readers it goes, and when."""
    rules = visit.newsroom.rules
    story = story_of(fresh)
    alike = await audience.groups(session, visit.now, story)
    found = [one for one in alike if editing.wanted(fresh, one.variant)]
    tiers = {"all", "flash"} if fresh.urgency <= FLASH_UP_TO else {"all"}
    asked = [one for one in found if one.variant.alerts in tiers and story not in one.variant.muted]
    sounds = await _sounds(visit, session, draft, fresh)
    alerted = asked if sounds else []
    leaves = max(visit.now + rules.undo, draft.publish_at or visit.now)
    digests = [one.next_digest_at for one in found if one.next_digest_at is not None]
    return Audience(
        alerted=sum(one.many - one.paused for one in alerted),
        digested=sum(one.many for one in found if one.next_digest_at is not None),
        in_language=sum(one.many for one in found if rules.offered(one.variant.language) == language),
        alert_at=leaves + rules.alert_settle if sounds else None,
        digest_at=max(min(digests), leaves) if digests else None,
        copies=await _copies(session, draft, fresh, visit),
    )


async def _sounds(visit: Visit, session: AsyncSession, draft: Draft, fresh: Entry) -> bool:
    """Whether it makes an alert; in a wave that was alerted already only what makes it graver does."""
    if fresh.urgency > ALERT_UP_TO:
        return False
    is_new = draft.base_version is None
    if not fresh.attack or not (is_new or draft.signal == "update"):
        return is_new
    past = await waves.sounded(session, story_of(fresh), visit.now)
    return is_louder(fresh, past) if past else is_new


async def _copies(session: AsyncSession, draft: Draft, fresh: Entry, visit: Visit) -> int:
    """How many messages are edited: those that carry it, or the alerts of its wave, to which it is added."""
    if draft.entry_id is not None:
        return await audience.copies(session, draft.entry_id, visit.now - REACHES_BACK)
    if not fresh.attack or await _sounds(visit, session, draft, fresh):
        return 0
    live = await waves.live(session, story_of(fresh), visit.now)
    return await audience.sent(session, [one.edition for one in live])
