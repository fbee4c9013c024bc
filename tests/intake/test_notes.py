"""A note of five lines becomes the content of an entry; what no word tells is left open or marked."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.intake import kinds
from bot.intake.notes import Context, as_kind, draft
from storage.model.entry import Entry

MORNING = Context(datetime(2026, 2, 3, 8, 0, tzinfo=UTC), ZoneInfo("Europe/Kyiv"))
NOTE = """Massive overnight strike on Kyiv and Odesa
Power plants and homes were hit in one of the coldest weeks of the winter.
350 to 500 drones, about 65 missiles — Air Force, as of 09:00
at least 12 killed, 30+ injured - Kyiv mayor
https://example.org/abu-dhabi"""


def entry_of(text: str) -> Entry:
    content = draft(text, MORNING).content
    return Entry.model_validate(as_kind(content, kinds.likely(text)[0], MORNING, text) | {"uri": "desk:note"})


def test_five_lines_are_a_whole_attributed_entry():
    entry = entry_of(NOTE)
    assert entry.kind == "attack"
    assert entry.headline == {"en": "Massive overnight strike on Kyiv and Odesa"}
    assert [(claim.measure, claim.claimant) for claim in entry.claims] == [
        ("launched", "Air Force"),
        ("launched", "Air Force"),
        ("killed", "Kyiv mayor"),
        ("injured", "Kyiv mayor"),
    ]
    assert [place.name for place in entry.places] == ["Kyiv", "Odesa"]
    assert [source.outlet for source in entry.sources] == ["example.org"]


def test_lines_of_figures_leave_the_summary_and_prose_stays():
    assert entry_of(NOTE).summary == {
        "en": "Power plants and homes were hit in one of the coldest weeks of the winter."
    }


def test_a_night_is_the_one_that_ended_this_morning():
    happened = entry_of(NOTE).happened
    assert happened.precision == "night"
    assert happened.start == datetime(2026, 2, 2, 16, 0, tzinfo=UTC)
    assert happened.end == datetime(2026, 2, 3, 7, 0, tzinfo=UTC)


def test_in_the_evening_a_night_is_still_the_last_one_and_late_the_one_that_began():
    def morning_of(hour):
        context = Context(datetime(2026, 2, 3, hour, 30, tzinfo=UTC), ZoneInfo("Europe/Kyiv"))
        content = as_kind(draft(NOTE, context).content, "attack", context, NOTE)
        return content["happened"]["start"][:10]

    assert (morning_of(17), morning_of(21)) == ("2026-02-02", "2026-02-03")


def test_a_clock_time_is_the_newsrooms_and_has_passed():
    assert entry_of(NOTE).claims[0].as_of == datetime(2026, 2, 3, 7, 0, tzinfo=UTC)
    later = NOTE.replace("09:00", "23:00")
    assert entry_of(later).claims[0].as_of == datetime(2026, 2, 2, 21, 0, tzinfo=UTC)


def test_an_assumed_measure_is_marked():
    assert draft(NOTE, MORNING).assumed == ["claims"]
    assert draft("Strike\n12 killed - mayor", MORNING).assumed == []


def test_a_figure_without_claimant_is_kept_for_the_desk_to_complete():
    (claim,) = draft("Strike on Odesa\n12 killed", MORNING).content["claims"]
    assert claim["claimant"] == ""
    assert claim["source"] == ""


def test_two_links_to_one_outlet_are_two_sources():
    found = draft("Strike\nhttps://example.org/a https://example.org/b.", MORNING).content["sources"]
    assert [(source["id"], source["url"]) for source in found] == [
        ("example-org", "https://example.org/a"),
        ("example-org-2", "https://example.org/b"),
    ]


def test_links_under_words_are_sources_too():
    found = draft("Strike on Odesa", MORNING, [("report", "https://example.org/r")]).content["sources"]
    assert [source["url"] for source in found] == ["https://example.org/r"]


def test_an_address_in_a_sentence_is_taken_out_of_it():
    content = draft("Strike\nCrews work on, see https://example.org/a for more.", MORNING).content
    assert content["summary"] == {"en": "Crews work on, see for more."}


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("Переговори в Абу-Дабі тривають", "talks", "uk"),
        ("Waffenruhe am Himmel: Russland sagt eine Pause zu", "pledge", "de"),
        ("Обстрел Харькова, двое погибших", "attack", "ru"),
        ("Round two of talks in Abu Dhabi", "talks", "en"),
        ("Angriff auf Odesa mit 50 Drohnen", "attack", "de"),
        ("Удар по Одесі", "attack", "uk"),
    ],
)
def test_kind_and_language_come_from_the_words(text, kind, language):
    assert kinds.likely(text)[0] == kind
    assert kinds.language(text, ("en", "de", "uk")) == language


def test_talks_know_their_venue_and_form():
    text = "Trilateral talks in Abu Dhabi begin\nhttps://example.org/t"
    entry = entry_of(text)
    assert entry.talks is not None
    assert entry.talks.format == "trilateral"
    assert entry.talks.venue is not None
    assert entry.talks.venue.name == "Abu Dhabi"
    assert entry.talks.process == "abu-dhabi-2026"


def test_a_pledge_knows_who_made_it_and_what_it_covers():
    entry = entry_of("Moscow announces a pause in strikes on the power grid\nhttps://example.org/p")
    assert entry.pledge is not None
    assert (entry.pledge.made_by, entry.pledge.scope) == ("RU", "energy")


def test_what_was_struck_in_russia_was_struck_by_ukraine():
    entry = entry_of("Drones hit a refinery in Ryazan\nhttps://example.org/x")
    assert entry.attack is not None
    assert (entry.attack.attacker, entry.attack.defender) == ("UA", "RU")
    assert entry.attack.targets == ["oil_gas"]
