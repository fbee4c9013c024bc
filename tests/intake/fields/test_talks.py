"""The fields of talks, positions among them."""

import pytest

from bot.intake.fields import Refused
from tests.cast import position, talks_block, talks_document
from tests.intake.fields.drafts import entry, offered, shown, tapped, typed


def block(name, text, **changes):
    return entry(typed(talks_document(talks=talks_block(**changes)), name, text)).talks


def test_a_process_is_written_as_a_short_name():
    assert block("process", "Abu Dhabi 2026").process == "abu-dhabi-2026"


@pytest.mark.parametrize("text", ["", "-", "Абу-Дабі 2026", "x" * 65])
def test_a_process_without_latin_letters_or_too_long_is_refused(text):
    with pytest.raises(Refused, match="abu-dhabi-2026"):
        block("process", text)


@pytest.mark.parametrize(
    ("text", "round_", "day", "days"),
    [
        ("2", 2, None, None),
        ("3, day 1 of 2", 3, 1, 2),
        ("Runde 3, Tag 2 von 2", 3, 2, 2),
        ("раунд 3, день 1", 3, 1, None),
        ("day 2 of 3", None, 2, 3),
        ("-", None, None, None),
    ],
)
def test_a_round_is_typed_with_or_without_its_days(text, round_, day, days):
    talks = block("round", text)
    assert (talks.round, talks.day, talks.days) == (round_, day, days)


@pytest.mark.parametrize("text", ["", "second", "0", "2000", "2, day 3 of 2"])
def test_a_round_that_cannot_be_is_refused(text):
    with pytest.raises(Refused, match="day 1 of 2"):
        block("round", text)


def test_what_is_shown_of_a_round_can_be_typed_back():
    content = talks_document()
    assert typed(content, "round", shown(content, "round")) == content


@pytest.mark.parametrize(
    ("text", "name", "country"), [("Стамбул", "Istanbul", "TR"), ("Doha, QA", "Doha", "QA")]
)
def test_a_venue_is_looked_up_or_has_its_country_beside_it(text, name, country):
    venue = block("venue", text).venue
    assert (venue.name, venue.country) == (name, country)


def test_a_dash_takes_the_venue_away():
    assert block("venue", "-").venue is None


@pytest.mark.parametrize("text", ["", "Doha", "Istanbul, Geneva"])
def test_no_venue_an_unknown_one_and_two_are_refused(text):
    with pytest.raises(Refused):
        block("venue", text)


def test_a_mediator_is_tapped_on_and_off():
    content = tapped(talks_document(), "mediators", "TR")
    assert entry(content).talks.mediators == ["US", "TR"]
    assert entry(tapped(tapped(content, "mediators", "US"), "mediators", "TR")).talks.mediators == []


def test_mediators_are_typed_as_codes():
    assert block("mediators", "un, gb\nUS, US").mediators == ["UN", "GB", "US"]
    assert block("mediators", "-").mediators == []


@pytest.mark.parametrize("text", ["Narnia", "QQ", "UA; QQ"])
def test_an_unknown_code_is_refused_with_it(text):
    with pytest.raises(Refused, match="not the code of a country or alliance"):
        block("mediators", text)


def test_talks_keep_two_parties():
    with pytest.raises(Refused, match="At least 2"):
        tapped(talks_document(), "parties", "RU")
    with pytest.raises(Refused, match="At least 2"):
        typed(talks_document(), "parties", "UA")
    assert entry(tapped(tapped(talks_document(), "parties", "US"), "parties", "RU")).talks.parties == [
        "UA",
        "US",
    ]


def test_an_outcome_can_be_taken_back():
    content = tapped(talks_document(), "outcome", "none")
    assert entry(content).talks.outcome is None
    assert offered(content, "outcome")["none"]
    assert entry(tapped(content, "outcome", "statement")).talks.outcome == "statement"


def test_a_line_for_a_side_is_its_position():
    talks = block("positions", "UA: Steps agreed.\nus: Good progress.")
    assert [(one.party, one.text["en"], one.source) for one in talks.positions] == [
        ("UA", "Steps agreed.", "kaizen"),
        ("RU", "Hardly any public statement.", "kaizen"),
        ("US", "Good progress.", "kaizen"),
    ]


def test_a_position_in_another_language_stands_beside_the_original():
    talks = block("positions", "UA (de): Konkrete Schritte.")
    assert talks.positions[0].text == {"de": "Konkrete Schritte.", "en": "About concrete steps."}


def test_a_position_said_anew_loses_the_translations_of_what_was_said_before():
    both = [position() | {"text": {"en": "Old.", "de": "Alt."}}]
    assert block("positions", "UA: New.", positions=both).positions[0].text == {"en": "New."}
    assert block("positions", "UA: Old.", positions=both).positions[0].text == {"en": "Old.", "de": "Alt."}


def test_positions_are_taken_away_one_by_one_or_all():
    both = [position() | {"text": {"en": "Old.", "de": "Alt."}}, position("RU")]
    assert [one.party for one in block("positions", "UA: -", positions=both).positions] == ["RU"]
    assert block("positions", "UA (de): -", positions=both).positions[0].text == {"en": "Old."}
    assert block("positions", "-", positions=both).positions == []


@pytest.mark.parametrize(
    "text", ["", "no side", "UA:", "QQ: text", "UA: text\nand more", "UA (martian): text", "US: -"]
)
def test_a_position_that_cannot_be_is_refused(text):
    with pytest.raises(Refused):
        block("positions", text)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Groups meet | 2026-02-06", "2026-02-06"),
        ("Groups meet | 1.2.", "2027-02-01"),
        ("Groups meet | tomorrow", "2026-02-04"),
        ("Groups meet | 5.2. 10:00", "2026-02-05T10:00:00+02:00"),
        ("Groups meet", None),
    ],
)
def test_what_is_next_has_a_text_and_perhaps_a_coming_day(text, when):
    content = typed(talks_document(), "next", text)
    assert content["talks"]["next_step"].get("when") == when
    assert entry(content).talks.next_step.text == {"en": "Groups meet"}


def test_what_is_next_can_be_translated_and_keeps_its_day():
    step = block("next", "(de) Arbeitsgruppen treffen sich.").next_step
    assert step.text == {"de": "Arbeitsgruppen treffen sich.", "en": "Working groups meet at the same place."}
    assert step.when is not None


def test_a_dash_takes_away_what_is_next():
    assert block("next", "-").next_step is None


@pytest.mark.parametrize(
    "text", ["", "| 2026-02-05", "Groups meet | soon", "Groups meet |", "Meet | 9999-01-01"]
)
def test_a_next_step_that_cannot_be_is_refused(text):
    with pytest.raises(Refused, match="Working groups meet again"):
        block("next", text)
