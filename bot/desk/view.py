"""A draft as the desk sees it, and the data of its buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.brief.screen import Button
from bot.brief.tongue import Tongue
from bot.intake.context import Context
from bot.intake.fields import kind_of

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
    differences: Sequence[str] = ()
    entry: int | None = None
    changed_at: datetime | None = None

    @property
    def kind(self) -> str:
        return kind_of(self.content)

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


def home(speaker: Tongue) -> Button:
    return Button(speaker._("Desk"), data("h"))


def headline(content: Mapping[str, Any]) -> str:
    """In its first language; empty while there is none."""
    return str(next(iter(content.get("headline", {}).values()), ""))


def clock(speaker: Tongue, context: Context, moment: datetime) -> str:
    """A moment in the newsroom's zone: the time today, else with its day."""
    local = moment.astimezone(context.zone)
    return f"{local:%H:%M}" if local.date() == context.here.date() else dated(speaker, context, moment)


def dated(speaker: Tongue, context: Context, moment: datetime) -> str:
    """A moment in the newsroom's zone, with its day."""
    local = moment.astimezone(context.zone)
    return f"{speaker.short_day(local.date())}, {local:%H:%M}"
