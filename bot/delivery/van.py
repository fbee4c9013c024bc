"""The van's worker: claim, write `sending`, send, settle; at the pace, most urgent first."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

from bot.brief.screen import Screen
from bot.clock import Now, wall
from bot.delivery.door import Door
from bot.delivery.outcomes import (
    Broken,
    Closed,
    Disowned,
    Gone,
    Later,
    Moved,
    NoTopic,
    Outcome,
    Sent,
    Uncertain,
    Unsent,
)
from bot.services import delivering
from bot.services.delivering import Fate
from bot.services.newsroom import Newsroom
from storage.deliveries import Claimed
from storage.model.ledger import Edition

log = logging.getLogger(__name__)
IN_FLIGHT = 10  # at most so many can be ambiguous after a kill
_CLAIM = 40
_IDLE = 0.5  # seconds between looks at an empty queue
_SETTLE_AGAIN = 0.5  # seconds
_RECOVER_EVERY = timedelta(seconds=5)
_SECOND_CHAT_WITHIN = timedelta(seconds=5)
_LONG_WAIT = 30.0  # a flood wait from here on concerns the whole bot, not one chat
_TAG = re.compile(r"<[^>]+>")


class Van:
    """One worker of one process."""

    def __init__(self, newsroom: Newsroom, door: Door, machine: Now = wall) -> None:
        self.newsroom = newsroom
        self.door = door
        self.name = f"van-{uuid4().hex[:8]}"
        self.last_at: datetime | None = None
        self._wall = machine
        self._woken = asyncio.Event()
        self._stopping = False
        self._recovered_at: datetime | None = None
        self._flooded: tuple[int, datetime] | None = None
        self._editions: dict[int, Edition] = {}
        self._broken: set[int] = set()
        self._holds_claims = False

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """Finish what is in flight, then end."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        while not self._stopping:
            try:
                busy = await self._round()
            except Exception:
                log.exception("the van's round failed and is tried again")
                busy = False
            self.last_at = self._wall()
            if not busy:
                await self._rest(_IDLE)
        await delivering.give_back(self.newsroom, self.name)

    async def _rest(self, seconds: float) -> None:
        """Until something was queued, perhaps during the last round already, or it is time to look again."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._woken.clear()

    async def _round(self) -> bool:
        await self._recover()
        await self._let_go()  # of what a round that failed had claimed
        closed = await delivering.gate(self.newsroom)
        if closed is not None and closed > self._wall():
            return False
        claimed = await delivering.claim(self.newsroom, self.name, self._wall(), _CLAIM)
        waiting = list(claimed)
        self._holds_claims = bool(claimed)
        while waiting and not self._stopping:
            group = await self._group(waiting)
            if not await self._send(group):
                break
        self._holds_claims = bool(waiting)
        await self._let_go()
        return bool(claimed)

    async def _let_go(self) -> None:
        if self._holds_claims:
            await delivering.give_back(self.newsroom, self.name)
            self._holds_claims = False

    async def _recover(self) -> None:
        now = self._wall()
        if self._recovered_at is not None and now - self._recovered_at < _RECOVER_EVERY:
            return
        self._recovered_at = now
        if lost := await delivering.recover(self.newsroom, now):
            log.warning("%d sends of a worker that died may have arrived", lost)

    async def _group(self, waiting: list[Claimed]) -> list[Claimed]:
        """The next few whose chats have their turn, one each, with a permit for every one."""
        first = min(waiting, key=lambda one: self.door.pace.wait_for(one.chat_id))
        await asyncio.sleep(self.door.pace.wait_for(first.chat_id))
        await self.door.pace.take()
        group = [first]
        waiting.remove(first)
        for one in list(waiting):
            if len(group) == IN_FLIGHT:
                break
            if self._has_turn(one, group) and self.door.pace.take_now():
                group.append(one)
                waiting.remove(one)
        return group

    def _has_turn(self, one: Claimed, group: Sequence[Claimed]) -> bool:
        taken = any(other.chat_id == one.chat_id for other in group)
        return not taken and self.door.pace.wait_for(one.chat_id) == 0

    async def _send(self, group: Sequence[Claimed]) -> bool:
        """Send a group and settle it; False when nothing more should leave now."""
        ours: list[Claimed] = []
        try:
            found = {one.edition_id: await self._edition(one.edition_id) for one in group}
            ours = await delivering.begin(self.newsroom, group, self._wall())
        finally:
            for _ in range(len(group) - len(ours)):
                self.door.pace.unused()
        fates = await asyncio.gather(*(self._surely(one, found[one.edition_id]) for one in ours))
        await self._settle(fates)
        return await self._gate_stays_open(fates)

    async def _settle(self, fates: Sequence[Fate]) -> None:
        """What has left is written down, however long the database is away: else it would leave again."""
        while True:
            try:
                await delivering.settle(self.newsroom, fates)
            except Exception:
                log.exception("what became of %d sends is not yet written down", len(fates))
                await asyncio.sleep(_SETTLE_AGAIN)
            else:
                return

    async def _surely(self, one: Claimed, edition: Edition | None) -> Fate:
        """What fails in a way that nobody foresaw must not take along what became of the others."""
        try:
            return await self._deliver(one, edition)
        except Exception as error:
            log.exception("delivery %d failed in an unforeseen way", one.id)
            return Fate(one, "unknown", error=repr(error))

    async def _deliver(self, one: Claimed, edition: Edition | None) -> Fate:
        if edition is None or edition.stopped is not None or not edition.pages:
            self.door.pace.unused()
            return Fate(one, "cancelled", error=(edition and edition.stopped) or "its edition is gone")
        screen = delivering.screen_of(edition)
        outcome = await self.door.deliver(one.chat_id, one.thread_id, screen, silent=edition.silent)
        if isinstance(outcome, Broken):
            return await self._plainly(one, screen, outcome)
        return fate_of(one, outcome)

    async def _edition(self, number: int) -> Edition | None:
        """An edition is kept at hand: thousands of deliveries share it."""
        if number not in self._editions:
            found = await delivering.edition(self.newsroom, number)
            if found is None:
                return None
            self._editions = {number: found} if len(self._editions) > 50 else self._editions | {number: found}
        return self._editions[number]

    async def _plainly(self, one: Claimed, screen: Screen, broken: Broken) -> Fate:
        """Our own text was refused: nobody else gets it, and this reader once as plain text."""
        self._editions.pop(one.edition_id, None)
        if one.edition_id in self._broken:
            return Fate(one, "cancelled", error=broken.reason)
        self._broken.add(one.edition_id)
        log.error("an edition's text was refused and is stopped: %s", broken.reason)
        await self.door.pace.take()
        plain = Screen(unescape(_TAG.sub("", screen.text)))
        outcome = await self.door.deliver(one.chat_id, one.thread_id, plain, plain=True)
        state, message = ("sent", outcome.message_id) if isinstance(outcome, Sent) else ("failed", None)
        return Fate(one, state, message, broken.reason, broken_edition=True)

    async def _gate_stays_open(self, fates: Sequence[Fate]) -> bool:
        if disowned := [fate for fate in fates if fate.error == DISOWNED]:
            log.error("%s: nothing is sent until it does", DISOWNED)
            return await self._close_gate(disowned)
        floods = [fate for fate in fates if fate.wait and fate.error == FLOOD]
        if any(self._concerns_the_bot(fate) for fate in floods):
            return await self._close_gate(floods)
        return True

    async def _close_gate(self, fates: Sequence[Fate]) -> bool:
        """Nothing leaves for as long as the longest of these waits; returns that the gate is not open."""
        until = self._wall() + timedelta(seconds=max(fate.wait for fate in fates))
        log.warning("nothing leaves before %s", until)
        await delivering.close_gate(self.newsroom, until)
        return False

    def _concerns_the_bot(self, fate: Fate) -> bool:
        now, chat = self._wall(), fate.delivery.chat_id
        before, self._flooded = self._flooded, (chat, now)
        another = before is not None and before[0] != chat and now - before[1] < _SECOND_CHAT_WITHIN
        return another or fate.wait >= _LONG_WAIT


FLOOD = "flood limit"
DISOWNED = "Telegram does not know the token"


def fate_of(one: Claimed, outcome: Outcome) -> Fate:  # noqa: PLR0911  a table
    """The fate that an outcome seals (the table of errors in the README)."""
    match outcome:
        case Sent(message_id=number):
            return Fate(one, "sent", number)
        case Later(seconds=seconds):
            return Fate(one, "queued", error=FLOOD, wait=seconds, park_chat=True)
        case Moved(chat_id=new):
            return Fate(one, "queued", new_chat_id=new)
        case Gone(reason=reason):
            return Fate(one, "failed", error=reason, chat_state="inactive")
        case Closed(reason=reason):
            return Fate(one, "failed", error=reason, chat_state="paused")
        case NoTopic():
            return Fate(one, "queued", topic_gone=True)
        case Unsent(reason=reason):
            return Fate(one, "queued", error=reason, wait=delivering.back_off(one.attempt))
        case Uncertain(reason=reason):
            return Fate(one, "unknown", error=reason)
        case Disowned():
            return Fate(one, "queued", error=DISOWNED, wait=60.0)
    return Fate(one, "failed", error=str(outcome))
