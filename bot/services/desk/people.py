"""Who is of the desk: rights are looked up at every act, so that one who was removed can do nothing more."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import tongue
from bot.services.newsroom import Newsroom
from storage.desk import acts, people
from storage.model.desk import Act, Member

EDITOR, ADMIN = "editor", "admin"
ROLES = (EDITOR, ADMIN)
# A deep link carries at most 64 characters; this word keeps invitations apart from other payloads.
INVITATION = "desk-"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the desk at the moment of an act."""

    user_id: int
    role: str
    language: str

    @property
    def is_admin(self) -> bool:
        return self.role == ADMIN


async def colleague(
    newsroom: Newsroom, session: AsyncSession, user_id: int, language_code: str | None = None
) -> Colleague | None:
    """Who that is for the desk; None for everybody else."""
    member = await people.member(session, user_id)
    role = ADMIN if user_id in newsroom.rules.admins else member.role if member else None
    if role is None:
        return None
    chosen = (member.language if member else "") or tongue.best(language_code, newsroom.rules.languages)
    return Colleague(user_id, role, newsroom.rules.offered(chosen))


async def is_of_desk(newsroom: Newsroom, user_id: int) -> bool:
    async with newsroom.database.reading() as session:
        return await colleague(newsroom, session, user_id) is not None


async def invite(newsroom: Newsroom, user_id: int, role: str) -> str | None:
    """A one-time payload for a deep link; None for whoever may not invite."""
    if role not in ROLES:
        raise ValueError(f"{role!r} is no role of the desk")
    async with newsroom.database.writing() as session:
        who = await colleague(newsroom, session, user_id)
        if who is None or not who.is_admin:
            return None
        token = secrets.token_urlsafe(24)
        now = newsroom.now()
        await people.invite(session, token, role, user_id, now)
        await acts.record(session, Act(at=now, actor=user_id, verb="invited", detail={"role": role}))
    return INVITATION + token


async def accept(
    newsroom: Newsroom, user_id: int, payload: str, language_code: str | None
) -> Colleague | None:
    """Become a member by an invitation; None when it is not valid (any more)."""
    if not payload.startswith(INVITATION):
        return None
    now = newsroom.now()
    async with newsroom.database.writing() as session:
        if await colleague(newsroom, session, user_id) is not None:
            return await colleague(newsroom, session, user_id, language_code)  # the link stays for another
        found = await people.use_invite(session, payload.removeprefix(INVITATION), user_id, now)
        if found is None:
            return None
        language = tongue.best(language_code, newsroom.rules.languages)
        member = Member(
            user_id=user_id, role=found.role, language=language, invited_by=found.made_by, joined_at=now
        )
        await people.join(session, member)
        detail = {"role": found.role, "invited_by": found.made_by}
        await acts.record(session, Act(at=now, actor=user_id, verb="joined", detail=detail))
        return await colleague(newsroom, session, user_id, language_code)


async def remove(newsroom: Newsroom, user_id: int, other: int) -> bool:
    """Take somebody's rights away at once, and the invitations they made; only admins can."""
    now = newsroom.now()
    async with newsroom.database.writing() as session:
        who = await colleague(newsroom, session, user_id)
        if who is None or not who.is_admin or not await people.remove(session, other, user_id, now):
            return False
        await people.revoke_invites(session, other, now)
        await acts.record(session, Act(at=now, actor=user_id, verb="removed", detail={"user": other}))
    return True


async def everybody(newsroom: Newsroom) -> Sequence[tuple[int, str]]:
    """All of the desk with their roles: the admins of the settings first."""
    async with newsroom.database.reading() as session:
        return await of_session(newsroom, session)


async def of_session(newsroom: Newsroom, session: AsyncSession) -> Sequence[tuple[int, str]]:
    """The same, as the transaction sees it."""
    found = await people.members(session)
    named = set(newsroom.rules.admins)
    others = [(member.user_id, member.role) for member in found if member.user_id not in named]
    return [*((number, ADMIN) for number in newsroom.rules.admins), *others]
