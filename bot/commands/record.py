"""`brief import`, `brief export`, `brief schema`: entries come in and go out as files."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Annotated, Any

from cyclopts import CycloptsError, Parameter

from bot.commands.console import begin, complain, database_of, say
from bot.commands.progress import Bar
from bot.intake.files import STDIN, read_entries, shown
from bot.intake.refusals import FileRefused
from bot.services import record
from bot.settings import Settings
from storage.db import Database
from storage.model.entry import Entry
from storage.model.values import moment


def _moment(_kind: Any, tokens: Sequence[Any]) -> date | datetime:
    return moment(tokens[0].value)


# A hyphen may lead because `-` is a file here; what else begins with one is a mistyped option.
Files = Annotated[
    str,
    Parameter(name="FILE", help=".jsonl or .json files, - for standard input.", allow_leading_hyphen=True),
]
Publish = Annotated[bool, Parameter(help="Let readers see the entries.", negative="")]
Quietly = Annotated[bool, Parameter(help="Publish without alerting anybody: an archive.", negative="")]
Since = Annotated[
    date | datetime | None,
    Parameter(
        help="Only what was saved since, such as 2026-02-04 or 2026-02-04T18:00Z.",
        converter=_moment,
        n_tokens=1,
        accepts_keys=False,
    ),
]


async def import_entries(*files: Files, publish: Publish = False, quietly: Quietly = False) -> int:
    _require_files(files)
    aim: record.Aim = "archive" if quietly else "publish" if publish else "keep"
    async with database_of(begin()) as database:
        kept = [await _import(database, name, aim) for name in files]
    return 0 if all(kept) else 1


def _require_files(files: Sequence[str]) -> None:
    if not files:
        raise CycloptsError(msg="Name at least one file, or - for standard input.")
    for name in files:
        if name.startswith("-") and name != STDIN:
            raise CycloptsError(msg=f"Unknown option: {name}.")


async def _import(database: Database, source: str, aim: record.Aim) -> bool:
    name = shown(source)
    with Bar(name) as bar:

        def heard(what: str, so_far: int, total: int) -> None:
            _stop_when_asked()
            bar.show(what, so_far, total)

        try:
            entries = read_entries(source, heard=partial(heard, "reading"))
        except FileRefused as refused:
            complain("\n".join(refused.sentences()))
            say(f"{name}: refused, nothing was kept")
            return False
        done = await record.take_in(
            database, entries, aim, heard=lambda saved: heard("saving", saved, len(entries))
        )
    counts = f"{done.added} added, {done.revised} revised, {done.unchanged} unchanged"
    say(f"{name}: {counts}; {_unpublished(done) if aim == 'keep' else _published(done)}")
    return True


def _stop_when_asked() -> None:
    """Ctrl-C cancels the task, which would notice only after a long file was read."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _published(done: record.Imported) -> str:
    waiting = f", {done.embargoed} under embargo" if done.embargoed else ""
    return f"{done.published} published{waiting}"


def _unpublished(done: record.Imported) -> str:
    parts = []
    if done.added + done.revised > done.behind:
        parts.append("kept as drafts")
    if done.behind:
        parts.append(f"{done.behind} kept unpublished, readers see the version before")
    return "; ".join([*parts, "publish with --publish"]) if parts else "nothing new to publish"


async def export(*, since: Since = None) -> None:
    settings = begin()
    async with (
        database_of(settings) as database,
        aclosing(record.documents(database, _instant(since, settings))) as documents,
    ):
        async for document in documents:
            say(document)


def _instant(since: date | datetime | None, settings: Settings) -> datetime | None:
    """A date begins at midnight in the newsroom."""
    if since is None or isinstance(since, datetime):
        return since
    return datetime.combine(since, time(), settings.zone).astimezone(UTC)


def schema() -> None:
    described = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Entry.model_json_schema()}
    say(json.dumps(described, indent=2, ensure_ascii=False))
