"""The screens of the van for the desk: what is on its way, one edition's card, and what to ask before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.brief import priorities
from bot.brief.journey import Journey, lasting, name, progress, standing
from bot.brief.labels import _
from bot.brief.screen import Button, Screen
from bot.brief.sheet import sheet
from bot.brief.tongue import Tongue

COMMAND = "van"
_BAR = 10  # cells


WHAT = _("What is on its way to readers")
LANES = {
    priorities.WITHDRAWAL: _("Withdrawals"),
    priorities.CORRECTION: _("Corrections"),
    priorities.DESK: _("Messages to the desk"),
    priorities.FLASH: _("Flash"),
    priorities.ALERT: _("Alerts"),
    priorities.SILENT_EDIT: _("Silent edits"),
    priorities.DIGEST: _("Digests"),
}
STATES = {
    "queued": _("Waiting"),
    "parked": _("Parked"),
    "claimed": _("Next"),
    "sending": _("In flight"),
    "unknown": _("Uncertain"),
    "failed": _("Failed"),
    "expired": _("Too late"),
    "superseded": _("Superseded"),
    "cancelled": _("Cancelled"),
}


@dataclass(frozen=True, slots=True)
class Lane:
    """What waits at one priority, and the seconds until the last of it has left."""

    priority: int
    waiting: int
    left: float


@dataclass(frozen=True, slots=True)
class Gate:
    """A closed gate: when it opens, and in which zone and from which moment that is told."""

    until: datetime
    zone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Road:
    """All that is on its way: a page of editions, what waits at each priority, the gate if it is closed."""

    journeys: Sequence[Journey] = ()
    lanes: Sequence[Lane] = ()
    gate: Gate | None = None
    page: int = 0
    pages: int = 1


def _closed(speaker: Tongue, gate: Gate) -> str:
    zone = ZoneInfo(gate.zone)
    until = gate.until.astimezone(zone)
    said = f"{until:%H:%M}"
    if until.date() != gate.now.astimezone(zone).date():
        said = f"{speaker.date(until.date())}, {said}"
    return speaker._("Telegram asked for a pause: nothing leaves before %(moment)s.") % {"moment": said}


def on_the_way(speaker: Tongue, road: Road) -> Screen:
    """The gate if it is closed, the queue, and a page of editions with a button each."""
    gate = [_closed(speaker, road.gate)] if road.gate else []
    paragraphs = [gate, [_waiting(speaker, lane) for lane in road.lanes]]
    paragraphs += [
        [name(speaker, one), f"{progress(speaker, one)}, {standing(speaker, one)}"] for one in road.journeys
    ]
    if not road.journeys:
        paragraphs.append([speaker._("Nothing is on its way.")])
    rows = [[Button(name(speaker, one), f"{COMMAND}:e:{one.number}")] for one in road.journeys]
    rows.append(_turns(speaker, road.page, road.pages))
    rows.append([Button(speaker._("Look again"), f"{COMMAND}:p:{road.page}")])
    return sheet(speaker, speaker._("On its way"), paragraphs, rows)


def _waiting(speaker: Tongue, lane: Lane) -> str:
    label = LANES.get(lane.priority)
    return speaker._("%(what)s: %(count)s · about %(duration)s") % {
        "what": speaker._(label) if label else lane.priority,
        "count": speaker.number(lane.waiting),
        "duration": lasting(speaker, lane.left),
    }


def _turns(speaker: Tongue, page: int, pages: int) -> list[Button]:
    row = []
    if page > 0:
        row.append(Button(speaker._("Newer"), f"{COMMAND}:p:{page - 1}"))
    if page < pages - 1:
        row.append(Button(speaker._("Older"), f"{COMMAND}:p:{page + 1}"))
    return row


def card(speaker: Tongue, journey: Journey, gate: Gate | None) -> Screen:
    """One edition: how far it is, in which states its copies are, and what can be done about it."""
    share = journey.sent / journey.total if journey.total else 0.0
    full = math.floor(share * _BAR)
    head = [
        "█" * full + "░" * (_BAR - full),
        f"{progress(speaker, journey)}, {standing(speaker, journey)}",
    ]
    paragraphs = [head, [_closed(speaker, gate)] if gate else [], _states(speaker, journey)]
    if journey.stopped:
        paragraphs.append([speaker._("Reason: %(reason)s") % {"reason": journey.stopped}])
    if journey.held:
        paragraphs.append([_doubt(speaker, journey.held)])
    title = f"{name(speaker, journey)} · {journey.number}"
    return sheet(speaker, title, paragraphs, _acts(speaker, journey))


def _states(speaker: Tongue, journey: Journey) -> list[str]:
    lines = []
    for state, label in STATES.items():
        if many := journey.states.get(state):
            line = f"{speaker._(label)}: {speaker.number(many)}"
            if state == "failed" and journey.blocked:
                blocked = speaker._("%(count)s blocked") % {"count": speaker.number(journey.blocked)}
                line = f"{line} ({blocked})"
            lines.append(line)
    return lines


def _doubt(speaker: Tongue, held: int) -> str:
    return speaker.plural(
        "%(count)s copy may have arrived or not: sent again it may come twice, let go perhaps never.",
        "%(count)s copies may have arrived or not: sent again they may come twice, let go perhaps never.",
        held,
    ) % {"count": speaker.number(held)}


def _acts(speaker: Tongue, journey: Journey) -> list[list[Button]]:
    number = journey.number
    acts = []
    if journey.stopped is None and not journey.is_over:
        if journey.paused_at is None:
            acts.append(Button(speaker._("Pause"), f"{COMMAND}:pause:{number}"))
        else:
            acts.append(Button(speaker._("Resume"), f"{COMMAND}:resume:{number}"))
        acts.append(Button(speaker._("Cancel"), f"{COMMAND}:stop:{number}"))
    doubts = []
    if journey.held:
        if journey.stopped is None:
            doubts.append(Button(speaker._("Send again"), f"{COMMAND}:again:{number}:{journey.doubt}"))
        doubts.append(Button(speaker._("Let go"), f"{COMMAND}:drop:{number}:{journey.doubt}"))
    return [acts, doubts, [Button(speaker._("Back"), COMMAND)]]


def ask_to_stop(speaker: Tongue, journey: Journey) -> Screen:
    """Asked before an edition is cancelled, which cannot be taken back."""
    text = speaker.plural(
        "Cancel this edition? %(count)s copy that has not left yet will never be sent.",
        "Cancel this edition? %(count)s copies that have not left yet will never be sent.",
        journey.waiting,
    ) % {"count": speaker.number(journey.waiting)}
    row = [
        Button(speaker._("Cancel it"), f"{COMMAND}:stop:{journey.number}:yes"),
        Button(speaker._("Keep it"), f"{COMMAND}:e:{journey.number}"),
    ]
    return sheet(speaker, name(speaker, journey), [[text]], [row])
