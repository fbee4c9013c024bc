"""A copy of the database is started on: what was about to happen when it was made may have happened since.

So nothing of it is repeated silently: what waits gets an ambiguity first, digests that are overdue wait for
the next one, which tells everything new, and alerts that were about to be made, or were held back in quiet
hours, are not made any more.
"""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import schedule
from bot.services.newsroom import Newsroom
from storage import entries, moments, restoring
from storage.errors import BriefError


class StillRunning(BriefError):
    """`brief run` works on this database; stop it first."""


@dataclass(frozen=True, slots=True)
class Restored:
    """How many deliveries are in doubt, those of them that leave once more, and what is left out."""

    doubted: int
    again: int
    digests: int
    alerts: int

    def sentence(self) -> str:
        return (
            f"{self.doubted} deliveries may have been sent since the copy was made: {self.again} are "
            f"sent once more, {self.doubted - self.again} wait. {self.digests} digests wait for their "
            f"next time; {self.alerts} entries are told by the digest without an alert."
        )


async def after_restore(newsroom: Newsroom, *, told: bool = False) -> Restored | None:
    """Look after a database that is a copy, or of which the operator told so; None when it is not.

    Raises:
        StillRunning: a bot is alive on it.
    """
    database, now = newsroom.database, newsroom.now()
    async with database.reading() as session:
        if not told and not await restoring.is_copy(session):
            return None
    async with database.writing() as session:
        if not told and not await restoring.is_copy(session):  # another replica was quicker
            return None
        if await restoring.any_alive(session, await moments.moment(session, newsroom.now)):
            raise StillRunning
        await restoring.forget_copy(session)
        doubted, again = await restoring.doubt(session, newsroom.rules.when_uncertain, now)
        return Restored(doubted, again, await _digests(newsroom, session), await _alerts(newsroom, session))


async def _digests(newsroom: Newsroom, session: AsyncSession) -> int:
    now, moved = newsroom.now(), 0
    for calendar in await restoring.overdue(session, now):
        when = calendar.times, calendar.weekdays, calendar.timezone
        slot = schedule.following(*when, now, calendar.rhythm)
        at, name = (slot.at, slot.name) if slot else (None, None)
        moved += await restoring.move_digests(session, calendar, now, at, name)
    return moved


async def _alerts(newsroom: Newsroom, session: AsyncSession) -> int:
    """None for those of embargoes that have ended since, either."""
    await restoring.end_rounds(session)
    await restoring.let_waiting_go(session)
    await entries.release_due(session, newsroom.now())
    waiting = [number for number, _since in await entries.waiting_for_alert(session)]
    await entries.mark_alerted(session, waiting)
    return len(waiting)
