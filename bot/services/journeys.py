"""Editions as the desk sees them on their way: put together from the ledger for the screens of the van."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import compose, schedule
from bot.brief.journey import Journey
from bot.brief.tongue import tongue
from bot.brief.van_panel import Gate, Lane, Road
from bot.services import status
from bot.services.newsroom import Newsroom
from storage import gates, progress, versions
from storage.progress import Parcel, Tally

_A_PAGE = 5
_NAMED_BY_DAY = {"digest", "chart"}
_NOT_NAMED_BY_ENTRIES = _NAMED_BY_DAY | {"desk"}


async def road(newsroom: Newsroom, session: AsyncSession, zone: str, page: int) -> Road:
    """All that is on its way; a page that is past the last is the last."""
    now = newsroom.now()
    depth = await status.depth(session, now, newsroom.rules.per_second)
    numbers = await progress.on_the_way(session)
    pages = max(1, -(-len(numbers) // _A_PAGE))
    page = min(page, pages - 1)
    found = await journeys(newsroom, session, numbers[page * _A_PAGE : (page + 1) * _A_PAGE])
    lanes = [Lane(lane.priority, lane.leaving, lane.eta_seconds) for lane in depth.lanes if lane.leaving]
    gate = Gate(depth.gate, zone, now) if depth.gate else None
    return Road(found, lanes, gate, page, pages)


async def journeys(newsroom: Newsroom, session: AsyncSession, numbers: Sequence[int]) -> list[Journey]:
    """These editions, newest first."""
    counted = await progress.tallies(session, numbers)
    found = await progress.parcels(session, numbers)
    closed = await _closed_for(newsroom, session)
    return [await _journey(newsroom, session, parcel, counted[parcel.id], closed) for parcel in found]


async def one(newsroom: Newsroom, session: AsyncSession, number: int) -> Journey:
    """An edition that exists."""
    (found,) = await journeys(newsroom, session, [number])
    return found


async def find(newsroom: Newsroom, session: AsyncSession, number: int) -> Journey | None:
    found = await journeys(newsroom, session, [number])
    return found[0] if found else None


async def _journey(
    newsroom: Newsroom, session: AsyncSession, parcel: Parcel, tally: Tally, closed: float
) -> Journey:
    return Journey(
        number=parcel.id,
        kind=parcel.kind,
        language=parcel.language,
        day=_day(newsroom, parcel),
        headline=await _headline(newsroom, session, parcel),
        states=tally.states,
        blocked=tally.blocked,
        held=tally.held,
        doubt=tally.doubt,
        paused_at=parcel.paused_at,
        stopped=parcel.stopped,
        left=await _left(newsroom, session, parcel, tally, closed),
    )


def _day(newsroom: Newsroom, parcel: Parcel) -> date:
    """The day of a digest or chart, which its key begins with; else when the edition was made."""
    named = parcel.key.split(":")[1:2]
    if parcel.kind in _NAMED_BY_DAY and named:
        try:
            return date.fromisoformat(named[0])
        except ValueError:
            pass
    return schedule.day_of(parcel.created_at, newsroom.rules.timezone)


async def _headline(newsroom: Newsroom, session: AsyncSession, parcel: Parcel) -> str:
    if parcel.kind in _NOT_NAMED_BY_ENTRIES:
        return ""
    leading = await progress.leading_entry(session, parcel.id)
    entry = await versions.version_of(session, *leading) if leading else None
    if entry is None:
        return ""
    speaker = tongue(newsroom.rules.offered(parcel.language))
    return compose.in_language(entry.headline, speaker, newsroom.rules.fallback)


async def _left(
    newsroom: Newsroom, session: AsyncSession, parcel: Parcel, tally: Tally, closed: float
) -> float:
    """Seconds until the last copy has left at the full pace, behind all that is more urgent and the gate."""
    parked = tally.states.get("parked", 0)
    if not parked and not tally.states.get("queued"):
        return 0.0
    before = await progress.before(session, parcel) + parked
    return before / newsroom.rules.per_second + closed


async def _closed_for(newsroom: Newsroom, session: AsyncSession) -> float:
    until = await gates.closed_until(session)
    return max(0.0, (until - newsroom.now()).total_seconds()) if until else 0.0


async def gate(newsroom: Newsroom, session: AsyncSession, zone: str) -> Gate | None:
    """The gate of the whole bot, if it is closed."""
    until, now = await gates.closed_until(session), newsroom.now()
    return Gate(until, zone, now) if until and until > now else None
