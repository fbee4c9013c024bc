"""This process and others on its machine: who it is, whether another is gone, a clock that never stops."""

import os
import secrets
import socket
import time
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_STATE, _STARTED = 0, 19  # fields after the name, which may hold anything
_ENDED = ("Z", "X")


@dataclass(frozen=True)
class Process:
    """A process under the name of this start. `birth` is its machine's start, pid namespace, pid and start
    time, which no other process ever shares; empty where the system does not tell.
    """

    id: str
    host: str
    pid: int
    birth: str = ""


def this() -> Process:
    host, pid = socket.gethostname(), os.getpid()
    return Process(f"{host}-{pid}-{secrets.token_hex(4)}", host, pid, birth_of(pid))


def birth_of(pid: int) -> str:
    """What tells a process of this machine and pid namespace from every other."""
    try:
        machine = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{machine} {(_PROC / 'self/ns/pid').readlink()} {pid} {_stat(pid)[_STARTED]}"
    except OSError:
        return ""


def is_gone(other: str, mine: str) -> bool:
    """Whether the process of another birth has ended for sure; False where that cannot be seen from here."""
    *place, pid, started = other.split() or [""] * 3
    if not mine or place != mine.split()[:2] or other == mine:
        return False
    try:
        os.kill(int(pid), 0)
        now = _stat(int(pid))
    except ProcessLookupError:
        return True
    except OSError:  # there is one, and what it is is hidden from us
        return False
    return now[_STARTED] != started or now[_STATE] in _ENDED


def _stat(pid: int) -> list[str]:
    return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def uptime() -> float:
    """Seconds on a clock that nobody sets, and that also counts while the machine sleeps."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
