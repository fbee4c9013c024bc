"""A reader settles in through the chat, and then gets exactly what they chose, on each kind of database."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from tests import cast
from tests.stories.play import KYIV, Play, kyiv

READER = cast.KYIV_READER.id


class Hand:
    """A reader's hand: every tap and every message is counted."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self.used = 0

    async def say(self, text):
        self.used += 1
        return await self._play.say(READER, text)

    async def tap(self, message, button):
        self.used += 1
        return await self._play.press(READER, message, button)

    async def stand_at(self, latitude, longitude):
        self.used += 1
        return await self._play.send(READER, {"location": {"latitude": latitude, "longitude": longitude}})


async def settle_in(play: Play) -> Hand:
    """Language, zone by city and by location, two times, weekdays, two oblasts, quiet hours."""
    hand = Hand(play)
    play.world.add_reader(READER, "Reader", "de")
    await hand.say("/start")
    screen = await hand.say("/settings")
    screen = await hand.tap(screen, "Sprache")
    screen = await hand.tap(screen, "English")
    await hand.tap(screen, "Time zone")
    screen = await hand.say("Lviv")
    panel = await hand.tap(screen, "Time zone")
    await hand.tap(panel, "Find it from my location")
    await hand.stand_at(49.84, 24.03)
    await hand.tap(screen, "Time")
    panel = await hand.say("06:50 and 21:15")
    screen = await hand.tap(panel, "Back")
    panel = await hand.tap(screen, "Days")
    panel = await hand.tap(panel, "Weekdays only")
    screen = await hand.tap(panel, "Back")
    panel = await hand.tap(screen, "Regions")
    panel = await hand.tap(panel, "Kharkiv Oblast")
    panel = await hand.tap(panel, "set:regions:1")
    panel = await hand.tap(panel, "Odesa Oblast")
    screen = await hand.tap(panel, "Back")
    await hand.tap(screen, "Quiet hours")
    await hand.say("22:00–06:30")
    return hand


async def test_a_reader_sets_everything_in_at_most_25_taps_and_messages(play):
    hand = await settle_in(play)
    record = await play.subscriber(READER)
    assert hand.used <= 25
    assert (record.language, record.timezone) == ("en", "Europe/Kyiv")
    assert (record.times, record.weekdays) == (["06:50", "21:15"], list("12345"))
    assert (record.regions, record.quiet) == (["UA-51", "UA-63"], ["22:00", "06:30"])
    assert record.next_digest_at == kyiv(2026, 2, 4, 21, 15)


REGIONS = ("UA-51", "UA-63", "UA-30", None)


def news(number: int):
    """For the digest alone; every second one concerns the reader, every fourth has no place."""
    region = REGIONS[number % 4]
    places = [{"name": "Somewhere", "country": "UA", "region": region}] if region else []
    fields = {"uri": f"kaizen:news:{number}", "headline": {"en": f"Entry {number:03}."}, "urgency": 5}
    return cast.attack(**fields, places=places)


@pytest.mark.parametrize(
    "begin",
    [datetime(2026, 3, 23, 8, tzinfo=KYIV), datetime(2026, 10, 19, 8, tzinfo=KYIV)],
    ids=["spring", "autumn"],
)
async def test_two_weeks_over_a_change_of_clocks_bring_exactly_that(play, begin):
    await settle_in(play)
    play.clock.set(begin)
    await play.press(READER, await play.say(READER, "/settings"), "set:times:07:00")  # reschedules
    await play.press(READER, play.sent(READER)[-1], "set:times:07:00")
    before, expected, number = len(play.sent(READER)), [], 0
    waiting: list[int] = []
    for day in range(14):
        date = begin + timedelta(days=day)
        for hour, minute in ((6, 50), (21, 15)):
            moment = datetime(date.year, date.month, date.day, hour, minute, tzinfo=KYIV)
            if moment <= begin:
                continue
            await play.publish(news(number))
            waiting += [number] if REGIONS[number % 4] != "UA-30" else []
            number += 1
            await play.at(moment - timedelta(seconds=30))
            assert len(play.sent(READER)) == before + len(expected)
            await play.at(moment)
            if date.isoweekday() < 6 and waiting:
                expected.append(waiting)
                waiting = []
    got = [digest["text"] for digest in play.sent(READER)[before:]]
    assert [named(text, number) for text in got] == expected
    assert Counter(len(one) for one in expected)[1] > 10


def named(text: str, upto: int) -> list[int]:
    return [number for number in range(upto) if f"Entry {number:03}." in text]
