"""What a correction says is what was wrong, and nothing else."""

import pytest

from bot.brief.differences import differences
from bot.brief.tongue import tongue
from tests import cast

EN = tongue("en")
ODESA = {"name": "Odesa", "country": "UA", "region": "UA-51"}
MYKOLAIV = {"name": "Mykolaiv", "country": "UA", "region": "UA-48"}


def strike(*claims, **changes):
    return cast.attack(claims=list(claims), **changes)


def exact(number):
    return {"low": number, "best": number, "high": number}


def shot_down(number, **changes):
    return cast.claim(exact(number), measure="shot_down", **changes)


def test_a_number_that_was_wrong_stands_beside_the_right_one():
    said = differences(strike(shot_down(98)), strike(shot_down(88)), EN)
    assert said == ["Shot down: 88 drones, not 98 (Air Force of Ukraine)"]


def test_a_wrong_attribution_names_both():
    said = differences(strike(shot_down(88)), strike(shot_down(88, claimant="Kyiv mayor")), EN)
    assert said == ["Shot down: 88 drones: claimed by Kyiv mayor, not by Air Force of Ukraine"]


def test_number_and_attribution_are_told_together():
    said = differences(strike(shot_down(98)), strike(shot_down(88, claimant="Kyiv mayor")), EN)
    assert said == ["Shot down: 88 drones (Kyiv mayor), not 98 (Air Force of Ukraine)"]


def test_a_claim_that_nobody_makes_any_more_is_told():
    said = differences(strike(shot_down(98), cast.claim()), strike(cast.claim()), EN)
    assert said == ["no longer claimed: Shot down: 98 drones (Air Force of Ukraine)"]


def test_a_claim_that_was_missing_is_told():
    said = differences(strike(cast.claim()), strike(cast.claim(), shot_down(88)), EN)
    assert said == ["added: Shot down: 88 drones (Air Force of Ukraine)"]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ([ODESA], [MYKOLAIV], ["Place: Mykolaiv, not Odesa"]),
        ([ODESA, MYKOLAIV], [MYKOLAIV], ["not in Odesa"]),
        ([MYKOLAIV], [ODESA, MYKOLAIV], ["also in Odesa"]),
    ],
)
def test_a_wrong_place_is_told(wrong, right, said):
    assert differences(strike(places=wrong), strike(places=right), EN) == said


def test_other_words_for_the_same_facts_are_no_difference():
    worded = cast.claim(exact(98) | {"verbatim": "98 drones"})
    other = cast.claim(exact(98) | {"verbatim": "ninety-eight drones"})
    assert differences(strike(worded), strike(other, headline={"en": "Night strike"}), EN) == []


def test_rival_claims_are_matched_with_their_own():
    wrong = strike(shot_down(98), shot_down(70, claimant="Kyiv mayor"))
    right = strike(shot_down(88), shot_down(70, claimant="Kyiv mayor"))
    assert differences(wrong, right, EN) == ["Shot down: 88 drones, not 98 (Air Force of Ukraine)"]


def test_a_status_that_was_wrong_stands_beside_the_right_one():
    wrong, right = (cast.pledge(pledge=cast.pledge_block(status=one)) for one in ("broken", "in_force"))
    assert differences(wrong, right, EN) == ["Status: in force, not broken"]
