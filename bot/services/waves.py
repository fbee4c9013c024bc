"""One live alert for each wave of attacks: what is new in it comes without a sound unless it is graver."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services import editing
from storage import versions, views, waves
from storage.model.entry import Entry
from storage.model.waves import is_louder
from storage.rounds import Telling
from storage.views import Published
from storage.waves import Live


@dataclass(frozen=True, slots=True)
class Ongoing:
    """What a round must know of an entry's wave: the alerts of which a reader has it already (or, where it
    is loud, had it before), what the wave has beside it, and what it said when it was alerted last.
    """

    carriers: tuple[int, ...]
    beside: Sequence[Published] = ()
    before: Entry | None = None


async def loud(
    session: AsyncSession, found: Sequence[Published], before: dict[int, int], now: datetime
) -> dict[int, bool]:
    """Which of these sound, though their wave may have been alerted before; `before` are those that were
    alerted themselves, and wait for that once more because they are graver.
    """
    sounding = {}
    for one in found:
        past = []
        if one.entry.attack and one.id not in before:
            past = await waves.sounded(session, one.story, now)
        sounding[one.id] = not past or is_louder(one.entry, past)
    return sounding


async def follow(
    session: AsyncSession, telling: Sequence[Telling], began: datetime, now: datetime
) -> dict[int, Ongoing]:
    """The waves of which alerts were sent, by entry; one that makes no sound is added to those alerts."""
    found = {}
    for one in telling:
        sent = await waves.live(session, one.told.story, now) if one.told.entry.attack else []
        if one.loud:
            sent = [live for live in sent if live.created_at < began]
            if sent:
                found[one.told.id] = await _again(session, one, sent)
        elif sent:
            found[one.told.id] = await _added(session, one, sent)
    return found


async def _again(session: AsyncSession, one: Telling, sent: Sequence[Live]) -> Ongoing:
    of_wave = await views.of_stories(session, [one.told.story])
    return Ongoing(
        carriers=tuple(live.edition for live in sent),
        beside=[other for other in of_wave if other.id != one.told.id],
        before=await versions.version_of(session, one.told.id, one.before) if one.before else None,
    )


async def _added(session: AsyncSession, one: Telling, sent: Sequence[Live]) -> Ongoing:
    number = one.told.id
    fresh = [live for live in sent if number not in live.entries and editing.goes_into(one.told, live.key)]
    await waves.fold(session, number, one.told.version, [live.edition for live in fresh])
    carrying = [live for live in sent if live in fresh or number in live.entries]
    return Ongoing(tuple(live.edition for live in carrying))
