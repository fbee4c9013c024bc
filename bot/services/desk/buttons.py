"""Buttons under a draft: each names it and the version under which it stood."""

from collections.abc import Awaitable, Callable

from bot.brief.screen import Screen
from bot.desk import cards, sheets
from bot.desk.view import View
from bot.intake import fields
from bot.intake.fields import Refused
from bot.services.desk import previewing, publishing, timing, writing
from bot.services.desk.previewing import Wish
from bot.services.desk.publishing import Plan
from bot.services.desk.visits import Visit
from storage.desk.drafts import Step

Route = Callable[[Visit, list[str]], Awaitable[Screen | None]]
_LONGEST_NUMBER = 18


def numbers(rest: list[str]) -> list[int]:
    found = []
    for one in rest:
        if not (one.isdecimal() and one.isascii() and len(one) < _LONGEST_NUMBER):
            break
        found.append(int(one))
    return found


def _of_draft(act: Callable[[Visit, Step, list[str]], Awaitable[Screen | None]]) -> Route:
    """A button that names a draft and the version which it stood under."""

    async def route(guest: Visit, rest: list[str]) -> Screen | None:
        found = numbers(rest[:2])
        return await act(guest, guest.step(*found), rest[2:]) if len(found) == 2 else None

    return route


def _of_step(act: Callable[[Visit, Step], Awaitable[Screen]]) -> Route:
    """One that says nothing more."""

    async def act_alone(guest: Visit, step: Step, _rest: list[str]) -> Screen:
        return await act(guest, step)

    return _of_draft(act_alone)


def _with_word(act: Callable[[Visit, Step, str], Awaitable[Screen | None]]) -> Route:
    """One that names something else, too."""

    async def act_upon(guest: Visit, step: Step, rest: list[str]) -> Screen | None:
        return await act(guest, step, rest[0]) if rest else None

    return _of_draft(act_upon)


# Drafts


async def _kind(guest: Visit, step: Step, kind: str) -> Screen:
    return await writing.changed(guest, step, writing.as_kind(guest, kind))


async def _field(guest: Visit, step: Step, name: str) -> Screen:
    return await writing.asking(guest, step, f"field:{name}", lambda view: _shown_field(view, name))


def _shown_field(view: View, name: str) -> Screen:
    one = fields.field(view.kind, name)
    if one is None:
        raise Refused(cards.NO_CHOICE)
    return cards.field(view, one)


async def _choose(guest: Visit, step: Step, rest: list[str]) -> Screen | None:
    if len(rest) < 2:
        return None
    name, value = rest[0], ":".join(rest[1:])
    return await writing.changed(
        guest, step, writing.chosen(guest, name, value), lambda view: _after_choice(view, name)
    )


def _after_choice(view: View, name: str) -> Screen:
    """What is switched on and off stays open, what is set leads back to the card."""
    one = fields.field(view.kind, name)
    if one is None:
        return cards.card(view)
    is_toggled = sum(choice.chosen for choice in one.choices(view.content, view.speaker, view.context)) != 1
    return cards.field(view, one) if is_toggled and name in _TOGGLED else cards.card(view)


_TOGGLED = {"targets", "weapons", "mediators", "parties"}


async def _figures(guest: Visit, step: Step) -> Screen:
    return await writing.asking(guest, step, "figures", cards.figures)


async def _attribution(guest: Visit, step: Step) -> Screen:
    return await writing.asking(guest, step, "claimant", cards.attribution)


async def _figure(guest: Visit, step: Step, rest: list[str]) -> Screen | None:
    found = numbers(rest[:1])
    if not found:
        return None
    return await writing.asking(guest, step, f"figure:{found[0]}", lambda view: _shown_figure(view, found[0]))


def _shown_figure(view: View, index: int) -> Screen:
    if index >= len(view.content.get("claims", [])):
        raise Refused(cards.NO_CHOICE)
    return cards.figure(view, index)


async def _drop_figure(guest: Visit, step: Step, rest: list[str]) -> Screen | None:
    found = numbers(rest[:1])
    if not found:
        return None
    return await writing.changed(
        guest, step, lambda content: fields.drop_claim(content, found[0]), cards.figures
    )


async def _texts(guest: Visit, step: Step, rest: list[str]) -> Screen | None:
    if not rest:
        return await writing.opened(guest, step.draft_id, cards.texts)
    if rest[0] not in guest.newsroom.rules.languages:
        return None
    return await writing.asking(guest, step, f"text:{rest[0]}", lambda view: cards.text(view, rest[0]))


async def _discard(guest: Visit, step: Step, rest: list[str]) -> Screen | None:
    if rest[:1] == ["yes"]:
        return await writing.discard(guest, step)
    return await writing.opened(guest, step.draft_id, cards.discard)


# Publishing


async def _preview(guest: Visit, step: Step, rest: list[str]) -> Screen | None:
    language, form, page = [*rest, *["", "", "0"][len(rest) :]][:3]
    found = numbers([page])
    wish = Wish(language, form, found[0] if found else 0)
    return await previewing.preview(guest, step.draft_id, wish)


async def _times(guest: Visit, step: Step, rest: list[str]) -> Screen | None:
    embargo = rest[:1] == ["e"]
    about = "embargo" if embargo else "time"
    return await writing.asking(
        guest, step, about, lambda view: sheets.times(view, timing.offered(guest), embargo=embargo)
    )


async def _go(guest: Visit, step: Step, rest: list[str]) -> Screen | None:
    if not rest:
        return await publishing.request(guest, step, Plan())
    at = timing.stamped(guest, rest[0])
    return await publishing.request(guest, step, Plan(at, embargo=rest[1:2] == ["e"])) if at else None


ROUTES: dict[str, Route] = {
    "k": _with_word(_kind),
    "f": _with_word(_field),
    "c": _of_draft(_choose),
    "fg": _of_step(_figures),
    "fo": _of_draft(_figure),
    "fd": _of_draft(_drop_figure),
    "fw": _of_step(_attribution),
    "l": _of_draft(_texts),
    "lk": _with_word(writing.keep_text),
    "sp": _of_draft(_discard),
    "pv": _of_draft(_preview),
    "sg": _with_word(publishing.signalled),
    "at": _of_draft(_times),
    "go": _of_draft(_go),
    "ok": _of_step(publishing.approve),
    "no": _of_step(publishing.take_back),
    "un": _of_step(publishing.take_back),
    "ov": _of_step(publishing.ask_for_override),
}
