"""Nights of the newsroom: from 18:00 to 09:00, called after the morning on which they end."""

from datetime import date, datetime, time, timedelta
from typing import Any

from bot.intake.context import Context

BEGINS, LATE, ENDS = time(18), time(22), time(9)


def latest(context: Context) -> date:
    """The morning of the night that is going on, or else of the last one."""
    here = context.here
    return here.date() if here.time() < BEGINS else here.date() + timedelta(days=1)


def reported(context: Context) -> date:
    """The morning of the night that somebody writes about: in the evening still of the last one."""
    here = context.here
    return here.date() if here.time() < LATE else here.date() + timedelta(days=1)


def night(morning: date, context: Context) -> dict[str, Any]:
    """The night to a morning, as far as it has gone."""
    begins = datetime.combine(morning - timedelta(days=1), BEGINS, context.zone)
    ends = min(datetime.combine(morning, ENDS, context.zone), max(context.here, begins))
    return {"start": begins.isoformat(), "end": ends.isoformat(), "precision": "night"}
