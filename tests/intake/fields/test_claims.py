"""Figures one by one."""

from copy import deepcopy

import pytest

from bot.brief.tongue import SHIPPED, tongue
from bot.intake import fields
from bot.intake.fields import Refused
from tests.cast import attack_document, claim
from tests.intake.fields.drafts import MORNING, SPEAKER, entry, noted

RANGE = {"low": 350, "high": 500, "qualifier": "between", "verbatim": "350 to 500 drones"}
VAGUE = {"qualifier": "vague", "verbatim": "dozens injured"}


def told(**changes):
    return fields.claim_shown(attack_document(claims=[claim(**changes)]), 0, SPEAKER)


def test_a_figure_is_shown_with_claimant_and_words():
    assert told(quantity=RANGE) == "350–500 drones launched (Air Force of Ukraine) · “350 to 500 drones”"


def test_a_figure_without_claimant_asks_for_one():
    assert told(quantity=12, measure="killed", unit="person", claimant="") == "12 killed (who says so?)"


def test_a_figure_without_number_is_shown_by_its_words():
    shown = told(quantity=VAGUE, measure="injured", unit="person")
    assert shown == "injured (Air Force of Ukraine) · “dozens injured”"


@pytest.mark.parametrize("tag", SHIPPED)
@pytest.mark.parametrize("measure", ["launched", "shot_down", "lost_or_suppressed", "hits"])
def test_every_measure_has_words_in_every_language(measure, tag):
    content = attack_document(claims=[claim(88, measure=measure)])
    assert "88" in fields.claim_shown(content, 0, tongue(tag))


def test_a_typed_line_adds_figures():
    before = attack_document()
    kept = deepcopy(before)
    content = fields.add_claims(
        before, "88 drones shot down — Air Force, as of 09:00\n12 killed - mayor", MORNING
    )
    assert before == kept
    added = entry(content).claims[2:]
    assert [(one.measure, one.claimant, one.source) for one in added] == [
        ("shot_down", "Air Force", "kaizen"),
        ("killed", "mayor", "kaizen"),
    ]
    assert content["claims"][2]["as_of"] == "2026-02-03T09:00:00+02:00"


def test_a_figure_of_a_draft_without_sources_cites_none():
    assert fields.add_claims(noted(), "12 killed", MORNING)["claims"][-1]["source"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "many things happened",
        "12 killed\nand more",
        "9" * 30 + " drones",
        "1 drone\x00",
        "12 killed - mayor, as of 0001-01-01",
    ],
)
def test_a_line_without_a_figure_is_refused(text):
    with pytest.raises(Refused):
        fields.add_claims(attack_document(), text, MORNING)


def test_a_changed_figure_keeps_what_the_line_does_not_say():
    content = attack_document(claims=[claim(98, measure="shot_down", as_of="2026-02-03T05:00:00Z")])
    (changed,) = fields.change_claim(content, 0, "88 drones shot down", MORNING)["claims"]
    assert changed["quantity"]["best"] == 88
    kept = ("claimant", "source", "as_of")
    assert [changed[name] for name in kept] == [content["claims"][0][name] for name in kept]


def test_a_changed_figure_takes_what_the_line_says():
    text = "12 missiles shot down – General Staff, as of 08:00"
    changed = fields.change_claim(attack_document(), 1, text, MORNING)["claims"][1]
    assert (changed["unit"], changed["claimant"]) == ("missile", "General Staff")
    assert (changed["as_of"], changed["source"]) == ("2026-02-03T08:00:00+02:00", "af")


def test_a_number_of_drones_alone_does_not_change_what_became_of_them():
    content = attack_document(claims=[claim(98, measure="shot_down")])
    assert fields.change_claim(content, 0, "88 drones", MORNING)["claims"][0]["measure"] == "shot_down"


def test_several_figures_for_one_are_refused():
    with pytest.raises(Refused, match="more than one figure"):
        fields.change_claim(attack_document(), 0, "88 of 98 drones shot down", MORNING)


@pytest.mark.parametrize("index", [2, -1])
def test_a_figure_that_is_not_there_is_refused(index):
    with pytest.raises(Refused, match="not there any more"):
        fields.change_claim(attack_document(), index, "88 drones shot down", MORNING)
    with pytest.raises(Refused, match="not there any more"):
        fields.drop_claim(attack_document(), index)


def test_the_last_figure_dropped_leaves_none():
    content = fields.drop_claim(fields.drop_claim(attack_document(), 0), 0)
    assert "claims" not in content
    assert entry(content)


def test_a_claimant_is_given_to_the_figures_that_have_none():
    content = attack_document(claims=[claim(), claim(12, claimant=""), claim(30, claimant="")])
    told = fields.attribute(content, "Kyiv mayor", MORNING)["claims"]
    assert [one["claimant"] for one in told] == ["Air Force of Ukraine", "Kyiv mayor", "Kyiv mayor"]


def test_a_claimant_may_say_as_of_when():
    (one,) = fields.attribute(
        attack_document(claims=[claim(claimant="")]), "Air Force, as of 09:00", MORNING
    )["claims"]
    assert (one["claimant"], one["as_of"]) == ("Air Force", "2026-02-03T09:00:00+02:00")


def test_a_claimant_with_a_dash_in_the_name_stays_whole():
    (one,) = fields.attribute(
        attack_document(claims=[claim(claimant="")]), "Mayor - Kyiv, as of 09:00", MORNING
    )["claims"]
    assert one["claimant"] == "Mayor - Kyiv, as of 09:00"


@pytest.mark.parametrize("text", ["", "-", "12", "x" * 201])
def test_what_names_nobody_is_refused(text):
    with pytest.raises(Refused):
        fields.attribute(attack_document(claims=[claim(claimant="")]), text, MORNING)


def test_nobody_is_asked_for_where_everybody_is_named():
    with pytest.raises(Refused, match="claimant already"):
        fields.attribute(attack_document(), "Air Force", MORNING)
