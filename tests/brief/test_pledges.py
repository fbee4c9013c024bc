"""Open promises: which are shown, what counts as struck in their scope while they ran, and who says what."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.brief import pledges
from bot.brief.tongue import tongue
from storage.model.vocabulary import targets_of
from tests import cast

NOW = datetime(2026, 2, 5, 6, tzinfo=UTC)
ENGLISH = tongue("en")


def pledge(**block):
    return cast.pledge(pledge=cast.pledge_block(**block))


def attack(start="2026-01-28T01:00:00+02:00", *, targets=("energy_grid",), **changes):
    block = {"attacker": "RU", "defender": "UA", "targets": list(targets)} | changes.pop("attack", {})
    happened = {"start": start}
    return cast.attack(happened=happened, attack=block, **changes)


def standing(entry, *attacks, now=NOW):
    return pledges.standing(entry, attacks, now, ENGLISH, "en")


@pytest.mark.parametrize("status", ["proposed", "accepted_by_one", "in_force", "disputed"])
def test_an_open_promise_is_shown_however_old(status):
    assert pledges.is_shown(pledge(status=status), NOW - timedelta(days=400), NOW)


@pytest.mark.parametrize("status", ["broken", "kept", "expired"])
@pytest.mark.parametrize(("days", "shown"), [(7, True), (8, False)])
def test_one_that_has_ended_is_shown_for_a_week(status, days, shown):
    assert pledges.is_shown(pledge(status=status), NOW - timedelta(days=days), NOW) is shown


@pytest.mark.parametrize(
    ("start", "counts"),
    [
        ("2026-01-24T23:30:00+02:00", False),
        ("2026-01-25T00:00:00+02:00", True),
        ("2026-02-01T23:59:00+02:00", True),
        ("2026-02-02T00:00:00+02:00", False),
        ("2026-01-24", False),
        ("2026-01-25", True),
        ("2026-02-01", True),
        ("2026-02-02", False),
    ],
)
def test_an_attack_counts_that_began_while_the_promise_ran_by_kyivs_days(start, counts):
    (found,) = standing(pledge(), attack(start)).struck or [None]
    assert (found is not None) is counts


@pytest.mark.parametrize(
    ("scope", "target", "counts"),
    [
        ("energy", "energy_generation", True),
        ("energy", "oil_gas", True),
        ("energy", "residential", False),
        ("ceasefire", "residential", True),
        ("sea", "port", True),
        ("rail", "rail", True),
    ],
)
def test_only_what_is_in_its_scope_counts(scope, target, counts):
    found = standing(pledge(scope=scope), attack(targets=[target])).struck
    assert bool(found) is counts


@pytest.mark.parametrize("scope", ["prisoners", "grain_exports"])
def test_a_promise_about_something_else_is_not_tested_by_strikes(scope):
    assert targets_of(scope) == ()
    assert standing(pledge(scope=scope), attack()).struck is None


def test_one_that_has_not_begun_is_not_tested_yet():
    assert standing(pledge(starts="2026-02-10", ends="2026-02-20"), attack()).struck is None


def test_nights_and_places_are_counted_once_and_sides_apart():
    found = standing(
        pledge(),
        attack("2026-01-28T01:00:00+02:00"),
        attack("2026-01-28T03:00:00+02:00", uri="kaizen:b"),
        attack("2026-01-29T01:00:00+02:00", uri="kaizen:c", places=[{"name": "Odesa", "country": "UA"}]),
        attack("2026-01-29T02:00:00+02:00", uri="kaizen:d", attack={"attacker": "UA", "defender": "RU"}),
    ).struck
    assert found is not None
    assert [(one.who, one.attacks, one.days, one.places) for one in found] == [
        ("Russia", "3 attacks", "on 2 attack days", "Kyiv, Odesa"),
        ("Ukraine", "1 attack", "on 1 attack day", "Kyiv"),
    ]


def test_figures_stand_with_their_claimants_and_are_not_averaged():
    (side,) = standing(pledge(), attack()).struck or []
    assert [one.claimant for one in side.claimants] == ["Kaizen Blog", "Air Force of Ukraine"]
    blog, force = (one.totals[0].quantity for one in side.claimants)
    assert (blog.low, blog.high, force.best) == (350, 500, 450)


def test_a_term_that_is_over_is_said_of_what_is_still_open():
    assert standing(pledge()).over == "Its term ended on 1 February."
    assert standing(pledge(status="broken")).over == ""
    assert standing(pledge(ends="2026-02-05")).over == ""
    assert standing(pledge(ends=None)).over == ""


def test_of_many_places_the_first_are_named():
    places = [{"name": f"Place {number}", "country": "UA"} for number in range(12)]
    (side,) = standing(pledge(), attack(places=places)).struck or []
    assert side.places.endswith("Place 7…")
