"""The examples of the hints are understood in each language in which they are given."""

import re

import pytest

from bot.brief.tongue import SHIPPED, tongue
from bot.intake import fields
from bot.intake.fields import claims
from tests.cast import attack_document, pledge_document, talks_document
from tests.intake.fields.drafts import MORNING, entry, typed

DOCUMENTS = {"attack": attack_document(), "talks": talks_document(), "pledge": pledge_document()}
# What in a hint is an example, by its field.
EXAMPLES = [
    ("attack", "headline", r": (.+)\."),
    ("attack", "happened", r"(\w+), 03:40"),
    ("attack", "happened", r"(\d\S+ 18:00 - \S+ 09:00)"),
    ("attack", "places", r": ([^.]+)\."),
    ("attack", "places", r": (\w+, UA-51)"),
    ("talks", "process", r"(abu\S+)\."),
    ("talks", "round", r"(2, \D+ 1 \w+ 2)"),
    ("talks", "venue", r": (\w+),"),
    ("talks", "venue", r"(\w+.\w+, AE)"),
    ("talks", "parties", r": (.+)\."),
    ("talks", "positions", r"[“„«](UA: [^”“»]+)[”“»]"),
    ("talks", "next", r": (.+ \| \S+)\."),
    ("pledge", "madeby", r"(GB)"),
    ("pledge", "term", r"(2026-01-25 - 2026-02-01)"),
    ("pledge", "term", r"(\w+ 2026-01-25)(?! -)"),
    ("pledge", "term", r"(\w+ 2026-02-01)\."),
]


@pytest.mark.parametrize("tag", SHIPPED)
@pytest.mark.parametrize(("kind", "name", "example"), EXAMPLES)
def test_the_example_of_a_hint_is_understood(kind, name, example, tag):
    hint = tongue(tag)._(fields.field(kind, name).hint)
    found = re.search(example, hint)
    assert found, hint
    assert entry(typed(DOCUMENTS[kind], name, found[1]))


@pytest.mark.parametrize("tag", SHIPPED)
def test_the_example_of_a_figure_is_understood(tag):
    example = tongue(tag)._(claims._NO_FIGURE).rpartition(": ")[2].rstrip(".")
    added = entry(fields.add_claims(attack_document(), example, MORNING)).claims[-1]
    assert (added.measure, added.unit, added.quantity.best) == ("shot_down", "uav", 88)
    assert added.claimant
