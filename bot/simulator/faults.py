"""Faults on demand: what goes wrong on the way to or from the server, and how often."""

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.simulator.answers import RefusedError

Kind = Literal[
    "status",
    "reset_before",
    "reset_after",
    "fin_before",
    "fin_after",
    "hang_before",
    "hang_after",
    "half_open",
    "half_body",
    "delay",
    "garbage",
    "answer",
]


@dataclass
class Fault:
    """One thing that goes wrong, `count` times (None: until cleared) among the requests that it concerns.

    It strikes each `every`th of them, with this `chance`.
    """

    kind: Kind
    method: str | None = None
    chat_id: int | None = None
    count: int | None = 1
    every: int = 1
    chance: float = 1.0
    status: int = 502
    seconds: float = 0.0
    code: int = 400
    description: str = ""
    retry_after: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    passed: int = 0

    def concerns(self, method: str, chat_id: int | None) -> bool:
        return self.method in (None, method) and (self.chat_id is None or self.chat_id == chat_id)

    def strikes(self, dice: random.Random) -> bool:
        """Count one request that it concerns, and say whether this is the one."""
        self.passed += 1
        if self.is_spent or self.passed % self.every or (self.chance < 1 and dice.random() >= self.chance):
            return False
        if self.count is not None:
            self.count -= 1
        return True

    @property
    def is_spent(self) -> bool:
        return self.count is not None and self.count <= 0

    def refusal(self) -> RefusedError:
        parameters = None if self.retry_after is None else {"retry_after": self.retry_after}
        return RefusedError(self.code, self.description, parameters)


@dataclass
class Faults:
    """Faults waiting for their request, for one method and chat or for any; see `Fault` for how often."""

    waiting: list[Fault] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311  the same in each run

    def add(self, fault: Fault) -> Fault:
        fault.method = fault.method.lower() if fault.method else None
        self.waiting.append(fault)
        return fault

    def status(self, method: str | None = None, status: int = 502, **where: Any) -> Fault:
        """Answer 5xx with an HTML body, as a proxy does; the request is not applied."""
        return self.add(Fault("status", method, status=status, **where))

    def reset_before(self, method: str | None = None, **where: Any) -> Fault:
        """Reset the connection before the request is applied."""
        return self.add(Fault("reset_before", method, **where))

    def reset_after(self, method: str | None = None, **where: Any) -> Fault:
        """Apply the request, then reset the connection without an answer."""
        return self.add(Fault("reset_after", method, **where))

    def fin_before(self, method: str | None = None, **where: Any) -> Fault:
        """Close the connection in order before the request is applied."""
        return self.add(Fault("fin_before", method, **where))

    def fin_after(self, method: str | None = None, **where: Any) -> Fault:
        """Apply the request, then close the connection in order without an answer."""
        return self.add(Fault("fin_after", method, **where))

    def hang_before(self, method: str | None = None, **where: Any) -> Fault:
        """Neither apply the request nor ever answer; the connection stays open."""
        return self.add(Fault("hang_before", method, **where))

    def hang_after(self, method: str | None = None, **where: Any) -> Fault:
        """Apply the request, never answer; the connection stays open."""
        return self.add(Fault("hang_after", method, **where))

    def half_open(self, method: str | None = None, **where: Any) -> Fault:
        """Take the connection, but neither read on nor answer, nor notice its end; for any chat."""
        return self.add(Fault("half_open", method, **where))

    def half_body(self, method: str | None = None, **where: Any) -> Fault:
        """Apply the request, then close the connection in the middle of the answer."""
        return self.add(Fault("half_body", method, **where))

    def delay(self, seconds: float, method: str | None = None, **where: Any) -> Fault:
        """Apply the request, then answer late."""
        return self.add(Fault("delay", method, seconds=seconds, **where))

    def garbage(self, method: str | None = None, **where: Any) -> Fault:
        """Apply the request, then answer 200 with something that is not JSON."""
        return self.add(Fault("garbage", method, **where))

    def answer(self, method: str | None, code: int, description: str, **where: Any) -> Fault:
        """Refuse with this code and description, and `retry_after=N` where given."""
        return self.add(Fault("answer", method, code=code, description=description, **where))

    def take(self, method: str, chat_id: int | None) -> list[Fault]:
        """The faults that hit this request; each of them is now used once more."""
        return self._struck(fault for fault in self._concerned(method, chat_id) if fault.kind != "half_open")

    def take_unread(self, method: str) -> bool:
        """Whether this request, of which only the first line is known, is never read."""
        return bool(self._struck(fault for fault in self._concerned(method) if fault.kind == "half_open"))

    def _concerned(self, method: str, chat_id: int | None = None) -> list[Fault]:
        return [fault for fault in self.waiting if fault.concerns(method, chat_id)]

    def _struck(self, concerned: Iterable[Fault]) -> list[Fault]:
        hits = [fault for fault in concerned if fault.strikes(self.dice)]
        self.waiting = [fault for fault in self.waiting if not fault.is_spent]
        return hits

    def clear(self) -> None:
        self.waiting.clear()


async def hold(hits: list[Fault]) -> None:
    await asyncio.sleep(sum(fault.seconds for fault in hits if fault.kind == "delay"))
