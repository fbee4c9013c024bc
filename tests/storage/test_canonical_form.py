"""The one way an entry is written: equal content is equal text, byte for byte."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from storage.model.entry import Entry
from storage.model.subscriber import Subscriber
from tests import cast
from tests.storage.strategies import attack_documents, zones


def read(document: dict[str, Any]) -> Entry:
    return Entry.model_validate_json(json.dumps(document))


def backwards(value: Any) -> Any:
    """The same JSON with the keys of every object in reverse."""
    if isinstance(value, dict):
        return {key: backwards(item) for key, item in reversed(value.items())}
    return [backwards(item) for item in value] if isinstance(value, list) else value


@given(attack_documents)
def test_what_is_written_reads_back_equal_and_writes_the_same_bytes(document):
    entry = read(document)
    again = Entry.model_validate_json(entry.canonical())
    assert again == entry
    assert again.canonical() == entry.canonical()


@given(attack_documents)
def test_the_order_of_keys_does_not_matter(document):
    assert read(backwards(document)).canonical() == read(document).canonical()


@given(attack_documents, st.sampled_from(["embargoed_until", "summary", "talks"]))
def test_a_null_is_the_same_as_an_absent_key(document, key):
    blank = {name: value for name, value in document.items() if name != key}
    assert read(blank | {key: None}).canonical() == read(blank).canonical()


@given(attack_documents, zones)
def test_the_zone_in_which_a_time_is_written_does_not_matter(document, zone):
    start = cast.MORNING.astimezone(zone).isoformat()
    moved = read(document | {"happened": {"start": start}})
    assert moved.canonical() == read(document | {"happened": {"start": "2026-02-05T06:00:00Z"}}).canonical()


@given(attack_documents)
def test_other_content_is_other_text(document):
    other = document | {"headline": document["headline"] | {"fr": "Autre chose"}}
    assert read(other).canonical() != read(document).canonical()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists), st.text())
def test_nonsense_in_any_place_is_at_most_a_refusal(value, tag):
    for key in ("happened", "places", "claims", "talks", "embargoed_until", tag):
        document = json.dumps(cast.talks_document() | {key: value})
        with suppress(ValidationError):
            Entry.model_validate_json(document)


@given(st.text())
def test_any_text_as_a_language_is_accepted_or_refused_in_words(tag):
    with suppress(ValidationError):
        assert all(name.isascii() for name in cast.talks(headline={tag: "Talks"}).headline)


def test_times_are_written_in_utc_with_a_z():
    written = json.loads(cast.attack().canonical())
    assert written["happened"]["start"] == "2026-02-02T16:00:00Z"
    assert written["happened"]["end"] == "2026-02-03T07:00:00Z"


def test_dates_stay_dates():
    written = json.loads(cast.talks().canonical())
    assert written["happened"]["start"] == "2026-02-04"
    assert written["talks"]["next_step"]["when"] == "2026-02-05"


def test_none_is_written_as_zero_and_unknown_is_not_written():
    entry = cast.attack(claims=[cast.claim(0, measure="killed", unit="person")])
    quantity = json.loads(entry.canonical())["claims"][0]["quantity"]
    assert quantity == {"best": 0, "qualifier": "exact"}


def test_languages_are_written_in_alphabetical_order():
    entry = cast.attack(headline={"uk": "Удар", "de": "Angriff", "en": "Strike"})
    assert list(json.loads(entry.canonical())["headline"]) == ["de", "en", "uk"]


def test_the_canonical_form_is_one_line_and_keeps_letters_readable():
    entry = cast.attack(headline={"uk": "Масований\nудар"})
    assert "\n" not in entry.canonical()
    assert "Масований" in entry.canonical()


def test_blanks_around_a_text_do_not_count():
    assert (
        cast.talks(headline={"en": "  Talks \n"}).canonical()
        == cast.talks(headline={"en": "Talks"}).canonical()
    )


@pytest.mark.parametrize(("written", "usual"), [("EN", "en"), ("pt-br", "pt-BR"), ("ZH-hant", "zh-Hant")])
def test_the_case_of_a_language_tag_does_not_count(written, usual):
    assert list(cast.talks(headline={written: "Talks"}).headline) == [usual]


def test_the_default_urgency_is_written_down():
    assert json.loads(cast.talks().canonical())["urgency"] == 4


def test_the_schema_names_every_key_of_an_entry_and_forbids_others():
    schema = Entry.model_json_schema()
    assert set(schema["properties"]) == set(Entry.model_fields)
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Quantity"]["additionalProperties"] is False


def test_a_subscriber_travels_as_one_line_with_only_its_chat_needed():
    line = Subscriber.model_validate_json('{"chat_id": 1001}').model_dump_json()
    assert json.loads(line)["chat_id"] == 1001
    assert Subscriber.model_validate_json(line).model_dump_json() == line


@pytest.mark.parametrize(
    "changes",
    [
        {"timezone": "Kyiv"},
        {"timezone": "../../etc/passwd"},
        {"times": ["7:30"]},
        {"times": ["24:00"]},
        {"times": ["07:30", "07:30"]},
        {"times": ["07:30", "08:30", "09:30", "10:30"]},
        {"weekdays": [0]},
        {"weekdays": [1, 1]},
        {"quiet": ["22:00"]},
        {"alerts": "some"},
        {"chat_id": "1001"},
        {"name": "somebody"},
    ],
)
def test_a_subscriber_that_makes_no_sense_is_refused(changes):
    with pytest.raises(ValidationError):
        Subscriber.model_validate_json(json.dumps({"chat_id": 1001} | changes))
