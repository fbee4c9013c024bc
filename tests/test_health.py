"""Health: which loop is stuck and since when; what another replica does is not missed here."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.health import STUCK, Health, Pulse
from storage.db import Database

START = datetime(2026, 2, 5, 6, 0, tzinfo=UTC)
LONG = STUCK + timedelta(seconds=1)


@dataclass
class Loop:
    """A loop under a clock that is set by hand."""

    last_at: datetime | None = None
    is_ours: bool = True
    moment: datetime = START
    pulse: Pulse = field(init=False)

    def __post_init__(self) -> None:
        self.pulse = Pulse("tick", lambda: self.last_at, lambda: self.is_ours, now=lambda: self.moment)


@pytest.fixture
def loop() -> Loop:
    return Loop(last_at=START)


def test_a_loop_that_turns_is_not_stuck(loop):
    loop.moment += STUCK
    assert loop.pulse.stuck_since() is None
    assert loop.pulse.age() == STUCK.total_seconds()


def test_a_loop_that_stopped_is_stuck_since_it_last_turned(loop):
    assert loop.pulse.stuck_since() is None
    loop.moment += LONG
    assert loop.pulse.stuck_since() == START


def test_a_loop_that_never_turned_is_stuck_since_it_was_first_missed():
    loop = Loop()
    assert loop.pulse.waits()
    assert loop.pulse.stuck_since() is None
    loop.moment += LONG
    assert loop.pulse.stuck_since() == START


def test_the_loop_of_another_replica_is_not_missed_and_has_time_when_it_comes_here(loop):
    loop.is_ours = False
    loop.moment += timedelta(hours=3)
    assert loop.pulse.stuck_since() is None
    assert loop.pulse.age() is None
    loop.is_ours = True
    assert loop.pulse.stuck_since() is None
    loop.moment += LONG
    assert loop.pulse.stuck_since() == START + timedelta(hours=3)


def test_a_clock_that_was_set_back_makes_nothing_stuck(loop):
    assert loop.pulse.stuck_since() is None
    loop.moment -= timedelta(days=1)
    assert loop.pulse.stuck_since() is None


async def test_before_telegram_is_known_the_process_is_alive_and_not_ready(database, loop):
    met = False
    health = Health([loop.pulse], database, lambda: met, lambda: loop.moment)
    loop.moment += LONG
    assert await health.alive() == {}
    assert "telegram" in await health.ready()
    met = True
    assert "telegram" not in await health.ready()


async def test_a_loop_that_has_not_turned_yet_is_not_ready(database):
    health = Health([Loop().pulse], database, lambda: True)
    assert await health.alive() == {}
    assert await health.ready() == {"tick": "has not turned yet"}


async def test_a_loop_that_turns_slowly_is_ready_before_it_has(database):
    pulse = Pulse("poller", lambda: None, turns_at_once=False)
    assert await Health([pulse], database, lambda: True).ready() == {}


async def test_a_database_away_is_not_ready_at_once_and_not_alive_after_a_while(tmp_path, loop):
    database = Database(f"sqlite:///{tmp_path}/gone/brief.db")
    health = Health([], database, lambda: True, lambda: loop.moment)
    assert "since 2026-02-05T06:00:00Z" in (await health.ready())["database"]
    assert await health.alive() == {}
    loop.moment += LONG
    assert await health.alive() == {"database": "away since 2026-02-05T06:00:00Z"}
    (tmp_path / "gone").mkdir()
    assert await health.alive() == {}
    assert await health.ready() == {}
    await database.close()
