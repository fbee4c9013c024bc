"""Settings: every button, typed answers and a location, all of it in place."""

import pytest

from tests import cast
from tests.stories.play import Play, buttons, has, keyboard_of, kyiv

READER = cast.KYIV_READER.id


@pytest.fixture
async def screen(play: Play) -> dict:
    play.world.add_reader(READER, "Reader", "en")
    await play.say(READER, "/start")
    return await play.say(READER, "/settings")


def test_settings_show_what_is_set_and_lead_to_each_setting(screen):
    assert "07:30" in screen["text"]
    assert "Europe/Kyiv" in screen["text"]
    for data in ("set:time", "set:zone", "set:days", "set:alerts", "stop"):
        assert has(screen, data)


async def test_settings_can_be_looked_at_without_subscribing(play):
    play.world.add_reader(READER, "Reader", "en")
    screen = await play.say(READER, "/settings")
    assert has(screen, "start")
    assert (await play.subscriber(READER)).state == "stopped"


async def test_every_offered_time_can_be_tapped(play, screen):
    panel = await play.press(READER, screen, "set:time")
    for data in [data for data in buttons(panel).values() if data.startswith("set:time:")]:
        saved = await play.press(READER, panel, data)
        assert data[-5:] in saved["text"]
        assert (await play.subscriber(READER)).times == [data[-5:]]
        panel = await play.press(READER, saved, "set:time")
        assert f"✓ {data[-5:]}" in buttons(panel)
    assert len(play.sent(READER)) == 2


async def test_a_time_is_typed_as_people_write_it(play, screen):
    for typed, kept in {
        "6:50": "06:50",
        "7 Uhr": "07:00",
        "23.55": "23:55",
        "9 pm": "21:00",
        "0": "00:00",
    }.items():
        await play.press(READER, screen, "set:time")
        answer = await play.say(READER, typed)
        assert kept in answer["text"]
        assert (await play.subscriber(READER)).times == [kept]


async def test_what_is_no_time_is_asked_again_and_changes_nothing(play, screen):
    await play.press(READER, screen, "set:time")
    for typed in ("soon", "25:00", "7:61", "<b>7</b>", "x" * 5000, "13 pm", "-1"):
        answer = await play.say(READER, typed)
        assert has(answer, "set:time"), typed
    assert (await play.subscriber(READER)).times == ["07:30"]
    await play.say(READER, "8:15")
    assert (await play.subscriber(READER)).times == ["08:15"]


async def test_every_offered_zone_can_be_tapped(play, screen):
    panel = await play.press(READER, screen, "set:zone")
    for data in [data for data in buttons(panel).values() if data.startswith("set:zone:")]:
        zone = data.removeprefix("set:zone:")
        saved = await play.press(READER, panel, data)
        assert zone in saved["text"]
        assert (await play.subscriber(READER)).timezone == zone
        panel = await play.press(READER, saved, "set:zone")


async def test_a_zone_is_typed_as_a_city_a_name_or_an_offset(play, screen):
    places = {
        "Lviv": "Europe/Kyiv",
        "new york": "America/New_York",
        "Europe/Berlin": "Europe/Berlin",
        "UTC+2": "Etc/GMT-2",
        "Київ": "Europe/Kyiv",
    }
    for typed, zone in places.items():
        await play.press(READER, screen, "set:zone")
        answer = await play.say(READER, typed)
        assert zone in answer["text"]
        assert (await play.subscriber(READER)).timezone == zone


async def test_an_unknown_place_is_asked_again_and_changes_nothing(play, screen):
    await play.press(READER, screen, "set:zone")
    for typed in ("Atlantis", "../etc/passwd", "UTC+99", "posix/Europe/Kyiv", "<script>", "x" * 5000):
        answer = await play.say(READER, typed)
        assert has(answer, "set:zone"), typed
    assert (await play.subscriber(READER)).timezone == "Europe/Kyiv"


async def test_a_location_sets_the_zone_and_takes_its_keyboard_away(play, screen):
    panel = await play.press(READER, screen, "set:zone")
    await play.press(READER, panel, "set:locate")
    assert keyboard_of(play.world)["keyboard"][0][0]["request_location"] is True
    answer = await play.send(READER, {"location": {"latitude": 40.7, "longitude": -74.0}})
    assert "America/New_York" in answer["text"]
    assert keyboard_of(play.world) == {"remove_keyboard": True}
    assert (await play.subscriber(READER)).timezone == "America/New_York"


@pytest.mark.usefixtures("screen")
async def test_a_location_at_sea_or_at_the_pole_is_answered(play):
    for latitude, longitude in ((0.0, 0.0), (90.0, 180.0), (-90.0, -180.0), (-40.0, -120.0)):
        await play.send(READER, {"location": {"latitude": latitude, "longitude": longitude}})


async def test_each_weekday_is_switched_in_place(play, screen):
    panel = await play.press(READER, screen, "set:days")
    for day in "1234567":
        panel = await play.press(READER, panel, f"set:days:{day}")
    record = await play.subscriber(READER)
    assert (record.weekdays, record.next_digest_at) == ([], None)
    panel = await play.press(READER, panel, "set:days:3")
    record = await play.subscriber(READER)
    assert (record.weekdays, record.next_digest_at) == (["3"], kyiv(2026, 2, 11, 7, 30))
    back = await play.press(READER, panel, "set")
    assert has(back, "set:days")
    assert len(play.sent(READER)) == 2


async def test_alerts_are_chosen_in_place(play, screen):
    for tier in ("flash", "off", "all"):
        panel = await play.press(READER, screen, "set:alerts")
        await play.press(READER, panel, f"set:alerts:{tier}")
        assert (await play.subscriber(READER)).alerts == tier


async def test_a_changed_time_and_zone_move_the_next_digest(play, screen):
    await play.press(READER, screen, "set:time:08:00")
    assert (await play.subscriber(READER)).next_digest_at == kyiv(2026, 2, 5, 8, 0)
    await play.press(READER, screen, "set:zone:Europe/Berlin")
    assert (await play.subscriber(READER)).next_digest_at == kyiv(2026, 2, 5, 9, 0)


async def test_a_question_is_forgotten_when_a_command_or_much_time_comes_between(play, screen):
    await play.press(READER, screen, "set:time")
    play.clock.set(kyiv(2026, 2, 4, 20, 0))
    await play.say(READER, "8:15")
    assert (await play.subscriber(READER)).times == ["07:30"]


async def test_unsubscribing_in_settings_offers_the_way_back(play, screen):
    gone = await play.press(READER, screen, "stop")
    assert (await play.subscriber(READER)).state == "stopped"
    await play.press(READER, gone, "start")
    assert (await play.subscriber(READER)).state == "active"


async def test_settings_survive_stop_and_start(play, screen):
    await play.press(READER, screen, "set:time:09:00")
    await play.press(READER, screen, "set:zone:Europe/London")
    await play.say(READER, "/stop")
    answer = await play.say(READER, "/start")
    assert "09:00" in answer["text"]
    assert "Europe/London" in answer["text"]
