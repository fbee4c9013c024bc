"""A progress bar on stderr: only on a terminal, and only for what takes longer than a second."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, TaskID

_PATIENCE = 1.0  # seconds


class Bar:
    """Shows how far something is, once it is slow; on leaving, the bar disappears."""

    def __init__(self, name: str, console: Console | None = None) -> None:
        self._name = name
        self._console = console or Console(file=sys.stderr)
        self._began = time.monotonic()
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def show(self, what: str, done: int, total: int) -> None:
        if self._progress is None and not self._start():
            return
        if self._progress is not None:
            if what not in self._tasks:
                self._tasks[what] = self._progress.add_task(f"{self._name}: {what}", total=total)
            self._progress.update(self._tasks[what], completed=done)

    def _start(self) -> bool:
        if not self._console.is_terminal or time.monotonic() - self._began < _PATIENCE:
            return False
        self._progress = Progress(console=self._console, transient=True)
        self._progress.start()
        return True
