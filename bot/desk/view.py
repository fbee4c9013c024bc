"""A draft as the desk sees it, and the data of its buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.brief.screen import Button
from bot.brief.tongue import Tongue
from bot.intake.notes import Context
from storage.model.vocabulary import KINDS

COMMAND = "d"
DRAFT, SUBMITTED, SCHEDULED, PUBLISHED, SPIKED = "draft", "submitted", "scheduled", "published", "spiked"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class View:
    """A draft at one version, in somebody's language; `stale` are the translations older than the original.

    Moments are UTC and shown in the newsroom's zone, which is the context's.
    """

    speaker: Tongue
    context: Context
    number: int
    version: int
    content: Mapping[str, Any]
    state: str = DRAFT
    signal: str = "update"
    reason: str = ""
    changes_entry: bool = False
    assumed: Sequence[str] = ()
    stale: Sequence[str] = ()
    missing: Sequence[str] = ()
    publish_at: datetime | None = None
    is_mine: bool = True
    note: str = ""
    differences: Sequence[str] = field(default_factory=tuple)

    @property
    def kind(self) -> str:
        return str(self.content.get("kind", KINDS[0]))

    @property
    def is_withdrawal(self) -> bool:
        return self.signal == WITHDRAWN

    def button(self, label: str, word: str, *rest: object) -> Button:
        """A button that acts upon this very version."""
        return Button(label, data(word, self.number, self.version, *rest))

    def clock(self, moment: datetime) -> str:
        return clock(self.speaker, self.context, moment)


def data(word: str, *rest: object) -> str:
    """Of a button: at most 64 bytes (core.telegram.org/bots/api#inlinekeyboardbutton)."""
    return ":".join([COMMAND, word, *map(str, rest)])


def clock(speaker: Tongue, context: Context, moment: datetime) -> str:
    """A moment in the newsroom's zone: the time today, else with its day."""
    zone: ZoneInfo = context.zone
    local, today = moment.astimezone(zone), context.moment.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{speaker.short_day(local.date())}, {local:%H:%M}"
