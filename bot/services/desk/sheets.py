"""Sheets that stay true: what somebody was shown of a draft on its way is edited when it is true no more."""

import secrets
from dataclasses import dataclass, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import priorities
from bot.brief.screen import Screen
from bot.desk import notes
from bot.desk.sheets import Audience
from bot.desk.standing import Since, standing
from bot.desk.view import DRAFT, PUBLISHED, SCHEDULED, SPIKED
from bot.services.desk import people, previewing, viewing
from bot.services.desk.reached import FOLLOWED_FOR, is_over, reached
from bot.services.desk.visits import Visit
from bot.services.newsroom import Asker, Newsroom
from storage import editions
from storage.desk import acts, posts
from storage.desk import sheets as record
from storage.desk.posts import Rows
from storage.editions import Composed
from storage.model.desk import Act, DeskPost, Draft

_BACK = ("taken back", "given back")
_LOOKED_THROUGH = 50  # acts about one entry


@dataclass(frozen=True, slots=True)
class Look:
    """What a post should say by now, and whether it is over. Of a sheet also the version of the draft that it
    told of when it was `seen`, the one of which it tells now, and whether that is the last there is to say.
    """

    key: str
    pages: list[str]
    is_over: bool
    buttons: Rows = None
    seen: int | None = None
    version: int | None = None
    is_last: bool = False


async def shown(guest: Visit, screen: Screen, message_id: int | None) -> Screen:
    """A message is about to show this; None where it is a new one. What it showed goes on no more."""
    if message_id is not None:
        await _take_down(guest, message_id)
    if screen.draft is None:
        return screen
    number, version = screen.draft
    now, me = guest.newsroom.now(), guest.who.user_id
    key = f"sheet:{number}:{secrets.token_hex(8)}"  # nobody's number stands in it, to be forgotten later
    async with guest.newsroom.database.writing() as session:
        composed = Composed(
            key=f"post:{key}",
            kind="desk",
            language=guest.who.language,
            priority=priorities.DESK,
            pages=[screen.text],
            entries=(),
            created_at=now,
            silent=True,
            buttons=_buttons(screen),
        )
        made = DeskPost(key=key, edition_id=0, draft_id=number, chat_id=me, version=version, changed_at=now)
        return replace(screen, edition=await record.put_up(session, made, composed, message_id))


async def _take_down(guest: Visit, message_id: int) -> None:
    database, chat = guest.newsroom.database, guest.who.user_id
    async with database.reading() as session:
        keys = await record.in_message(session, chat, message_id)
    for key in keys:
        async with database.writing() as session:
            if made := await posts.find(session, key):
                await record.take_down(session, made, guest.newsroom.now())


def _buttons(screen: Screen) -> Rows:
    return [[[button.label, button.data] for button in row] for row in screen.rows]


async def look(newsroom: Newsroom, session: AsyncSession, made: DeskPost, draft: Draft) -> Look | None:
    """What a sheet should say by now; None while it is true."""
    is_known = draft.version == made.version
    if is_known and draft.state != PUBLISHED:
        return None
    tallies = await reached(session, draft)
    is_old = draft.state in {DRAFT, SPIKED} and newsroom.now() - draft.changed_at > FOLLOWED_FOR
    ends = is_old or is_over(newsroom, draft, tallies)
    guest = await _owner(newsroom, session, made, draft)
    if guest is None:
        return Look(made.key, [], is_over=True, seen=made.version)
    told = notes.reached(guest.speaker, tallies)
    if is_known and not told:
        return Look(made.key, [], is_over=True, seen=made.version) if ends else None
    since = await _since(guest, session, draft, told)
    screen = standing(viewing.view(guest, draft), since)
    pages, buttons = [screen.text], _buttons(screen)
    if is_known and not ends and await posts.is_current(session, made, pages, buttons):
        return None
    is_last = draft.state in {DRAFT, SPIKED}
    return Look(made.key, pages, ends, buttons, made.version, draft.version, is_last)


async def _owner(newsroom: Newsroom, session: AsyncSession, made: DeskPost, draft: Draft) -> Visit | None:
    """In whose chat it is, as of the moment of which it tells; None for who is not of the desk any more."""
    edition = await editions.one(session, made.edition_id)
    chat = made.chat_id or 0
    who = await people.colleague(newsroom, session, chat, edition.language)
    asker = Asker(chat, language_code=edition.language)
    return Visit(newsroom, asker, who, draft.changed_at) if who else None


async def _since(guest: Visit, session: AsyncSession, draft: Draft, told: str) -> Since:
    if draft.state == PUBLISHED:
        expected = None if told else await _expected(guest, session, draft)
        return Since(reached=told[:1].upper() + told[1:], expected=expected)
    if draft.state == SCHEDULED:
        return Since(by=_person(guest, draft.approved_by or 0))
    if draft.state not in {DRAFT, SPIKED}:
        return Since()
    back = await _back(session, draft)
    by = back.actor if back else draft.changed_by
    owners = draft.notes.get("by") or [by]
    return Since(by=_person(guest, by), is_back=True, by_another=by not in owners)


async def _back(session: AsyncSession, draft: Draft) -> Act | None:
    """The act by which it came back."""
    found = await acts.latest(session, _LOOKED_THROUGH, uri=draft.uri)
    ours = [act for act in found if act.verb in _BACK and act.detail.get("draft") == draft.id]
    return ours[0] if ours else None


def _person(guest: Visit, user_id: int) -> str:
    return viewing.person(guest, user_id) if user_id else ""


async def _expected(guest: Visit, session: AsyncSession, draft: Draft) -> Audience | None:
    fresh = viewing.entry(draft)
    if fresh is None:
        return None
    found = await previewing.expected(guest, session, draft, fresh, guest.who.language)
    at = draft.changed_at + guest.newsroom.rules.alert_settle
    return replace(found, alert_at=at if found.alert_at else None)
