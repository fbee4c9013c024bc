"""What readers type is understood strictly: a day, a clock time, a place; nothing is guessed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import cities, regions, typed

TODAY = date(2026, 2, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-04", date(2026, 2, 4)),
        ("2026-2-4", date(2026, 2, 4)),
        ("4.2.2026", date(2026, 2, 4)),
        ("04.02.2026", date(2026, 2, 4)),
        ("4.2.", date(2026, 2, 4)),
        ("5.2.", date(2026, 2, 5)),
        ("6.2.", date(2025, 2, 6)),
        ("29.2.", date(2024, 2, 29)),
        (" today ", TODAY),
        ("Yesterday", TODAY - timedelta(days=1)),
        ("heute", TODAY),
        ("GESTERN", TODAY - timedelta(days=1)),
        ("сьогодні", TODAY),
        ("Вчора", TODAY - timedelta(days=1)),
        ("учора", TODAY - timedelta(days=1)),
    ],
)
def test_a_day_is_understood(text, day):
    assert typed.day(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    ["", "2026-02-30", "30.2.", "30.2.2026", "2026-13-01", "0000-01-01", "02/04/2026", "4 February", "2026",
     "4", "tomorrow", "2026-02-04T07:30", "2026-02-04 x", "<b>", "99.99.9999"],
)  # fmt: skip
def test_what_is_no_day_is_refused(text):
    assert typed.day(text, TODAY) is None


def test_the_leap_day_before_it_comes_is_that_of_years_ago():
    assert typed.day("29.2.", date(2028, 1, 5)) == date(2024, 2, 29)
    assert typed.day("29.2.", date(2028, 3, 1)) == date(2028, 2, 29)
    assert typed.day("29.2.", date(2103, 3, 1)) == date(2096, 2, 29)


@given(st.dates(date(2014, 1, 1), date(2100, 1, 1)), st.dates(date(2014, 1, 1), date(2100, 1, 1)))
def test_a_day_without_a_year_is_the_latest_one(day, today):
    found = typed.day(f"{day.day}.{day.month}.", today)
    assert found is not None
    assert (found.day, found.month) == (day.day, day.month)
    assert found <= today
    if (day.day, day.month) != (29, 2):
        assert today - found <= timedelta(days=366)


@given(st.dates())
def test_every_date_is_read_as_it_is_written(day):
    assert typed.day(day.isoformat(), TODAY) == day
    assert typed.day(f"{day.day}.{day.month}.{day.year:04}", TODAY) == day


@given(st.text(max_size=30))
def test_no_text_confuses_the_three_grammars(text):
    typed.day(text, TODAY)
    typed.clock(text)
    typed.zone(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("7", "07:00"), ("7:30", "07:30"), ("07.30", "07:30"), ("0730", "07:30"), ("730", "07:30"),
        ("7 Uhr", "07:00"), ("7:30 Uhr", "07:30"), ("7h30", "07:30"), ("7h", "07:00"), ("7:30 pm", "19:30"),
        ("7 p.m.", "19:00"), ("7am", "07:00"), ("12 am", "00:00"), ("12 pm", "12:00"), ("0:00", "00:00"),
        ("00:30", "00:30"), ("23:59", "23:59"), (" 8 : 05 ", "08:05"),
    ],
)  # fmt: skip
def test_a_time_of_day_is_understood(text, clock):
    assert typed.clock(text) == clock


@pytest.mark.parametrize(
    "text",
    ["", "24:00", "25", "7:60", "13 pm", "0 am", "7:5", "07:30:00", "-7", "half past seven", "7-8",
     "03.02.2026", "12345", "7 Uhr 30 x", "+7"],
)  # fmt: skip
def test_what_is_no_time_of_day_is_refused(text):
    assert typed.clock(text) is None


@given(st.times())
def test_every_time_of_day_is_read_as_it_is_written(moment):
    clock = moment.strftime("%H:%M")
    assert typed.clock(clock) == typed.clock(clock.replace(":", "")) == clock
    assert typed.clock(moment.strftime("%I:%M %p")) == clock


@given(st.text("0123456789:. hUr apm", max_size=8))
def test_a_time_of_day_that_is_understood_is_one_and_says_itself(text):
    clock = typed.clock(text)
    if clock is not None:
        assert time.fromisoformat(clock).strftime("%H:%M") == clock
        assert typed.clock(clock) == clock


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"), ("europe/kyiv", "Europe/Kyiv"), ("Kyiv", "Europe/Kyiv"),
        ("Київ", "Europe/Kyiv"), ("Kiev", "Europe/Kyiv"), ("Kiew", "Europe/Kyiv"), ("Lviv", "Europe/Kyiv"),
        ("Львів", "Europe/Kyiv"), ("Berlin", "Europe/Berlin"), ("Берлін", "Europe/Berlin"),
        ("München", "Europe/Berlin"), ("Mu\u0308nchen", "Europe/Berlin"), ("New York", "America/New_York"),
        ("new  york", "America/New_York"), ("NEW_YORK", "America/New_York"), ("Chicago", "America/Chicago"),
        ("São Paulo", "America/Sao_Paulo"), ("Abu Dhabi", "Asia/Dubai"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"), ("Чикаго", "America/Chicago"),
        ("Чікаґо", "America/Chicago"), ("Богота", "America/Bogota"), ("Рейк’явік", "Atlantic/Reykjavik"),
        ("Івано-Франківськ", "Europe/Kyiv"), ("Кривий Ріг", "Europe/Kyiv"), ("Köln", "Europe/Berlin"),
        ("Reykjavík", "Atlantic/Reykjavik"), ("Краків", "Europe/Warsaw"),
        ("UTC", "Etc/UTC"), ("gmt", "Etc/UTC"),
    ],
)  # fmt: skip
def test_a_place_is_understood_in_every_shipped_language(text, zone):
    assert typed.zone(text) == zone


@pytest.mark.parametrize("text", ["UTC+2", "utc+2", "UTC +2", "UTC + 2", "+2", "GMT+2", "UTC+02:00", "+0200"])
def test_an_offset_is_ahead_of_utc_as_people_write_it(text):
    zone = typed.zone(text)
    assert zone is not None
    assert _hours(zone) == 2


@pytest.mark.parametrize("text", ["UTC-5", "\u22125", "GMT -5", "-05:00"])
def test_an_offset_is_behind_utc_as_people_write_it(text):
    zone = typed.zone(text)
    assert zone is not None
    assert _hours(zone) == -5


def _hours(zone: str) -> int:
    offset = datetime(2026, 2, 4, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 3600


@pytest.mark.parametrize(
    "text",
    ["", "Atlantis", "UTC+15", "UTC+5:30", "UTC+99", "CET", "EST", "MST", "localtime", "Factory",
     "../etc/passwd", "Europe/Nowhere", "West", "Eastern", "Central", "General", "Samoa", "12",
     "<b>Kyiv</b>"],
)  # fmt: skip
def test_what_is_no_place_or_more_than_one_is_refused(text):
    assert typed.zone(text) is None


def test_every_zone_is_understood_by_its_own_name():
    names = [name for name in available_timezones() if "/" in name]
    assert [name for name in names if typed.zone(name) != name] == []


@given(st.integers(-12, 14))
def test_a_zone_that_was_understood_is_understood_again(hours):
    zone = typed.zone(f"UTC{hours:+}")
    assert zone is not None
    assert typed.zone(zone) == zone
    assert _hours(zone) == hours


def test_only_zones_that_exist_are_zones():
    assert typed.is_zone("Europe/Kyiv")
    assert not typed.is_zone("Europe/Nowhere")
    assert not typed.is_zone("")


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("06:50 and 21:15", ["06:50", "21:15"]), ("21.15 Uhr und 7 Uhr", ["07:00", "21:15"]),
        ("о 7:15", ["07:15"]), ("6:50, 12, 21.15 Uhr", ["06:50", "12:00", "21:15"]),
        ("7 ранку та 9 вечора", ["07:00", "21:00"]), ("um 7 und 21 Uhr", ["07:00", "21:00"]),
        ("7:00 7:00", ["07:00"]), ("06:50 21:15", ["06:50", "21:15"]), ("7am; 9pm", ["07:00", "21:00"]),
    ],
)  # fmt: skip
def test_some_times_are_understood_in_their_order(text, times):
    assert typed.clocks(text, 3) == times


@pytest.mark.parametrize("text", ["", "7, 8, 9, 10", "7 or 8", "and", "06:50 and soon", "7" * 100])
def test_what_is_not_only_times_or_too_many_is_refused(text):
    assert typed.clocks(text, 3) is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("22:00–06:30", ["22:00", "06:30"]), ("22:00-06:30", ["22:00", "06:30"]),
        ("22-6", ["22:00", "06:00"]),
        ("von 22 bis 6 Uhr", ["22:00", "06:00"]), ("з 22:00 до 6:30", ["22:00", "06:30"]),
        ("from 10 pm to 6:30 am", ["22:00", "06:30"]), ("22:00-22:00", ["22:00", "22:00"]), ("aus", []),
    ],
)  # fmt: skip
def test_hours_of_the_night_are_understood(text, hours):
    assert typed.hours(text) == hours


@pytest.mark.parametrize("text", ["", "22", "22:00", "22:00 to soon", "1-2-3", "25-6", "-", "x" * 5000])
def test_what_are_no_hours_is_refused(text):
    assert typed.hours(text) is None


@pytest.mark.parametrize(
    ("text", "region"),
    [("Lviv", "UA-46"), ("Львів", "UA-46"), ("Кам’янське", "UA-12"), ("Київ", "UA-30"),
     ("Bila Tserkva", "UA-32"),
     ("Berlin", ""), ("", "")],
)  # fmt: skip
def test_a_ukrainian_city_has_an_oblast(text, region):
    assert typed.region(text) == region


def test_every_city_is_in_a_zone_that_exists_and_an_oblast_that_is_offered():
    assert all(typed.is_zone(zone) for zone in cities.zones().values())
    assert {code for code in map(cities.region, cities.zones()) if code} <= regions.OBLASTS.keys()
    assert all(typed.zone(name.replace("_", " ")) == zone for name, zone in cities.zones().items())
