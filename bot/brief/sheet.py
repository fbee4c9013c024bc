"""A sheet for the desk: a title, paragraphs of lines, and rows of buttons; what is empty is left out."""

from collections.abc import Sequence
from dataclasses import replace

from bot.brief import paging, render
from bot.brief.screen import Button, Screen
from bot.brief.tongue import Tongue

Line = str | tuple[str, str]
"""A plain line, or a label and what it says."""


_LEAST_ROOM = 40  # units, of which two are the blank line


def sheet(
    speaker: Tongue, title: str, paragraphs: Sequence[Sequence[Line]], rows: Sequence[Sequence[Button]]
) -> Screen:
    """One message; what would not fit into one is cut off at the end."""
    text = render.write("sheet", speaker, title=title, paragraphs=[one for one in paragraphs if one])
    return Screen(paging.pages(text)[0], [list(row) for row in rows if row])


def with_typed(speaker: Tongue, screen: Screen, text: str) -> Screen:
    """What was typed stands below, to be copied with a tap: as much of it as there is room for."""
    room = paging.MOST_UNITS - paging.units(screen.text) - 2
    written = render.write("typed", speaker, text=text)
    found = paging.pages(written, room) if room > _LEAST_ROOM else []
    return replace(screen, text="\n\n".join([screen.text, *found[:1]]))


def in_rows(buttons: Sequence[Button], many: int) -> list[list[Button]]:
    return [list(buttons[first : first + many]) for first in range(0, len(buttons), many)]


def short(text: str, most: int = 40) -> str:
    """A text for a button or a list: cut where it is longer."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def chosen(label: str, *, is_chosen: bool) -> str:
    return f"✓ {label}" if is_chosen else label
