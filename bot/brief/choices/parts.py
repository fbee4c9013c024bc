"""What every screen of a choice is made of: its title, a note, what is chosen now, what to do, and Back."""

from collections.abc import Sequence

from bot.brief import render
from bot.brief.screen import Button, Screen
from bot.brief.sheet import in_rows
from bot.brief.tongue import Tongue


def choice(  # noqa: PLR0913, PLR0917  the parts of a screen
    speaker: Tongue,
    title: str,
    text: str,
    rows: Sequence[Sequence[Button]],
    note: str = "",
    now: str = "",
) -> Screen:
    """One choice with its buttons, above the way back."""
    text = render.write("choice", speaker, title=title, text=text, note=note, now=now)
    return Screen(text, [*(list(row) for row in rows if row), [back(speaker)]])


def plain(speaker: Tongue, text: str) -> str:
    return render.write("note", speaker, text=text)


def labelled(label: str, chosen: str) -> str:
    """What is chosen now, after its label. Messages inside an f-string are not found by the catalogues."""
    return f"{label} {chosen}"


def back(speaker: Tongue, to: str = "set") -> Button:
    return Button(speaker._("Back"), to)


def grid(buttons: Sequence[Button], many: int) -> list[list[Button]]:
    return in_rows(buttons, many)
