"""When it happened: tapped, typed, and shown by the newsroom's clocks."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.intake.fields import Refused
from tests.cast import attack_document
from tests.intake.fields.drafts import MORNING, entry, noted, offered, shown, tapped, typed

NIGHT = {
    "start": "2026-02-02T18:00:00+02:00",
    "end": "2026-02-03T09:00:00+02:00",
    "precision": "night",
}


@pytest.mark.parametrize(
    ("text", "happened"),
    [
        ("2026-02-01", {"start": "2026-02-01", "precision": "day"}),
        ("3.2.", {"start": "2026-02-03", "precision": "day"}),
        ("yesterday", {"start": "2026-02-02", "precision": "day"}),
        ("night", NIGHT),
        ("ніч", NIGHT),
        ("03:40", {"start": "2026-02-03T03:40:00+02:00", "precision": "hour"}),
        ("12:00", {"start": "2026-02-02T12:00:00+02:00", "precision": "hour"}),
        ("2026-02-03 04:30", {"start": "2026-02-03T04:30:00+02:00", "precision": "hour"}),
        ("2026-02-03T04:30", {"start": "2026-02-03T04:30:00+02:00", "precision": "hour"}),
        ("gestern 7 Uhr", {"start": "2026-02-02T07:00:00+02:00", "precision": "hour"}),
        ("2.2. 18:00 - 3.2. 09:00", NIGHT),
        ("2.2. 18:00 – 09:00", NIGHT),
        ("28.12.-3.1.", {"start": "2025-12-28", "end": "2026-01-03", "precision": "day"}),
        ("week", {"start": "2026-02-02", "end": "2026-02-08", "precision": "week"}),
        ("2026-W05", {"start": "2026-01-26", "end": "2026-02-01", "precision": "week"}),
        ("2026-01", {"start": "2026-01-01", "end": "2026-01-31", "precision": "month"}),
        ("Monat 1.12.", {"start": "2025-12-01", "end": "2025-12-31", "precision": "month"}),
    ],
)
def test_a_moment_is_read_in_the_newsrooms_zone(text, happened):
    content = typed(attack_document(), "happened", text)
    assert content["happened"] == happened
    assert entry(content).happened


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31.2.",
        "2026",
        "7",
        "25:00",
        "2026-13",
        "2026-W60",
        "0001-01-01 04:00",
        "night 0001-01-01",
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(Refused, match="no day or time"):
        typed(attack_document(), "happened", text)


@pytest.mark.parametrize("text", ["3.2. 09:00 - 2.2.2026 18:00", "2026-02-03 - 2026-02-01"])
def test_what_ends_before_it_starts_is_refused(text):
    with pytest.raises(Refused, match="end before it starts"):
        typed(attack_document(), "happened", text)


def test_a_night_that_has_not_begun_is_refused():
    with pytest.raises(Refused, match="not begun"):
        typed(attack_document(), "happened", "night 2026-02-04")


def test_a_night_that_goes_on_ends_now():
    at_three = replace(MORNING, moment=datetime(2026, 2, 3, 1, 0, tzinfo=UTC))
    assert typed(attack_document(), "happened", "night", at_three)["happened"]["end"].startswith(
        "2026-02-03T03:00"
    )


def test_the_hours_of_a_clock_change_are_compared_as_instants():
    before = replace(MORNING, moment=datetime(2026, 3, 30, 8, 0, tzinfo=UTC))
    with pytest.raises(Refused, match="end before it starts"):
        typed(attack_document(), "happened", "29.3. 03:30 - 29.3. 04:00", before)


def test_the_last_nights_and_days_are_offered():
    assert offered(noted(), "happened") == {
        "night-20260203": True,
        "night-20260202": False,
        "day-20260203": False,
        "day-20260202": False,
    }


@pytest.mark.parametrize("value", ["night-20260202", "day-20260202"])
def test_what_is_tapped_is_chosen(value):
    content = tapped(attack_document(), "happened", value)
    assert offered(content, "happened")[value]
    assert entry(content).happened


@pytest.mark.parametrize("value", ["", "day-20260231", "night-20990101", "week-1"])
def test_a_tap_on_no_choice_is_refused(value):
    with pytest.raises(Refused):
        tapped(attack_document(), "happened", value)


def test_a_moment_in_utc_is_shown_by_the_newsrooms_clocks():
    content = attack_document(happened={"start": "2026-02-02T23:30:00Z", "precision": "hour"})
    assert shown(content, "happened") == "Tue 3 February 2026, 01:30"
    assert shown(attack_document(), "happened") == "night to Tue 3 February 2026, 18:00–09:00"
    assert shown({"kind": "attack"}, "happened") == ""
