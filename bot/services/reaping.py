"""Clean up in the ledger: after the dead, after leases that ended, and what nobody needs any more."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

from bot.services import delivering
from bot.services.loads import Fate, Receipt
from bot.services.newsroom import Newsroom
from storage import gates, reaping

_AT_ONCE = 100
_EXPIRED_AT_ONCE = 2_000  # rows that lock SQLite for a fifth of a second
_GATES_KEPT = timedelta(hours=1)

Living = Callable[[], Awaitable[Collection[str]]]
"""Asks the database which replicas are alive."""


async def reap(newsroom: Newsroom, wall: datetime, living: Living | None = None) -> int:
    """Take over what the dead left: claims are queued again, sends may have arrived; returns how many did.

    Without `living`, only leases that have ended tell who is dead.
    """
    # First who has something in hand, then who lives: whoever comes between the two has just been born.
    (found,) = await newsroom.database.glance([reaping.asking_holders()])
    holders = reaping.holders(found)
    alive = await living() if living and holders else holders.keys()
    dead = [name for name in holders if name is not None and name not in alive]
    if not dead and not any(until and until < wall for until in holders.values()):
        return 0
    return await _take_over(newsroom, wall, dead)


async def _take_over(newsroom: Newsroom, wall: datetime, dead: Collection[str]) -> int:
    lost = 0
    async with newsroom.database.writing() as session:
        await reaping.requeue_claims(session, wall, dead)
        for one in await reaping.take_over_sends(session, wall, _AT_ONCE, dead):
            error = "its worker died while sending"
            # An edit is safe to repeat.
            state = "queued" if one.action == "edit" else "unknown"
            await delivering.settle_one(newsroom, session, Fate(one, state, error=error), wall, Receipt())
            lost += state == "unknown"
    return lost


async def sweep(newsroom: Newsroom, wall: datetime) -> int:
    """Mark what was not sent in time, some at a time; returns how many."""
    async with newsroom.database.reading() as session:
        if not await reaping.any_expired(session, newsroom.now()):
            return 0
    expired = 0
    while True:
        async with newsroom.database.writing() as session:
            some = await reaping.expire(session, newsroom.now(), _EXPIRED_AT_ONCE)
            await gates.forget(session, wall - _GATES_KEPT)
        expired += some
        if some < _EXPIRED_AT_ONCE:
            return expired
