"""Strict limits: sliding windows over the bot, each private chat and each group; perhaps with punishment."""

import math
from dataclasses import dataclass, field

from bot.simulator.limits import Window, per_second

_GRACE = 0.1  # seconds; what was under way when the refusal was said is no early retry
_LONGER = 1.0  # seconds that an early retry adds to the wait


@dataclass
class Scope:
    """One limit: the bot's, a chat's or a group's, and until when it refuses everything."""

    window: Window
    refused_at: float = 0.0
    closed_until: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds to wait; a retry before the end of an earlier wait makes it longer."""
        if now >= self.closed_until:
            return self.window.wait(now)
        if now - self.refused_at > _GRACE:
            self.closed_until += _LONGER
        return self.closed_until - now


@dataclass
class Strictness:
    """Messages allowed: per second in all, per second and chat, per minute and group; None is no limit."""

    overall: float | None = None
    per_chat: float | None = None
    per_group: int | None = None
    punishing: bool = False
    _scopes: dict[tuple[str, int], Scope] = field(default_factory=dict)

    def retry_after(self, chat_id: int, now: float) -> int:
        """Count a message at monotonic `now`; or the whole seconds to wait, and it is not counted."""
        scopes = self._of(chat_id)
        waits = [scope.wait(now) for scope in scopes]
        if not any(waits):
            for scope in scopes:
                scope.window.events.append(now)
            return 0
        seconds = max(1, math.ceil(max(waits)))
        if self.punishing:
            self._close([scope for scope, wait in zip(scopes, waits, strict=True) if wait], now, seconds)
        return seconds

    def _close(self, scopes: list[Scope], now: float, seconds: int) -> None:
        for scope in scopes:
            if now >= scope.closed_until:
                scope.refused_at, scope.closed_until = now, now + seconds

    def _of(self, chat_id: int) -> list[Scope]:
        scopes = []
        if self.overall is not None:
            scopes.append(self._scope("all", 0, *per_second(self.overall)))
        if self.per_chat is not None and chat_id > 0:
            scopes.append(self._scope("chat", chat_id, *per_second(self.per_chat)))
        if self.per_group is not None and chat_id < 0:
            scopes.append(self._scope("group", chat_id, self.per_group, 60.0))
        return scopes

    def _scope(self, kind: str, chat_id: int, room: float, seconds: float) -> Scope:
        if (kind, chat_id) not in self._scopes:
            self._scopes[kind, chat_id] = Scope(Window(room, seconds))
        return self._scopes[kind, chat_id]
