"""What is said to the desk of a draft on its way: in its chat, and to those who have to decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.brief.tongue import Tongue
from bot.desk.cards import KIND
from bot.desk.view import DRAFT, PUBLISHED, SCHEDULED, SPIKED, SUBMITTED, WITHDRAWN, headline
from storage.model.desk import Draft
from storage.progress import Tally

Say = Callable[[Tongue], str]


@dataclass(frozen=True, slots=True)
class Course:
    """How a draft stands, and what became of the messages that its publication led to."""

    number: int
    kind: str
    headline: str
    state: str
    signal: str
    author: int
    approved_by: int | None
    moment: datetime | None
    zone: str
    reached: Mapping[str, Tally]


def course(speaker: Tongue, one: Course) -> str:
    """A few lines: what it is, how far it is, whom it reached."""
    head = speaker._("Draft %(number)s") % {"number": one.number}
    kind = speaker._(KIND[one.kind]) if one.kind in KIND else ""
    lines = [" · ".join(part for part in (head, kind) if part), one.headline, _standing(speaker, one)]
    told = reached(speaker, one.reached)
    by = speaker._("by editor %(number)s") % {"number": one.author}
    if one.approved_by:
        by += speaker._(", approved by editor %(number)s") % {"number": one.approved_by}
    return "\n".join(line for line in [*lines, by, told] if line)


def _standing(speaker: Tongue, one: Course) -> str:
    when = f"{one.moment.astimezone(ZoneInfo(one.zone)):%H:%M}" if one.moment else ""
    said = {
        DRAFT: speaker._("is being written"),
        SUBMITTED: speaker._("waits for another person's approval"),
        SCHEDULED: speaker._("leaves at %(when)s") % {"when": when},
        PUBLISHED: speaker._("published %(when)s") % {"when": when},
        SPIKED: speaker._("discarded"),
    }
    if one.state == PUBLISHED and one.signal == WITHDRAWN:
        return speaker._("withdrawn %(when)s") % {"when": when}
    return said[one.state]


def reached(speaker: Tongue, tallies: Mapping[str, Tally]) -> str:
    """How far the messages of each kind are; empty where there are none."""
    parts = [part for kind, tally in tallies.items() if (part := _told(speaker, kind, tally))]
    return "; ".join(parts)


def _told(speaker: Tongue, kind: str, tally: Tally) -> str:
    """How far the messages of one kind are."""
    total, sent = sum(tally.states.values()), tally.states.get("sent", 0)
    if not total:
        return ""
    said = {"total": speaker.number(total), "sent": speaker.number(sent)}
    if kind == "edit":
        text = speaker._("%(sent)s of %(total)s messages edited") % said
    elif kind == "notice":
        text = speaker._("%(sent)s of %(total)s readers told that they read something wrong") % said
    else:
        whom = speaker.plural("to %(count)s reader", "to %(count)s readers", total) % {"count": said["total"]}
        text = whom + ", " + speaker._("%(count)s delivered") % {"count": said["sent"]}
    if tally.blocked:
        text += ", " + speaker._("%(count)s blocked") % {"count": speaker.number(tally.blocked)}
    return text


def approval(draft: Draft) -> Say:
    """To those who may approve."""
    said = {"number": draft.id, "headline": headline(draft.content), "reason": draft.reason}

    def say(speaker: Tongue) -> str:
        if draft.signal == WITHDRAWN:
            text = speaker._(
                "A withdrawal waits for a second person: %(headline)s (%(reason)s). "
                "Open it: /draft_%(number)s"
            )
        else:
            text = speaker._("Draft %(number)s waits for approval: %(headline)s. Open it: /draft_%(number)s")
        return text % said

    return say


def override(draft: Draft, who: int, why: str) -> Say:
    said = {"who": who, "headline": headline(draft.content), "why": why, "number": draft.id}
    return lambda speaker: (
        speaker._(
            "Editor %(who)s lets this go without a second person: %(headline)s. Why: %(why)s. "
            "Look at it: /draft_%(number)s"
        )
        % said
    )


def given_back(draft: Draft, why: str) -> Say:
    return lambda speaker: (
        speaker._("Draft %(number)s was not published. %(why)s Open it: /draft_%(number)s")
        % {"number": draft.id, "why": speaker._(why)}
    )
