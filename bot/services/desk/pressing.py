"""Buttons of the desk: their data becomes one act or one screen; strangers are told nothing."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from bot.brief.screen import Screen
from bot.desk import cards, sheets
from bot.desk.view import COMMAND, View
from bot.intake import fields
from bot.intake.fields import Refused
from bot.services.desk import office, previewing, publishing, revising, timing, withdrawing, writing
from bot.services.desk.previewing import Wish
from bot.services.desk.publishing import Plan
from bot.services.desk.visits import NotOfTheDeskError, Visit

Route = Callable[[Visit, list[str]], Awaitable[Screen | None]]
_LONGEST_NUMBER = 18


async def pressed(guest: Visit, data: str, bot_name: str) -> Screen | None:
    """What a button leads to; None for data that no button of ours carries, and for whoever lost their
    rights meanwhile.
    """
    prefix, word, *rest = [*data.split(":"), ""][:2] + data.split(":")[2:]
    if prefix != COMMAND:
        return None
    try:
        if word == "mi" and rest:
            return await office.invite(guest, rest[0], bot_name)
        return await _ROUTES[word](guest, rest) if word in _ROUTES else None
    except Refused as refused:
        numbers = _numbers(rest)
        note = refused.told(guest.speaker)
        return await writing.opened(guest, numbers[0], note=note) if numbers else None
    except NotOfTheDeskError:
        return None


def _numbers(rest: list[str]) -> list[int]:
    found = []
    for one in rest:
        if not (one.isdecimal() and one.isascii() and len(one) < _LONGEST_NUMBER):
            break
        found.append(int(one))
    return found


def _of_draft(act: Callable[[Visit, tuple[int, int], list[str]], Awaitable[Screen | None]]) -> Route:
    """A button that names a draft and the version which it stood under."""

    async def route(guest: Visit, rest: list[str]) -> Screen | None:
        numbers = _numbers(rest[:2])
        return await act(guest, (numbers[0], numbers[1]), rest[2:]) if len(numbers) == 2 else None

    return route


def _of_number(act: Callable[[Visit, int], Awaitable[Screen | None]]) -> Route:
    async def route(guest: Visit, rest: list[str]) -> Screen | None:
        numbers = _numbers(rest[:1])
        return await act(guest, numbers[0]) if numbers else None

    return route


# Drafts


async def _kind(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    return await writing.changed(guest, step, writing.as_kind(guest, rest[0])) if rest else None


async def _field(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    if not rest:
        return None
    return await writing.asking(guest, step, f"field:{rest[0]}", lambda view: _shown_field(view, rest[0]))


def _shown_field(view: View, name: str) -> Screen:
    one = fields.field(view.kind, name)
    if one is None:
        raise Refused(cards.NO_CHOICE)
    return cards.field(view, one)


async def _choose(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
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


async def _figures(guest: Visit, step: tuple[int, int], _rest: list[str]) -> Screen | None:
    return await writing.asking(guest, step, "figures", cards.figures)


async def _figure(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    numbers = _numbers(rest[:1])
    if not numbers:
        return None
    return await writing.asking(
        guest, step, f"figure:{numbers[0]}", lambda view: _shown_figure(view, numbers[0])
    )


def _shown_figure(view: View, index: int) -> Screen:
    if index >= len(view.content.get("claims", [])):
        raise Refused(cards.NO_CHOICE)
    return cards.figure(view, index)


async def _drop_figure(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    numbers = _numbers(rest[:1])
    if not numbers:
        return None
    return await writing.changed(
        guest, step, lambda content: fields.drop_claim(content, numbers[0]), cards.figures
    )


async def _attribution(guest: Visit, step: tuple[int, int], _rest: list[str]) -> Screen | None:
    return await writing.asking(guest, step, "claimant", cards.attribution)


async def _texts(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    if not rest:
        return await writing.opened(guest, step[0], cards.texts)
    if rest[0] not in guest.newsroom.rules.languages:
        return None
    return await writing.asking(guest, step, f"text:{rest[0]}", lambda view: cards.text(view, rest[0]))


async def _keep_text(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    return await writing.keep_text(guest, step, rest[0]) if rest else None


async def _discard(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    if rest[:1] == ["yes"]:
        return await writing.discard(guest, step)
    return await writing.opened(guest, step[0], cards.discard)


# Publishing


async def _preview(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    language, form, page = [*rest, *["", "", "0"][len(rest) :]][:3]
    numbers = _numbers([page])
    wish = Wish(language, form, numbers[0] if numbers else 0)
    return await previewing.preview(guest, step[0], wish)


async def _signal(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    return await publishing.signalled(guest, step, rest[0]) if rest else None


async def _times(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    embargo = rest[:1] == ["e"]
    about = "embargo" if embargo else "time"
    return await writing.asking(
        guest, step, about, lambda view: sheets.times(view, timing.offered(guest), embargo=embargo)
    )


async def _go(guest: Visit, step: tuple[int, int], rest: list[str]) -> Screen | None:
    if not rest:
        return await publishing.request(guest, step, Plan())
    at = timing.stamped(guest, rest[0])
    return await publishing.request(guest, step, Plan(at, embargo=rest[1:2] == ["e"])) if at else None


async def _approve(guest: Visit, step: tuple[int, int], _rest: list[str]) -> Screen | None:
    return await publishing.approve(guest, step)


async def _take_back(guest: Visit, step: tuple[int, int], _rest: list[str]) -> Screen | None:
    return await publishing.take_back(guest, step)


async def _override(guest: Visit, step: tuple[int, int], _rest: list[str]) -> Screen | None:
    return await publishing.ask_for_override(guest, step)


# Entries, people, log


async def _open(guest: Visit, rest: list[str]) -> Screen | None:
    numbers = _numbers(rest[:1])
    return await writing.opened(guest, numbers[0]) if numbers else None


async def _entries(guest: Visit, rest: list[str]) -> Screen | None:
    numbers = _numbers(rest[:1])
    return await revising.listed(guest, "", numbers[0] if numbers else 0)


async def _members(guest: Visit, _rest: list[str]) -> Screen | None:
    return await office.members(guest)


async def _remove(guest: Visit, rest: list[str]) -> Screen | None:
    numbers = _numbers(rest[:1])
    return await office.remove(guest, numbers[0], surely=rest[1:] == ["yes"]) if numbers else None


async def _log(guest: Visit, rest: list[str]) -> Screen | None:
    numbers = _numbers(rest[:1])
    return await office.log(guest, (numbers[0] if numbers else 0) or None)


async def _home(guest: Visit, _rest: list[str]) -> Screen | None:
    return await office.home(guest)


async def _lede(guest: Visit, rest: list[str]) -> Screen | None:
    if not rest:
        return await office.show_ledes(guest)
    day = _day(rest[0])
    if day is None:
        return None
    return await office.ask_lede(guest, day, rest[1]) if rest[1:] else await office.show_ledes(guest, day)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None


_ROUTES: dict[str, Route] = {
    "h": _home,
    "dr": _open,
    "k": _of_draft(_kind),
    "f": _of_draft(_field),
    "c": _of_draft(_choose),
    "fg": _of_draft(_figures),
    "fo": _of_draft(_figure),
    "fd": _of_draft(_drop_figure),
    "fw": _of_draft(_attribution),
    "l": _of_draft(_texts),
    "lk": _of_draft(_keep_text),
    "sp": _of_draft(_discard),
    "pv": _of_draft(_preview),
    "sg": _of_draft(_signal),
    "at": _of_draft(_times),
    "go": _of_draft(_go),
    "ok": _of_draft(_approve),
    "no": _of_draft(_take_back),
    "un": _of_draft(_take_back),
    "ov": _of_draft(_override),
    "es": _entries,
    "e": _of_number(revising.opened),
    "ch": _of_number(revising.change),
    "hi": _of_number(revising.history),
    "w": _of_number(withdrawing.ask_why),
    "m": _members,
    "mr": _remove,
    "lg": _log,
    "ld": _lede,
}
