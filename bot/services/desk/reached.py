"""Whom the publication of a draft reached, and how far that is."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.desk.view import PUBLISHED, SPIKED
from bot.services.newsroom import Newsroom
from storage import audience, progress
from storage.copies import BEFORE_THE_END
from storage.model.desk import Draft
from storage.progress import Tally

FOLLOWED_FOR = timedelta(hours=1)


async def reached(session: AsyncSession, draft: Draft) -> dict[str, Tally]:
    """What brought its version to readers by itself, by kind: an alert; or edits, and replies to who was
    told something wrong.
    """
    number, version = draft.entry_id, draft.notes.get("published")
    if draft.state != PUBLISHED or number is None or version is None:
        return {}
    kinds = ("alert",) if draft.base_version is None else ("edit", "notice")
    found = {}
    for kind in kinds:
        editions = await audience.bringing(session, number, version, kind)
        found[kind] = _sum((await progress.tallies(session, editions)).values())
    return found


def is_over(newsroom: Newsroom, draft: Draft, reached: Mapping[str, Tally]) -> bool:
    """Whether nothing more is to be told of it: it ended a while ago, and nothing is on its way."""
    if draft.state not in {SPIKED, PUBLISHED} or newsroom.now() - draft.changed_at <= FOLLOWED_FOR:
        return False
    return not any(tally.states.get(state) for tally in reached.values() for state in BEFORE_THE_END)


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.blocked += tally.blocked
        for state, many in tally.states.items():
            total.states[state] = total.states.get(state, 0) + many
    return total
