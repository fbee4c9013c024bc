"""What is said to the desk of a draft on its way: in its chat, and to those who have to decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.brief.tongue import Tongue
from bot.desk.cards import KIND
from bot.desk.view import DRAFT, PUBLISHED, SCHEDULED, SPIKED, SUBMITTED, WITHDRAWN
from storage.model.desk import Draft

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
    states: Mapping[str, int]
    blocked: int


def course(speaker: Tongue, one: Course) -> str:
    """A few lines: what it is, how far it is, whom it reached."""
    head = speaker._("Draft %(number)s") % {"number": one.number}
    kind = speaker._(KIND[one.kind]) if one.kind in KIND else ""
    lines = [" · ".join(part for part in (head, kind) if part), one.headline, _standing(speaker, one)]
    by = speaker._("by editor %(number)s") % {"number": one.author}
    if one.approved_by:
        by += speaker._(", approved by editor %(number)s") % {"number": one.approved_by}
    return "\n".join(line for line in [*lines, by, _reached(speaker, one)] if line)


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


def _reached(speaker: Tongue, one: Course) -> str:
    total = sum(one.states.values())
    if not total:
        return ""
    whom = speaker.plural("to %(count)s reader", "to %(count)s readers", total) % {
        "count": speaker.number(total)
    }
    delivered = speaker._("%(count)s delivered") % {"count": speaker.number(one.states.get("sent", 0))}
    parts = [whom, delivered]
    if one.blocked:
        parts.append(speaker._("%(count)s blocked") % {"count": speaker.number(one.blocked)})
    return ", ".join(parts)


def approval(draft: Draft) -> Say:
    """To those who may approve."""
    headline = next(iter(draft.content.get("headline", {}).values()), "")
    said = {"number": draft.id, "headline": headline, "reason": draft.reason}

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
    headline = next(iter(draft.content.get("headline", {}).values()), "")
    said = {"who": who, "headline": headline, "why": why, "number": draft.id}
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
