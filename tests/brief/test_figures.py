"""Every figure as readers see it: with its qualifier and its claimant, never a bare number."""

import re
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import figures
from bot.brief.tongue import SHIPPED, tongue
from storage.model.entry import Entry
from storage.model.values import Quantity
from storage.model.vocabulary import Measure, Qualifier, Unit
from tests.cast import attack, claim

EN = tongue("en")


def lines(*claims: dict[str, Any], before: list[dict[str, Any]] | None = None) -> list[str]:
    old: Entry | None = attack(claims=before) if before is not None else None
    return figures.lines(attack(claims=list(claims)), old, EN)


def killed(quantity: int | dict[str, Any], **changes: Any) -> dict[str, Any]:
    fields = {"measure": "killed", "unit": "person", "claimant": "regional head"}
    return claim(quantity, **(fields | changes))


def said(measure: str, unit: str, **quantity: Any) -> str:
    return figures.phrase(EN, measure, unit, Quantity(**quantity))


def test_rival_claims_stand_side_by_side_each_with_its_claimant():
    (line,) = figures.lines(attack(), None, EN)
    assert line.endswith("350–500 drones (Kaizen Blog) · 450 drones (Air Force of Ukraine)")


def test_a_toll_names_its_qualifier_and_its_claimant():
    assert lines(killed({"best": 12, "qualifier": "at_least"})) == ["at least 12 killed (regional head)"]


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [
        ("exact", "65 missiles"),
        ("about", "about 65 missiles"),
        ("nearly", "nearly 65 missiles"),
        ("at_least", "at least 65 missiles"),
        ("more_than", "more than 65 missiles"),
        ("up_to", "up to 65 missiles"),
        ("fewer_than", "fewer than 65 missiles"),
        ("between", "65 missiles"),
    ],
)
def test_every_qualifier_is_said(qualifier, words):
    assert said("launched", "missile", best=65, qualifier=qualifier) == words


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ({"low": 350, "high": 500, "qualifier": "between"}, "350–500 drones"),
        ({"low": 350, "best": 450, "high": 500}, "350–500 drones"),
        ({"low": 350, "high": 500, "qualifier": "about"}, "about 350–500 drones"),
        ({"low": 450, "high": 450, "qualifier": "between"}, "450 drones"),
        ({"low": 350}, "at least 350 drones"),
        ({"high": 500}, "up to 500 drones"),
        ({"low": 350, "qualifier": "between"}, "at least 350 drones"),
        ({"low": 0, "high": 5, "qualifier": "between"}, "0–5 drones"),
        ({"low": 12, "best": 15, "qualifier": "at_least"}, "at least 12 drones"),
        ({"best": 35, "high": 40, "qualifier": "up_to"}, "up to 40 drones"),
        ({"best": 1}, "1 drone"),
        ({"best": 1500}, "1,500 drones"),
    ],
)
def test_bounds_are_shown_as_they_are_known(quantity, words):
    assert said("launched", "uav", **quantity) == words


def test_none_is_shown_as_zero():
    assert said("killed", "person", best=0) == "0 killed"
    assert said("launched", "uav", best=0) == "0 drones"


@pytest.mark.parametrize(
    ("measure", "unit"), [("killed", "person"), ("launched", "uav"), ("damaged", "building")]
)
def test_unknown_is_no_figure_and_never_zero(measure, unit):
    words = said(measure, unit, qualifier="unknown")
    assert "no figure" in words
    assert not re.search(r"\d", words)


def test_vague_words_are_quoted_verbatim():
    words = said("injured", "person", qualifier="vague", verbatim="dozens of people")
    assert "“dozens of people”" in words
    assert "injured" in words


def test_a_number_behind_vague_words_is_not_shown():
    words = said("injured", "person", best=24, qualifier="vague", verbatim="dozens")
    assert "24" not in words


def test_measures_come_in_one_order_and_on_lines_of_their_own():
    found = lines(killed(3), claim(38, measure="shot_down"), claim(71, unit="missile"), claim(450))
    assert [re.findall(r"\d+", line) for line in found] == [["71"], ["450"], ["38"], ["3"]]


def test_a_figure_that_moved_shows_both_numbers():
    assert lines(killed(52), before=[killed(40)]) == ["40 → 52 killed (regional head)"]


def test_a_figure_that_moved_keeps_both_qualifiers():
    new, old = {"best": 52, "qualifier": "at_least"}, {"best": 40, "qualifier": "about"}
    assert lines(killed(new), before=[killed(old)]) == ["about 40 → at least 52 killed (regional head)"]


def test_a_figure_that_did_not_move_is_shown_once():
    assert lines(killed(52), before=[killed(52)]) == ["52 killed (regional head)"]


def test_other_words_for_the_same_number_are_no_movement():
    worded = {"best": 52, "verbatim": "fifty-two people"}
    assert lines(killed(worded), before=[killed(52)]) == ["52 killed (regional head)"]


def test_the_figure_of_another_claimant_is_not_what_was_before():
    assert lines(killed(52), before=[killed(40, claimant="mayor")]) == ["52 killed (regional head)"]


def test_a_figure_that_was_unknown_is_simply_shown():
    assert lines(killed(52), before=[killed({"qualifier": "unknown"})]) == ["52 killed (regional head)"]


def test_a_figure_that_was_taken_back_says_from_what():
    (line,) = lines(killed({"qualifier": "unknown"}), before=[killed(40)])
    assert line.startswith("killed: 40 → ")
    assert line.endswith("no figure (regional head)")


@pytest.mark.parametrize(
    ("now", "before"),
    [([killed(52), killed(12)], [killed(40)]), ([killed(52)], [killed(40), killed(10)])],
)
def test_of_several_figures_of_one_claimant_none_is_matched(now, before):
    (line,) = lines(*now, before=before)
    assert "→" not in line


@given(
    st.sampled_from(get_args(Measure)),
    st.sampled_from(get_args(Unit)),
    st.sampled_from(sorted(set(get_args(Qualifier)) - {"vague", "unknown"})),
    st.integers(0, 10**12),
    st.sampled_from(SHIPPED),
)
def test_any_figure_keeps_its_number_in_every_language(measure, unit, qualifier, number, language):
    speaker = tongue(language)
    words = figures.phrase(speaker, measure, unit, Quantity(best=number, qualifier=qualifier))
    assert speaker.number(number) in words
    assert "%" not in words
    assert words == words.strip()


@given(st.sampled_from(get_args(Measure)), st.sampled_from(get_args(Unit)), st.sampled_from(SHIPPED))
def test_no_figure_is_said_for_every_measure_and_unit(measure, unit, language):
    words = figures.phrase(tongue(language), measure, unit, Quantity(qualifier="unknown"))
    assert words
    assert not re.search(r"[\d%]", words)


def test_claimants_are_named_once_in_the_order_of_the_entry():
    claims = attack(claims=[claim(1), claim(2, claimant="Kaizen Blog"), claim(3)]).claims
    assert figures.claimants(claims) == ["Air Force of Ukraine", "Kaizen Blog"]


def test_the_plural_follows_the_number_that_is_shown():
    words = said("launched", "uav", low=1, best=5, qualifier="at_least")
    assert words == "at least 1 drone"
