"""kill -9 between every two steps from a note to a correction: nothing is lost, doubled or done by half."""

import os
import signal

import pytest

from bot.simulator import Simulator, World
from storage import entries
from storage.desk import acts
from tests.desk.room import ADMIN, NOTE
from tests.stories.play import TOKEN, buttons, eventually
from tests.test_app import process, said

ME = ADMIN.id


@pytest.fixture
def world() -> World:
    world = World(TOKEN)
    world.add_reader(ME, "Editor", "en")
    return world


class Shift:
    """One step in each life of the program."""

    def __init__(self, world, simulator, url):
        self.world, self.simulator, self.url = world, simulator, url

    async def step(self, act, words):
        """Start, act, wait until a message says so (a swallowed answer may come twice), kill."""
        settings = {"BRIEF_ADMINS": str(ME), "BRIEF_UNDO": "1s", "BRIEF_ALERT_SETTLE": "1s"}
        async with process(self.simulator.url, self.url, **settings) as brief:
            await said(brief, "the bot is running")
            act()
            try:
                await eventually(lambda: self._says(words), 20)
            except AssertionError as late:
                raise AssertionError([one["text"][:80] for one in self._mine()], words) from late
            os.kill(brief.pid, signal.SIGKILL)
            await brief.wait()

    async def _says(self, words):
        return any(words in message["text"] for message in self._mine())

    def _mine(self):
        me = self.world.bot["id"]
        return [message for message in self.world.messages(ME) if message["from"]["id"] == me]

    def last(self, label):
        return [message for message in self._mine() if label in buttons(message)][-1]

    def say(self, text):
        return lambda: self.world.say(ME, ME, text)

    def press(self, label):
        message = self.last(label)
        return lambda: self.world.press(ME, ME, message["message_id"], buttons(message)[label])


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
                return [one.version for one in await entries.by_id(session, [1])]

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
