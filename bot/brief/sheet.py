"""A sheet for the desk: a title, paragraphs of lines, and rows of buttons; what is empty is left out."""

from collections.abc import Sequence

from bot.brief import paging, render
from bot.brief.screen import Button, Screen
from bot.brief.tongue import Tongue

Line = str | tuple[str, str]
"""A plain line, or a label and what it says."""


def sheet(
    speaker: Tongue, title: str, paragraphs: Sequence[Sequence[Line]], rows: Sequence[Sequence[Button]]
) -> Screen:
    """One message; what would not fit into one is cut off at the end."""
    text = render.write("sheet", speaker, title=title, paragraphs=[one for one in paragraphs if one])
    return Screen(paging.pages(text)[0], [list(row) for row in rows if row])


def in_rows(buttons: Sequence[Button], many: int) -> list[list[Button]]:
    return [list(buttons[first : first + many]) for first in range(0, len(buttons), many)]


def short(text: str, most: int = 40) -> str:
    """A text for a button or a list: cut where it is longer."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def chosen(label: str, *, is_chosen: bool) -> str:
    return f"✓ {label}" if is_chosen else label
