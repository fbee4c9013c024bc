"""Places as they are typed."""

import pytest

from bot.intake.fields import Refused
from tests.cast import attack_document
from tests.intake.fields.drafts import entry, shown, typed


def places(text):
    return [
        (one.name, one.region or one.country)
        for one in entry(typed(attack_document(), "places", text)).places
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kyiv, Одеса", [("Kyiv", "UA-30"), ("Odesa", "UA-51")]),
        ("Kyiv\nKyiv", [("Kyiv", "UA-30")]),
        ("Vylkove, UA-51", [("Vylkove", "UA-51")]),
        ("Vylkove: ua-51; Lviv", [("Vylkove", "UA-51"), ("Lviv", "UA-46")]),
        ("Ramstein, DE, Kyiv", [("Ramstein", "DE"), ("Kyiv", "UA-30")]),
        ("Kyiv (UA-30), Odesa (UA-51)", [("Kyiv", "UA-30"), ("Odesa", "UA-51")]),
    ],
)
def test_places_are_looked_up_or_have_their_code_beside_them(text, found):
    assert places(text) == found


def test_what_is_shown_can_be_typed_back():
    content = attack_document()
    assert typed(content, "places", shown(content, "places")) == content


def test_a_dash_takes_all_places_away():
    assert "places" not in typed(attack_document(), "places", "-")


def test_an_unknown_place_is_refused_with_its_name_and_what_to_do():
    with pytest.raises(Refused, match=r"Vylkove is not known here.*Vylkove, UA-51"):
        typed(attack_document(), "places", "Kyiv, Vylkove")


@pytest.mark.parametrize("text", ["", ",", "Vylkove, UA-99", "Vylkove, QQ", "UA-51", "x" * 300 + ", UA-51"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(Refused):
        typed(attack_document(), "places", text)
