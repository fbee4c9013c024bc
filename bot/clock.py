"""The clock is an argument: aware UTC now, or a clock that a demo can set."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Now = Callable[[], datetime]


def wall() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.now(UTC)


class SettableClock:
    """A clock that goes on ticking from whatever moment it was set to."""

    def __init__(self, start: datetime) -> None:
        self._offset = start - wall()

    def __call__(self) -> datetime:
        return wall() + self._offset

    def set(self, moment: datetime) -> None:
        self._offset = moment - wall()

    @property
    def offset(self) -> timedelta:
        """How far this clock is ahead of the machine's."""
        return self._offset
