"""Doubts about sends: which may be cleared up, and what follows from what was found out."""

from dataclasses import dataclass

from bot.services import delivering
from bot.services.delivering import RESEND_AFTER, SEND_WITHIN
from bot.services.newsroom import Newsroom
from storage import doubts, settling
from storage.doubts import ABSENT, ARRIVED, OPEN, Doubt

_MOST = 50  # messages that are looked at for one doubt


@dataclass(frozen=True, slots=True)
class Found:
    """What was found out: the delivery's message, or that there is none."""

    resolution: str
    message_id: int | None = None


NOTHING, ABSENCE = Found(OPEN), Found(ABSENT)


def arrival(message_id: int) -> Found:
    return Found(ARRIVED, message_id)


async def next_doubt(newsroom: Newsroom) -> Doubt | None:
    """The oldest that has had time to clear up by itself."""
    async with newsroom.database.reading() as session:
        return await doubts.next_doubt(session, newsroom.now() - RESEND_AFTER)


async def candidates(newsroom: Newsroom, doubt: Doubt, marker: int) -> list[int] | None:
    """The messages before a marker that may be the one in doubt; None when they are too many to look at."""
    async with newsroom.database.reading() as session:
        found = await doubts.unknown_messages(session, doubt.recorded_at - SEND_WITHIN, marker, _MOST + 1)
    return found if len(found) <= _MOST else None


async def decide(newsroom: Newsroom, doubt: Doubt, found: Found) -> None:
    """It arrived, then that is all; else it is sent once more, and never a third time."""
    one, now = doubt.delivery, newsroom.now()
    async with newsroom.database.writing() as session:
        await doubts.resolve(session, doubt, found.resolution)
        if found.resolution == ARRIVED:
            # It shows the rendition that was written down before it left, which may be an older one by now.
            row = (one.id, one.epoch, found.message_id, None, doubt.reason)
            await settling.arriving([row], now).on(session)
        elif doubt.is_first:
            await delivering.send_again(session, one, doubt.reason, now)
