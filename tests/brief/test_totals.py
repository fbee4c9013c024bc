"""Totals of an attack day: disjoint figures of one claimant, and nothing else."""

from datetime import date
from typing import Any

import pytest

from bot.brief import totals
from bot.brief.totals import ClaimantTotals, Total
from storage.model.entry import Entry
from tests.cast import attack, claim, source

DAY = date(2026, 2, 3)
KYIV = {"name": "Kyiv", "country": "UA", "region": "UA-30"}
ODESA = {"name": "Odesa", "country": "UA", "region": "UA-51"}
UKRAINE = {"name": "Ukraine", "country": "UA"}
NIGHT = {"start": "2026-02-02T18:00:00+02:00", "end": "2026-02-03T09:00:00+02:00", "precision": "night"}
NOON = {"start": "2026-02-03T09:00:00+02:00", "end": "2026-02-03T15:00:00+02:00", "precision": "hour"}


def strike(name: str, *claims: dict[str, Any], **changes: Any) -> Entry:
    return attack(uri=f"kaizen:2026-02-03:attack:{name}", claims=list(claims), **changes)


def of(*entries: Entry) -> dict[str, ClaimantTotals]:
    return {one.claimant: one for one in totals.of_day(DAY, entries).claimants}


def only(*entries: Entry) -> Total:
    """The total, where there is one claimant and one measure."""
    (claimant,) = of(*entries).values()
    (total,) = claimant.totals
    return total


def test_claimants_are_never_mixed():
    found = of(attack())
    assert list(found) == ["Kaizen Blog", "Air Force of Ukraine"]
    assert found["Kaizen Blog"].totals[0].quantity.high == 500
    assert found["Air Force of Ukraine"].totals[0].quantity.best == 450


def test_figures_of_two_regions_are_added():
    total = only(strike("kyiv", claim(30), places=[KYIV]), strike("odesa", claim(20), places=[ODESA]))
    assert (total.quantity.best, total.left_out) == (50, 0)


def test_figures_of_two_times_are_added():
    total = only(strike("night", claim(450), happened=NIGHT), strike("noon", claim(20), happened=NOON))
    assert (total.quantity.best, total.left_out) == (470, 0)


def test_figures_of_overlapping_times_in_one_region_are_not_added():
    early = NOON | {"start": "2026-02-03T08:00:00+02:00"}
    total = only(strike("night", claim(450), happened=NIGHT), strike("noon", claim(20), happened=early))
    assert (total.quantity.best, total.left_out) == (450, 1)


@pytest.mark.parametrize("happened", [{"start": "2026-02-03"}, {"start": "2026-02-02T20:00:00+02:00"}])
def test_without_both_clock_times_nothing_is_apart_in_time(happened):
    total = only(strike("one", claim(450)), strike("other", claim(20), happened=happened))
    assert (total.quantity.best, total.left_out) == (450, 1)


def test_a_regional_figure_is_not_added_to_that_of_the_whole_night():
    night = strike("night", claim(450), places=[UKRAINE])
    total = only(strike("kyiv", claim(30), places=[KYIV]), night)
    assert (total.quantity.best, total.left_out) == (450, 1)


def test_a_figure_without_a_place_is_not_added_to_a_regional_one():
    total = only(strike("somewhere", claim(450), places=[]), strike("kyiv", claim(30), places=[KYIV]))
    assert (total.quantity.best, total.left_out) == (450, 1)


def test_two_regional_figures_are_not_added_to_that_of_both():
    both = strike("both", claim(45), places=[KYIV, ODESA])
    total = only(strike("kyiv", claim(30)), strike("odesa", claim(20), places=[ODESA]), both)
    assert (total.quantity.best, total.left_out) == (45, 2)


def test_two_figures_of_one_entry_are_never_added():
    total = only(strike("night", claim(450), claim(30)))
    assert (total.quantity.best, total.left_out) == (450, 1)


def test_units_are_never_mixed():
    found = of(strike("night", claim(71, unit="missile"), claim(450)))
    assert [(one.unit, one.quantity.best) for one in found["Air Force of Ukraine"].totals] == [
        ("uav", 450),
        ("missile", 71),
    ]


def test_a_claimant_with_the_same_figures_under_two_names_stays_two():
    found = of(strike("night", claim(450), claim(450, claimant="General Staff")))
    assert [one.totals[0].quantity.best for one in found.values()] == [450, 450]


def test_the_share_shot_down_is_of_what_the_same_claimant_says_was_launched():
    found = of(strike("night", claim(500), claim(450, measure="shot_down")))
    launched, shot_down = found["Air Force of Ukraine"].totals
    assert launched.share is None
    assert shot_down.share is not None
    assert shot_down.share.low == shot_down.share.high == 0.9


def test_there_is_no_share_of_another_claimants_figure():
    found = of(strike("night", claim(500, claimant="Kaizen Blog"), claim(450, measure="shot_down")))
    assert found["Air Force of Ukraine"].totals[0].share is None


def test_there_is_no_share_of_another_unit():
    found = of(strike("night", claim(71, unit="missile"), claim(38, measure="shot_down")))
    assert [one.share for one in found["Air Force of Ukraine"].totals] == [None, None]


def test_there_is_no_share_where_the_two_sums_are_of_different_attacks():
    kyiv = strike("kyiv", claim(100), claim(20, measure="shot_down"))
    odesa = strike("odesa", claim(50, measure="shot_down"), places=[ODESA])
    launched, shot_down = of(kyiv, odesa)["Air Force of Ukraine"].totals
    assert (launched.quantity.best, shot_down.quantity.best) == (100, 70)
    assert shot_down.share is None


def test_zero_is_a_figure_and_is_counted():
    total = only(strike("kyiv", claim(0)), strike("odesa", claim(20), places=[ODESA]))
    assert total.quantity.best == 20
    assert only(strike("kyiv", claim(0))).quantity.best == 0


def test_an_attack_without_a_number_leaves_a_least_total():
    unknown = strike("odesa", claim({"qualifier": "unknown"}), places=[ODESA])
    total = only(strike("kyiv", claim(450)), unknown)
    assert (total.quantity.low, total.quantity.high, total.quantity.qualifier) == (450, None, "at_least")


def test_a_figure_without_a_number_inside_a_counted_attack_changes_nothing():
    vague = claim({"qualifier": "vague", "verbatim": "dozens"})
    total = only(strike("night", claim(450), vague))
    assert (total.quantity.best, total.quantity.qualifier, total.left_out) == (450, "exact", 0)


def test_figures_without_a_number_only_stay_what_they_are():
    vague = {"qualifier": "vague", "verbatim": "dozens"}
    assert only(strike("night", claim(vague))).quantity.verbatim == "dozens"


def test_measures_that_do_not_add_up_are_not_counted():
    day = totals.of_day(DAY, [strike("night", claim(5, measure="hits", unit="site"))])
    assert (day.claimants, day.entries) == ([], 1)


def test_a_claimant_is_linked_to_the_source_of_the_figure():
    sources = [source(), source("af", url="https://example.org/air-force")]
    found = of(strike("night", claim(450, source="af"), sources=sources))
    assert found["Air Force of Ukraine"].url == "https://example.org/air-force"


def test_a_day_without_attacks_has_no_claimants():
    assert totals.of_day(DAY, []) == totals.AttackDay(DAY, [], 0)
