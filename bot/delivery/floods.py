"""When a flood limit concerns the whole bot, and how slowly the stream goes on afterwards."""

from datetime import datetime, timedelta

_SECOND_CHAT_WITHIN = timedelta(seconds=5)
_LONG_WAIT = 30.0  # a flood wait from here on concerns the whole bot, not one chat
_RAMP = timedelta(seconds=60)
_FIRST = 0.5  # of the pace, when the gate opens again


class Floods:
    """Telegram does not say whether a 429 is about the chat or the bot: a second chat soon after, or a long
    wait, says so.
    """

    def __init__(self) -> None:
        self._last: tuple[int, datetime] | None = None

    def concerns_the_bot(self, chat_id: int, seconds: float, now: datetime) -> bool:
        before, self._last = self._last, (chat_id, now)
        another = before is not None and before[0] != chat_id and now - before[1] < _SECOND_CHAT_WITHIN
        return another or seconds >= _LONG_WAIT


def allowed(share: int, closed_until: datetime | None, now: datetime) -> int:
    """How many of a share of permits may be used: half when the gate opens again, then more and more.

    Behind a closed gate they are for replies.
    """
    if closed_until is None or share == 0:
        return share
    passed = max(0.0, (now - closed_until) / _RAMP)
    return share if passed >= 1 else max(1, int(share * (_FIRST + (1 - _FIRST) * passed)))
