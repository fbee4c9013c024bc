"""The desk's own matters: its home, people, log, ledes and chat."""

from datetime import date

from bot.brief.screen import Screen
from bot.brief.tongue import tongue
from bot.desk import office
from bot.desk.view import clock, headline
from bot.intake import bounds
from bot.intake.fields import checked, kind_of
from bot.services.desk import people, viewing
from bot.services.desk.visits import Visit, visit
from bot.services.newsroom import Asker, Newsroom
from storage.desk import acts, drafts, ledes, posts
from storage.model.desk import Act, DeskChat, Lede

LEDE = "lede"
_DRAFTS, _ACTS = 20, 12
_NOTHING = "-"


async def home(guest: Visit, note: str = "") -> Screen:
    """What is being written, and the ways from there."""
    async with guest.acting() as session:
        await guest.ask_nothing(session)
        found = await drafts.open_ones(session, _DRAFTS)
    listed = [
        office.Open(
            one.id or 0,
            kind_of(one.content),
            one.state,
            headline(one.content) or "–",
        )
        for one in found
    ]
    return office.room(guest.speaker, listed, is_admin=guest.who.is_admin, note=note)


async def accept(newsroom: Newsroom, asker: Asker, payload: str) -> Screen | None:
    """Become a member by an invitation; None when it is none (any more)."""
    if not asker.is_private:
        return None
    joined = await people.accept(newsroom, asker.chat_id, payload, asker.language_code)
    guest = await visit(newsroom, asker, asker.chat_id) if joined else None
    return await home(guest, office.welcome(guest.speaker, guest.who.role)) if guest else None


async def members(guest: Visit, note: str = "") -> Screen | None:
    if not guest.who.is_admin:
        return None
    found = await people.everybody(guest.newsroom)
    return office.members(guest.speaker, found, guest.newsroom.rules.admins, note)


async def invite(guest: Visit, role: str, bot_name: str) -> Screen | None:
    if role not in people.ROLES:
        return None
    payload = await people.invite(guest.newsroom, guest.who.user_id, role)
    if payload is None:
        return None
    return office.invitation(guest.speaker, f"https://t.me/{bot_name}?start={payload}", role)


async def remove(guest: Visit, other: int, *, surely: bool) -> Screen | None:
    if not guest.who.is_admin:
        return None
    if not surely:
        return office.removal(guest.speaker, other)
    await people.remove(guest.newsroom, guest.who.user_id, other)
    return await members(guest)


async def log(guest: Visit, before: int | None = None) -> Screen:
    """What was done, newest first."""
    async with guest.newsroom.database.reading() as session:
        found = await acts.latest(session, _ACTS + 1, before)
    shown = found[:_ACTS]
    lines = [
        office.Done(
            clock(guest.speaker, guest.context, one.at), _actor(guest, one), one.verb, one.uri, one.detail
        )
        for one in shown
    ]
    return office.log(guest.speaker, lines, shown[-1].id if len(found) > _ACTS else None)


def _actor(guest: Visit, act: Act) -> str:
    return viewing.person(guest, act.actor) if act.actor else guest.speaker._("by itself")


# Ledes


async def show_ledes(guest: Visit, day: date | None = None, note: str = "") -> Screen:
    day = day or guest.newsroom.today(guest.newsroom.rules.timezone)
    async with guest.acting() as session:
        await guest.ask_nothing(session)
        written = await ledes.of_day(session, day)
    return office.ledes(guest.speaker, day, written, guest.newsroom.rules.languages, note)


async def ask_lede(guest: Visit, day: date, tag: str, note: str = "") -> Screen | None:
    if tag not in guest.newsroom.rules.languages:
        return None
    async with guest.acting() as session:
        await guest.ask(session, f"{LEDE}:{day.isoformat()}:{tag}")
        written = await ledes.of_day(session, day)
    return office.lede(guest.speaker, day, tag, written.get(tag, ""), note)


async def write_lede(guest: Visit, day: date, tag: str, text: str) -> Screen:
    """A new version of it; a dash takes it away.

    Raises:
        Refused: it is too long, or cannot be shown.
    """
    text = "" if text.strip() == _NOTHING else checked.paragraphs(text, bounds.LEDE)
    async with guest.acting() as session:
        lede = Lede(
            day=day, language=tag, version=0, text=text, author=guest.who.user_id, created_at=guest.now
        )
        version = await ledes.write(session, lede)
        await guest.record(session, "lede", f"lede:{day.isoformat()}:{tag}", version)
    return await show_ledes(guest, day)


# The desk's chat


async def offer_chat(newsroom: Newsroom, asker: Asker, user_id: int) -> Screen | None:
    """In a group: an admin of the desk may make it the desk's chat."""
    async with newsroom.database.reading() as session:
        who = await people.colleague(newsroom, session, user_id, asker.language_code)
    if who is None or not who.is_admin or asker.is_private:
        return None
    return office.offer_chat(tongue(who.language))


async def choose_chat(
    newsroom: Newsroom, asker: Asker, user_id: int, *, leave: bool = False
) -> Screen | None:
    now = newsroom.now()
    async with newsroom.database.writing() as session:
        who = await people.colleague(newsroom, session, user_id, asker.language_code)
        if who is None or not who.is_admin or asker.is_private:
            return None
        act = Act(at=now, actor=user_id, verb="desk chat", detail={"chat": 0 if leave else asker.chat_id})
        await acts.record(session, act)
        if leave:
            await posts.leave(session)
            return office.chat_left(tongue(who.language))
        chosen = DeskChat(chat_id=asker.chat_id, thread_id=asker.thread_id, chosen_by=user_id, chosen_at=now)
        await posts.choose(session, chosen)
        return office.chat_chosen(tongue(who.language))
