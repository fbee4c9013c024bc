"""Whatever is typed or tapped: another content that is JSON and an entry, or a refusal in words."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief.tongue import SHIPPED, tongue
from bot.intake import fields
from bot.intake.fields import Refused
from storage.model.vocabulary import KINDS
from tests.cast import attack_document, pledge_document, talks_document
from tests.intake.fields.drafts import MORNING, entry

DOCUMENTS = {"attack": attack_document(), "talks": talks_document(), "pledge": pledge_document()}
FIELDS = [(kind, one.name) for kind in KINDS for one in fields.fields_of(kind)]
# What editors write, in no order, and anything else.
WORDS = st.one_of(
    st.sampled_from(["Kyiv", "UA-51", "DE", "UA:", "RU", "(de)", "Air", "Force", "https://example.org/a"]),
    st.sampled_from(
        ["12", "88", "drones", "killed", "night", "3.2.", "29.2.", "2026-02-03", "09:00", "until"]
    ),
    st.sampled_from(["day", "1", "of", ":", "-", "|", ",", "\n", "\x00", "\ud800", "%", "%(name)s"]),
    st.sampled_from(["9999-12-31", "0001-01-01", "from"]),
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=8).map(" ".join))


def is_kept(before, change):
    """Either refused with words in every language, or JSON; what was there is never touched."""
    untouched, after, refusal = deepcopy(before), None, None
    try:
        after = change(before)
    except Refused as refused:
        refusal = refused
    assert before == untouched
    assert refusal is None or all(refusal.told(tongue(tag)) for tag in SHIPPED)
    assert json.loads(json.dumps(after, allow_nan=False)) == after
    return after


@pytest.mark.parametrize(("kind", "name"), FIELDS)
@given(text=TEXTS)
def test_whatever_is_typed_is_an_entry_or_refused(kind, name, text):
    one = fields.field(kind, name)
    after = is_kept(DOCUMENTS[kind], lambda content: one.typed(content, text, MORNING))
    if after is not None:
        assert fields.bare(after) in ([], ["sources"])
        assert all(len(one.shown(after, tongue(tag), MORNING)) <= 160 for tag in SHIPPED)


@pytest.mark.parametrize(("kind", "name"), FIELDS)
@given(value=st.text(max_size=24))
def test_whatever_is_tapped_is_an_entry_or_refused(kind, name, value):
    one = fields.field(kind, name)
    after = is_kept(DOCUMENTS[kind], lambda content: one.chosen(content, value, MORNING))
    assert after is None or entry(after)


@given(text=TEXTS)
def test_whatever_is_typed_of_figures_is_an_entry_or_refused(text):
    before = DOCUMENTS["attack"]
    added = is_kept(before, lambda content: fields.add_claims(content, text, MORNING))
    assert added is None or fields.bare(added) in ([], ["claimants"])
    changed = is_kept(before, lambda content: fields.change_claim(content, 0, text, MORNING))
    assert changed is None or entry(changed)


@given(text=TEXTS)
def test_whatever_names_a_claimant_is_an_entry_or_refused(text):
    nameless = fields.add_claims(DOCUMENTS["attack"], "12 killed", MORNING)
    after = is_kept(nameless, lambda content: fields.attribute(content, text, MORNING))
    assert after is None or entry(after)


@given(tag=st.one_of(st.sampled_from(["en", "de", "uk", "pt-br"]), st.text(max_size=6)), text=TEXTS)
def test_whatever_is_translated_is_an_entry_or_refused(tag, text):
    after = is_kept(DOCUMENTS["attack"], lambda content: fields.translate(content, tag, text))
    assert after is None or entry(after)
