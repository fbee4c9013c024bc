"""Is it whole? In sentences, and by name."""

import re
from copy import deepcopy

import pytest

from bot.brief.tongue import SHIPPED, tongue
from bot.intake import fields
from tests.cast import (
    attack_document,
    claim,
    pledge_block,
    pledge_document,
    position,
    talks_block,
    talks_document,
)
from tests.intake.fields.drafts import MORNING, SPEAKER, entry, noted, typed


def sentences(content):
    return fields.missing(content, SPEAKER)


@pytest.mark.parametrize("content", [attack_document(), talks_document(), pledge_document()])
def test_a_whole_entry_misses_nothing(content):
    assert (sentences(content), fields.bare(content)) == ([], [])


def test_a_note_lacks_a_source_and_who_says_its_figures():
    assert sentences(noted()) == [
        "A source is missing: at least one link.",
        "Who says so: at least 12 killed?",
        "Who says so: at least 30 injured?",
    ]
    assert fields.bare(noted()) == ["sources", "claimants"]


def test_a_note_becomes_an_entry_by_what_is_typed():
    content = typed(noted(), "sources", "https://example.org/a")
    content = fields.attribute(content, "Kyiv mayor", MORNING)
    assert (sentences(content), fields.bare(content)) == ([], [])
    assert {one.claimant for one in entry(content).claims} == {"Kyiv mayor"}


def test_an_empty_draft_lacks_its_headline():
    assert sentences(noted("", "talks"))[0] == "A headline is missing."
    assert fields.bare(noted("", "pledge")) == ["headline", "sources"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (attack_document(happened=None), "When: this cannot stay as it is."),
        ({k: v for k, v in attack_document().items() if k != "happened"}, "When: this is missing."),
        (attack_document(urgency=12), "Urgency: this cannot stay as it is."),
        (attack_document(claims=[claim({"low": 5, "high": 2})]), "Figure 1: this cannot stay as it is."),
        (talks_document(talks=talks_block(day=3)), "Round: this cannot stay as it is."),
        (talks_document(talks=talks_block(parties=[])), "Parties: this cannot stay as it is."),
        (pledge_document(pledge=pledge_block(ends="2020-01-01")), "Term: this cannot stay as it is."),
        (pledge_document(pledge=pledge_block(status=None)), "Status: this cannot stay as it is."),
        (attack_document(headline={"en": "Strike", "de": " "}), "Headline: this cannot stay as it is."),
        (attack_document(embargoed_until="soon"), "Embargo: this cannot stay as it is."),
        (attack_document(attack={"attacker": "XX"}), "Attacker: this cannot stay as it is."),
        (
            talks_document(talks=talks_block(positions=[position(source="gone")])),
            "A figure or a position names a source that is not there. Type the sources anew.",
        ),
        (
            attack_document(sources=[attack_document()["sources"][0]] * 2, claims=[]),
            "Two sources have the same name. Type the sources anew.",
        ),
        (
            talks_document(kind="attack"),
            "Something in this draft does not fit together. Choose its kind anew.",
        ),
    ],
)
def test_what_an_entry_refuses_is_said_in_the_words_of_the_card(content, sentence):
    before = deepcopy(content)
    assert sentences(content) == [sentence]
    assert fields.bare(content) == ["other"]
    assert content == before


@pytest.mark.parametrize("tag", SHIPPED)
def test_no_sentence_has_a_path_in_it(tag):
    broken = talks_document(headline={}, sources=[], talks={"positions": [{}]}, claims=[claim(claimant="")])
    said = fields.missing(broken, tongue(tag))
    assert len(said) >= 5
    assert not [one for one in said if re.search(r"[\[\]_]|\w\.\w", one)]


def test_what_is_missing_is_told_with_the_rest():
    broken = talks_document(headline={}, sources=[], talks=talks_block(format="party"))
    assert sentences(broken) == [
        "A headline is missing.",
        "A source is missing: at least one link.",
        "Format: this cannot stay as it is.",
    ]
