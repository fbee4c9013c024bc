"""The sheet of a draft that is out of its author's hands: what happens next, and what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.brief.screen import Button, Screen
from bot.brief.sheet import Line, sheet
from bot.desk.cards import title
from bot.desk.sheets import Audience, expected
from bot.desk.view import DRAFT, PUBLISHED, SCHEDULED, SUBMITTED, View, data, headline, home


@dataclass(frozen=True, slots=True)
class Since:
    """What came about after somebody let it go: who approved it, took it back or sent it back (in words; for
    the program itself empty), and whom it reached so far, or is expected to.
    """

    by: str = ""
    is_back: bool = False
    by_another: bool = False
    reached: str = ""
    expected: Audience | None = None


def standing(view: View, since: Since) -> Screen:
    """How far it is, and who can do what; it goes on with the draft."""
    speaker = view.speaker
    said, rows = _SAID.get(view.state, _over)(view, since)
    note: list[Line] = [view.note] if view.note else []
    reason: list[Line] = [(speaker._("Reason:"), view.reason)] if view.reason else []
    paragraphs: list[Sequence[Line]] = [[headline(view.content)], reason, [*note, *said]]
    screen = sheet(speaker, title(view), paragraphs, [*rows, [home(speaker)]])
    return replace(screen, draft=(view.number, view.version)) if view.state in _GOES_ON else screen


_Said = tuple[list[Line], list[list[Button]]]


def _scheduled(view: View, since: Since) -> _Said:
    speaker = view.speaker
    leaves = (
        speaker._("It is withdrawn at %(when)s.")
        if view.is_withdrawal
        else speaker._("It leaves at %(when)s.")
    )
    said: list[Line] = [speaker._("Approved by %(who)s.") % {"who": since.by}] if since.by else []
    if view.publish_at is not None:
        said.append(leaves % {"when": _to_the_second(view, view.publish_at)})
    return said, [[view.button(speaker._("Undo"), "un")]]


def _submitted(view: View, _since: Since) -> _Said:
    return list(_asked(view)), _decisions(view)


def _asked(view: View) -> Iterator[Line]:
    speaker = view.speaker
    if view.is_withdrawal:
        yield speaker._("It shall be withdrawn: every copy will say so. A second person has to confirm it.")
    elif view.is_mine:
        yield speaker._("Another person of the desk has to approve it.")
    if view.publish_at is not None:
        yield speaker._("It is to leave at %(when)s.") % {"when": view.clock(view.publish_at)}


def _decisions(view: View) -> list[list[Button]]:
    speaker = view.speaker
    back = view.button(speaker._("Take back") if view.is_mine else speaker._("Send back"), "no")
    look = view.button(speaker._("Look at it"), "pv")
    approve = speaker._("Confirm withdrawal") if view.is_withdrawal else speaker._("Approve and publish")
    alone = (
        speaker._("Nobody else is there: withdraw")
        if view.is_withdrawal
        else speaker._("Nobody else is there: publish")
    )
    if view.is_mine:
        return [[back] if view.is_withdrawal else [look, back], [view.button(alone, "ov")]]
    return [[view.button(approve, "ok")], [back] if view.is_withdrawal else [look, back]]


def _published(view: View, since: Since) -> _Said:
    speaker = view.speaker
    at = (
        speaker._("It was withdrawn at %(when)s.")
        if view.is_withdrawal
        else speaker._("It was published at %(when)s.")
    )
    said: list[Line] = [at % {"when": _to_the_second(view, view.changed_at or view.context.moment)}]
    if since.reached:
        said.append(f"{since.reached}.")
    elif since.expected is not None:
        said += expected(view, since.expected)
    label = speaker._("Open the entry")
    # In a message of its own: this one goes on to say whom it reached.
    return said, [[Button(label, data("ea", view.entry))]] if view.entry is not None else []


def _over(view: View, since: Since) -> _Said:
    """It will not be published as it was let go."""
    speaker = view.speaker
    if not since.is_back:
        return [], []
    if not since.by:
        said = speaker._("It was not published.")
    elif view.is_withdrawal:
        said = speaker._("Taken back by %(who)s: nothing was withdrawn.") % {"who": since.by}
    elif since.by_another:
        said = speaker._("Sent back by %(who)s: nothing was published.") % {"who": since.by}
    else:
        said = speaker._("Taken back by %(who)s: nothing was sent.") % {"who": since.by}
    opens = [Button(speaker._("Open the draft"), data("dr", view.number))]
    return [said], [opens] if view.state == DRAFT else []


_GOES_ON = (SCHEDULED, SUBMITTED)
_SAID = {SCHEDULED: _scheduled, SUBMITTED: _submitted, PUBLISHED: _published}


def _to_the_second(view: View, moment: datetime) -> str:
    """Where it is near."""
    seconds = abs((moment - view.context.moment).total_seconds())
    local = moment.astimezone(view.context.zone)
    return f"{local:%H:%M:%S}" if seconds < 3600 else view.clock(moment)
