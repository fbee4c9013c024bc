"""The desk's people: members with their roles, and invitations that make one."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.desk import Invite, Member

INVITE_LASTS = timedelta(hours=24)


async def member(session: AsyncSession, user_id: int) -> Member | None:
    """Somebody who is of the desk now; a removed one is not."""
    found = await session.get(Member, user_id)
    return found if found is not None and found.removed_at is None else None


async def members(session: AsyncSession) -> Sequence[Member]:
    question = select(Member).where(col(Member.removed_at).is_(None)).order_by(col(Member.joined_at))
    return (await session.exec(question)).all()


async def languages_of(session: AsyncSession, users: Sequence[int]) -> dict[int, str]:
    """The language of each member among some people."""
    rows = await session.exec(
        select(Member.user_id, Member.language).where(col(Member.user_id).in_(users), Member.language != "")
    )
    return dict(rows.all())


async def join(session: AsyncSession, member: Member) -> None:
    """Make somebody a member, or one again."""
    await session.merge(member)
    await session.flush()


async def remove(session: AsyncSession, user_id: int, by: int, now: datetime) -> bool:
    """Take somebody's rights away at once; False when they had none."""
    result = await session.exec(
        update(Member)
        .where(col(Member.user_id) == user_id, col(Member.removed_at).is_(None))
        .values(removed_at=now, removed_by=by)
    )
    return bool(result.rowcount)


async def invite(session: AsyncSession, token: str, role: str, made_by: int, at: datetime) -> None:
    """Keep an invitation; it can be used once within `INVITE_LASTS`."""
    session.add(
        Invite(token_hash=_hash(token), role=role, made_by=made_by, made_at=at, expires_at=at + INVITE_LASTS)
    )
    await session.flush()


async def use_invite(session: AsyncSession, token: str, user_id: int, now: datetime) -> Invite | None:
    """Use an invitation up; None for one that is unknown, used or too old, without saying which."""
    result = await session.exec(
        update(Invite)
        .where(
            col(Invite.token_hash) == _hash(token),
            col(Invite.used_by).is_(None),
            col(Invite.expires_at) > now,
        )
        .values(used_by=user_id, used_at=now)
    )
    return await session.get(Invite, _hash(token)) if result.rowcount else None


async def revoke_invites(session: AsyncSession, made_by: int, now: datetime) -> None:
    """Whoever was removed leaves no open door behind."""
    await session.exec(
        update(Invite)
        .where(col(Invite.made_by) == made_by, col(Invite.used_by).is_(None), col(Invite.expires_at) > now)
        .values(expires_at=now)
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
