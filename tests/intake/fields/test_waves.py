"""The wave of an attack: tapped for a night, typed as a name, taken away, and ended."""

import pytest

from bot.intake.fields import Refused
from tests.cast import attack_document
from tests.intake.fields.drafts import entry, offered, shown, tapped, typed

NIGHT = "night-2026-02-03"


def test_two_editors_who_tap_the_same_night_name_the_same_wave():
    assert offered(attack_document(), "wave") == {NIGHT: False, "night-2026-02-02": False}
    content = tapped(attack_document(), "wave", NIGHT)
    assert entry(content).attack.wave == NIGHT
    assert shown(content, "wave") == "night to Tue 3 February"
    assert offered(content, "wave")[NIGHT]


def test_a_second_tap_and_a_dash_take_it_away():
    content = tapped(attack_document(), "wave", NIGHT)
    assert entry(tapped(content, "wave", NIGHT)).attack.wave is None
    assert entry(typed(content, "wave", "-")).attack.wave is None


@pytest.mark.parametrize(
    ("text", "wave"),
    [("Odesa night", "odesa-night"), ("  odesa--NIGHT! ", "odesa-night"), ("x" * 80, "x" * 64)],
)
def test_a_typed_name_is_made_fit(text, wave):
    content = typed(attack_document(), "wave", text)
    assert entry(content).attack.wave == wave
    assert shown(content, "wave") == wave


@pytest.mark.parametrize("text", ["ніч", "!", ""])
def test_a_name_without_latin_letters_is_refused(text):
    with pytest.raises(Refused):
        typed(attack_document(), "wave", text)


@pytest.mark.parametrize("wave", ["night-2026-13-45", "night-2026-02-30"])
def test_a_night_that_does_not_exist_is_a_name_like_any_other(wave):
    assert shown(typed(attack_document(), "wave", wave), "wave") == wave


def test_an_attack_goes_on_until_it_is_said_to_have_ended():
    assert offered(attack_document(), "final") == {"on": True, "over": False}
    content = tapped(attack_document(), "final", "over")
    assert entry(content).attack.final is True
    assert shown(content, "final") == "has ended"
    assert entry(tapped(content, "final", "on")).attack.final is None


def test_what_is_false_is_written_like_what_is_absent():
    block = attack_document()["attack"]
    assert entry(attack_document(attack=block | {"final": False})) == entry(attack_document())
