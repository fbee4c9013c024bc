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
    for data in (
        "set:time", "set:zone", "set:days", "set:language", "set:kinds", "set:regions", "set:alerts",
        "set:quiet", "set:pause", "stop",
    ):  # fmt: skip
        assert has(screen, data)


async def test_settings_can_be_looked_at_without_subscribing(play):
    play.world.add_reader(READER, "Reader", "en")
    screen = await play.say(READER, "/settings")
    assert has(screen, "start")
    assert (await play.subscriber(READER)).state == "stopped"


async def test_every_offered_time_is_added_and_taken_away_in_place(play, screen):
    panel = await play.press(READER, screen, "set:time")
    panel = await play.press(READER, panel, "set:times:07:30")
    assert (await play.subscriber(READER)).next_digest_at is None
    for data in [data for data in buttons(panel).values() if data.startswith("set:times:")]:
        panel = await play.press(READER, panel, data)
        assert (await play.subscriber(READER)).times == [data[-5:]]
        assert f"✓ {data[-5:]}" in buttons(panel)
        panel = await play.press(READER, panel, data)
    assert (await play.subscriber(READER)).times == []
    assert "none" in (await play.press(READER, panel, "set"))["text"]
    assert len(play.sent(READER)) == 2


async def test_a_fourth_time_is_refused_with_a_word(play, screen):
    panel = await play.press(READER, screen, "set:time")
    for clock in ("06:30", "21:00", "12:00"):
        panel = await play.press(READER, panel, f"set:times:{clock}")
    assert "Three times at most" in panel["text"]
    assert (await play.subscriber(READER)).times == ["06:30", "07:30", "21:00"]


async def test_several_times_are_typed_at_once(play, screen):
    for typed, kept in {
        "06:50 and 21:15": ["06:50", "21:15"],
        "21.15 Uhr und 7 Uhr": ["07:00", "21:15"],
        "о 7:15": ["07:15"],
        "6:50 12:00 18:30": ["06:50", "12:00", "18:30"],
    }.items():
        await play.press(READER, screen, "set:time")
        answer = await play.say(READER, typed)
        assert all(clock in answer["text"] for clock in kept)
        assert (await play.subscriber(READER)).times == kept
    await play.press(READER, screen, "set:time")
    assert has(await play.say(READER, "7, 8, 9, 10"), "set:time")


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


async def test_the_language_changes_with_the_message(play, screen):
    panel = await play.press(READER, screen, "set:language")
    assert {"✓ English", "Deutsch", "Українська"} <= set(buttons(panel))
    shown = await play.press(READER, panel, "Deutsch")
    assert "Einstellungen" in shown["text"]
    assert "Gespeichert." in shown["text"]
    assert (await play.subscriber(READER)).language == "de"
    assert "Angriffe" in buttons(await play.say(READER, "/today"))


async def test_weekdays_only_and_every_day_are_one_tap_each(play, screen):
    panel = await play.press(READER, screen, "set:days")
    panel = await play.press(READER, panel, "Weekdays only")
    assert (await play.subscriber(READER)).weekdays == list("12345")
    assert "Monday to Friday" in panel["text"]
    await play.press(READER, panel, "Every day")
    assert (await play.subscriber(READER)).weekdays == list("1234567")


async def test_a_weekly_digest_has_one_day(play, screen):
    panel = await play.press(READER, screen, "set:days")
    panel = await play.press(READER, panel, "set:rhythm:weekly")
    panel = await play.press(READER, panel, "set:days:5")
    record = await play.subscriber(READER)
    assert (record.rhythm, record.weekdays) == ("weekly", ["5"])
    assert record.next_digest_at == kyiv(2026, 2, 6, 7, 30)
    assert "once a week: Fri" in (await play.press(READER, panel, "set"))["text"]
    await play.press(READER, panel, "set:rhythm:daily")
    record = await play.subscriber(READER)
    assert (record.rhythm, record.weekdays) == ("daily", list("1234567"))


async def test_topics_are_switched_but_never_all_of_them_off(play, screen):
    panel = await play.press(READER, screen, "set:kinds")
    panel = await play.press(READER, panel, "set:kinds:talks")
    panel = await play.press(READER, panel, "set:kinds:pledge")
    assert (await play.subscriber(READER)).kinds == ["attack"]
    panel = await play.press(READER, panel, "set:kinds:attack")
    assert "One topic has to stay" in panel["text"]
    assert (await play.subscriber(READER)).kinds == ["attack"]
    await play.press(READER, panel, "set:kinds:talks")
    assert (await play.subscriber(READER)).kinds == ["talks", "attack"]


async def test_regions_are_tapped_on_their_pages_and_all_at_once_let_go(play, screen):
    panel = await play.press(READER, screen, "set:regions")
    panel = await play.press(READER, panel, "Kharkiv Oblast")
    panel = await play.press(READER, panel, "set:regions:1")
    panel = await play.press(READER, panel, "Odesa Oblast")
    assert "✓ Odesa Oblast" in buttons(panel)
    assert has(panel, "set:regions:2")
    assert (await play.subscriber(READER)).regions == ["UA-51", "UA-63"]
    first = await play.press(READER, panel, "set:regions:0")
    assert "✓ Odesa Oblast" in buttons(first)
    assert "Kharkiv Oblast, Odesa Oblast" in (await play.press(READER, first, "set"))["text"]
    await play.press(READER, first, "set:region:all:0")
    assert (await play.subscriber(READER)).regions == []


async def test_regions_are_typed_by_their_cities(play, screen):
    await play.press(READER, screen, "set:regions")
    answer = await play.say(READER, "Odesa, Харківська область")
    assert (await play.subscriber(READER)).regions == ["UA-51", "UA-63"]
    assert "✓ Kharkiv Oblast" in buttons(answer)
    for typed in ("Atlantis", "Drones over Odesa", "Odesa, Atlantis", "Odesa\nA strike on a port"):
        assert has(await play.say(READER, typed), "set:regions"), typed
    assert (await play.subscriber(READER)).regions == ["UA-51", "UA-63"]


async def test_the_region_of_a_typed_city_is_offered_on_top(play, screen):
    await play.press(READER, screen, "set:zone")
    answer = await play.say(READER, "Одеса")
    panel = await play.press(READER, answer, "Regions")
    assert list(buttons(panel))[1] == "Odesa Oblast"
    panel = await play.press(READER, panel, "Odesa Oblast")
    assert (await play.subscriber(READER)).regions == ["UA-51"]
    assert list(buttons(panel))[1] == "✓ Odesa Oblast"


async def test_the_zone_is_found_from_the_readers_clock(play, screen):
    panel = await play.press(READER, screen, "set:zone")
    panel = await play.press(READER, panel, "set:clock")
    assert "What time is it for you now?" in panel["text"]
    places = await play.press(READER, panel, "12:00")
    saved = await play.press(READER, places, "set:zone:America/New_York")
    assert "America/New_York" in saved["text"]
    await play.press(READER, screen, "set:clock")
    places = await play.say(READER, "22:31")
    assert has(places, "set:zone:Asia/Kolkata")
    await play.press(READER, places, "set:zone:Asia/Kolkata")
    assert (await play.subscriber(READER)).timezone == "Asia/Kolkata"


async def test_quiet_hours_are_chosen_by_taps_or_typed_and_flash_may_pass(play, screen):
    panel = await play.press(READER, screen, "set:quiet")
    panel = await play.press(READER, panel, "set:from")
    panel = await play.press(READER, panel, "22:30")
    panel = await play.press(READER, panel, "06:00")
    assert (await play.subscriber(READER)).quiet == ["22:30", "06:00"]
    panel = await play.press(READER, panel, "Flash comes at once")
    assert (await play.subscriber(READER)).quiet_flash is True
    assert "22:30–06:00, flash passes" in (await play.press(READER, panel, "set"))["text"]
    await play.press(READER, panel, "set:quiet")
    await play.say(READER, "22:00–06:30")
    assert (await play.subscriber(READER)).quiet == ["22:00", "06:30"]
    assert has(await play.say(READER, "night"), "set:quiet")
    await play.press(READER, panel, "set:quiet:off")
    assert (await play.subscriber(READER)).quiet == []


async def test_quiet_hours_that_end_as_they_begin_are_off_and_it_says_so(play, screen):
    await play.press(READER, screen, "set:quiet:22:00-06:30")
    await play.press(READER, screen, "set:quiet")
    answer = await play.say(READER, "22:00–22:00")
    assert "quiet hours are off" in answer["text"]
    assert (await play.subscriber(READER)).quiet == []


async def test_a_pause_ends_on_a_typed_day_or_at_a_tap(play, screen):
    panel = await play.press(READER, screen, "set:pause")
    answer = await play.say(READER, "until Monday")
    assert "Paused until Mon 9 February." in answer["text"]
    record = await play.subscriber(READER)
    assert (record.state, record.paused_until) == ("active", kyiv(2026, 2, 9))
    assert record.next_digest_at == kyiv(2026, 2, 9, 7, 30)
    resumed = await play.press(READER, answer, "Resume now")
    assert "Paused" not in resumed["text"]
    assert (await play.subscriber(READER)).next_digest_at == kyiv(2026, 2, 5, 7, 30)
    await play.press(READER, panel, "For a week")
    assert (await play.subscriber(READER)).paused_until == kyiv(2026, 2, 11, 19, 0)
    await play.press(READER, screen, "set:pause")
    for typed in ("yesterday", "2031-01-01", "soon", "7"):
        assert has(await play.say(READER, typed), "set:pause"), typed
    assert (await play.subscriber(READER)).paused_until == kyiv(2026, 2, 11, 19, 0)


async def test_a_german_reader_types_the_end_of_a_pause_in_german(play):
    play.world.add_reader(READER, "Reader", "de")
    await play.say(READER, "/start")
    screen = await play.say(READER, "/settings")
    await play.press(READER, screen, "set:pause")
    answer = await play.say(READER, "15. März")
    assert "So., 15. März" in answer["text"]
    assert (await play.subscriber(READER)).paused_until == kyiv(2026, 3, 15)


async def test_every_screen_has_a_way_back(play, screen):
    opened = [
        "time",
        "days",
        "zone",
        "clock",
        "language",
        "kinds",
        "regions",
        "alerts",
        "quiet",
        "from",
        "pause",
    ]
    for word in [*opened, "clock:120", "until:22:00", "regions:2", "muted"]:
        panel = await play.press(READER, screen, f"set:{word}")
        assert has(panel, "set"), word
        screen = await play.press(READER, panel, "set")
        assert has(screen, "set:zone")
