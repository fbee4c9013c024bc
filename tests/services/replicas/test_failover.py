"""Real processes that are killed and frozen: what they had is elsewhere in time, and they know it."""

import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from bot.services.replicas.place import ROLES
from bot.services.replicas.processes import uptime

ROOT = Path(__file__).parents[3]
HOLDERS = """
    SELECT replica.pid FROM lease JOIN replica ON replica.id = lease.holder
    WHERE lease.until > clock_timestamp() AND replica.until > clock_timestamp()
"""
LIVING = "SELECT count(*) FROM replica WHERE until > clock_timestamp()"


@contextmanager
def _replica(url, said):
    command = [sys.executable, "-m", "tests.services.replicas.replica", url]
    with (
        said.open("w") as out,
        subprocess.Popen(command, cwd=ROOT, stdout=out) as process,  # noqa: S603  a command of our own
    ):
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def three(postgresql_url, tmp_path):
    """Three processes by pid, each with the file of what it believes."""
    with ExitStack() as stack:
        files = [tmp_path / str(number) for number in range(3)]
        processes = [stack.enter_context(_replica(postgresql_url, file)) for file in files]
        yield {process.pid: (process, file) for process, file in zip(processes, files, strict=True)}


@pytest.fixture
def asked(postgresql_url):
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        yield connection


def _until(condition, seconds=30.0):
    """Seconds until it is so."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


def _holder(asked):
    """The pid of the one that has all roles; None while they move."""
    pids = [pid for (pid,) in asked.execute(HOLDERS)]
    return pids[0] if len(pids) == len(ROLES) and len(set(pids)) == 1 else None


def test_the_roles_of_a_killed_and_of_a_frozen_process_are_elsewhere_within_ten_seconds(three, asked):
    _until(lambda: asked.execute(LIVING).fetchone() == (3,) and _holder(asked))
    killed = _holder(asked)
    three[killed][0].send_signal(signal.SIGKILL)
    assert _until(lambda: _holder(asked) not in {None, killed}) < 10

    frozen, believes = three[_holder(asked)]
    _until(lambda: believes.read_text().endswith(f" {','.join(ROLES)}\n"))
    frozen.send_signal(signal.SIGSTOP)
    assert _until(lambda: _holder(asked) not in {None, frozen.pid}) < 10

    thawed = uptime()
    frozen.send_signal(signal.SIGCONT)
    _until(lambda: len(_since(believes, thawed)) > 5)
    # What it was about to write when it froze is older.
    assert {roles for _moment, roles in _since(believes, thawed)} == {""}


def _since(believes, moment):
    lines = [
        line.partition(" ") for line in believes.read_text().splitlines(keepends=True) if line[-1] == "\n"
    ]
    return [(at, roles.strip()) for at, _space, roles in lines if float(at) > moment]
