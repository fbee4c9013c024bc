"""A zone is found from what the reader's clock shows, whole hours or not, on either side of the date line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import typed, zones

WINTER, SUMMER = datetime(2026, 2, 4, 17, 2, tzinfo=UTC), datetime(2026, 7, 4, 17, 2, tzinfo=UTC)


def found(clock: str, now: datetime) -> set[str]:
    return {name for offset in zones.offsets(clock, now) for name in zones.at(offset, now)}


@pytest.mark.parametrize(
    ("clock", "zone"),
    [("19:02", "Europe/Kyiv"), ("19:05", "Europe/Kyiv"), ("18:00", "Europe/Berlin"),
     ("12:03", "America/New_York"),
     ("22:32", "Asia/Kolkata"), ("22:47", "Asia/Kathmandu"), ("06:02", "Pacific/Auckland"),
     ("06:02", "Pacific/Pago_Pago")],
)  # fmt: skip
def test_a_clock_in_winter_names_the_places_where_it_shows_that(clock, zone):
    assert zone in found(clock, WINTER)


def test_summer_time_is_part_of_a_clock():
    assert "Europe/Kyiv" in found("20:02", SUMMER)
    assert "Europe/Kyiv" not in found("19:02", SUMMER)


@given(st.sampled_from(zones.LIVED_IN), st.integers(0, 365 * 24 * 60))
def test_every_listed_place_is_found_from_its_own_clock(zone, minutes):
    now = WINTER + timedelta(minutes=minutes)
    assert zone in found(f"{now.astimezone(ZoneInfo(zone)):%H:%M}", now)


@given(st.integers(-12, 14))
def test_a_fixed_offset_is_what_it_says(hours):
    name = zones.fixed(hours * 60)
    assert WINTER.astimezone(ZoneInfo(name)).utcoffset() == timedelta(hours=hours)
    assert typed.zone(name) == name


def test_offsets_are_written_as_people_write_them():
    assert [zones.written(minutes) for minutes in (120, -210, 0, 345)] == [
        "UTC+02:00", "UTC-03:30", "UTC+00:00", "UTC+05:45",
    ]  # fmt: skip
