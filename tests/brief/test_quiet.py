"""Quiet hours: local to the reader, over midnight, and right on the nights when the clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.brief import quiet

NIGHT = ("22:00", "06:30")


def at(text: str, zone: str = "Europe/Kyiv", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def ends(hours, now: datetime, zone: str = "Europe/Kyiv") -> str | None:
    found = quiet.until(hours, zone, now)
    return None if found is None else found.astimezone(UTC).isoformat(timespec="minutes")[:16]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-02-04 21:59", None),
        ("2026-02-04 22:00", "2026-02-05T04:30"),
        ("2026-02-05 00:00", "2026-02-05T04:30"),
        ("2026-02-05 06:29", "2026-02-05T04:30"),
        ("2026-02-05 06:30", None),
    ],
)
def test_a_night_lasts_from_its_first_minute_to_before_its_end(now, expected):
    assert ends(NIGHT, at(now)) == expected


@pytest.mark.parametrize(
    ("now", "expected"), [("2026-02-04 12:59", None), ("2026-02-04 13:00", "2026-02-04T12:30")]
)
def test_quiet_hours_may_lie_within_a_day(now, expected):
    assert ends(("13:00", "14:30"), at(now)) == expected


@pytest.mark.parametrize("hours", [(), ("22:00", "22:00")])
def test_none_or_equal_times_are_off(hours):
    assert all(ends(hours, at(f"2026-02-04 {hour:02}:00")) is None for hour in range(24))


def test_they_follow_the_zone():
    now = datetime(2026, 2, 5, 3, 0, tzinfo=UTC)
    assert ends(NIGHT, now, "Europe/Kyiv") == "2026-02-05T04:30"
    assert ends(NIGHT, now, "America/Toronto") == "2026-02-05T11:30"
    assert ends(NIGHT, now, "Asia/Tokyo") is None


def test_the_night_of_spring_is_an_hour_shorter():
    assert ends(NIGHT, at("2026-03-28 23:00")) == "2026-03-29T03:30"
    assert ends(("22:00", "03:30"), at("2026-03-29 02:59")) == "2026-03-29T01:30"  # 03:30 is skipped: 04:30
    assert ends(("22:00", "03:30"), at("2026-03-29 04:29")) == "2026-03-29T01:30"
    assert ends(("22:00", "03:30"), at("2026-03-29 04:30")) is None


def test_the_night_of_autumn_is_an_hour_longer_and_ends_at_the_first_of_two():
    assert ends(NIGHT, at("2026-10-24 23:00")) == "2026-10-25T04:30"
    assert ends(("22:00", "03:30"), at("2026-10-25 03:29")) == "2026-10-25T00:30"
    assert ends(("22:00", "03:30"), at("2026-10-25 03:30")) is None
    assert ends(("22:00", "03:30"), at("2026-10-25 03:29", fold=1)) is None


def test_hours_that_begin_in_the_skipped_hour_begin_after_it():
    assert ends(("03:30", "05:00"), at("2026-03-29 04:15")) is None
    assert ends(("03:30", "05:00"), at("2026-03-29 04:30")) == "2026-03-29T02:00"
