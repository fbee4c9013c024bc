"""The fields of pledges."""

import pytest

from bot.intake.fields import Refused
from tests.cast import pledge_document
from tests.intake.fields.drafts import entry, shown, tapped, typed


@pytest.mark.parametrize("text", ["GB", "gb ", "EU"])
def test_whoever_made_a_pledge_is_tapped_or_typed_as_a_code(text):
    assert entry(typed(pledge_document(), "madeby", text)).pledge.made_by == text.strip().upper()
    assert entry(tapped(pledge_document(), "madeby", "US")).pledge.made_by == "US"


@pytest.mark.parametrize("text", ["", "-", "Moscow", "QQ"])
def test_who_has_no_code_is_refused(text):
    with pytest.raises(Refused, match="code of a country"):
        typed(pledge_document(), "madeby", text)


def test_scope_and_status_are_tapped():
    content = tapped(tapped(pledge_document(), "scope", "sea"), "status", "kept")
    assert (entry(content).pledge.scope, entry(content).pledge.status) == ("sea", "kept")


@pytest.mark.parametrize("name", ["scope", "status"])
def test_another_scope_or_status_is_refused(name):
    with pytest.raises(Refused, match="cannot be chosen"):
        tapped(pledge_document(), name, "moon")


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2026-01-25 - 2026-02-01", "2026-01-25", "2026-02-01"),
        ("25.1. – 1.2.", "2026-01-25", "2026-02-01"),
        ("28.12. - 3.1.", "2025-12-28", "2026-01-03"),
        ("from 2026-01-25 until 2026-02-01", "2026-01-25", "2026-02-01"),
        ("until 2026-02-01", None, "2026-02-01"),
        ("bis 1.3.", None, "2026-03-01"),
        ("until 1.2.", None, "2026-02-01"),
        ("from 25.1.", "2026-01-25", None),
        ("from 2026-01-25 00:00", "2026-01-25T00:00:00+02:00", None),
        ("-", None, None),
    ],
)
def test_a_term_begins_or_ends_or_both(text, starts, ends):
    content = typed(pledge_document(), "term", text)
    assert (content["pledge"].get("starts"), content["pledge"].get("ends")) == (starts, ends)
    assert entry(content)


@pytest.mark.parametrize("text", ["", "soon", "2026-01-25", "until", "from 31.2.", "from 0001-01-01"])
def test_what_is_no_term_is_refused(text):
    with pytest.raises(Refused, match="until 2026-02-01"):
        typed(pledge_document(), "term", text)


def test_a_term_that_ends_before_it_starts_is_refused():
    with pytest.raises(Refused, match="before it starts"):
        typed(pledge_document(), "term", "2026-02-01 - 2026-01-25")


def test_a_term_is_shown_with_its_years():
    assert shown(typed(pledge_document(), "term", "bis 1.3."), "term") == "until Sun 1 March 2026"


def test_sides_have_positions_on_a_pledge_too():
    pledge = entry(typed(pledge_document(), "positions", "RU: It was kept.")).pledge
    assert pledge.positions[-1].text == {"en": "It was kept."}
