"""Entries for the desk: the list, one of them with what can be done about it, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.brief import paging, render
from bot.brief.compose import Told
from bot.brief.labels import _
from bot.brief.screen import Button, Screen
from bot.brief.sheet import Line, sheet, short
from bot.brief.tongue import Tongue
from bot.desk.view import data, home

STATES = {
    "draft": _("not published"),
    "scheduled": _("under embargo"),
    "published": _("published"),
    "corrected": _("corrected"),
    "withdrawn": _("withdrawn"),
}
SIGNALS = {
    "update": _("update"),
    "correction": _("correction"),
    "refile": _("wording"),
    "withdrawn": _("withdrawal"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    number: int
    state: str
    headline: str
    when: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """How an entry stands: the version shown, its copies with readers, and a draft that changes it."""

    number: int
    state: str
    version: int
    copies: int
    draft: int | None


@dataclass(frozen=True, slots=True)
class Past:
    """One version: when it was saved, by whom, what kind of change, why, and what differs from the last."""

    version: int
    when: str
    who: str
    signal: str
    reason: str
    changed: Sequence[str]


def entries(speaker: Tongue, found: Sequence[Listed], words: str, page: int, *, more: bool) -> Screen:
    lines: list[Line] = [f"{one.headline} – {one.when}, {speaker._(STATES[one.state])}" for one in found]
    if not found:
        lines = [speaker._("Nothing was found. Try other words: /entries Odesa drones")]
    rows = [[Button(short(one.headline), data("e", one.number))] for one in found]
    turns = []
    # A button's data holds no more than 64 bytes: only what was not searched for has further pages.
    if page > 0:
        turns.append(Button(speaker._("Back"), data("es", page - 1)))
    if more and not words:
        turns.append(Button(speaker._("More"), data("es", page + 1)))
    return sheet(speaker, speaker._("Entries"), [lines], [*rows, turns, [home(speaker)]])


def entry(speaker: Tongue, shown: Sheet, told: Told) -> Screen:
    """An entry as readers get it, and below it what the desk can do."""
    is_public = shown.state in {"published", "corrected"}
    status = render.write("entry_status", speaker, status=_status(speaker, shown))
    room = paging.MOST_UNITS - paging.units(status) - 2
    # A part of a long entry is enough to know it by.
    text = f"{paging.pages(render.write('entry_sheet', speaker, entry=told), room)[0]}\n\n{status}"
    rows: list[list[Button]] = []
    if shown.draft is not None:
        rows.append([Button(speaker._("Open the draft about it"), data("dr", shown.draft))])
    elif shown.state != "withdrawn":
        label = speaker._("Correct or update") if is_public else speaker._("Edit and publish")
        rows.append([Button(label, data("ch", shown.number))])
    if is_public:
        rows.append([Button(speaker._("Withdraw"), data("w", shown.number))])
    rows.append([Button(speaker._("History"), data("hi", shown.number)), home(speaker)])
    return Screen(text, rows)


def _status(speaker: Tongue, shown: Sheet) -> str:
    copies = speaker.plural("%(count)s copy", "%(count)s copies", shown.copies) % {
        "count": speaker.number(shown.copies)
    }
    return speaker._("%(state)s, version %(version)s, %(copies)s with readers") % {
        "state": speaker._(STATES.get(shown.state, shown.state)),
        "version": shown.version,
        "copies": copies,
    }


def history(speaker: Tongue, number: int, headline: str, told: Sequence[Past]) -> Screen:
    paragraphs: list[Sequence[Line]] = []
    for one in told:
        signal = speaker._(SIGNALS.get(one.signal, one.signal)) if one.signal else speaker._("first version")
        head = f"{one.version}. {signal} – {one.when}, {one.who}"
        reason: list[Line] = [one.reason] if one.reason else []
        paragraphs.append([head, *reason, *(f"· {line}" for line in one.changed)])
    rows = [[Button(speaker._("Back"), data("e", number))]]
    return sheet(speaker, headline, paragraphs, rows)


def why_withdraw(speaker: Tongue, number: int, headline: str, note: str = "") -> Screen:
    hint = speaker._(
        "Type why it must go, in a sentence that readers see. A second person confirms it then, "
        "and every copy says that it was withdrawn."
    )
    rows = [[Button(speaker._("Back"), data("e", number))]]
    return sheet(speaker, speaker._("Withdraw"), [[note] if note else [], [headline], [hint]], rows)


def choice(speaker: Tongue, found: Sequence[tuple[int, str]]) -> Screen:
    """Which of a message's entries is meant."""
    rows = [[Button(short(headline), data("e", number))] for number, headline in found]
    text = speaker._("Which entry of this message?")
    return sheet(speaker, text, [], rows)


def no_entry(speaker: Tongue) -> Screen:
    text = speaker._("There is no entry in that message. /entries lists them.")
    return sheet(speaker, speaker._("Entries"), [[text]], [[home(speaker)]])
