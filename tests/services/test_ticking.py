"""The tick: every part runs, fails alone, says so, and is tried again."""

import logging

import pytest
from sqlalchemy import Engine, event, text

from bot.services import turns
from bot.services.replicas.place import TICKER, Alone
from bot.services.ticking import Ticker, release_due
from tests import cast
from tests.services.house import kyiv

THURSDAY = kyiv(2026, 2, 5, 7, 30)


class Woken:
    times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def ticker(house) -> Ticker:
    return Ticker(house.newsroom, Woken())


async def damage(house, statement: str) -> None:
    async with house.database.writing() as session:
        await (await session.connection()).execute(text(statement))


async def test_a_tick_releases_alerts_and_digests(house, ticker):
    await house.start()
    await house.publish(cast.attack(embargoed_until="2026-02-05T05:00:00Z"))
    house.clock.moment = THURSDAY
    await ticker.tick()
    assert [one.slot for one in await house.deliveries()] == ["digest:2026-02-05T07:30"]
    house.clock.forward(seconds=90)
    await ticker.tick()
    assert [one.kind for one in await house.editions()] == ["digest", "alert"]


async def test_the_van_is_woken_only_when_something_was_queued(house, ticker):
    await house.start()
    await ticker.tick()
    assert ticker.wake.times == 0
    await house.archive(cast.attack())
    house.clock.moment = THURSDAY
    await ticker.tick()
    assert ticker.wake.times == 1


@pytest.mark.usefixtures("threes")
async def test_an_alert_goes_before_a_digest_that_takes_many_ticks(house):
    ticker = Ticker(house.newsroom, Woken(), seconds=0)
    await house.archive(cast.attack())
    for number in range(20):
        await house.start(cast.Chat(5_000 + number, "en", "Europe/Kyiv"))
    house.clock.moment = THURSDAY
    await ticker.tick()
    await house.publish(cast.talks())
    house.clock.forward(seconds=90)
    before = len(await house.deliveries())
    assert before < 20
    await ticker.tick()
    (alert,) = [one.id for one in await house.editions() if one.kind == "alert"]
    assert (await house.deliveries())[before].edition_id == alert


@pytest.fixture
def threes(monkeypatch):
    """Three readers a transaction."""
    for name in ("STRIDE", "LEAST", "MOST"):
        monkeypatch.setattr(turns, name, 3)


async def test_a_replica_that_does_not_hold_the_role_leaves_everything_to_another(house):
    await house.start()
    await house.archive(cast.attack())
    house.clock.moment = THURSDAY
    ticker = Ticker(house.newsroom, Woken(), Elsewhere(share=0))
    await ticker.tick()
    assert await house.deliveries() == []
    assert ticker.last_good_at == ticker.last_at is not None


class Elsewhere(Alone):
    def holds(self, role):
        return role != TICKER


async def test_a_part_that_fails_does_not_stop_the_others_and_is_logged(house, ticker, caplog):
    """A revision that no program wrote breaks the alert; the digest of others goes out."""
    await house.start(kinds=["talks"])
    await house.archive(cast.talks())
    await house.publish(cast.attack())
    await damage(house, "UPDATE revision SET document = '{}' WHERE document LIKE '%overnight%'")
    await damage(house, "UPDATE entry SET publication = NULL WHERE kind = 'attack'")
    house.clock.moment = THURSDAY
    await ticker.tick()
    assert [one.slot for one in await house.deliveries()] == ["digest:2026-02-05T07:30"]
    (failure,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert "queue_settled" in failure.getMessage()
    assert failure.exc_info


async def test_a_tick_with_a_failure_is_no_good_tick(house, ticker):
    await house.publish(cast.attack())
    await ticker.tick()
    good = ticker.last_good_at
    assert good is not None
    await damage(house, "UPDATE revision SET document = '{}'")
    house.clock.forward(seconds=90)
    await ticker.tick()
    assert ticker.last_at > good
    assert ticker.last_good_at == good


async def test_what_failed_is_tried_again(house, ticker):
    await house.start()
    await house.publish(cast.attack())
    await damage(house, "UPDATE revision SET document = document || 'x'")
    house.clock.forward(seconds=90)
    await ticker.tick()
    assert await house.deliveries() == []
    await damage(house, "UPDATE revision SET document = substr(document, 1, length(document) - 1)")
    await ticker.tick()
    assert len(await house.deliveries()) == 1


async def test_an_embargo_ends_at_its_moment(house):
    await house.publish(cast.attack(embargoed_until="2026-02-05T05:00:00Z"))
    house.clock.moment = kyiv(2026, 2, 5, 6, 59, 59)
    assert await release_due(house.newsroom) == 0
    house.clock.forward(seconds=1)
    assert await release_due(house.newsroom) == 1
    assert await release_due(house.newsroom) == 0


async def test_a_clock_that_jumps_is_noticed(house, ticker, caplog):
    caplog.set_level(logging.WARNING)
    await ticker.tick()
    house.clock.forward(seconds=5)
    await ticker.tick()
    assert caplog.records == []
    house.clock.forward(hours=1)
    await ticker.tick()
    assert "jumped" in caplog.text


@pytest.fixture
def statements():
    """What is asked of the database in sessions, as long as the test runs."""
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


async def test_a_tick_in_which_nothing_is_due_needs_no_session(house, ticker, statements):
    await house.start()
    await house.archive(cast.attack())
    await ticker.tick()  # a new process looks at everything once
    statements.clear()
    await ticker.tick()
    assert statements == []


async def test_a_database_that_does_not_answer_makes_no_good_tick(house, ticker, caplog):
    await damage(house, "ALTER TABLE alert_round RENAME TO elsewhere")
    await ticker.tick()
    assert ticker.last_good_at is None
    assert "tries again" in caplog.text
    await damage(house, "ALTER TABLE elsewhere RENAME TO alert_round")
    await ticker.tick()
    assert ticker.last_good_at is not None
