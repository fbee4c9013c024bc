"""Arithmetic on quantities keeps only what stays true."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import quantities
from bot.brief.quantities import Share
from storage.model.values import Quantity
from storage.model.vocabulary import Qualifier


def q(low=None, best=None, high=None, qualifier="exact", verbatim=None) -> Quantity:
    return Quantity(low=low, best=best, high=high, qualifier=qualifier, verbatim=verbatim)


@st.composite
def numbered(draw: st.DrawFn) -> Quantity:
    """Any quantity with a number."""
    low, best, high = sorted(draw(st.lists(st.integers(0, 1000), min_size=3, max_size=3)))
    shown = draw(st.lists(st.booleans(), min_size=3, max_size=3).filter(any))
    qualifier = draw(st.sampled_from([name for name in get_args(Qualifier) if name != "unknown"]))
    numbers = [n if kept else None for n, kept in zip((low, best, high), shown, strict=True)]
    return q(*numbers, qualifier)


@pytest.mark.parametrize(
    ("quantity", "bounds"),
    [
        (q(best=450), (450, 450)),
        (q(best=0), (0, 0)),
        (q(350, None, 500, "between"), (350, 500)),
        (q(350, 400, 500, "about"), (350, 500)),
        (q(best=12, qualifier="at_least"), (12, None)),
        (q(low=12, qualifier="at_least"), (12, None)),
        (q(low=12, high=20, qualifier="more_than"), (12, 20)),
        (q(best=40, qualifier="up_to"), (None, 40)),
        (q(high=40, qualifier="fewer_than"), (None, 40)),
        (q(best=500, qualifier="nearly"), (None, 500)),
        (q(low=10), (10, None)),
        (q(high=10), (None, 10)),
        (q(qualifier="unknown"), (None, None)),
        (q(best=30, qualifier="vague"), (None, None)),
    ],
)
def test_the_bounds_are_what_the_source_says(quantity, bounds):
    assert quantities.bounds(quantity) == bounds


def test_a_best_number_does_not_stand_in_for_a_missing_bound():
    assert quantities.bounds(q(low=10, best=12)) == (10, None)
    assert quantities.bounds(q(best=12, high=15)) == (None, 15)


@given(numbered())
def test_bounds_are_upright_and_never_invented(quantity):
    low, high = quantities.bounds(quantity)
    given_numbers = {quantity.low, quantity.best, quantity.high, None}
    assert {low, high} <= given_numbers
    assert low is None or high is None or low <= high


def test_ranges_add_bound_by_bound():
    total = quantities.add([q(350, None, 500, "between"), q(best=50)])
    assert (total.low, total.high, total.qualifier) == (400, 550, "between")


def test_exact_numbers_add_to_an_exact_number():
    total = quantities.add([q(best=450), q(best=71)])
    assert (total.best, total.qualifier) == (521, "exact")


def test_equal_bounds_of_a_range_add_exactly():
    total = quantities.add([q(5, None, 5, "between"), q(best=5)])
    assert (total.low, total.high, total.qualifier) == (10, 10, "exact")


def test_a_missing_upper_bound_stays_missing():
    total = quantities.add([q(best=12, qualifier="at_least"), q(best=5)])
    assert (total.low, total.high, total.qualifier) == (17, None, "at_least")


def test_a_missing_lower_bound_stays_missing():
    total = quantities.add([q(best=40, qualifier="up_to"), q(best=5)])
    assert (total.low, total.high, total.qualifier) == (None, 45, "up_to")


def test_a_floor_and_a_ceiling_have_no_sum():
    total = quantities.add([q(best=12, qualifier="at_least"), q(best=40, qualifier="up_to")])
    assert total == q(qualifier="unknown")


def test_an_approximate_part_makes_the_sum_approximate():
    assert quantities.add([q(best=65, qualifier="about"), q(best=6)]).qualifier == "about"
    assert quantities.add([q(best=65, qualifier="about"), q(6, None, 9, "between")]).qualifier == "about"


def test_an_unknown_part_makes_the_sum_unknown():
    total = quantities.add([q(best=450), q(qualifier="unknown")])
    assert total == q(qualifier="unknown")


def test_a_vague_part_is_never_added_as_a_number():
    total = quantities.add([q(best=450), q(best=24, qualifier="vague", verbatim="dozens")])
    assert total == q(qualifier="unknown")


def test_a_single_quantity_is_kept_as_it_was_said():
    said = q(best=65, qualifier="about", verbatim="around 65 missiles")
    assert quantities.add([said]) == said


@given(st.lists(numbered(), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_a_sum_does_not_depend_on_the_order(parts, random):
    shuffled = parts.copy()
    random.shuffle(shuffled)
    assert quantities.add(parts) == quantities.add(shuffled)


@given(st.lists(numbered(), min_size=2, max_size=4))
def test_the_bounds_of_a_sum_are_the_sums_of_the_bounds(parts):
    total = quantities.add(parts)
    for side in (0, 1):
        edges = [quantities.bounds(part)[side] for part in parts]
        expected = None if None in edges else sum(edges)
        assert (total.low, total.high)[side] == expected


def test_a_rate_is_an_interval():
    share = quantities.rate(q(best=300), q(350, None, 500, "between"))
    assert share is not None
    assert (round(share.low, 2), round(share.high, 2)) == (0.60, 0.86)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        (q(best=300), q(best=350, qualifier="at_least")),
        (q(best=300, qualifier="at_least"), q(best=350)),
        (q(best=300, qualifier="up_to"), q(best=350)),
        (q(qualifier="unknown"), q(best=350)),
        (q(best=300), q(qualifier="unknown")),
        (q(best=0), q(best=0)),
        (q(best=1), q(0, None, 10, "between")),
    ],
)
def test_there_is_no_rate_without_all_bounds_of_something(part, whole):
    assert quantities.rate(part, whole) is None


def test_a_part_larger_than_its_whole_has_no_rate():
    assert quantities.rate(q(best=120), q(best=100)) is None


def test_none_of_something_is_a_rate_of_zero():
    assert quantities.rate(q(best=0), q(best=100)) == Share(0.0, 0.0)


@given(
    st.tuples(st.integers(0, 500), st.integers(0, 500)), st.tuples(st.integers(1, 500), st.integers(0, 500))
)
def test_a_rate_lies_between_none_and_all(part, whole):
    (low, more), (least, further) = part, whole
    share = quantities.rate(q(low, None, low + more, "between"), q(least, None, least + further, "between"))
    if low > least + further:
        assert share is None
    else:
        assert share is not None
        assert 0 <= share.low <= share.high <= 1
