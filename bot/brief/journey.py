"""An edition on its way, as the desk sees it, and how that is said."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.brief.tongue import Tongue

_OPEN = ("queued", "parked", "claimed", "sending")
_LONGEST_NAME = 60  # characters of a headline
_ROUGHLY = 5  # seconds, to which a short wait is rounded


@dataclass(frozen=True, slots=True)
class Journey:
    """An edition as the desk sees it: its deliveries by state; `left` are the seconds until it is out."""

    number: int
    kind: str
    language: str
    day: date
    headline: str
    states: Mapping[str, int] = field(default_factory=dict)
    blocked: int = 0
    held: int = 0
    doubt: int = 0
    paused_at: datetime | None = None
    stopped: str | None = None
    left: float = 0.0

    @property
    def sent(self) -> int:
        return self.states.get("sent", 0)

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def waiting(self) -> int:
        """What has not begun to leave."""
        return sum(self.states.get(state, 0) for state in ("queued", "parked", "claimed"))

    @property
    def is_over(self) -> bool:
        """Nothing will happen to it any more by itself."""
        return not any(self.states.get(state) for state in _OPEN)

    def moved(self, sources: Iterable[str], target: str) -> "Journey":
        """The same with all copies of some states in another one: what a decision will have done."""
        states = dict(self.states)
        states[target] = states.get(target, 0) + sum(states.pop(state, 0) for state in sources)
        return replace(self, states=states)


def name(speaker: Tongue, journey: Journey) -> str:
    """Such as: Digest of 4 February, en."""
    if journey.kind == "digest":
        return speaker._("Digest of %(day)s, %(language)s") % {
            "day": speaker.date(journey.day),
            "language": journey.language,
        }
    if journey.kind == "chart":
        return speaker._("Chart of %(day)s, %(language)s") % {
            "day": speaker.date(journey.day),
            "language": journey.language,
        }
    if journey.kind == "desk":
        return speaker._("Message to the desk, %(language)s") % {"language": journey.language}
    head = (
        journey.headline if len(journey.headline) <= _LONGEST_NAME else journey.headline[:_LONGEST_NAME] + "…"
    )
    label = speaker._("Alert: %(headline)s, %(language)s")
    if journey.kind != "alert":
        label = speaker._("Message: %(headline)s, %(language)s")
    return label % {"headline": head or "–", "language": journey.language}


def progress(speaker: Tongue, journey: Journey) -> str:
    """Such as: 1,204 of 2,310 · 52 %."""
    share = journey.sent / journey.total if journey.total else 0.0
    if share < 1.0:
        share = math.floor(share * 100) / 100  # "100 %" is said when it is true
    return speaker._("%(sent)s of %(total)s · %(share)s") % {
        "sent": speaker.number(journey.sent),
        "total": speaker.number(journey.total),
        "share": speaker.percent(share),
    }


def lasting(speaker: Tongue, seconds: float) -> str:
    """A duration, roughly."""
    if seconds < 90:
        rounded = max(_ROUGHLY, math.ceil(seconds / _ROUGHLY) * _ROUGHLY)
        return speaker._("%(count)s s") % {"count": rounded}
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return speaker._("%(count)s min") % {"count": minutes}
    return speaker._("%(hours)s h %(minutes)s min") % {
        "hours": speaker.number(minutes // 60),
        "minutes": minutes % 60,
    }


def standing(speaker: Tongue, journey: Journey) -> str:
    """Where it stands, in a word or two."""
    if journey.stopped is not None:
        return speaker._("stopped")
    if journey.paused_at is not None and not journey.is_over:
        return speaker._("paused")
    if journey.is_over:
        return speaker._("held in doubt") if journey.held else speaker._("done")
    return speaker._("about %(duration)s left") % {"duration": lasting(speaker, journey.left)}
