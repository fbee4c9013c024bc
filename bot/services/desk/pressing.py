"""Buttons of the desk: their data becomes one act or one screen; strangers are told nothing."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from bot.brief.screen import MARK, Screen
from bot.desk.view import COMMAND
from bot.intake.fields import Refused
from bot.services.desk import buttons, office, revising, withdrawing, writing
from bot.services.desk.buttons import Route, numbers
from bot.services.desk.visits import NotOfTheDeskError, Visit
from storage.desk.drafts import DraftChanged, DraftGoneError


async def pressed(guest: Visit, data: str, bot_name: str) -> Screen | None:
    """What a button leads to; None for data that no button of ours carries, and for whoever lost their
    rights meanwhile.
    """
    prefix, _colon, what = data.partition(MARK)[0].partition(":")
    word, *rest = what.split(":")
    if prefix != COMMAND:
        return None
    try:
        if word == "mi" and rest:
            return await office.invite(guest, rest[0], bot_name)
        return await _ROUTES[word](guest, rest) if word in _ROUTES else None
    except Refused as refused:
        found = numbers(rest)
        note = refused.told(guest.speaker)
        return await writing.opened(guest, found[0], note=note) if found else None
    except DraftChanged as refused:
        return await writing.stale(guest, refused.draft, refused.seen)
    except (NotOfTheDeskError, DraftGoneError):
        return None


def _of_number(act: Callable[[Visit, int], Awaitable[Screen | None]]) -> Route:
    async def route(guest: Visit, rest: list[str]) -> Screen | None:
        found = numbers(rest[:1])
        return await act(guest, found[0]) if found else None

    return route


async def _entries(guest: Visit, rest: list[str]) -> Screen | None:
    found = numbers(rest[:1])
    return await revising.listed(guest, "", found[0] if found else 0)


async def _members(guest: Visit, _rest: list[str]) -> Screen | None:
    return await office.members(guest)


async def _remove(guest: Visit, rest: list[str]) -> Screen | None:
    found = numbers(rest[:1])
    return await office.remove(guest, found[0], surely=rest[1:] == ["yes"]) if found else None


async def _log(guest: Visit, rest: list[str]) -> Screen | None:
    found = numbers(rest[:1])
    return await office.log(guest, (found[0] if found else 0) or None)


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


_ROUTES: dict[str, Route] = buttons.ROUTES | {
    "h": _home,
    "dr": _of_number(writing.opened),
    "es": _entries,
    "e": _of_number(revising.opened),
    "ea": _of_number(revising.opened_apart),
    "ch": _of_number(revising.change),
    "hi": _of_number(revising.history),
    "w": _of_number(withdrawing.ask_why),
    "m": _members,
    "mr": _remove,
    "lg": _log,
    "ld": _lede,
}
