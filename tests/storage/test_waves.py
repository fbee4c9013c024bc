"""How loud an attack is: flash, and the steps of killed and injured, by what somebody is sure of."""

import pytest

from storage.model.waves import Loudness, is_louder, loudness
from tests import cast


def killed(**quantity):
    return cast.claim(quantity, measure="killed", unit="person")


@pytest.mark.parametrize(
    ("quantity", "steps"),
    [
        ({"best": 0}, 0), ({"best": 1}, 1), ({"best": 4}, 1), ({"best": 5}, 2), ({"best": 49}, 4),
        ({"low": 12, "qualifier": "at_least"}, 3), ({"low": 9, "high": 30, "qualifier": "between"}, 2),
        ({"high": 100, "qualifier": "up_to"}, 0), ({"qualifier": "vague", "verbatim": "dozens"}, 0),
        ({"best": 5_000}, 9),
    ],
)  # fmt: skip
def test_steps_are_counted_by_what_is_sure(quantity, steps):
    assert loudness(cast.attack(claims=[killed(**quantity)])) == Loudness(0, steps, 0)


def test_claims_are_compared_and_never_added():
    claims = [killed(best=4), killed(best=3) | {"claimant": "Governor"}, cast.claim(500)]
    assert loudness(cast.attack(claims=claims)).killed == 1


def test_buildings_do_not_count_as_people():
    claims = [cast.claim(500, measure="damaged", unit="building")]
    assert loudness(cast.attack(claims=claims)) == Loudness(0, 0, 0)


def test_each_way_of_growing_counts_and_shrinking_does_not():
    before = [cast.attack(claims=[killed(best=12)]), cast.attack(urgency=2)]
    injured = cast.claim(1, measure="injured", unit="person")
    assert not is_louder(cast.attack(urgency=1, claims=[killed(best=24)]), before)
    assert is_louder(cast.attack(claims=[killed(best=25)]), before)
    assert is_louder(cast.attack(claims=[injured]), before)
