"""The program in a process of its own, as it is started in earnest: killed, frozen, asked to end."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from pathlib import Path

from bot.settings import PREFIX

ROOT = Path(__file__).parents[2]
_ENDS_WITHIN = 10.0  # seconds after SIGTERM


class Program:
    def __init__(self, process: Process, log: Path) -> None:
        self.process = process
        self._log = log

    @classmethod
    async def start(cls, settings: Mapping[str, str], folder: Path, *command: str) -> "Program":
        """`brief run`, or another command, with these settings and no others."""
        log = _next_log(folder)
        with log.open("wb") as written:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", *(command or ("run",))),
                cwd=folder,
                env=_environment(settings, folder),
                stdin=DEVNULL,
                stdout=written,
                stderr=written,
            )
        return cls(process, log)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def lives(self) -> bool:
        return self.process.returncode is None

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        if self.lives:
            self.process.kill()
        await self.process.wait()

    async def end(self) -> int:
        """Ask it to end; its exit code."""
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), _ENDS_WITHIN)


def _next_log(folder: Path) -> Path:
    return folder / f"log-{len(list(folder.glob('log-*')))}.txt"


def _environment(settings: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Nothing here is encrypted, and to load the certificates of the world takes long."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith((PREFIX, "SSL_CERT"))}
    own = {PREFIX + name.upper(): value for name, value in settings.items()}
    return kept | own | {"PYTHONPATH": str(ROOT), "SSL_CERT_DIR": str(folder)}
