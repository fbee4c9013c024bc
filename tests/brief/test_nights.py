"""Attack days in a row: sums of one claimant, missing days that stay missing."""

from datetime import date
from typing import Any

import pytest

from bot.brief import labels, meanwhile, nights
from bot.brief.nights import Series
from bot.brief.tongue import tongue
from storage.model.entry import Entry
from tests.cast import attack, claim

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 4)
DAYS = nights.days_of(FIRST, LAST)


def strike(day: int, *claims: dict[str, Any], **changes: Any) -> Entry:
    start, end = f"2026-02-{day:02}T01:00:00+02:00", f"2026-02-{day:02}T06:00:00+02:00"
    happened = {"start": start, "end": end, "precision": "night"}
    return attack(uri=f"kaizen:{day}", claims=list(claims), **{"happened": happened} | changes)


def rows(*strikes: tuple[int, Entry]) -> dict[str, Series]:
    return {row.claimant: row for row in nights.series(DAYS, {date(2026, 2, n): [e] for n, e in strikes})}


def only(*strikes: tuple[int, Entry]) -> Series:
    (row,) = rows(*strikes).values()
    return row


def test_a_row_has_every_day_with_or_without_a_figure():
    row = only((1, strike(1, claim(90))), (3, strike(3, claim(450))))
    assert [night.day for night in row.nights] == DAYS
    assert [bool(night.figures) for night in row.nights] == [True, False, True, False]
    assert row.days_with_figures == 2


def test_none_launched_is_a_figure_and_unknown_is_not():
    row = only(
        (1, strike(1, claim(0))), (2, strike(2, claim({"qualifier": "unknown"}))), (3, strike(3, claim(5)))
    )
    assert [night.figures.get("uav") is not None for night in row.nights] == [True, False, True, False]
    assert row.total("uav").best == 5


def test_claimants_stand_apart_and_whoever_has_most_figures_is_first():
    both = strike(1, claim(90, claimant="Kaizen Blog"), claim(100), claim(3, unit="missile"))
    found = rows((1, both), (2, strike(2, claim(50))))
    assert list(found) == ["Air Force of Ukraine", "Kaizen Blog"]
    assert found["Air Force of Ukraine"].total("uav").best == 150
    assert found["Kaizen Blog"].total("uav").best == 90
    assert found["Kaizen Blog"].total("missile") is None


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        ({"low": 350, "high": 500, "qualifier": "between"}, "450–600"),
        ({"low": 350, "qualifier": "at_least"}, "at least 450"),
        ({"high": 500, "qualifier": "up_to"}, "up to 600"),
        ({"best": 500, "qualifier": "about"}, "about 600"),
    ],
)
def test_a_sum_keeps_what_is_not_known(quantity, said):
    row = only((1, strike(1, claim(100))), (2, strike(2, claim(quantity))))
    assert labels.number_of(tongue("en"), row.total("uav")) == said


def test_a_figure_of_many_days_is_of_none_of_them():
    week = {"start": "2026-02-01", "end": "2026-02-04", "precision": "week"}
    assert rows((1, strike(1, claim(900), happened=week))) == {}
    days = {"start": "2026-02-01T00:00:00Z", "end": "2026-02-03T00:00:00Z", "precision": "hour"}
    assert rows((1, strike(1, claim(900), happened=days))) == {}


def test_the_heaviest_day_has_the_most_of_both():
    row = only((1, strike(1, claim(90), claim(40, unit="missile"))), (2, strike(2, claim(120))))
    assert row.heaviest().day == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("tag", "title", "line"),
    [
        ("en", "Attacks since 1 February (2 attack days)", "450–600 drones, 3 missiles launched"),
        ("de", "Angriffe seit 1. Februar (2 Angriffstage)", "450–600 Drohnen"),
        ("uk", "Атаки від 1 лютого (2 доби з атаками)", "450–600 дронів"),
    ],
)
def test_what_was_struck_is_said_in_each_language(tag, title, line):
    between = {"low": 350, "high": 500, "qualifier": "between"}
    row = only((1, strike(1, claim(100), claim(3, unit="missile"))), (2, strike(2, claim(between))))
    told = meanwhile.told(FIRST, 2, [row], tongue(tag))
    assert told.title == title
    assert line in told.lines[0][1]
