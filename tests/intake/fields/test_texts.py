"""Headline, summary and translations."""

import pytest

from bot.intake import fields
from bot.intake.fields import Refused
from tests.cast import attack_document
from tests.intake.fields.drafts import entry, shown, typed

EMPTY = {"kind": "attack"}


def test_a_headline_goes_to_the_original_language():
    content = typed(attack_document(headline={"de": "Angriff", "en": "Strike"}), "headline", "Nachtangriff")
    assert content["headline"] == {"de": "Nachtangriff", "en": "Strike"}
    assert fields.languages(content) == ["de", "en"]


def test_the_first_headline_says_the_language_of_a_draft():
    assert typed(EMPTY, "headline", "Удар по Одесі")["headline"] == {"uk": "Удар по Одесі"}


def test_a_headline_is_one_line():
    assert typed(EMPTY, "headline", "Strike\non  Kyiv")["headline"] == {"en": "Strike on Kyiv"}


@pytest.mark.parametrize("text", ["-", "", " \n", "x" * 201, "a\x07bell"])
def test_a_headline_that_cannot_be_is_refused(text):
    with pytest.raises(Refused):
        typed(EMPTY, "headline", text)


def test_what_is_too_long_is_refused_with_what_would_fit():
    with pytest.raises(Refused, match="201 characters long; at most 200"):
        typed(EMPTY, "headline", "x" * 201)


def test_a_summary_keeps_its_paragraphs():
    content = typed(attack_document(), "summary", "First.\r\n\r\n\r\nSecond\tpart.")
    assert entry(content).summary == {"en": "First.\n\nSecond part."}


def test_a_dash_takes_the_summary_away():
    assert "summary" not in typed(attack_document(), "summary", "-")


def test_a_long_text_is_cut_where_it_is_shown():
    line = shown(attack_document(summary={"en": "word " * 100}), "summary")
    assert len(line) <= 120
    assert line.endswith("…")


def test_a_translation_is_a_headline_and_a_summary():
    content = fields.translate(attack_document(), "uk", "Удар по Одесі\nБагато дронів.\nІ ракет.")
    assert content["headline"]["uk"] == "Удар по Одесі"
    assert content["summary"]["uk"] == "Багато дронів.\nІ ракет."


def test_a_translation_of_one_line_drops_the_summary_of_its_language_only():
    content = fields.translate(attack_document(summary={"en": "Long.", "de": "Lang."}), "de", "Angriff")
    assert content["summary"] == {"en": "Long."}


def test_a_dash_takes_a_language_away():
    content = fields.translate(attack_document(summary={"en": "Long.", "de": "Lang."}), "de", "-")
    assert fields.languages(content) == ["en"]
    assert content["summary"] == {"en": "Long."}


@pytest.mark.parametrize(("tag", "text"), [("en", "-"), ("uk", "-"), ("martian", "x"), ("en", "")])
def test_the_only_language_an_absent_one_and_none_are_refused(tag, text):
    with pytest.raises(Refused):
        fields.translate(attack_document(headline={"en": "Strike"}), tag, text)
