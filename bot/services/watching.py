"""What the ticker's replica does for the desk: decisions are carried out, and cards are kept up to date."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import van_panel
from bot.brief.screen import Screen
from bot.services import journeys
from bot.services.control import CHUNK
from bot.services.newsroom import Asker, Newsroom, asking
from storage import bells as _bells
from storage import control, followers
from storage.model.ledger import Follower


@dataclass(frozen=True)
class Carrier:
    """Lets all deliveries of an edition follow what was decided about it, chunk by chunk.

    What was in flight may come back to the queue: once that is settled, there is a second look.
    """

    newsroom: Newsroom
    _passed: set[tuple[int, int]] = field(default_factory=set)

    async def carry_out(self) -> int:
        """Returns how many editions there were."""
        async with self.newsroom.database.reading() as session:
            undone = await control.undone(session)
        for number, decision in undone:
            await self._carry_out(number, decision)
        return len(undone)

    async def _carry_out(self, number: int, decision: int) -> None:
        if (number, decision) not in self._passed:
            await self._pass(number)
            self._passed.add((number, decision))
        async with self.newsroom.database.reading() as session:
            if await control.is_in_flight(session, number):
                return
            is_left = await control.is_left(session, number)
        self._passed.discard((number, decision))
        if not is_left:
            async with self.newsroom.database.writing() as session:
                await control.done(session, number, decision)

    async def _pass(self, number: int) -> None:
        place: control.Place | None = control.START
        while place is not None:
            async with self.newsroom.database.writing() as session:
                place = await control.follow(session, number, place, self.newsroom.now(), CHUNK)


@dataclass(frozen=True, slots=True)
class Card:
    """What a watched message should say now; one that is over is not edited again."""

    watch: Follower
    screen: Screen
    is_over: bool

    @property
    def chat_id(self) -> int:
        return self.watch.chat_id

    @property
    def message_id(self) -> int:
        return self.watch.message_id

    @property
    def key(self) -> tuple[int, int, int, datetime]:
        """Another one as soon as somebody has pressed a button of it."""
        return self.chat_id, self.message_id, self.watch.edition_id, self.watch.until

    @property
    def is_news(self) -> bool:
        return self.watch.shown != self.screen.print


async def bells(newsroom: Newsroom) -> tuple[bool, bool]:
    """Whether decisions are to be carried out, and whether somebody watches a card."""
    (found,) = await newsroom.database.glance([_bells.at_the_desk()])
    return bool(found[0][0]), bool(found[0][1])


async def cards(newsroom: Newsroom) -> list[Card]:
    """Every card that somebody watches; none while the gate is closed, since edits must wait for it too."""
    async with newsroom.database.reading() as session:
        watched = await followers.every(session)
        if not watched or await journeys.gate(newsroom, session, newsroom.rules.timezone):
            return []
        return [await _card(newsroom, session, one) for one in watched]


async def _card(newsroom: Newsroom, session: AsyncSession, one: Follower) -> Card:
    asker = Asker(one.chat_id, language_code=one.language)
    who = await asking(newsroom, session, asker)
    journey = await journeys.one(newsroom, session, one.edition_id)
    is_over = journey.is_over or one.until <= newsroom.now()
    return Card(one, van_panel.card(who.speaker, journey, None), is_over)


async def is_watched(newsroom: Newsroom, card: Card) -> bool:
    """Whether the message shows this edition still: somebody may have gone elsewhere with it."""
    async with newsroom.database.reading() as session:
        return await followers.follows(session, card.chat_id, card.message_id, card.watch.edition_id)


async def shown(newsroom: Newsroom, card: Card) -> None:
    """The message says so now; it is not looked at again when that was the last there is to say."""
    async with newsroom.database.writing() as session:
        if card.is_over:
            await followers.let_go(session, card.chat_id, card.message_id)
        else:
            await followers.shows(session, card.chat_id, card.message_id, card.screen.print)


async def let_go(newsroom: Newsroom, card: Card) -> None:
    async with newsroom.database.writing() as session:
        await followers.let_go(session, card.chat_id, card.message_id)
