"""`brief subscribers export|import FILE`: how a newsroom moves house, or starts again after a ban."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import CycloptsError, Parameter

from bot.clock import wall
from bot.commands.console import begin, complain, existing_schema_of, say
from bot.commands.files import whole
from bot.commands.progress import Bar
from bot.intake import streams
from bot.intake.files import STDIN, shown
from bot.intake.refusals import MOST_SHOWN, FileRefused, Refusal
from bot.services import travel as travelling
from bot.services.newsroom import Rules
from bot.settings import Settings
from storage.migrations import migrate
from storage.model.subscriber import Subscriber
from storage.travel import Twice

Way = Annotated[
    Literal["export", "import"], Parameter(name="export|import", help="Out to FILE, or in from it.")
]
File = Annotated[
    str,
    Parameter(
        name="FILE",
        help="One JSON object per line; - is standard input or output.",
        allow_leading_hyphen=True,
    ),
]


def travel(way: Way, file: File, /) -> int:
    if file.startswith("-") and file != STDIN:
        raise CycloptsError(msg=f"Unknown option: {file}.")
    settings = begin()
    return _export(file, settings) if way == "export" else _import(file, settings)


def _export(target: str, settings: Settings) -> int:
    existing_schema_of(settings)
    with Bar(target) as bar:
        lines = travelling.lines(settings.database_url, partial(bar.show, "writing"))
        if target == STDIN:
            for line in lines:
                say(line)
            return 0
        count = _write(Path(target), lines)
    say(f"{target}: {count} subscribers")
    return 0


def _write(target: Path, lines: Iterator[str]) -> int:
    count = 0
    with whole(target) as beside, beside.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count


class _Reading:
    """The values of a file; its problems are counted, and the first of them kept."""

    def __init__(self, source: str, bar: Bar) -> None:
        self.name = shown(source)
        self.refused = 0
        self._problems: list[Refusal] = []
        self._untold = 0
        self._found = streams.values(source, Subscriber, partial(bar.show, "reading"))
        self._any = False

    def __iter__(self) -> Iterator[tuple[int, Subscriber]]:
        for line, found in self._found:
            self._any = True
            if isinstance(found, Subscriber):
                yield line, found
            else:
                self.refused += 1
                self._note(found)

    def _note(self, problems: list[Refusal]) -> None:
        room = MOST_SHOWN - len(self._problems)
        self._problems += problems[:room]
        self._untold += len(problems[room:])

    def judge(self, twice: list[Twice], many: int) -> None:
        """Raises: FileRefused: with the first problems, when there is any."""
        if not self._any:
            self._note([Refusal(None, "", "holds no subscribers")])
        self.refused += many
        self._note([_stands_twice(one) for one in twice])
        self._untold += many - len(twice)
        if self._problems:
            shown_first = sorted(self._problems, key=lambda problem: problem.line or 0)
            raise FileRefused(self.name, shown_first, self._untold)


def _stands_twice(one: Twice) -> Refusal:
    thread = f" with thread_id {one.thread_id}" if one.thread_id else ""
    return Refusal(one.line, "chat_id", f"{one.chat_id}{thread} stands already on line {one.first}")


def _import(source: str, settings: Settings) -> int:
    migrate(settings.database_url)
    with Bar(shown(source)) as bar:
        reading = _Reading(source, bar)
        rules = Rules(tuple(settings.languages), settings.timezone, settings.digest_time)
        try:
            done = travelling.take_in(settings.database_url, reading, rules, wall(), reading.judge)
        except FileRefused as refused:
            complain("\n".join(refused.sentences()))
            say(f"{reading.name}: {reading.refused} refused, nothing was kept")
            return 1
    say(f"{reading.name}: {done.added} added, {done.updated} updated, {done.unchanged} unchanged, 0 refused")
    return 0
