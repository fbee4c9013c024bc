"""What is refused of an entry, and that the refusal says where and why."""

import json

import pytest
from pydantic import ValidationError

from storage.model.entry import Entry
from storage.model.vocabulary import KINDS
from tests import cast
from tests.storage.refusals import (
    BLOCKS,
    BUILDERS,
    happened,
    one_claim,
    one_place,
    one_quantity,
    one_source,
    refusal,
    without,
)


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_of_each_kind_is_accepted(kind):
    entry = Entry.model_validate_json(json.dumps(BUILDERS[kind]()))
    assert entry.kind == kind


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (cast.talks_document(colour="red"), "colour"),
        (cast.talks_document(talks=cast.talks_block(mood="good")), "talks.mood"),
        (one_claim(unti="uav"), "claims.0.unti"),
        (one_quantity(best=1, mean=1), "claims.0.quantity.mean"),
        (one_source(author="somebody"), "sources.0.author"),
        (one_place(city="Odesa"), "places.0.city"),
        (happened("2026-02-04", until="2026-02-05"), "happened.until"),
        (cast.pledge_document(pledge=cast.pledge_block(until="2026-02-01")), "pledge.until"),
    ],
)
def test_an_unknown_key_is_refused_at_every_depth(document, path):
    assert refusal(document) == f"{path}: Extra inputs are not permitted"


@pytest.mark.parametrize("key", ["uri", "kind", "headline", "happened", "sources"])
def test_a_key_that_an_entry_must_have_is_missed(key):
    assert refusal(without(cast.talks_document(), key)) == f"{key}: Field required"


@pytest.mark.parametrize(
    "uri", ["", "kaizen", "kaizen:", "kaizen:a b", ":x", "kaizen:\u0000", "k:" + "x" * 300]
)
def test_a_uri_has_a_scheme_and_no_blanks(uri):
    assert refusal(cast.talks_document(uri=uri)).startswith("uri: ")


@pytest.mark.parametrize(
    "when", ["2026-02-30", "2026-13-01", "2025-02-29", "04.02.2026", "yesterday", "", "2026"]
)
def test_a_date_that_does_not_exist_is_refused(when):
    assert refusal(happened(when)).startswith(f"happened.start: Value error, {when!r} is not a date or time")


@pytest.mark.parametrize(
    "when", ["2026-02-30T10:00:00Z", "2026-02-04T25:00:00Z", "2026-02-04T10:00:00+25:00"]
)
def test_a_time_that_does_not_exist_is_refused(when):
    assert "is not a date or time" in refusal(happened(when))


@pytest.mark.parametrize("when", ["1026-02-04", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_year_out_of_all_reason_is_a_slip_of_the_pen(when):
    assert "is out of range" in refusal(happened(when))


@pytest.mark.parametrize("when", [20260204, None, ["2026-02-04"], True])
def test_a_moment_is_written_as_text(when):
    assert "expected a date such as" in refusal(happened(when))


@pytest.mark.parametrize("when", ["2026-02-04T18:00:00", "2026-02-04 18:00", "2026-02-04T00:00"])
def test_a_time_without_a_zone_is_refused(when):
    assert "it has no time zone" in refusal(happened(when))


def test_a_naive_datetime_cannot_enter_from_code_either():
    with pytest.raises(ValidationError, match="it has no time zone"):
        cast.talks(happened={"start": cast.MORNING.replace(tzinfo=None)})


@pytest.mark.parametrize(
    "document",
    [
        one_claim(as_of="2026-02-05T06:00:00"),
        one_source(published="2026-02-05T06:00:00"),
        cast.talks_document(embargoed_until="2026-02-05T06:00:00"),
        cast.talks_document(
            talks=cast.talks_block(next_step={"text": {"en": "x"}, "when": "2026-02-05T06:00"})
        ),
        cast.pledge_document(pledge=cast.pledge_block(starts="2026-01-25T06:00")),
    ],
)
def test_every_moment_of_an_entry_needs_its_zone(document):
    assert "it has no time zone" in refusal(document)


def test_an_entry_does_not_end_before_it_starts():
    assert "before it starts" in refusal(happened("2026-02-04", end="2026-02-03"))


def test_an_end_in_another_zone_is_compared_as_an_instant():
    assert "before it starts" in refusal(
        happened("2026-02-04T09:00:00+02:00", end="2026-02-04T08:30:00+05:00")
    )


def test_a_date_and_a_time_do_not_make_a_span():
    assert "either both dates or both times" in refusal(happened("2026-02-04", end="2026-02-05T06:00:00Z"))


def test_a_pledge_does_not_end_before_it_starts():
    assert "before it starts" in refusal(cast.pledge_document(pledge=cast.pledge_block(starts="2026-02-02")))


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2026-02-01T10:00:00+02:00", "2026-02-01"),
        ("2026-02-01", "2026-02-01T01:00:00+02:00"),
        ("2026-02-01T10:00:00+02:00", "2026-02-01T09:00:00+01:00"),
    ],
)
def test_a_pledge_may_begin_and_end_on_the_same_day(starts, ends):
    assert cast.pledge(pledge=cast.pledge_block(starts=starts, ends=ends)).pledge


def test_an_embargo_ends_at_a_time_not_on_a_date():
    document = cast.talks_document(embargoed_until="2026-02-05")
    assert "embargoed_until is a time with a zone" in refusal(document)


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_needs_the_block_of_its_kind(kind):
    assert f'needs a "{kind}" object' in refusal(without(BUILDERS[kind](), kind))


@pytest.mark.parametrize(("kind", "other"), [(a, b) for a in KINDS for b in KINDS if a != b])
def test_an_entry_cannot_have_the_block_of_another_kind(kind, other):
    assert f'cannot have a "{other}" object' in refusal(BUILDERS[kind](**{other: BLOCKS[other]}))


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ({"country": "PL", "region": "UA-51"}, "places.0: Value error, region UA-51 is not in country PL"),
        ({"region": "UA-99"}, "places.0.region: Value error, 'UA-99' is not a region code"),
        ({"region": "Odesa"}, "places.0.region: Value error, 'Odesa' is not a region code"),
        ({"country": "UKR"}, "places.0.country: Value error, 'UKR' is not a country code"),
        ({"country": "ua"}, "places.0.country: Value error, 'ua' is not a country code"),
        ({"country": "EU"}, "places.0.country: Value error, 'EU' is not a country code"),
    ],
)
def test_a_place_names_a_country_and_a_region_inside_it(place, path):
    assert refusal(one_place(**place)).startswith(path)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (cast.talks_document(kind="rumour"), "kind"),
        (happened("2026-02-04", precision="minute"), "happened.precision"),
        (one_claim(measure="wounded"), "claims.0.measure"),
        (one_claim(unit="tank"), "claims.0.unit"),
        (one_quantity(best=1, qualifier="roughly"), "claims.0.quantity.qualifier"),
        (cast.attack_document(attack={"targets": ["school"]}), "attack.targets.0"),
        (cast.talks_document(talks=cast.talks_block(format="video")), "talks.format"),
        (cast.talks_document(talks=cast.talks_block(outcome="success")), "talks.outcome"),
        (cast.pledge_document(pledge=cast.pledge_block(status="dead")), "pledge.status"),
    ],
)
def test_a_word_outside_the_vocabulary_is_refused_with_the_words_there_are(document, path):
    assert refusal(document).startswith(f"{path}: Input should be '")


@pytest.mark.parametrize("tag", ["", "english", "en_GB", "xx-yy-zz", "1", "e n"])
def test_a_text_is_in_a_language_that_exists(tag):
    assert "is not a language tag (BCP 47)" in refusal(cast.talks_document(headline={tag: "Talks"}))


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u200b\u2060"])
def test_a_blank_headline_is_refused(text):
    assert (
        refusal(cast.talks_document(headline={"en": text})) == "headline.en: Value error, the text is blank"
    )


@pytest.mark.parametrize("character", ["\u0000", "\u0007", "\u001b", "\r"])
def test_a_text_holds_no_control_characters(character):
    assert "control character" in refusal(cast.talks_document(headline={"en": f"Talks{character}go on"}))


def test_a_headline_stands_in_at_least_one_language():
    assert "at least one language" in refusal(cast.talks_document(headline={}))


def test_talks_have_no_day_beyond_their_last():
    assert "day 3 of 2 does not exist" in refusal(cast.talks_document(talks=cast.talks_block(day=3)))


def test_an_alliance_may_mediate_but_is_no_place():
    assert cast.talks(talks=cast.talks_block(mediators=["EU", "UN"])).talks
    assert "is not a country code" in refusal(cast.talks_document(talks=cast.talks_block(mediators=["EURO"])))


def test_an_entry_cannot_be_changed_in_place():
    with pytest.raises(ValidationError, match="frozen"):
        cast.talks().urgency = 1
