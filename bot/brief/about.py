"""What this brief is, how it works, what it keeps; and the public log of its corrections."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from bot.brief import compose, corrections, paging, render
from bot.brief.corrections import Change
from bot.brief.differences import differences
from bot.brief.screen import Button, Screen
from bot.brief.tongue import Tongue
from storage.model.entry import Entry

_A_PAGE = 6  # at most; long ones are fewer


@dataclass(frozen=True, slots=True)
class Erratum:
    """One correction or withdrawal in words: its label with the moment, of what, and the reason given."""

    label: str
    what: str
    reason: str


class Cited(Protocol):
    """An outlet, the newest address cited of it, and by how many entries."""

    name: str
    url: str
    entries: int


def about(speaker: Tongue, links: Sequence[tuple[str, str]]) -> Screen:
    rows = [
        [Button(speaker._("Corrections"), "errata:0"), Button(speaker._("Sources"), "about:sources")],
        [Button(speaker._("What is kept"), "about:data"), Button(speaker._("Today"), "day")],
    ]
    return Screen(render.write("about", speaker, links=links), rows)


def corrected(change: Change, newest: Entry, speaker: Tongue, fallback: str) -> Erratum:
    """It is named as readers see it by now: an earlier headline may have been wrong itself."""
    headline = compose.in_language(newest.headline, speaker, fallback)
    facts = "; ".join(differences(change.wrong, change.right, speaker))
    label, _text = corrections.corrected(_dated(change), speaker)
    return Erratum(label, f"{headline} — {facts}" if facts else headline, change.reason)


def withdrawn(change: Change, speaker: Tongue) -> Erratum:
    return Erratum(*corrections.withdrawn(replace(_dated(change), reason=""), speaker), change.reason)


def _dated(change: Change) -> Change:
    """Told on no day of its own, so that its moment comes with the date."""
    return replace(change, day=date.min)


def errata(speaker: Tongue, found: Sequence[Erratum]) -> list[str]:
    """The log of corrections, as pages."""
    parts = [found[start : start + _A_PAGE] for start in range(0, len(found), _A_PAGE)] or [found]
    return [page for part in parts for page in paging.pages(render.write("errata", speaker, errata=part))]


def outlets(speaker: Tongue, found: Sequence[Cited]) -> list[str]:
    """The outlets that the entries rest on, each with how many of them, as pages."""
    counted = [(one, _entries(one.entries, speaker)) for one in found]
    return render.paged("outlets", speaker, outlets=counted)


def _entries(count: int, speaker: Tongue) -> str:
    return speaker.plural("%(count)s report", "%(count)s reports", count) % {"count": speaker.number(count)}
