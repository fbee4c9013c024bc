"""The loop that handles updates: stored, handed out one per chat, handled, answered, written down."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine, Hashable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from bot.clock import wall
from bot.delivery.attending import Attendant, Handling, report
from bot.delivery.outgoing import Outgoing
from bot.delivery.replying import Replies
from bot.services import inboxing
from bot.services.inboxing import Finished, InboxClosedError, Raw, Work
from bot.services.replicas.place import REAPER, Place
from storage.db import Database
from storage.inbox import Held, Turn
from storage.replies import Due

log = logging.getLogger(__name__)
AT_ONCE = 64  # chats
_IDLE, _IDLE_AMONG_OTHERS = 1.0, 0.25  # seconds between looks at an empty inbox
_APART = 0.015  # seconds from one beat to the next
_AGAIN = 0.5  # seconds after the database has failed
_CARE_EVERY, _SWEEP_EVERY = 2.0, 60.0  # seconds
_LEAVE_WITHIN = 1.0  # seconds


class Inbox:
    """One process's share of the inbox."""

    def __init__(
        self,
        database: Database,
        place: Place,
        handling: Handling,
        replies: Replies,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.last_at: datetime | None = None
        self._database = database
        self._place = place
        self._monotonic = monotonic
        self._outgoing = Outgoing(database, replies, self._turn, self._settled, monotonic)
        self._attendant = Attendant(database, handling, self._turn, self._in_next_beat)
        self._woken = asyncio.Event()
        self._begins = self._has_begun = self._stopping = self._closed = False
        # By chat, or by update where there is none.
        self._tasks: dict[Hashable, asyncio.Task[None]] = {}
        self._arrived: list[tuple[Sequence[Raw], asyncio.Future[None]]] = []
        self._finished: list[tuple[Finished, asyncio.Future[list[Due]]]] = []
        self._sent: list[int] = []
        self._beat_at = self._care_at = self._sweep_at = 0.0

    async def take(self, updates: Sequence[Raw]) -> None:
        """Store these; when it returns, they are safe.

        Raises:
            InboxClosedError: the process is ending.
        """
        if self._closed:
            raise InboxClosedError
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arrived.append((updates, stored))
        self._woken.set()
        await stored

    def begin(self) -> None:
        """From now on updates are handled; before, when Telegram has not been met, they are only stored."""
        self._begins = True
        self._woken.set()

    def stop(self) -> None:
        """Claim nothing more, finish what was begun, then end."""
        self._stopping = True
        self._woken.set()

    async def is_quiet(self) -> bool:
        """Whether everything that was stored is handled and answered."""
        return not self._tasks and not self._to_write and not await inboxing.waiting(self._database)

    async def run(self) -> None:
        """Until it is stopped and what was begun has ended; cancelled, it gives back the rest."""
        try:
            while not self._is_over:
                try:
                    await self._begin()
                    await self._beat()
                    await self._care()
                except Exception as error:  # noqa: BLE001  reported
                    report(error)
                    await asyncio.sleep(_AGAIN)
                else:
                    self.last_at = wall()
                    if not self._is_over:
                        await self._rest()
        finally:
            await self._leave()

    async def _begin(self) -> None:
        if self._begins and not self._has_begun:
            self._resend(await inboxing.begin(self._database, self._turn()))
            self._has_begun = True

    def _turn(self) -> Turn:
        return inboxing.turn(self._place, (key for key in self._tasks if isinstance(key, int)))

    def _free(self) -> int:
        """How many chats more can be handled; none while the others may think that we are dead."""
        may = self._has_begun and not self._stopping and self._place.rank >= 0
        return max(AT_ONCE - len(self._tasks), 0) if may else 0

    @property
    def _is_over(self) -> bool:
        return self._stopping and not self._tasks and not self._to_write

    @property
    def _to_write(self) -> bool:
        return bool(self._arrived or self._finished or self._sent)

    async def _beat(self) -> None:
        """One transaction with all that there is to do."""
        self._woken.clear()
        self._beat_at = self._monotonic()
        mine, free = self._turn(), self._free()
        if not self._to_write and not (free and await inboxing.has_work(self._database, mine)):
            return
        arrived, self._arrived = self._arrived, []
        finished, sent = list(self._finished), list(self._sent)
        work = Work([raw for some, _ in arrived for raw in some], [one for one, _ in finished], sent)
        try:
            handed = await inboxing.beat(self._database, mine, work, free)
        except BaseException as error:
            _tell(
                [stored for _, stored in arrived],
                error if isinstance(error, Exception) else InboxClosedError(),
            )
            raise
        del self._finished[: len(finished)], self._sent[: len(sent)]
        _tell([stored for _, stored in arrived])
        for one, kept in finished:
            if not kept.done():
                kept.set_result(handed.replies.get(one.held.update_id, []))
        for held in handed.claimed:
            self._start(held.chat_id or ("update", held.update_id), self._attend(held))

    async def _rest(self) -> None:
        """Until something is to be handled or to be written down, or it is time to look.

        Beats keep their distance, so that under load one writes down what many have done.
        """
        await asyncio.sleep(max(0.0, self._beat_at + _APART - self._monotonic()))
        idle = _IDLE if self._place.live <= 1 else _IDLE_AMONG_OTHERS
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(idle):
                await self._woken.wait()

    def _start(self, key: Hashable, work: Coroutine[Any, Any, None]) -> None:
        task = self._tasks[key] = asyncio.create_task(work)
        task.add_done_callback(lambda _task: self._ended(key))

    def _ended(self, key: Hashable) -> None:
        del self._tasks[key]
        self._woken.set()

    async def _attend(self, held: Held) -> None:
        began = self._monotonic()
        await self._outgoing.send(await self._attendant.attend(held), began)

    async def _in_next_beat(self, finished: Finished) -> list[Due]:
        kept: asyncio.Future[list[Due]] = asyncio.get_running_loop().create_future()
        self._finished.append((finished, kept))
        self._woken.set()
        return await kept

    def _settled(self, number: int) -> None:
        self._sent.append(number)
        self._woken.set()

    def _resend(self, replies: Sequence[Due]) -> None:
        """Replies of somebody who died, chat by chat."""
        in_order = sorted(replies, key=lambda one: (one.chat_id, one.id))
        for chat, some in groupby(in_order, lambda one: one.chat_id):
            before = self._tasks.get(chat)
            key: Hashable = chat if before is None else ("reply", chat, self._monotonic())
            self._start(key, self._outgoing.resend(before, list(some)))

    # What others left, and the end

    async def _care(self) -> None:
        now = self._monotonic()
        if not self._has_begun or now < self._care_at or not self._place.holds(REAPER):
            return
        self._care_at = now + _CARE_EVERY
        count, replies = await inboxing.recover(self._database, self._turn())
        if count or replies:
            log.warning(
                "%d updates and %d replies of a process that died are taken over", count, len(replies)
            )
            self._resend(replies)
            self._woken.set()
        if now >= self._sweep_at:
            self._sweep_at = now + _SWEEP_EVERY
            await inboxing.sweep(self._database, self._place.moment())

    async def _leave(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._closed = True
        _tell([stored for _, stored in self._arrived], InboxClosedError())
        try:
            async with asyncio.timeout(_LEAVE_WITHIN):
                await inboxing.leave(self._database, self._turn(), self._sent)
        except Exception as error:  # noqa: BLE001  reported
            report(error)


def _tell(waiting: Sequence[asyncio.Future[None]], error: Exception | None = None) -> None:
    for one in waiting:
        if one.done():
            continue
        if error is None:
            one.set_result(None)
        else:
            one.set_exception(error)
