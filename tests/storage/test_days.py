"""Which day an entry belongs to: a reader's day by its end, the attack day by its start."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from storage.model.entry import Happened
from storage.model.happening import LISTED_DAYS, attack_day, span
from tests.storage.strategies import instants

KYIV = ZoneInfo("Europe/Kyiv")


def happened(start, end=None, precision="day"):
    return Happened.model_validate({"start": start, "end": end, "precision": precision})


def kyiv(text):
    """The instant of a local time in Kyiv, as an entry would write it."""
    return datetime.fromisoformat(text).replace(tzinfo=KYIV).isoformat()


@pytest.mark.parametrize(
    ("local", "day"),
    [
        ("2026-02-02T17:59:59", date(2026, 2, 2)),
        ("2026-02-02T18:00:00", date(2026, 2, 3)),
        ("2026-02-02T23:59:59", date(2026, 2, 3)),
        ("2026-02-03T00:00:00", date(2026, 2, 3)),
        ("2026-02-03T17:59:59", date(2026, 2, 3)),
        ("2025-12-31T18:00:00", date(2026, 1, 1)),
    ],
)
def test_the_attack_day_turns_at_eighteen_in_kyiv(local, day):
    assert attack_day(happened(kyiv(local))) == day


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2026-03-28T15:59:00Z", date(2026, 3, 28)),  # winter: 18:00 is 16:00 UTC
        ("2026-03-28T16:00:00Z", date(2026, 3, 29)),
        ("2026-03-29T14:59:00Z", date(2026, 3, 29)),  # summer: 18:00 is 15:00 UTC
        ("2026-03-29T15:00:00Z", date(2026, 3, 30)),
        ("2026-10-24T14:59:00Z", date(2026, 10, 24)),
        ("2026-10-24T15:00:00Z", date(2026, 10, 25)),
        ("2026-10-25T15:59:00Z", date(2026, 10, 25)),
        ("2026-10-25T16:00:00Z", date(2026, 10, 26)),
    ],
)
def test_the_attack_day_turns_at_eighteen_on_both_sides_of_a_clock_change(utc, day):
    assert attack_day(happened(utc)) == day


def test_an_attack_of_a_whole_night_counts_on_the_day_it_led_into():
    night = happened("2026-02-02T18:00:00+02:00", "2026-02-03T09:00:00+02:00", "night")
    assert attack_day(night) == date(2026, 2, 3)


def test_an_attack_known_by_its_date_counts_on_that_date():
    assert attack_day(happened("2026-02-03", "2026-02-04")) == date(2026, 2, 3)


@given(instants)
def test_every_attack_day_lasts_from_eighteen_to_eighteen(moment):
    day = attack_day(happened(moment))
    ends = datetime(day.year, day.month, day.day, 18, tzinfo=KYIV)
    starts = ends - timedelta(days=1)  # the same wall clock, the day before
    assert starts.astimezone(UTC) <= moment < ends.astimezone(UTC)


def test_a_happening_with_a_clock_belongs_to_the_moment_it_ended():
    found = span(happened("2026-02-02T18:00:00+02:00", "2026-02-03T09:00:00+02:00"))
    assert found.instant == found.sort_at == datetime(2026, 2, 3, 7, tzinfo=UTC)
    assert found.first_day is found.last_day is None


def test_a_happening_with_a_clock_and_no_end_belongs_to_its_start():
    assert span(happened("2026-02-03T09:00:00+02:00")).instant == datetime(2026, 2, 3, 7, tzinfo=UTC)


def test_a_date_belongs_to_that_day_for_everybody():
    found = span(happened("2026-02-04"))
    assert (found.instant, found.first_day, found.last_day) == (None, date(2026, 2, 4), date(2026, 2, 4))


def test_dates_belong_to_each_of_their_days():
    found = span(happened("2026-02-04", "2026-02-05"))
    assert (found.first_day, found.last_day) == (date(2026, 2, 4), date(2026, 2, 5))


@pytest.mark.parametrize("precision", ["week", "month"])
def test_a_week_or_a_month_belongs_to_its_first_day_only(precision):
    found = span(happened("2026-02-01", "2026-02-28", precision))
    assert found.first_day == found.last_day == date(2026, 2, 1)


def test_a_happening_of_many_weeks_is_listed_for_its_first_month():
    found = span(happened("2026-01-01", "2026-12-31"))
    assert (found.last_day - found.first_day).days + 1 == LISTED_DAYS


def test_a_dated_happening_stands_among_the_others_at_noon_of_its_last_day():
    assert span(happened("2026-02-04", "2026-02-05")).sort_at == datetime(2026, 2, 5, 12, tzinfo=UTC)
