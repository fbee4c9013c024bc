"""Faults on demand: what goes wrong on the way to or from the server, and how often."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.simulator.answers import RefusedError

Kind = Literal["status", "reset_before", "reset_after", "delay", "garbage", "answer"]


@dataclass
class Fault:
    kind: Kind
    method: str | None = None
    chat_id: int | None = None
    count: int = 1
    status: int = 502
    seconds: float = 0.0
    code: int = 400
    description: str = ""
    retry_after: int | None = None

    def concerns(self, method: str, chat_id: int | None) -> bool:
        return (
            self.count > 0
            and self.method in (None, method)
            and (self.chat_id is None or self.chat_id == chat_id)
        )

    def refusal(self) -> RefusedError:
        parameters = None if self.retry_after is None else {"retry_after": self.retry_after}
        return RefusedError(self.code, self.description, parameters)


@dataclass
class Faults:
    """Faults waiting for their request; each fires `count` times, for one method and chat or for any."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        fault.method = fault.method.lower() if fault.method else None
        self.waiting.append(fault)
        return fault

    def status(self, method: str | None = None, status: int = 502, **where: Any) -> Fault:
        """Answer 5xx with an HTML body, as a proxy does; the request is not applied."""
        return self.add(Fault("status", method, status=status, **where))

    def reset_before(self, method: str | None = None, **where: Any) -> Fault:
        """Close the connection before the request is applied."""
        return self.add(Fault("reset_before", method, **where))

    def reset_after(self, method: str | None = None, **where: Any) -> Fault:
        """Apply the request, then close the connection without an answer."""
        return self.add(Fault("reset_after", method, **where))

    def delay(self, seconds: float, method: str | None = None, **where: Any) -> Fault:
        """Apply the request, then answer late."""
        return self.add(Fault("delay", method, seconds=seconds, **where))

    def garbage(self, method: str | None = None, **where: Any) -> Fault:
        """Apply the request, then answer 200 with something that is not JSON."""
        return self.add(Fault("garbage", method, **where))

    def answer(self, method: str | None, code: int, description: str, **where: Any) -> Fault:
        """Refuse with this code and description, and `retry_after=N` where given."""
        retry_after = where.pop("retry_after", None)
        return self.add(
            Fault("answer", method, code=code, description=description, retry_after=retry_after, **where)
        )

    def take(self, method: str, chat_id: int | None) -> list[Fault]:
        """The faults that hit this request; each of them is now used once more."""
        hits = [fault for fault in self.waiting if fault.concerns(method, chat_id)]
        for fault in hits:
            fault.count -= 1
        self.waiting = [fault for fault in self.waiting if fault.count > 0]
        return hits

    def clear(self) -> None:
        self.waiting.clear()


async def hold(hits: list[Fault]) -> None:
    await asyncio.sleep(sum(fault.seconds for fault in hits if fault.kind == "delay"))
