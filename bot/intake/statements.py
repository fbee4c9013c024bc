"""A line of figures as claims, in the form in which they travel."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.intake.context import Context
from bot.intake.phrases.lines import Line


def claims(line: Line, source: str, context: Context) -> Iterator[dict[str, Any]]:
    """Each figure with who says so and where; an empty claimant or source is for the desk to fill in."""
    for figure in line.figures:
        claim: dict[str, Any] = {
            "measure": figure.measure,
            "unit": figure.unit,
            "quantity": figure.quantity.model_dump(mode="json", exclude_none=True),
            "claimant": line.claimant,
            "source": source,
        }
        if moment := as_of(line, context):
            claim["as_of"] = moment
        yield claim


def as_of(line: Line, context: Context) -> str | None:
    """A clock time is the newsroom's, on its newest day on which it has passed."""
    if line.as_of is None:
        return line.as_of_day.isoformat() if line.as_of_day else None
    day = line.as_of_day or context.here.date()
    at = datetime.combine(day, line.as_of, context.zone)
    if line.as_of_day is None and at > context.here:
        at = datetime.combine(day - timedelta(days=1), line.as_of, context.zone)
    return at.isoformat()
