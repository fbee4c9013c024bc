"""A digest is due once per local date and chosen time, whatever the clocks of its zone do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import schedule
from bot.brief.schedule import Slot
from storage.model.subscriber import EVERY_DAY

ZONES = sorted(available_timezones())
TIMES = ("00:00", "00:30", "02:00", "02:30", "03:30", "07:30", "23:30", *(f"23:{m}" for m in range(55, 60)))
CLOCKS = st.times().map(lambda clock: clock.strftime("%H:%M")) | st.sampled_from(TIMES)
NIGHTS = (date(2026, 3, 27), date(2026, 10, 23))
# Half an hour, twice around Ramadan, at midnight, before midnight, and quarters of an hour from UTC.
ODD = (
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Nuuk",
    "Asia/Beirut",
    "Pacific/Chatham",
)


def utc(day: date, clock: str = "00:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), UTC)


def walk(
    zone: str, times: tuple[str, ...], first: datetime, until: datetime, weekdays=EVERY_DAY
) -> list[Slot]:
    """Every slot that a reader is given between two moments, one after the other."""
    slots: list[Slot] = []
    after = first
    while (slot := schedule.following(times, weekdays, zone, after)) and slot.at <= until:
        slots.append(slot)
        after = slot.at
    return slots


def wall(slot: Slot, zone: str) -> datetime:
    """What a clock on the wall shows at a slot."""
    return slot.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def is_right(slot: Slot, zone: str) -> bool:
    """The first moment at which the wall shows the wanted time; or, if none does, later by the gap."""
    wanted, shown = datetime.fromisoformat(slot.name), wall(slot, zone)
    if shown == wanted:
        return slot.at.astimezone(ZoneInfo(zone)).fold == 0
    gap = shown - wanted
    offsets = [moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in (slot.at - gap, slot.at)]
    return gap > timedelta(0) and offsets[1] - offsets[0] == gap


@pytest.mark.parametrize("first", NIGHTS, ids=["spring", "autumn"])
@pytest.mark.parametrize("clock", TIMES)
def test_in_every_zone_each_date_of_a_clock_change_has_one_slot(first, clock):
    dates = [first + timedelta(days=n) for n in range(1, 3)]
    for zone in ZONES:
        slots = walk(zone, (clock,), utc(first), utc(first) + timedelta(days=3, hours=13))
        names = [slot.name for slot in slots]
        assert [f"{day}T{clock}" for day in dates] == [n for n in names if n[:10] in map(str, dates)], zone
        assert all(is_right(slot, zone) for slot in slots), zone


@pytest.mark.parametrize("zone", ODD)
@pytest.mark.parametrize("clock", ["00:00", "00:30", "02:15", "02:45", "23:30"])
def test_in_odd_zones_every_date_of_the_year_has_one_slot(zone, clock):
    slots = walk(zone, (clock,), utc(date(2025, 12, 30)), utc(date(2027, 1, 2)))
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [s.name for s in slots if s.name.startswith("2026")] == [f"{day}T{clock}" for day in days]
    assert all(is_right(slot, zone) for slot in slots)


@given(
    st.sampled_from(ZONES),
    st.lists(CLOCKS, min_size=1, max_size=3, unique=True).map(tuple),
    st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda days: tuple(sorted(days))),
    st.dates(date(2010, 1, 1), date(2045, 1, 1)).map(utc),
)
def test_slots_only_go_forwards_and_none_comes_twice(zone, times, weekdays, first):
    until = first + timedelta(days=16)
    slots = walk(zone, times, first, until, weekdays)
    moments = [slot.at for slot in slots]
    assert moments == sorted(set(moments))
    assert len({slot.name for slot in slots}) == len(slots)
    assert all(first < slot.at for slot in slots)
    assert all(str(date.fromisoformat(slot.name[:10]).isoweekday()) in weekdays for slot in slots)
    assert all(is_right(slot, zone) for slot in slots)


@given(
    st.sampled_from([*ODD, "Europe/Kyiv", "America/New_York", "Pacific/Apia"]),
    st.lists(CLOCKS, min_size=1, max_size=3, unique=True).map(tuple),
    st.sampled_from([*NIGHTS, date(2026, 4, 22), date(2026, 2, 13), date(2011, 12, 28)]),
)
def test_no_chosen_time_is_left_out_except_where_two_fall_together(zone, times, first):
    slots = walk(zone, times, utc(first) - timedelta(days=2), utc(first) + timedelta(days=6))
    moments = {slot.at for slot in slots}
    for ahead in range(4):
        for clock in times:
            wanted = datetime.combine(
                first + timedelta(days=ahead), time.fromisoformat(clock), ZoneInfo(zone)
            )
            assert wanted.astimezone(UTC) in moments


def test_a_time_that_the_spring_night_skips_moves_forward():
    slot = schedule.following(("03:30",), EVERY_DAY, "Europe/Kyiv", utc(date(2026, 3, 28), "12:00"))
    assert slot == Slot(utc(date(2026, 3, 29), "01:30"), "2026-03-29T03:30")
    assert wall(slot, "Europe/Kyiv").isoformat() == "2026-03-29T04:30:00"


def test_a_time_that_the_autumn_night_has_twice_is_its_first():
    slot = schedule.following(("03:30",), EVERY_DAY, "Europe/Kyiv", utc(date(2026, 10, 24), "12:00"))
    assert slot == Slot(utc(date(2026, 10, 25), "00:30"), "2026-10-25T03:30")
    following = schedule.following(("03:30",), EVERY_DAY, "Europe/Kyiv", slot.at)
    assert following is not None
    assert following.name == "2026-10-26T03:30"


def test_the_morning_stays_at_its_wall_clock_time_across_the_change():
    slots = walk("Europe/Kyiv", ("07:30",), utc(date(2026, 3, 28)), utc(date(2026, 3, 30)))
    assert [slot.at for slot in slots] == [utc(date(2026, 3, 28), "05:30"), utc(date(2026, 3, 29), "04:30")]


def test_a_date_that_a_zone_skipped_brings_no_second_digest():
    slots = walk("Pacific/Apia", ("07:30",), utc(date(2011, 12, 29)), utc(date(2012, 1, 2)))
    assert [wall(slot, "Pacific/Apia").date().day for slot in slots] == [29, 31, 1, 2]


def test_without_times_or_days_nothing_is_due():
    assert schedule.following((), EVERY_DAY, "Europe/Kyiv", utc(date(2026, 2, 4))) is None
    assert schedule.following(("07:30",), (), "Europe/Kyiv", utc(date(2026, 2, 4))) is None


def test_at_its_very_moment_a_slot_is_over():
    at = utc(date(2026, 2, 4), "05:30")
    slot = schedule.following(("07:30",), EVERY_DAY, "Europe/Kyiv", at)
    assert slot is not None
    assert slot.name == "2026-02-05T07:30"


def test_only_chosen_weekdays_count():
    slot = schedule.following(("07:30",), ("3",), "Europe/Kyiv", utc(date(2026, 2, 4), "06:00"))
    assert slot is not None
    assert slot.name == "2026-02-11T07:30"


@given(st.sampled_from(ZONES), st.dates(date(2010, 1, 1), date(2045, 1, 1)))
def test_a_day_begins_where_the_day_before_ends(zone, day):
    starts, ends = schedule.bounds(day, zone)
    assert starts <= ends
    assert schedule.bounds(day + timedelta(days=1), zone)[0] == ends
    if starts < ends:
        assert schedule.day_of(starts, zone) == day
        assert schedule.day_of(ends - timedelta(microseconds=1), zone) == day


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 2, 4), 24)]
)
def test_a_local_day_has_its_own_length(day, hours):
    starts, ends = schedule.bounds(day, "Europe/Kyiv")
    assert ends - starts == timedelta(hours=hours)


def test_today_is_the_day_in_the_readers_zone():
    late = utc(date(2026, 2, 4), "23:30")
    assert schedule.day_of(late, "Europe/Kyiv") == date(2026, 2, 5)
    assert schedule.day_of(late, "America/Toronto") == date(2026, 2, 4)
