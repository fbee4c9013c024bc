"""Dates, numbers and names as each of the languages writes them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import tongue as tongues
from bot.brief.tongue import SHIPPED, tongue

DAY = date(2026, 2, 4)


@pytest.mark.parametrize(
    ("language", "day", "short", "bare"),
    [
        ("en", "Wed 4 February 2026", "Wed 4 February", "4 February"),
        ("de", "Mi., 4. Februar 2026", "Mi., 4. Februar", "4. Februar"),
        ("uk", "ср, 4 лютого 2026", "ср, 4 лютого", "4 лютого"),
    ],
)
def test_a_date_is_written_as_the_language_does(language, day, short, bare):
    speaker = tongue(language)
    assert (speaker.day(DAY), speaker.short_day(DAY), speaker.date(DAY)) == (day, short, bare)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "4–5 February"), ("de", "4.–5. Februar"), ("uk", "4–5 лютого")]
)
def test_a_span_of_days_names_its_month_once(language, words):
    assert _plain(tongue(language).span(DAY, date(2026, 2, 5))) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "25 January – 1 February"), ("de", "25. Januar – 1. Februar"), ("uk", "25 січня – 1 лютого")],
)
def test_a_span_over_two_months_names_both(language, words):
    assert _plain(tongue(language).span(date(2026, 1, 25), date(2026, 2, 1))) == words


@pytest.mark.parametrize("language", SHIPPED)
def test_a_span_over_the_new_year_names_both_years(language):
    words = tongue(language).span(date(2025, 12, 30), date(2026, 1, 2))
    assert "2025" in words
    assert "2026" in words


@pytest.mark.parametrize("language", SHIPPED)
def test_a_span_of_one_day_is_a_date(language):
    speaker = tongue(language)
    assert speaker.span(DAY, DAY) == speaker.date(DAY)
    assert speaker.span(DAY, DAY, year=True) == f"{speaker.date(DAY)} 2026"


def test_a_span_has_its_year_on_demand():
    assert _plain(tongue("en").span(DAY, date(2026, 2, 5), year=True)) == "4–5 February 2026"


@given(st.sampled_from(SHIPPED), st.dates(date(2014, 1, 1), date(2100, 1, 1)), st.integers(1, 800))
def test_any_span_holds_both_of_its_days(language, first, days):
    last = date.fromordinal(first.toordinal() + days)
    words = tongue(language).span(first, last)
    assert str(first.day) in words
    assert str(last.day) in words
    assert "MMM" not in words


@pytest.mark.parametrize(("language", "words"), [("en", "1,500"), ("de", "1.500"), ("uk", "1 500")])
def test_a_number_is_grouped_as_the_language_does(language, words):
    assert _plain(tongue(language).number(1500)) == words
    assert tongue(language).number(0) == "0"


@pytest.mark.parametrize(("language", "words"), [("en", "86%"), ("de", "86 %"), ("uk", "86%")])
def test_a_share_is_written_as_the_language_does(language, words):
    assert _plain(tongue(language).percent(300 / 350)) == words


@pytest.mark.parametrize(
    ("language", "weekdays"), [("en", ("Mon", "Sun")), ("de", ("Mo", "So")), ("uk", ("пн", "нд"))]
)
def test_the_week_begins_on_monday(language, weekdays):
    speaker = tongue(language)
    assert (speaker.weekday(1), speaker.weekday(7)) == weekdays


@pytest.mark.parametrize(
    ("language", "name"), [("en", "United States"), ("de", "Vereinigte Staaten"), ("uk", "Сполучені Штати")]
)
def test_countries_are_named_in_the_language(language, name):
    assert tongue(language).country("US") == name


@pytest.mark.parametrize("language", SHIPPED)
@pytest.mark.parametrize("code", ["EU", "UN", "UA", "XK"])
def test_alliances_have_names_too(language, code):
    assert tongue(language).country(code) != code


def test_languages_are_named_in_the_language():
    assert tongue("en").language("uk") == "Ukrainian"
    assert tongue("de").language("uk-UA") == "Ukrainisch"
    assert tongue("en").language("zz") == "zz"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE_at", "de"),
        ("uk", "uk"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
        ("e", "en"),
    ],
)
def test_the_nearest_offered_language_is_spoken(wanted, found):
    assert tongues.best(wanted, SHIPPED) == found


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Kyiv", "UTC+02:00"),
        ("America/New_York", "UTC-05:00"),
        ("Asia/Kathmandu", "UTC+05:45"),
        ("America/St_Johns", "UTC-03:30"),
        ("Etc/UTC", "UTC+00:00"),
    ],
)
def test_an_offset_is_shown_with_its_minutes(zone, words):
    assert tongues.offset(zone, datetime(2026, 2, 4, tzinfo=UTC)) == words


def test_an_offset_follows_daylight_saving():
    assert tongues.offset("Europe/Kyiv", datetime(2026, 7, 1, tzinfo=UTC)) == "UTC+03:00"


def _plain(words: str) -> str:
    """With ordinary spaces: CLDR writes several kinds of them."""
    return " ".join(words.split())


@pytest.mark.parametrize(
    ("tag", "cities"),
    [
        ("en", ["Kyiv", "Kolkata", "Buenos Aires"]),
        ("de", ["Kyjiw", "Kalkutta", "Buenos Aires"]),
        ("uk", ["Київ", "Колката", "Буенос-Айрес"]),
    ],
)
def test_a_zone_has_its_city_in_the_readers_language(tag, cities):
    zones = "Europe/Kyiv", "Asia/Kolkata", "America/Argentina/Buenos_Aires"
    assert [tongue(tag).city(zone) for zone in zones] == cities
