"""`brief status`: how everything stands, as tables for people or as one JSON object for machines."""

import json
import shutil
import sys
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from bot.clock import wall
from bot.commands.console import begin, existing_database_of, say
from bot.services import status as standing
from bot.services.status import OPEN_STATES, Status

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object instead of tables.")]
_NARROW = 100  # columns, where there is no terminal to ask


async def status(*, as_json: Json = False) -> None:
    settings = begin()
    async with existing_database_of(settings) as (database, schema):
        found = await standing.status_of(database, wall(), settings.zone, settings.messages_per_second)
    if as_json:
        say(json.dumps(standing.document(found, schema), ensure_ascii=False))
    else:
        _show(found, schema, settings.zone)


def _show(found: Status, schema: str, zone: ZoneInfo) -> None:
    sys.stdout.flush()
    width = shutil.get_terminal_size((_NARROW, 24)).columns if sys.stdout.isatty() else _NARROW
    console = Console(file=sys.stdout, width=width, highlight=False)
    console.print(_facts(found, schema, zone))
    if found.depth.lanes:
        console.print(_queue(found))
    if found.replicas:
        console.print(_replicas(found))
    if found.suggestion:
        console.print(found.suggestion)


def _facts(found: Status, schema: str, zone: ZoneInfo) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    doubts = found.doubts
    rows: dict[str, str] = {
        "readers": ", ".join(f"{many:,} {state}" for state, many in found.readers.items()),
        "waiting": _waiting(found),
        "quiet hours": _held(found, zone),
        "rate": f"{found.sent_last_minute:,} sent in the last minute, at most {found.per_second} a second",
        "oldest due": _moment(found.oldest_due, zone, found.at) or "nothing is due",
        "gate": f"closed until {_moment(found.depth.gate, zone, found.at)}" if found.depth.gate else "open",
        "ambiguities": f"{doubts.today:,} today, {doubts.all:,} in all, {doubts.held:,} held, "
        f"{doubts.resolved:,} resolved",
        "last sent": _moment(found.last_sent, zone, found.at) or "never",
        "inbox": f"{found.depth.updates:,} updates, {found.depth.replies:,} replies",
        "replicas": f"{len(found.replicas)} alive",
        "schema": schema,
    }
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def _waiting(found: Status) -> str:
    if not found.waiting:
        return "nothing"
    return f"{found.waiting:,} messages, the last leaves in {span(found.eta_seconds)}"


def _held(found: Status, zone: ZoneInfo) -> str:
    if not found.quiet.readers:
        return "hold nothing back"
    until = _moment(found.quiet.until, zone, found.at)
    return f"hold alerts back for {found.quiet.readers:,} readers, the first until {until}"


def _queue(found: Status) -> Table:
    table = _table("queue", *OPEN_STATES, "gone in")
    for lane in found.depth.lanes:
        numbers = [f"{lane.states[state]:,}" for state in OPEN_STATES]
        table.add_row(lane.name, *numbers, span(lane.eta_seconds) if lane.leaving else "–")
    return table


def _replicas(found: Status) -> Table:
    table = _table("replica", "host", "pid", "permits", "seen", "up for", "roles")
    for one in found.replicas:
        seen = f"{span((found.at - one.seen_at).total_seconds())} ago"
        up = span((found.at - one.started_at).total_seconds())
        roles = ", ".join(one.roles) or "–"
        table.add_row(one.id, one.host, str(one.pid), str(one.permits), seen, up, roles)
    return table


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(head, justify="right" if head in {*OPEN_STATES, "pid", "permits"} else "left")
    return table


def _moment(moment: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    if moment is None:
        return ""
    away = (moment - now).total_seconds()
    distance = f"in {span(away)}" if away > 0 else f"{span(-away)} ago"
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S} ({distance})"


def span(seconds: float) -> str:
    """A length of time in its two largest units: 9 h 16 min."""
    whole = timedelta(seconds=max(round(seconds), 0))
    hours, rest = divmod(whole.seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [(whole.days, "d"), (hours, "h"), (minutes, "min"), (left, "s")]
    first = next((n for n, (many, _unit) in enumerate(parts) if many), len(parts) - 1)
    return " ".join(f"{many} {unit}" for many, unit in parts[first : first + 2] if many) or "0 s"
