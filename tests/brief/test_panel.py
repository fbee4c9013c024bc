"""The screens around a subscription are valid messages with valid buttons in every language."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import panel, regions, typed
from bot.brief.choices import overview, rest, what, when, where
from bot.brief.choices.chosen import ALERT_TIERS, Choices
from bot.brief.screen import Screen
from bot.brief.tongue import SHIPPED, Tongue, tongue
from tests.brief.telegram import check, read

CHOICES = Choices(
    active=True,
    times=["07:30"],
    weekdays=list("1234567"),
    zone="Europe/Kyiv",
    offset="UTC+02:00",
    alerts="all",
    languages=SHIPPED,
)
NOW = datetime(2026, 2, 4, 17, 5, tzinfo=UTC)
SPOKEN = pytest.mark.parametrize("speaker", [tongue(tag) for tag in SHIPPED], ids=SHIPPED)


def screens(speaker: Tongue, choices: Choices) -> Iterator[Screen]:
    for already in (True, False):
        yield panel.welcome(speaker, choices, already=already)
        yield panel.goodbye(speaker, was_active=already)
    yield overview.settings(speaker, choices)
    for choose in (
        overview.settings, when.times, when.weekdays, where.zone, what.languages, what.topics, what.regions,
        what.alerts, what.muted, rest.hours, rest.starts, rest.pause,
    ):  # fmt: skip
        yield choose(speaker, choices, "<Saved> & sound.")
    yield where.clock(speaker, NOW)
    yield where.same_clock(speaker, choices, [120, -660, 780], NOW)
    yield rest.ends(speaker, choices, "22:30")
    yield where.located(speaker, choices.zone, choices.offset)
    for plain in (
        where.locate, where.not_a_zone, when.not_a_time, what.not_a_region, rest.not_hours, rest.not_a_date,
        panel.help_text, panel.unknown, panel.outdated, panel.only_administrators, panel.failed,
    ):  # fmt: skip
        yield plain(speaker)
    yield panel.unknown(speaker, "одеса порт")


def data(screen: Screen) -> list[str]:
    return [button.data for row in screen.rows for button in row]


@SPOKEN
@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("active", [True, False])
def test_every_screen_is_a_valid_message_with_valid_buttons(speaker, private, active):
    for screen in screens(speaker, replace(CHOICES, private=private, active=active)):
        seen = check(screen)
        assert "%(" not in seen.text


@given(
    st.sampled_from(SHIPPED),
    st.lists(st.sampled_from(when.TIMES), max_size=3, unique=True),
    st.sets(st.sampled_from("1234567")).map(sorted),
    st.sampled_from(["Europe/Kyiv", "America/Argentina/ComodRivadavia", "<b>Nowhere</b>"]),
    st.sampled_from(sorted(ALERT_TIERS)),
)
def test_whatever_was_chosen_is_shown(language, times, weekdays, zone, alerts):
    choices = replace(CHOICES, times=times, weekdays=weekdays, zone=zone, alerts=alerts)
    seen = check(overview.settings(tongue(language), choices))
    assert zone in seen.text
    assert all(time in seen.text for time in times)


@SPOKEN
def test_chosen_weekdays_are_named(speaker):
    text = read(overview.settings(speaker, replace(CHOICES, weekdays=["1", "7"])).text).text
    assert f"{speaker.weekday(1)}, {speaker.weekday(7)}" in text


def test_a_note_is_escaped():
    assert "<Saved> & sound." in read(overview.settings(tongue("en"), CHOICES, "<Saved> & sound.").text).text


@SPOKEN
def test_what_is_chosen_is_ticked(speaker):
    for screen, chosen in (
        (when.times(speaker, CHOICES), ["set:times:07:30"]),
        (where.zone(speaker, CHOICES), ["set:zone:Europe/Kyiv"]),
        (when.weekdays(speaker, replace(CHOICES, weekdays=["1", "3"])), ["set:days:1", "set:days:3"]),
        (what.alerts(speaker, CHOICES), ["set:alerts:all"]),
        (what.languages(speaker, CHOICES), [f"set:language:{speaker.tag}"]),
        (what.topics(speaker, replace(CHOICES, kinds=["talks"])), ["set:kinds:talks"]),
        (what.regions(speaker, CHOICES), ["set:region:all:0"]),
        (rest.hours(speaker, replace(CHOICES, quiet=["22:00", "06:30"])), ["set:quiet:22:00-06:30"]),
    ):
        ticked = [b.data for row in screen.rows for b in row if b.label.startswith("✓")]
        assert ticked == chosen


def test_every_button_of_a_time_or_a_zone_is_understood():
    for name in data(when.times(tongue("en"), CHOICES))[:-1]:
        clock = name.removeprefix("set:times:")
        assert typed.clock(clock) == clock
    for name in where.ZONES:
        assert typed.zone(name) == name


def test_a_location_is_asked_for_in_private_chats_only():
    assert "set:locate" in data(where.zone(tongue("en"), CHOICES))
    assert "set:locate" not in data(where.zone(tongue("en"), replace(CHOICES, private=False)))
    assert where.locate(tongue("en")).keyboard == "ask"
    assert where.located(tongue("en"), "Europe/Kyiv", "UTC+02:00").keyboard == "remove"


@SPOKEN
def test_the_settings_lead_to_the_other_state(speaker):
    assert "stop" in data(overview.settings(speaker, CHOICES))
    assert "start" in data(overview.settings(speaker, replace(CHOICES, active=False)))
    assert data(panel.goodbye(speaker, was_active=True)) == ["start"]


@SPOKEN
def test_the_help_names_every_command(speaker):
    seen = read(panel.help_text(speaker).text)
    assert {f"/{name}" for name in panel.COMMANDS} <= set(seen.marked("bot_command"))


@SPOKEN
def test_descriptions_fit_where_telegram_shows_them(speaker):
    assert len(speaker._(panel.DESCRIPTION)) <= 512
    assert len(speaker._(panel.SHORT_DESCRIPTION)) <= 120
    assert all(3 <= len(speaker._(what)) <= 256 for what in panel.COMMANDS.values())


@SPOKEN
def test_the_pages_of_regions_list_every_oblast_once(speaker):
    last = (len(regions.offered(speaker)) - 1) // what.ON_A_PAGE
    pages = [data(what.regions(speaker, CHOICES, page=page)) for page in range(last + 1)]
    listed = [name.split(":")[2] for page in pages for name in page if name.startswith("set:region:UA-")]
    assert sorted(listed) == sorted(regions.OBLASTS)


@SPOKEN
def test_the_first_page_of_regions_begins_with_the_readers_own(speaker):
    own = replace(CHOICES, regions=["RU-KRS", "UA-61"], near="UA-59")
    first = data(what.regions(speaker, own))
    assert {name.split(":")[2] for name in first[1:4]} == {"UA-61", "RU-KRS", "UA-59"}
    listed = [name for page in range(3) for name in data(what.regions(speaker, own, page=page))]
    assert all(len(name.encode()) <= 64 for name in listed)
