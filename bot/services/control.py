"""The van in the desk's hands: look what is on its way, pause it, let it go on, cancel it, settle doubts."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import van_panel
from bot.brief.journey import Journey
from bot.brief.screen import Screen
from bot.services import journeys
from bot.services.newsroom import Asker, Newsroom, Reader, asking, reader
from storage import control, followers, held, subscribers
from storage.deliveries import WAITING
from storage.model.ledger import Follower

log = logging.getLogger(__name__)
WATCHED_FOR = timedelta(minutes=30)
STOPPED_BY_THE_DESK = "cancelled by the desk"
CHUNK = 2_000  # deliveries in one transaction


def is_admin(newsroom: Newsroom, asker: Asker, user_id: int) -> bool:
    """Whether this user runs the bot, and asks for it where nobody else reads along."""
    return asker.is_private and asker.chat_id == user_id and user_id in newsroom.rules.admins


@dataclass(frozen=True, slots=True)
class Press:
    """A button of the van that an admin pressed, and the message under which it stood."""

    asker: Asker
    user_id: int
    message_id: int
    data: str

    @property
    def words(self) -> list[str]:
        return self.data.split(":")[1:]


async def on_the_way(newsroom: Newsroom, asker: Asker, page: int = 0) -> Screen:
    """Everything that is on its way, in the chat's language and zone."""
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        road = await journeys.road(newsroom, session, who.timezone, page)
    return van_panel.on_the_way(who.speaker, road)


async def pressed(newsroom: Newsroom, press: Press) -> Screen:
    """What a button of the van leads to; what is no button of ours leads to the whole road."""
    word, *rest = press.words or [""]
    numbers = [int(one) for one in rest if one.isdecimal() and len(one) < 18]
    if word in _ACTS and numbers:
        screen = await _act(newsroom, press, _ACTS[word], numbers)
    elif word == "stop" and numbers:
        screen = await (_stopped if "yes" in rest else _asked)(newsroom, press, numbers)
    else:
        screen = None
    if screen is not None:
        return screen
    await _let_go(newsroom, press)
    page = numbers[0] if word == "p" and numbers else 0
    return await on_the_way(newsroom, press.asker, page)


@dataclass(frozen=True, slots=True)
class Deed:
    """What an admin does to an edition, which they see as it stood a moment before."""

    press: Press
    journey: Journey
    doubt: int
    now: datetime

    @property
    def number(self) -> int:
        return self.journey.number


Act = Callable[[AsyncSession, Deed], Awaitable[Journey]]
"""Does something and returns the edition as it will be: to count a large one again takes a second, in which
nobody else could write."""


async def _act(newsroom: Newsroom, press: Press, act: Act, numbers: list[int]) -> Screen | None:
    """Do something to an edition and show its card, which lives from then on; None when there is none."""
    async with newsroom.database.reading() as session:
        who = await _who(newsroom, session, press)
        journey = await journeys.find(newsroom, session, numbers[0])
        gate = await journeys.gate(newsroom, session, who.timezone)
    if journey is None:
        return None
    deed = Deed(press, journey, numbers[1] if len(numbers) > 1 else 0, newsroom.now())
    async with newsroom.database.writing() as session:
        journey = await act(session, deed)
        card = van_panel.card(who.speaker, journey, gate)
        await followers.let_go(session, press.asker.chat_id)
        if not journey.is_over:
            await followers.follow(session, _watch(deed, who.speaker.tag, card))
    return card


def _watch(deed: Deed, language: str, card: Screen) -> Follower:
    return Follower(
        chat_id=deed.press.asker.chat_id,
        message_id=deed.press.message_id,
        edition_id=deed.number,
        language=language,
        shown=card.print,
        until=deed.now + WATCHED_FOR,
    )


async def _who(newsroom: Newsroom, session: AsyncSession, press: Press) -> Reader:
    return reader(newsroom, press.asker, await subscribers.find(session, press.asker.address))


async def _look(_session: AsyncSession, deed: Deed) -> Journey:
    return deed.journey


async def _pause(session: AsyncSession, deed: Deed) -> Journey:
    if deed.journey.stopped is not None:
        return deed.journey
    if await control.pause(session, deed.number, deed.now):
        await _follow(session, deed, "paused")
    return replace(deed.journey.moved(("queued", "claimed"), "parked"), paused_at=deed.now)


async def _resume(session: AsyncSession, deed: Deed) -> Journey:
    if deed.journey.stopped is not None:
        return deed.journey
    if await control.resume(session, deed.number):
        await _follow(session, deed, "resumed")
    return replace(deed.journey.moved(("parked",), "queued"), paused_at=None)


async def _stop(session: AsyncSession, deed: Deed) -> Journey:
    if await control.stop(session, deed.number, STOPPED_BY_THE_DESK):
        await _follow(session, deed, "cancelled")
    stopped = deed.journey.stopped or STOPPED_BY_THE_DESK
    return replace(deed.journey.moved(WAITING, "cancelled"), stopped=stopped)


async def _follow(session: AsyncSession, deed: Deed, what: str) -> None:
    """What a worker holds obeys at once, and the first of the others; `watching.Carrier` does the rest."""
    log.info("edition %d was %s by %d", deed.number, what, deed.press.user_id)
    await control.let_claims_go(session, deed.number, deed.now)
    await control.follow(session, deed.number, control.START, deed.now, CHUNK)


async def _again(session: AsyncSession, deed: Deed) -> Journey:
    many = await held.again(session, deed.number, deed.doubt, deed.now)
    if many:
        log.info("%d in doubt of edition %d are sent again by %d", many, deed.number, deed.press.user_id)
    return _decided(deed.journey, many, "queued")


async def _drop(session: AsyncSession, deed: Deed) -> Journey:
    many = await held.let_go(session, deed.number, deed.doubt, deed.now)
    if many:
        log.info("%d in doubt of edition %d were let go by %d", many, deed.number, deed.press.user_id)
    return _decided(deed.journey, many, "failed")


def _decided(journey: Journey, many: int, state: str) -> Journey:
    states = dict(journey.states)
    states["unknown"] = states.get("unknown", 0) - many
    states[state] = states.get(state, 0) + many
    return replace(journey, states=states, held=journey.held - many)


async def _asked(newsroom: Newsroom, press: Press, numbers: list[int]) -> Screen | None:
    """The question before an edition is cancelled; no card may be drawn over it."""
    async with newsroom.database.reading() as session:
        who = await _who(newsroom, session, press)
        journey = await journeys.find(newsroom, session, numbers[0])
    if journey is None or journey.stopped is not None or journey.is_over:
        return await _act(newsroom, press, _look, numbers)
    await _let_go(newsroom, press)
    return van_panel.ask_to_stop(who.speaker, journey)


async def _stopped(newsroom: Newsroom, press: Press, numbers: list[int]) -> Screen | None:
    return await _act(newsroom, press, _stop, numbers)


async def _let_go(newsroom: Newsroom, press: Press) -> None:
    """The message shows something else from now on."""
    async with newsroom.database.writing() as session:
        await followers.let_go(session, press.asker.chat_id, press.message_id)


_ACTS: dict[str, Act] = {"e": _look, "pause": _pause, "resume": _resume, "again": _again, "drop": _drop}
