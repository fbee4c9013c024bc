"""The desk's own screens: what is being written, who is of it, what was done, the day's ledes, its chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.brief.labels import _
from bot.brief.screen import Button, Screen
from bot.brief.sheet import Line, in_rows, sheet, short
from bot.brief.tongue import Tongue
from bot.desk.cards import KIND, STATES
from bot.desk.view import data, home

COMMANDS = {
    "new": _("Write an entry"),
    "entries": _("Find, correct or withdraw an entry"),
    "lede": _("The day's opening paragraph"),
    "desk": _("Drafts, people and log of the desk"),
}
ROLES = {"admin": _("admin"), "editor": _("editor")}
VERBS = {
    "drafted": _("began a draft"),
    "opened": _("opened an entry to change it"),
    "discarded": _("discarded a draft"),
    "submitted": _("asked for approval"),
    "approved": _("approved"),
    "overridden": _("let go without a second person"),
    "scheduled": _("let go"),
    "taken back": _("took back"),
    "given back": _("was given back"),
    "published": _("was published"),
    "withdrawn": _("was withdrawn"),
    "invited": _("invited somebody"),
    "joined": _("joined the desk"),
    "removed": _("removed somebody"),
    "lede": _("wrote a lede"),
    "desk chat": _("chose the desk's chat"),
}


@dataclass(frozen=True, slots=True)
class Open:
    """A draft in a list."""

    number: int
    kind: str
    state: str
    headline: str


@dataclass(frozen=True, slots=True)
class Done:
    """An act in the log, with its moment in words."""

    when: str
    who: str
    verb: str
    uri: str
    detail: Mapping[str, Any]


def room(speaker: Tongue, drafts: Sequence[Open], *, is_admin: bool, note: str = "") -> Screen:
    lines: list[Line] = [
        (
            f"{one.number} · {speaker._(KIND[one.kind])}:",
            f"{short(one.headline)} – {speaker._(STATES[one.state])}",
        )
        for one in drafts
    ]
    hint = speaker._("Send me a text, a forwarded post or a link with text: it becomes a draft.")
    rows = in_rows([Button(str(one.number), data("dr", one.number)) for one in drafts], 5)
    rows.append([Button(speaker._("Entries"), data("es", 0)), Button(speaker._("Lede"), data("ld"))])
    last = [Button(speaker._("Log"), data("lg", 0))]
    if is_admin:
        last.append(Button(speaker._("People"), data("m")))
    started: list[Line] = lines or [speaker._("Nothing is being written.")]
    return sheet(speaker, speaker._("Desk"), [[note] if note else [], started, [hint]], [*rows, last])


# People


def members(
    speaker: Tongue, found: Sequence[tuple[int, str]], fixed: Sequence[int], note: str = ""
) -> Screen:
    """Everybody of the desk; the admins of the settings cannot be removed here."""
    lines: list[Line] = [f"{number} – {speaker._(ROLES[role])}" for number, role in found]
    invite = [
        Button(speaker._("Invite an editor"), data("mi", "editor")),
        Button(speaker._("Invite an admin"), data("mi", "admin")),
    ]
    out = [
        Button(speaker._("Remove %(number)s") % {"number": number}, data("mr", number))
        for number, _role in found
        if number not in fixed
    ]
    hint = speaker._("In a group, /desk makes it the desk's chat, where it is told what happens.")
    rows = [invite, *in_rows(out, 2), [home(speaker)]]
    return sheet(speaker, speaker._("People of the desk"), [[note] if note else [], lines, [hint]], rows)


def invitation(speaker: Tongue, link: str, role: str) -> Screen:
    """A link to hand on to one person."""
    text = speaker._("Hand this link to one person. It works once, within 24 hours, and makes them %(role)s:")
    lines: list[Sequence[Line]] = [[text % {"role": speaker._(ROLES[role])}], [link]]
    rows = [[Button(speaker._("Back"), data("m"))]]
    return sheet(speaker, speaker._("Invitation"), lines, rows)


def removal(speaker: Tongue, number: int) -> Screen:
    text = speaker._("Remove %(number)s from the desk? Their rights end at once.") % {"number": number}
    row = [Button(speaker._("Remove"), data("mr", number, "yes")), Button(speaker._("Back"), data("m"))]
    return sheet(speaker, speaker._("People of the desk"), [[text]], [row])


def welcome(speaker: Tongue, role: str) -> str:
    return speaker._("You are of the desk now, as %(role)s.") % {"role": speaker._(ROLES[role])}


# The log


def log(speaker: Tongue, found: Sequence[Done], before: int | None) -> Screen:
    """The newest acts first; `before` is the number from which older ones go on."""
    paragraphs: list[Sequence[Line]] = [
        [f"{one.when} – {one.who}: {speaker._(VERBS.get(one.verb, one.verb))}", *_detail(speaker, one)]
        for one in found
    ]
    older = [Button(speaker._("Older"), data("lg", before))] if before else []
    if not found:
        paragraphs = [[speaker._("Nothing has been done yet.")]]
    return sheet(speaker, speaker._("Log of the desk"), paragraphs, [older, [home(speaker)]])


def _detail(speaker: Tongue, one: Done) -> list[Line]:
    said = [one.uri] if one.uri else []
    if why := one.detail.get("why"):
        said.append(str(why))
    if user := one.detail.get("user"):
        said.append(str(user))
    if role := one.detail.get("role"):
        said.append(speaker._(ROLES.get(role, role)))
    return [" · ".join(said)] if said else []


# Ledes


def ledes(
    speaker: Tongue, day: date, written: Mapping[str, str], offered: Sequence[str], note: str = ""
) -> Screen:
    """The day's opening paragraph in each language."""
    lines: list[Sequence[Line]] = [
        [(f"{speaker.language(tag)}:", written.get(tag) or speaker._("none"))] for tag in offered
    ]
    rows = [
        [Button(speaker.language(tag), data("ld", day.isoformat(), tag)) for tag in offered],
        [home(speaker)],
    ]
    title = speaker._("Lede of %(day)s") % {"day": speaker.day(day)}
    return sheet(speaker, title, [[note] if note else [], *lines], rows)


def lede(speaker: Tongue, day: date, tag: str, text: str, note: str = "") -> Screen:
    hint = speaker._("Type the paragraph that opens the day's brief. “-” takes it away.")
    title = speaker._("Lede of %(day)s") % {"day": speaker.day(day)}
    title = f"{title} · {speaker.language(tag)}"
    rows = [[Button(speaker._("Back"), data("ld", day.isoformat()))]]
    return sheet(speaker, title, [[note] if note else [], [text] if text else [], [hint]], rows)


# The desk's chat


def offer_chat(speaker: Tongue) -> Screen:
    text = speaker._(
        "Shall this group be the desk's chat? It is told of drafts, approvals and publications; "
        "everybody in it reads that."
    )
    return sheet(speaker, speaker._("Desk"), [[text]], [[Button(speaker._("Use this group"), data("gc"))]])


def chat_chosen(speaker: Tongue) -> Screen:
    text = speaker._("This group is the desk's chat now.")
    rows = [[Button(speaker._("No longer"), data("gx"))]]
    return sheet(speaker, speaker._("Desk"), [[text]], rows)


def chat_left(speaker: Tongue) -> Screen:
    text = speaker._("This group is not the desk's chat any more.")
    return sheet(speaker, speaker._("Desk"), [[text]], [])


def how_to_write(speaker: Tongue) -> Screen:
    lines: list[Line] = [
        speaker._("Send the text: its first line is the headline, the rest the summary."),
        speaker._("A line such as “350 to 500 drones – Air Force, as of 09:00” becomes figures."),
        speaker._("Links become sources. A forwarded post works too."),
    ]
    return sheet(speaker, speaker._("New entry"), [lines], [[home(speaker)]])
