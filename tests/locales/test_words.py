"""Readers meet no word that is not in their language."""

from collections.abc import Iterable
from datetime import date
from itertools import product
from typing import get_args

import pytest

from bot.brief import figures, labels, panel, pledges, render, typed
from bot.brief.changes import Item, Mark
from bot.brief.choices.chosen import ALERT_TIERS
from bot.brief.tongue import SHIPPED, tongue
from bot.brief.totals import COUNTED
from bot.services import editing, reading
from bot.services.newsroom import Rules
from storage.model import vocabulary
from storage.model.values import Quantity
from tests import cast
from tests.cast import MORNING
from tests.locales import shown

# Said by the number alone, or by the absence of one.
UNSPOKEN = {"exact", "between", "vague", "unknown"}
DAYS = {"en": "/today yesterday", "de": "/today gestern", "uk": "/today вчора"}
PLACES = {
    "en": ("Lviv", "Chicago", "Kyiv"),
    "de": ("Lwiw", "Chicago"),
    "uk": ("Львів", "Торонто", "Київ"),
}
VOCABULARIES = [
    (vocabulary.Kind, labels.SECTIONS),
    (Mark, labels.MARKS),
    (vocabulary.TalksOutcome, labels.OUTCOMES),
    (vocabulary.TalksFormat, labels.FORMATS),
    (vocabulary.PledgeStatus, labels.STATUSES),
    (vocabulary.Measure, {*labels.LABELLED, *labels.PHRASED}),
    (vocabulary.AlertTier, ALERT_TIERS),
]


def phrases(tag: str) -> Iterable[str]:
    """Every measure of every unit, with every qualifier and without a number."""
    measures, units = get_args(vocabulary.Measure), get_args(vocabulary.Unit)
    counted = [
        Quantity.model_validate({"best": n, "qualifier": q})
        for n in (1, 3, 65)
        for q in (*labels.QUALIFIERS, "exact")
    ]
    for measure, unit, quantity in product(measures, units, [*counted, Quantity(qualifier="unknown")]):
        yield figures.phrase(tongue(tag), measure, unit, quantity)


@pytest.mark.parametrize(("words", "labelled"), VOCABULARIES)
def test_every_word_that_readers_see_has_a_label(words, labelled):
    assert set(labelled) == set(get_args(words))


def test_every_qualifier_is_said_or_needs_no_word():
    assert set(labels.QUALIFIERS) | UNSPOKEN == set(get_args(vocabulary.Qualifier))


@pytest.mark.parametrize("tag", SHIPPED)
def test_no_screen_shows_a_word_from_outside_its_catalogue(tag):
    speaker = tongue(tag)
    found = [(name, shown.leftover(shown.words(screen), speaker)) for name, screen in shown.screens(speaker)]
    assert len(found) >= 20
    assert [one for one in found if one[1]] == []


def test_a_word_from_another_language_is_noticed():
    speaker = tongue("de")
    assert shown.leftover("Einstellungen\nToday", speaker) == ["Today"]


@pytest.mark.parametrize("tag", SHIPPED)
def test_no_figure_has_a_word_from_outside_its_catalogue(tag):
    found = shown.leftover("\n".join(dict.fromkeys(phrases(tag))), tongue(tag))
    assert found == []


@pytest.mark.parametrize("tag", SHIPPED)
def test_every_counted_measure_can_follow_its_claimant(tag):
    speaker = tongue(tag)
    said = [reading._measure(measure, ["450"], speaker) for measure in COUNTED]
    assert all("450" in text for text in said)
    assert shown.leftover("\n".join(said), speaker) == []


@pytest.mark.parametrize(
    ("count", "drones", "missiles"),
    [
        (1, "1 дрон", "1 ракета"),
        (3, "3 дрони", "3 ракети"),
        (5, "5 дронів", "5 ракет"),
        (12, "12 дронів", "12 ракет"),
        (171, "171 дрон", "171 ракета"),
    ],
)
def test_ukrainian_nouns_follow_their_number(count, drones, missiles):
    speaker, number = tongue("uk"), str(count)
    assert labels.things(speaker, "uav", number, count) == drones
    assert labels.things(speaker, "missile", number, count) == missiles


@pytest.mark.parametrize("tag", SHIPPED)
def test_the_bots_face_fits_into_telegrams_fields(tag):
    speaker = tongue(tag)
    assert len(speaker._(panel.DESCRIPTION)) <= 512
    assert len(speaker._(panel.SHORT_DESCRIPTION)) <= 120
    assert all(1 <= len(speaker._(what)) <= 256 for what in panel.COMMANDS.values())


@pytest.mark.parametrize("tag", SHIPPED)
def test_the_example_of_a_day_is_understood(tag):
    assert DAYS[tag] in panel.help_text(tongue(tag)).text
    assert typed.day(DAYS[tag].removeprefix("/today "), MORNING.date())


@pytest.mark.parametrize("tag", SHIPPED)
def test_every_example_of_a_place_is_understood(tag):
    hints = [
        shown.words(screen) for name, screen in shown.screens(tongue(tag)) if name in {"zone", "not_a_zone"}
    ]
    assert all(place in "".join(hints) and typed.zone(place) for place in PLACES[tag])


@pytest.mark.parametrize("tag", SHIPPED)
def test_no_pledge_is_told_with_a_word_from_outside_the_catalogue(tag):
    speaker, now = tongue(tag), MORNING
    own = {"headline": {tag: "1"}, "sources": [cast.source(outlet="2")]}
    block = cast.pledge_block(
        status="in_force", ends="2026-02-04", positions=[cast.position("US") | {"text": {tag: "3"}}]
    )
    entry = cast.pledge(pledge=block, **own)
    strikes = {"claims": [cast.claim(claimant="4")], "places": [{"name": "5", "country": "UA"}]}
    struck = {"attacker": None, "targets": ["energy_grid"]}
    attacks = [
        cast.attack(uri=f"kaizen:{n}", happened={"start": "2026-01-28"}, attack=struck, **strikes | own)
        for n in (1, 2)
    ]
    for some in ([], attacks[:1], attacks):
        one = pledges.standing(entry, some, now, speaker, tag)
        pages = [
            render.write("pledges", speaker, pledges=[("", one)], note="", claimed=lambda _one: "6"),
            *editing.status_pages([Item(entry, "updated")], (entry,), speaker, Rules()),
        ]
        for text in pages:
            assert shown.leftover(_without(speaker, text), speaker) == []
    none = render.write("pledges", speaker, pledges=[], note="", claimed=None)
    assert shown.leftover(_without(speaker, none), speaker) == []


def _without(speaker, text):
    """A text without names of countries and dates, which are CLDR's."""
    names = [speaker.country(code) for code in ("RU", "US", "UA")]
    days = [speaker.span(date(2026, 1, 25), date(2026, 2, 4)), speaker.date(date(2026, 2, 4))]
    for name in (*names, *days):
        text = text.replace(name, "")
    return shown.plain(text)
