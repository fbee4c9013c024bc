"""`brief desk log`: what the desk did, newest first, as a table or as an object per line."""

import json
import shutil
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.table import Table

from bot.commands.console import begin, existing_database_of, say
from storage.desk import acts
from storage.model.desk import Act
from storage.model.values import written

What = Annotated[Literal["log"], Parameter(help="What to show: the log of all acts.")]
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line, times in UTC.")]
Limit = Annotated[int, Parameter(help="How many acts at most.", validator=Number(gte=1, lte=100_000))]
Uri = Annotated[str, Parameter(help="Only what was done about the entry with this uri.")]
_NARROW = 100  # columns, where there is no terminal to ask
_BY_ITSELF = "the program"


async def desk(what: What, /, *, as_json: Json = False, limit: Limit = 50, uri: Uri = "") -> None:  # noqa: ARG001
    settings = begin()
    async with existing_database_of(settings) as (database, _schema), database.reading() as session:
        found = await acts.latest(session, limit, uri=uri)
    if as_json:
        for act in found:
            say(json.dumps(_document(act), ensure_ascii=False))
    else:
        _show(found, settings.zone)


def _document(act: Act) -> dict[str, Any]:
    return {
        "at": written(act.at),
        "actor": act.actor or None,
        "verb": act.verb,
        "uri": act.uri or None,
        "version": act.version,
        "detail": act.detail,
    }


def _show(found: Sequence[Act], zone: ZoneInfo) -> None:
    if not found:
        say("No act is on record.")
        return
    width = shutil.get_terminal_size((_NARROW, 24)).columns if sys.stdout.isatty() else _NARROW
    table = Table(box=None, pad_edge=False)
    for head in ("when", "who", "act", "entry", "detail"):
        table.add_column(head, overflow="fold")
    for act in found:
        when = f"{act.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        table.add_row(when, str(act.actor or _BY_ITSELF), act.verb, act.uri, _detail(act))
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False)
    with console.capture() as drawn:
        console.print(table)
    say(drawn.get().rstrip("\n"))  # UTF-8 in any locale: a reason is in the language of its editor


def _detail(act: Act) -> str:
    parts = {"version": act.version, **act.detail}
    return ", ".join(f"{name} {value}" for name, value in parts.items() if value not in (None, ""))
