"""The real program in a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def brief(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run `brief` with these arguments and no settings but what is said."""
    return subprocess.run(  # noqa: S603  our own program
        command(*arguments),
        cwd=folder,
        env=environment() | more,
        capture_output=True,
        check=False,
    )


def command(*arguments: str) -> Sequence[str]:
    return [sys.executable, "-W", "error", "-m", "bot", *arguments]


def environment() -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("BRIEF_")}
    root = str(Path(__file__).parents[2])
    return others | {"PYTHONPATH": root}
