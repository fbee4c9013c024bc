"""What this brief is, how it works, what it keeps; and the public log of its corrections."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.brief import paging, render
from bot.brief.screen import Button, Screen
from bot.brief.tongue import Tongue


@dataclass(frozen=True, slots=True)
class Erratum:
    """One correction or withdrawal in words; a withdrawn entry has no headline any more."""

    headline: str
    label: str
    text: str
    reason: str


def about(speaker: Tongue, links: Sequence[tuple[str, str]]) -> Screen:
    rows = [[Button(speaker._("Corrections"), "errata:0")], [Button(speaker._("Today"), "day")]]
    return Screen(render.write("about", speaker, links=links), rows)


def errata(speaker: Tongue, found: Sequence[Erratum], page: int, *, more: bool) -> Screen:
    """A page of the log of corrections."""
    turns = []
    if page > 0:
        turns.append(Button(speaker._("Back"), f"errata:{page - 1}"))
    if more:
        turns.append(Button(speaker._("More"), f"errata:{page + 1}"))
    rows = [row for row in (turns, [Button(speaker._("About"), "about")]) if row]
    text = render.write("errata", speaker, errata=found)
    return Screen(paging.pages(text)[0], rows)
