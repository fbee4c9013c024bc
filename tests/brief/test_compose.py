"""Entries in words: ordered, attributed, in the reader's language, and safe in Telegram's HTML."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import compose, render
from bot.brief.changes import Item
from bot.brief.tongue import SHIPPED, tongue
from storage.model.entry import Entry
from tests.brief.telegram import Seen, read
from tests.cast import attack, claim, pledge, pledge_block, position, source, talks, talks_block

EN = tongue("en")
HOSTILE = "</b><i>&lt;\"'>{{ x }}%(y)s &amp; <a href='https://example.org'>"
TEXTS = st.text("ab <>&\"'/=;#%{}їє😀", min_size=1, max_size=40).filter(
    lambda text: any(c.isalpha() for c in text)
)


def seen(*items: Item, language: str = "en", links: Any = ()) -> Seen:
    speaker = tongue(language)
    sections = compose.sections(items, speaker, "en")
    (page,) = render.paged(
        "brief", speaker, title="4 February", intro="", lede="", sections=sections, links=links
    )
    return read(page)


def told(entry: Entry, language: str = "en") -> compose.Told:
    return compose.told(Item(entry), tongue(language), "en")


def flat(text: str) -> str:
    return " ".join(text.split())


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_every_text_of_an_attack_reaches_the_reader_as_it_was_written(headline, summary, claimant, outlet):
    entry = attack(
        headline={"en": headline},
        summary={"en": summary},
        claims=[claim({"qualifier": "vague", "verbatim": summary}, claimant=claimant)],
        places=[{"name": outlet, "country": "UA"}],
        sources=[source(outlet=outlet)],
    )
    text = flat(seen(Item(entry, "corrected", reason=summary)).text)
    for written in (headline, summary, f"({claimant.strip()})", outlet, f"“{summary.strip()}”"):
        assert flat(written) in text


@pytest.mark.parametrize("language", SHIPPED)
def test_hostile_texts_are_only_texts(language):
    block = talks_block(
        venue={"name": HOSTILE, "country": "AE"},
        positions=[position("UA", HOSTILE)],
        next_step={"text": {"en": HOSTILE}, "when": "2026-02-05"},
    )
    entry = talks(
        headline={"en": HOSTILE}, summary={"en": HOSTILE}, sources=[source(outlet=HOSTILE)], talks=block
    )
    page = seen(Item(entry, "corrected", reason=HOSTILE), language=language)
    assert page.text.count(HOSTILE) == 7
    assert page.links() == ["https://example.org/kaizen"]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/?a=1&b=2",
        "https://example.org/?a=&lt;&amp;",
        "https://example.org/it's",
        "http://example.org:8080/#x",
    ],
)
def test_a_source_is_a_link_to_its_own_address(url):
    page = seen(Item(attack(sources=[source(url=url)], claims=[])))
    assert page.links() == [url]
    assert page.marked("text_link") == ["Kaizen Blog"]


@pytest.mark.parametrize(
    "url", ['https://example.org/"onclick="x', "https://example.org/<b>x</b>", "https://example.org/'>"]
)
def test_an_address_cannot_leave_its_link(url):
    page = seen(Item(attack(sources=[source(url=url)], claims=[])))
    assert page.marked("text_link") == ["Kaizen Blog"]
    assert "example.org" not in page.text


def test_links_at_the_foot_are_escaped():
    page = seen(Item(attack(claims=[])), links=[("Full brief", "https://example.org/?a=1&b=2")])
    assert page.links()[-1] == "https://example.org/?a=1&b=2"
    assert page.text.splitlines()[-1] == "Full brief"


def test_sections_come_as_talks_attacks_pledges():
    found = compose.sections([Item(pledge()), Item(attack()), Item(talks())], EN, "en")
    assert [section.title for section in found] == ["Talks", "Attacks", "Pledges"]


def test_a_kind_without_entries_has_no_section():
    assert [section.title for section in compose.sections([Item(pledge())], EN, "en")] == ["Pledges"]
    assert compose.sections([], EN, "en") == []


def test_the_most_urgent_entry_stands_first_and_equals_keep_their_order():
    entries = [
        attack(uri=f"kaizen:{n}", headline={"en": f"Strike {n}"}, urgency=urgency)
        for n, urgency in enumerate([4, 1, 4])
    ]
    (section,) = compose.sections([Item(entry) for entry in entries], EN, "en")
    assert [one.headline for one in section.entries] == ["Strike 1", "Strike 0", "Strike 2"]


def test_a_text_in_the_readers_language_has_no_mark():
    assert told(attack(), "de").headline == "Schwerer Nachtangriff"


def test_a_text_in_the_fallback_language_is_marked():
    assert told(attack(), "de").summary.endswith("[Englisch]")
    assert told(attack(), "uk").headline == "Massive overnight strike [англійська]"


def test_a_text_in_neither_language_comes_in_another_and_is_marked():
    assert told(attack(headline={"fr": "Frappe massive"})).headline == "Frappe massive [French]"


def test_a_regional_variant_of_the_readers_language_is_the_readers_language():
    assert told(attack(headline={"de-AT": "Angriff", "en": "Strike"}), "de").headline == "Angriff"


def test_an_entry_ends_with_its_sources_as_links():
    page = seen(Item(attack()))
    assert page.text.splitlines()[-1] == "Kaizen Blog · Air Force of Ukraine"
    assert page.links() == ["https://example.org/kaizen", "https://example.org/af"]


@pytest.mark.parametrize("mark", ["new", "updated", "corrected"])
def test_a_mark_stands_before_the_headline(mark):
    page = seen(Item(attack(), mark))
    assert f"{mark} Massive overnight strike" in page.text


def test_a_correction_gives_its_reason():
    assert (
        "The first total was wrong." in seen(Item(attack(), "corrected", "The first total was wrong.")).text
    )


def test_an_updated_figure_shows_what_it_was():
    toll = {"measure": "killed", "unit": "person", "claimant": "regional head"}
    old, new = attack(claims=[claim(40, **toll)]), attack(claims=[claim(52, **toll)])
    assert "40 → 52 killed (regional head)" in seen(Item(new, "updated", before=old)).text


def test_talks_name_their_round_day_mediator_sides_outcome_and_next_step():
    entry = told(talks())
    for words in ("4 February", "Abu Dhabi, round 2, day 1 of 2", "trilateral", "United States"):
        assert words in entry.about
    assert entry.positions[:2] == [
        ("Ukraine", "About concrete steps."),
        ("Russia", "Hardly any public statement."),
    ]
    (_outcome, result), (_next, step) = entry.positions[2:]
    assert result == "no disclosed result"
    assert "5 February" in step


def test_a_pledge_names_who_made_it_its_term_and_its_status():
    about = told(pledge()).about
    for words in ("Russia", "energy", "25 January", "1 February", "disputed"):
        assert words in about


def test_a_pledge_of_one_day_and_one_without_end_say_so():
    assert "1 February" in told(pledge(pledge=pledge_block(starts="2026-02-01", ends="2026-02-01"))).about
    assert "25 January" in told(pledge(pledge=pledge_block(starts="2026-01-25", ends=None))).about


def test_a_pledge_that_only_has_an_end_names_it():
    assert "1 February" in told(pledge(pledge=pledge_block(starts=None, ends="2026-02-01"))).about


def test_a_night_is_named_by_the_morning_on_which_it_ended():
    assert "3 February" in told(attack()).about
    assert "2 February" not in told(attack()).about


def test_an_evening_in_utc_is_told_in_the_day_of_kyiv():
    late = {"start": "2026-02-03T22:30:00Z", "precision": "hour"}
    assert "4 February" in told(attack(happened=late)).about


def test_dates_of_a_round_have_their_year():
    entry = talks(happened={"start": "2026-02-04", "end": "2026-02-05"})
    assert compose.dates(entry, EN) == "4–5 February 2026"


def test_only_the_newest_entry_of_each_round_is_kept():
    second = talks(uri="kaizen:2", happened={"start": "2026-02-05"}, talks=talks_block(day=2))
    first = talks(uri="kaizen:1")
    earlier = talks(uri="kaizen:0", talks=talks_block(round=1))
    assert compose.newest_round([second, first, earlier]) == [second, earlier]


def test_talks_without_a_round_each_stand_for_themselves():
    calls = [talks(uri=f"kaizen:{n}", talks=talks_block(round=None, day=None)) for n in range(2)]
    assert compose.newest_round([*calls, attack()]) == calls


@pytest.mark.parametrize("language", SHIPPED)
@pytest.mark.parametrize("entry", [attack(), talks(), pledge()], ids=["attack", "talks", "pledge"])
def test_every_kind_of_entry_is_a_valid_message_in_every_language(entry, language):
    page = seen(Item(entry, "new"), language=language)
    assert page.links()
    assert "%(" not in page.text


def test_a_day_is_written_in_the_readers_language():
    assert compose.when(talks(), tongue("uk")) == tongue("uk").short_day(date(2026, 2, 4))


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "Lviv Oblast, Lviv"), ("de", "Oblast Lwiw, Lviv"), ("uk", "Львівська область, Lviv")],
)
def test_an_oblast_is_named_in_the_readers_language_and_any_other_place_as_it_was_entered(language, shown):
    places = [{"name": name, "country": "UA", "region": "UA-46"} for name in ("Lviv Oblast", "Lviv")]
    assert shown in seen(Item(attack(places=places)), language=language).text
