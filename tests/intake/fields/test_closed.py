"""Closed lists: the fields of an attack, and what all such fields have in common."""

from typing import get_args

import pytest

from bot.intake import fields
from bot.intake.fields import Refused, attack
from bot.intake.fields.shape import LONGEST_VALUE
from storage.model.vocabulary import KINDS, Target
from tests.cast import attack_document, pledge_document, talks_document
from tests.intake.fields.drafts import MORNING, SPEAKER, entry, offered, shown, tapped, typed

DOCUMENTS = [attack_document(), talks_document(), pledge_document()]


def test_an_attacker_attacks_the_other_side():
    block = entry(tapped(attack_document(), "attacker", "UA")).attack
    assert (block.attacker, block.defender) == ("UA", "RU")


def test_a_target_is_tapped_on_and_off():
    content = tapped(attack_document(), "targets", "port")
    assert entry(content).attack.targets == ["residential", "port"]
    assert entry(tapped(content, "targets", "port")).attack.targets == ["residential"]


def test_the_last_weapon_tapped_off_leaves_a_valid_entry():
    assert entry(tapped(attack_document(), "weapons", "uav_strike")).attack.weapons == []


def test_a_weapon_of_an_imported_entry_can_be_tapped_off():
    content = attack_document(attack={"attacker": "RU", "weapons": ["sea_drone"]})
    assert offered(content, "weapons")["sea_drone"]
    assert shown(content, "weapons") == "sea drone"
    assert entry(tapped(content, "weapons", "sea_drone")).attack.weapons == []


def test_every_target_has_a_label():
    assert set(attack.TARGETS) == set(get_args(Target))


@pytest.mark.parametrize(
    ("name", "value"), [("attacker", "DE"), ("targets", "moon"), ("weapons", ""), ("headline", "x")]
)
def test_a_value_that_is_not_offered_is_refused(name, value):
    with pytest.raises(Refused):
        tapped(attack_document(), name, value)


def test_a_typed_value_of_a_list_counts_as_a_tap():
    assert typed(attack_document(), "attacker", "ua ") == tapped(attack_document(), "attacker", "UA")
    assert entry(typed(attack_document(), "targets", "port, rail")).attack.targets == ["port", "rail"]


@pytest.mark.parametrize("name", ["attacker", "targets"])
def test_other_words_for_a_list_are_refused(name):
    with pytest.raises(Refused, match="tap one of the buttons"):
        typed(attack_document(), name, "the moon")


@pytest.mark.parametrize("value", ["1", "9"])
def test_urgency_is_a_number_from_one_to_nine(value):
    assert entry(tapped(attack_document(), "urgency", value)).urgency == int(value)
    assert tapped(attack_document(), "urgency", value) == typed(attack_document(), "urgency", f" {value}")


@pytest.mark.parametrize("text", ["0", "10", "high", "", "²"])
def test_another_urgency_is_refused(text):
    with pytest.raises(Refused, match="1 to 9"):
        typed(attack_document(), "urgency", text)


@pytest.mark.parametrize(
    ("urgency", "words"), [(2, "2 · flash"), (3, "3 · alert"), (5, "5 · waits for the digest")]
)
def test_urgency_says_what_readers_get(urgency, words):
    assert shown(attack_document(urgency=urgency), "urgency") == words


def test_an_entry_without_urgency_has_the_usual_one():
    assert offered(talks_document(), "urgency")["4"]


@pytest.mark.parametrize("content", DOCUMENTS, ids=lambda one: one["kind"])
def test_every_choice_fits_into_a_button_and_can_be_tapped(content):
    for one in fields.fields_of(content["kind"]):
        choices = one.choices(content, SPEAKER, MORNING)
        values = [choice.value for choice in choices]
        assert len(set(values)) == len(values)
        assert all(v.isascii() and ":" not in v and 0 < len(v) <= LONGEST_VALUE for v in values)
        removable = [c.value for c in choices if not (c.chosen and one.name == "parties")]
        assert all(entry(tapped(content, one.name, value)) for value in removable)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_found_by_a_short_name_of_its_own(kind):
    names = [one.name for one in fields.fields_of(kind)]
    assert len(set(names)) == len(names)
    assert all(fields.field(kind, name).name == name and len(name) <= 12 for name in names)
    assert names[:6] == ["headline", "summary", "happened", "places", "sources", "urgency"]


def test_a_field_of_another_kind_is_none():
    assert fields.field("attack", "round") is None
    assert fields.field("nonsense", "headline") is not None
