"""kill -9 between every two steps from a note to a withdrawal: nothing is lost, doubled or done by half."""

import os
import signal
from collections import Counter

import pytest
from sqlmodel import col, func, select

from bot.simulator import Simulator, World
from storage import views
from storage.desk import acts
from storage.model.ledger import Ambiguity, Delivery
from tests.desk.room import ADMIN, NOTE
from tests.stories.play import TOKEN, buttons, eventually
from tests.test_app import process, said

ME = ADMIN.id
READERS = [5_001, 5_002, 5_003]
SETTINGS = {"BRIEF_ADMINS": str(ME), "BRIEF_UNDO": "1s", "BRIEF_ALERT_SETTLE": "1s"}


@pytest.fixture
def world() -> World:
    world = World(TOKEN)
    world.add_reader(ME, "Editor", "en")
    for reader in READERS:
        world.add_reader(reader, "Reader", "en")
    return world


class Shift:
    """One step in each life of the program."""

    def __init__(self, world, simulator, url):
        self.world, self.simulator, self.url = world, simulator, url

    async def step(self, act, words):
        """Start, act, wait until a message says so that did not before, kill (an answer may come twice)."""
        before = self.saying(words)
        await self.live(act, lambda: self.saying(words) - before)

    async def live(self, act, condition, seconds=40):
        """Start, act, and kill at the moment at which something has come true."""
        async with process(self.simulator.url, self.url, **SETTINGS) as brief:
            await said(brief, "the bot is running")
            act()
            try:
                await self.world.until(condition, seconds)
            except TimeoutError as late:
                raise AssertionError([one["text"][:80] for one in self.held(ME)]) from late
            os.kill(brief.pid, signal.SIGKILL)
            await brief.wait()

    def saying(self, words):
        """What says so, as it stands now."""
        return {(one["message_id"], one["text"]) for one in self.with_words(ME, words)}

    def held(self, chat):
        """The bot's messages in a chat, as they stand now."""
        me = self.world.bot["id"]
        return [message for message in self.world.messages(chat) if message["from"]["id"] == me]

    def with_words(self, chat, words):
        return [message for message in self.held(chat) if words in message["text"]]

    def last(self, label):
        return [message for message in self.held(ME) if label in buttons(message)][-1]

    def say(self, text):
        return lambda: self.world.say(ME, ME, text)

    def press(self, label):
        message = self.last(label)
        return lambda: self.world.press(ME, ME, message["message_id"], buttons(message)[label])


def nothing():
    """Only the program does something."""


UNDER_WAY = ("queued", "claimed", "sending", "parked")


async def settled(shift, database, words):
    """Let it live until these words have reached all and nothing waits any more; then kill it once again."""

    async def is_settled():
        async with database.reading() as session:
            waits = select(func.count()).select_from(Delivery).where(col(Delivery.state).in_(UNDER_WAY))
            reached = all(shift.with_words(reader, words) for reader in READERS)
            return reached and not (await session.exec(waits)).one()

    quiet = {"BRIEF_LOG_LEVEL": "error"}  # nobody listens
    async with process(shift.simulator.url, shift.url, **SETTINGS | quiet):
        await eventually(is_settled, 60)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_kill_after_every_step_loses_nothing_and_does_nothing_twice(world, sqlite_url, open_database):
    database = open_database(sqlite_url)
    async with Simulator(world) as simulator:
        shift = Shift(world, simulator, sqlite_url)
        await shift.step(shift.say(NOTE), "Draft 1")
        await shift.step(shift.press("Headline"), "Now:")
        await shift.step(shift.say("Drones hit two substations in Odesa"), "two substations")
        await shift.step(shift.press("Preview and publish"), "Alert ·")
        await shift.step(shift.press("Publish now"), "It leaves at")

        async def published():
            async with database.reading() as session:
                return [one.version for one in await views.by_id(session, [1])]

        settings = {"BRIEF_ADMINS": str(ME), "BRIEF_UNDO": "1s"}
        async with process(simulator.url, sqlite_url, **settings) as brief:
            await said(brief, "the bot is running")
            await eventually(published, 20)
            brief.terminate()
            await brief.communicate()
    assert await published() == [1]
    async with database.reading() as session:
        verbs = [act.verb for act in await acts.latest(session, 20)]
    assert verbs[::-1] == ["drafted", "scheduled", "published"]


def any_reader(shift, words):
    return lambda: any(shift.with_words(reader, words) for reader in READERS)


async def write_and_publish(shift, database):
    def subscribe():
        for reader in READERS:
            shift.world.say(reader, reader, "/start")

    await shift.live(subscribe, lambda: all(shift.held(reader) for reader in READERS))
    await shift.step(shift.say(NOTE), "Draft 1")
    await shift.step(shift.press("Preview and publish"), "In the digests")
    await shift.step(shift.press("Publish now"), "It leaves at")
    await shift.live(nothing, any_reader(shift, "98 drones"))
    await settled(shift, database, "98 drones")


async def correct(shift, database):
    await shift.step(shift.say("/entries"), "Entries")
    await shift.step(shift.press("Drones hit a substation in Odesa overni…"), "version 1")
    await shift.step(shift.press("Correct or update"), "Change 2")
    await shift.step(shift.press("Figures"), "Type a line to add figures")
    await shift.step(shift.press("2"), "Type it anew")
    await shift.step(shift.say("88"), "88 drones")
    await shift.step(shift.press("Preview and publish"), "will be edited")
    await shift.step(shift.press("Correction: something was wrong"), "Type what was wrong")
    await shift.step(shift.say("Counted again"), "Counted again")
    await shift.step(shift.press("Publish now"), "It leaves at")
    await shift.live(nothing, any_reader(shift, "not 98"))
    await settled(shift, database, "Counted again")


async def withdraw(shift, database):
    await shift.step(shift.say("/entries"), "Entries")
    await shift.step(shift.press("Drones hit a substation in Odesa overni…"), "version 2")
    await shift.step(shift.press("Withdraw"), "Type why it must go")
    await shift.step(shift.say("It was another city"), "second person has to confirm")
    await shift.step(shift.press("Nobody else is there: withdraw"), "Type why nobody else")
    await shift.step(shift.say("Night shift"), "It is withdrawn at")
    await shift.live(nothing, any_reader(shift, "Withdrawn"))
    await settled(shift, database, "Withdrawn")


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_kill_after_every_step_of_correcting_and_withdrawing_does_nothing_by_half(
    world, sqlite_url, open_database
):
    database = open_database(sqlite_url)
    async with Simulator(world) as simulator:
        shift = Shift(world, simulator, sqlite_url)
        for walk in (write_and_publish, correct, withdraw):
            await walk(shift, database)
    async with database.reading() as session:
        doubts = (await session.exec(select(func.count()).select_from(Ambiguity))).one()
        verbs = Counter(act.verb for act in await acts.latest(session, 50))
    twice, once = {"scheduled", "published"}, {"drafted", "opened", "submitted", "overridden", "withdrawn"}
    assert verbs == dict.fromkeys(twice, 2) | dict.fromkeys(once, 1)
    # A welcome, the alert, a reply to each change; what is more was in flight at a kill, and is written down.
    told = sum(len(shift.held(reader)) for reader in READERS)
    assert 4 * len(READERS) <= told <= 4 * len(READERS) + doubts
    stale = [one for reader in READERS for one in shift.with_words(reader, "350–500")]
    assert len(stale) <= doubts
