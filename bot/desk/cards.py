"""The card of a draft: what was understood, what is missing, and a button for everything that can change."""

from collections.abc import Iterator, Sequence

from bot.brief.labels import _
from bot.brief.screen import Button, Screen
from bot.brief.sheet import Line, chosen, in_rows, sheet
from bot.brief.tongue import Tongue
from bot.desk.view import DRAFT, PUBLISHED, SCHEDULED, SPIKED, SUBMITTED, View, data, home
from bot.intake import fields
from storage.model.vocabulary import KINDS

KIND = {"talks": _("Talks"), "attack": _("Attack"), "pledge": _("Pledge")}
STATES = {
    DRAFT: _("draft"),
    SUBMITTED: _("waits for another person's approval"),
    SCHEDULED: _("scheduled"),
    PUBLISHED: _("published"),
    SPIKED: _("discarded"),
}
FIGURES, KIND_LABEL = _("Figures"), _("Kind")
NO_CHOICE = _("That cannot be chosen any more.")
_FIELDS_IN_A_ROW = 3


def card(view: View) -> Screen:
    """What is known of a draft; its buttons change it while it is being written."""
    paragraphs: list[Sequence[Line]] = [
        [view.note] if view.note else [],
        list(_known(view)),
        list(_figures(view)),
        list(_texts(view)),
        list(_open(view)),
    ]
    rows = _rows(view) if view.state == DRAFT else [[home(view.speaker)]]
    return sheet(view.speaker, title(view), paragraphs, rows)


def title(view: View) -> str:
    """Such as: Draft 12 · Attack."""
    name = view.speaker._("Change %(number)s") if view.changes_entry else view.speaker._("Draft %(number)s")
    if view.is_withdrawal:
        name = view.speaker._("Withdrawal %(number)s")
    parts = [name % {"number": view.number}, view.speaker._(KIND[view.kind])]
    return " · ".join(parts if view.state == DRAFT else [*parts, view.speaker._(STATES[view.state])])


def _known(view: View) -> Iterator[Line]:
    if "headline" in view.assumed:
        yield view.speaker._("Please check the headline: the first line was too long, and is in the summary.")
    for one in fields.fields_of(view.kind):
        if shown := one.shown(view.content, view.speaker, view.context):
            yield f"{view.speaker._(one.label)}:", shown


def _figures(view: View) -> Iterator[Line]:
    claims = view.content.get("claims", [])
    if claims:
        yield view.speaker._("Figures:"), ""
    for index in range(len(claims)):
        yield f"{index + 1}. {fields.claim_shown(view.content, index, view.speaker)}"
    if "claims" in view.assumed:
        yield view.speaker._("Please check: no word said what became of some of these.")


def _texts(view: View) -> Iterator[Line]:
    """In which languages it is, and what readers of the others get."""
    speaker, offered = view.speaker, view.context.languages
    there = fields.languages(view.content)
    missing = [tag for tag in offered if tag not in there]
    if there and missing:
        named = speaker.listed([speaker.language(tag) for tag in missing])
        yield speaker._("No text in %(languages)s: these readers get another language, marked.") % {
            "languages": named
        }
    if view.stale:
        named = speaker.listed([speaker.language(tag) for tag in view.stale])
        yield speaker._(
            "Older than the original: %(languages)s. It is left out unless it is still right."
        ) % {"languages": named}


def _open(view: View) -> Iterator[Line]:
    yield from view.missing


def _rows(view: View) -> list[list[Button]]:
    speaker = view.speaker
    kinds = [
        view.button(chosen(speaker._(KIND[kind]), is_chosen=kind == view.kind), "k", kind) for kind in KINDS
    ]
    buttons = [view.button(speaker._(one.label), "f", one.name) for one in fields.fields_of(view.kind)]
    figures = view.button(speaker._(FIGURES), "fg")
    texts = view.button(speaker._("Languages"), "l")
    return [
        [] if view.changes_entry else kinds,
        *in_rows([*buttons, figures, texts], _FIELDS_IN_A_ROW),
        [view.button(speaker._("Preview and publish"), "pv")],
        [view.button(speaker._("Discard"), "sp"), home(view.speaker)],
    ]


def _back(view: View) -> Button:
    return Button(view.speaker._("Back"), data("dr", view.number))


# One thing of it


def field(view: View, one: fields.Field) -> Screen:
    """A field's present value, its choices, and what to type."""
    speaker = view.speaker
    shown = one.shown(view.content, speaker, view.context)
    choices = [
        view.button(chosen(choice.label, is_chosen=choice.chosen), "c", one.name, choice.value)
        for choice in one.choices(view.content, speaker, view.context)
    ]
    lines: list[Line] = [(speaker._("Now:"), shown)] if shown else []
    hint = [speaker._(one.hint)] if one.hint else []
    rows = [*in_rows(choices, 2 if len(choices) < 9 else 3), [_back(view)]]
    return sheet(speaker, speaker._(one.label), [[view.note] if view.note else [], lines, hint], rows)


def figures(view: View) -> Screen:
    """The figures one by one; typing adds some."""
    speaker = view.speaker
    claims = view.content.get("claims", [])
    lines: list[Line] = [
        f"{index + 1}. {fields.claim_shown(view.content, index, speaker)}" for index in range(len(claims))
    ]
    hint = speaker._("Type a line to add figures, such as: 88 drones shot down – Air Force, as of 09:00.")
    unattributed = any(not claim.get("claimant") for claim in claims)
    rows = [
        *in_rows([view.button(str(index + 1), "fo", index) for index in range(len(claims))], 6),
        [view.button(speaker._("Who says so?"), "fw")] if unattributed else [],
        [_back(view)],
    ]
    return sheet(speaker, speaker._(FIGURES), [[view.note] if view.note else [], lines, [hint]], rows)


def figure(view: View, index: int) -> Screen:
    speaker = view.speaker
    hint = speaker._("Type it anew: 88 drones shot down, or 88 drones shot down – Air Force.")
    rows = [
        [view.button(speaker._("Remove"), "fd", index)],
        [view.button(speaker._("Back"), "fg")],
    ]
    shown = fields.claim_shown(view.content, index, speaker)
    name = speaker._("Figure %(number)s") % {"number": index + 1}
    return sheet(speaker, name, [[view.note] if view.note else [], [shown], [hint]], rows)


def attribution(view: View) -> Screen:
    speaker = view.speaker
    hint = speaker._("Type who states the figures that have no claimant yet, such as: Air Force of Ukraine.")
    rows = [[view.button(speaker._("Back"), "fg")]]
    return sheet(speaker, speaker._("Who says so?"), [[view.note] if view.note else [], [hint]], rows)


def texts(view: View) -> Screen:
    """Each language that the newsroom offers, and how its text stands."""
    speaker = view.speaker
    there = fields.languages(view.content)
    lines: list[Line] = []
    buttons, keep = [], []
    for tag in [*there, *(tag for tag in view.context.languages if tag not in there)]:
        name = speaker.language(tag)
        standing = speaker._("missing") if tag not in there else speaker._("there")
        if tag in view.stale:
            standing = speaker._("older than the original")
            keep.append(view.button(speaker._("%(language)s is still right") % {"language": name}, "lk", tag))
        if tag == next(iter(there), ""):
            standing = speaker._("original")
        lines.append((f"{name}:", standing))
        buttons.append(view.button(name, "l", tag))
    rows = [*in_rows(buttons, 3), *([one] for one in keep), [_back(view)]]
    return sheet(speaker, speaker._("Languages"), [[view.note] if view.note else [], lines], rows)


def text(view: View, tag: str) -> Screen:
    """The headline and summary in one language, to be typed anew."""
    speaker = view.speaker
    parts = [view.content.get(part, {}).get(tag, "") for part in ("headline", "summary")]
    hint = speaker._("Type the text: the first line is the headline, the rest the summary.")
    rows = [[view.button(speaker._("Back"), "l")]]
    note: list[Sequence[Line]] = [[view.note] if view.note else []]
    return sheet(speaker, speaker.language(tag), [*note, *([part] for part in parts if part), [hint]], rows)


def discard(view: View) -> Screen:
    """Asked before a draft is thrown away."""
    speaker = view.speaker
    question = speaker._("Discard this draft? Nothing of it will be published.")
    row = [view.button(speaker._("Discard it"), "sp", "yes"), _back(view)]
    return sheet(speaker, title(view), [[question]], [row])


def outdated(speaker: Tongue, changed: str, by: str) -> str:
    """Why a button or an answer did nothing: somebody was quicker."""
    return speaker._("Meanwhile %(who)s changed this: %(what)s. Nothing was overwritten.") % {
        "who": by,
        "what": changed,
    }
