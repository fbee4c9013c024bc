"""The sheets before a publication: what readers will get, to how many and when; why it changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.brief import paging
from bot.brief.labels import _
from bot.brief.screen import Button, Screen
from bot.brief.sheet import Line, chosen, in_rows, sheet
from bot.desk.cards import title
from bot.desk.view import View, data

SIGNALS = {
    "update": _("Update: things moved on"),
    "correction": _("Correction: something was wrong"),
    "refile": _("Refile: wording only"),
}
ALERT, DIGEST = "a", "d"
_BETWEEN = "\n\n"
_ROOM = 900  # units that are kept for what is said below a preview


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a publication reaches, and when (UTC); `in_language` counts those who read the one previewed."""

    alerted: int
    digested: int
    in_language: int
    alert_at: datetime | None
    digest_at: datetime | None
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """The very text that readers get, one page of it."""

    language: str
    form: str
    pages: Sequence[str]
    page: int = 0


def preview(view: View, shown: Preview, audience: Audience, *, approval: bool) -> Screen:
    """What readers will get, to how many, when; and the ways to let it go."""
    pages = [part for page in shown.pages for part in paging.pages(page, paging.MOST_UNITS - _ROOM)]
    page = min(shown.page, len(pages) - 1)
    said = sheet(view.speaker, "─" * 12, [list(_reach(view, shown, audience))], []).text
    said = paging.pages(said, _ROOM - len(_BETWEEN))[0]
    text = f"{pages[page]}{_BETWEEN}{said}"
    return Screen(text, [row for row in _preview_rows(view, shown, page, len(pages), approval) if row])


def _reach(view: View, shown: Preview, audience: Audience) -> Iterator[Line]:
    speaker = view.speaker
    if view.note:
        yield view.note
    yield from _edits(view, audience)
    if view.changes_entry:
        if view.signal == "correction":
            yield speaker._("Whoever read what was wrong is told, as a reply to it.")
            yield speaker._("Reason:"), view.reason or speaker._("none yet")
        for line in view.differences:
            yield f"· {line}"
    yield from _messages(view, audience)
    falls_back = shown.language not in view.content.get("headline", {}) or shown.language in view.stale
    if falls_back and audience.in_language:
        yield speaker.plural(
            "%(count)s of them reads %(language)s and gets another language, marked.",
            "%(count)s of them read %(language)s and get another language, marked.",
            audience.in_language,
        ) % {"count": speaker.number(audience.in_language), "language": speaker.language(shown.language)}
    yield from view.missing


def expected(view: View, audience: Audience) -> Iterator[Line]:
    """To how many it goes, and when."""
    yield from _edits(view, audience)
    yield from _messages(view, audience)


def _edits(view: View, audience: Audience) -> Iterator[Line]:
    if view.changes_entry or audience.copies:
        yield view.speaker.plural(
            "%(count)s delivered message will be edited.",
            "%(count)s delivered messages will be edited.",
            audience.copies,
        ) % {"count": view.speaker.number(audience.copies)}


def _messages(view: View, audience: Audience) -> Iterator[Line]:
    if audience.alert_at is not None:
        yield view.speaker.plural(
            "An alert to %(count)s reader, about %(when)s.",
            "An alert to %(count)s readers, about %(when)s.",
            audience.alerted,
        ) % {"count": view.speaker.number(audience.alerted), "when": view.clock(audience.alert_at)}
    if not view.changes_entry:
        yield from _digests(view, audience)


def _digests(view: View, audience: Audience) -> Iterator[Line]:
    speaker = view.speaker
    if audience.digest_at is None:
        yield speaker._("Nobody gets a digest with it at present.")
        return
    yield speaker.plural(
        "In the digest of %(count)s reader, from %(when)s.",
        "In the digests of %(count)s readers, from %(when)s.",
        audience.digested,
    ) % {"count": speaker.number(audience.digested), "when": view.clock(audience.digest_at)}


def _preview_rows(
    view: View,
    shown: Preview,
    page: int,
    pages: int,
    approval: bool,  # noqa: FBT001  read at its only call
) -> Iterator[list[Button]]:
    speaker = view.speaker
    tags = [
        view.button(chosen(tag, is_chosen=tag == shown.language), "pv", tag, shown.form)
        for tag in view.context.languages
    ]
    forms = [
        view.button(chosen(speaker._("Alert"), is_chosen=shown.form == ALERT), "pv", shown.language, ALERT),
        view.button(
            chosen(speaker._("Digest"), is_chosen=shown.form == DIGEST), "pv", shown.language, DIGEST
        ),
    ]
    yield [*tags, *forms]
    if pages > 1:
        yield [view.button(speaker._("More"), "pv", shown.language, shown.form, (page + 1) % pages)]
    if view.changes_entry:
        for signal, label in SIGNALS.items():
            yield [view.button(chosen(speaker._(label), is_chosen=signal == view.signal), "sg", signal)]
    if not view.missing:
        now = speaker._("Submit for approval") if approval else speaker._("Publish now")
        yield [view.button(now, "go"), view.button(speaker._("At a time"), "at")]
    yield [Button(speaker._("Back"), data("dr", view.number))]


def unready(view: View) -> Screen:
    """What is missing before anything can be shown as readers would get it."""
    back = [Button(view.speaker._("Back"), data("dr", view.number))]
    return sheet(view.speaker, view.speaker._("Not ready yet"), [list(view.missing)], [back])


def times(view: View, offered: Sequence[datetime], *, embargo: bool) -> Screen:
    """When it is to leave: a tap or a typed time, in the newsroom's zone; as an embargo or a plan."""
    speaker = view.speaker
    zone = view.context.zone.key
    hint = speaker._("Tap a time, or type one: 06:30, or 2026-02-05 06:30 (%(zone)s).") % {"zone": zone}
    rule = speaker._("An embargo is kept with the entry wherever it travels; until then it appears nowhere.")
    mode = "e" if embargo else "p"
    buttons = [
        view.button(view.clock(at), "go", f"{at.astimezone(view.context.zone):%Y%m%d%H%M}", mode)
        for at in offered
    ]
    switch = [
        view.button(chosen(speaker._("Plan"), is_chosen=not embargo), "at", "p"),
        view.button(chosen(speaker._("Embargo"), is_chosen=embargo), "at", "e"),
    ]
    lines: list[Sequence[Line]] = [[view.note] if view.note else [], [hint], [rule] if embargo else []]
    return sheet(
        speaker,
        speaker._("When shall it be published?"),
        lines,
        [switch, *in_rows(buttons, 3), [view.button(speaker._("Back"), "pv")]],
    )


REASONS = {
    "reason": _("Type what was wrong and why, in a sentence. Readers see it."),
    "override": _("Type why nobody else can approve it. It is written down with your number."),
}


def reason(view: View, about: str) -> Screen:
    """Ask for a reason in words."""
    speaker = view.speaker
    rows = [[view.button(speaker._("Back"), "pv") if about == "reason" else _open(view)]]
    return sheet(
        speaker, speaker._("Reason"), [[view.note] if view.note else [], [speaker._(REASONS[about])]], rows
    )


def _open(view: View) -> Button:
    return Button(view.speaker._("Back"), data("dr", view.number))


def too_late(view: View, entry: int) -> Screen:
    """An undo that came after the publication."""
    speaker = view.speaker
    text = speaker._("It was published already, and readers may have it. Correct it, or withdraw it.")
    row = [
        Button(speaker._("Correct"), data("ch", entry)),
        Button(speaker._("Withdraw"), data("w", entry)),
    ]
    return sheet(speaker, title(view), [[text]], [row])
