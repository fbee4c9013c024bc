"""What was struck while they talk: the attacks since a process began, by claimant, in a few lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.brief.figures import phrase
from bot.brief.nights import UNITS, Series
from bot.brief.tongue import Tongue

_CLAIMANTS = 4


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """The title with its first day; of each claimant the name, what they count and of how many days."""

    title: str
    lines: list[tuple[str, str, str]]
    left_out: int


def told(first: date, days: int, rows: Sequence[Series], speaker: Tongue) -> Meanwhile:
    """`days` are the attack days on which an attack is on record."""
    title = speaker.plural(
        "Attacks since %(day)s (%(count)s attack day)", "Attacks since %(day)s (%(count)s attack days)", days
    ) % {"day": speaker.date(first), "count": speaker.number(days)}
    lines = [(row.claimant, launched(row, speaker), _given(row, speaker)) for row in rows[:_CLAIMANTS]]
    return Meanwhile(title, lines, max(0, len(rows) - _CLAIMANTS))


def launched(row: Series, speaker: Tongue) -> str:
    """Such as "1,240–1,390 drones, about 65 missiles launched"."""
    sums = [(unit, row.total(unit)) for unit in UNITS]
    said = [phrase(speaker, "launched", unit, total) for unit, total in sums if total is not None]
    return speaker._("%(figures)s launched") % {"figures": ", ".join(said)}


def _given(row: Series, speaker: Tongue) -> str:
    """On how many of the days the claimant gives a figure: the sum is of these alone."""
    return speaker.plural(
        "a figure for %(count)s day", "figures for %(count)s days", row.days_with_figures
    ) % {"count": speaker.number(row.days_with_figures)}
