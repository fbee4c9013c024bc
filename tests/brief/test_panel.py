"""The screens around a subscription are valid messages with valid buttons in every language."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import panel, typed
from bot.brief.panel import Choices
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
)
SPOKEN = pytest.mark.parametrize("speaker", [tongue(tag) for tag in SHIPPED], ids=SHIPPED)


def screens(speaker: Tongue, choices: Choices) -> Iterator[Screen]:
    for already in (True, False):
        yield panel.welcome(speaker, choices, already=already)
        yield panel.goodbye(speaker, was_active=already)
    yield panel.settings(speaker, choices)
    yield panel.settings(speaker, choices, "<Saved> & sound.")
    for choose in (panel.times, panel.zones, panel.days, panel.alerts):
        yield choose(speaker, choices)
    yield panel.located(speaker, choices.zone, choices.offset)
    for plain in (
        panel.locate, panel.help_text, panel.unknown, panel.outdated, panel.not_a_time, panel.not_a_zone,
        panel.only_administrators, panel.failed,
    ):  # fmt: skip
        yield plain(speaker)


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
    st.lists(st.sampled_from(panel.TIMES), max_size=3, unique=True),
    st.sets(st.sampled_from("1234567")).map(sorted),
    st.sampled_from(["Europe/Kyiv", "America/Argentina/ComodRivadavia", "<b>Nowhere</b>"]),
    st.sampled_from(sorted(panel.ALERT_TIERS)),
)
def test_whatever_was_chosen_is_shown(language, times, weekdays, zone, alerts):
    choices = replace(CHOICES, times=times, weekdays=weekdays, zone=zone, alerts=alerts)
    seen = check(panel.settings(tongue(language), choices))
    assert zone in seen.text
    assert all(time in seen.text for time in times)


@SPOKEN
def test_chosen_weekdays_are_named(speaker):
    text = read(panel.settings(speaker, replace(CHOICES, weekdays=["1", "7"])).text).text
    assert f"{speaker.weekday(1)}, {speaker.weekday(7)}" in text


def test_a_note_is_escaped():
    assert "<Saved> & sound." in read(panel.settings(tongue("en"), CHOICES, "<Saved> & sound.").text).text


@SPOKEN
def test_what_is_chosen_is_ticked(speaker):
    for screen, chosen in (
        (panel.times(speaker, CHOICES), ["set:time:07:30"]),
        (panel.zones(speaker, CHOICES), ["set:zone:Europe/Kyiv"]),
        (panel.days(speaker, replace(CHOICES, weekdays=["1", "3"])), ["set:days:1", "set:days:3"]),
        (panel.alerts(speaker, CHOICES), ["set:alerts:all"]),
    ):
        ticked = [b.data for row in screen.rows for b in row if b.label.startswith("✓")]
        assert ticked == chosen


def test_every_button_of_a_time_or_a_zone_is_understood():
    for name in data(panel.times(tongue("en"), CHOICES))[:-1]:
        clock = name.removeprefix("set:time:")
        assert typed.clock(clock) == clock
    for name in panel.ZONES:
        assert typed.zone(name) == name


def test_a_location_is_asked_for_in_private_chats_only():
    assert "set:locate" in data(panel.zones(tongue("en"), CHOICES))
    assert "set:locate" not in data(panel.zones(tongue("en"), replace(CHOICES, private=False)))
    assert panel.locate(tongue("en")).keyboard == "ask"
    assert panel.located(tongue("en"), "Europe/Kyiv", "UTC+02:00").keyboard == "remove"


@SPOKEN
def test_the_settings_lead_to_the_other_state(speaker):
    assert "stop" in data(panel.settings(speaker, CHOICES))
    assert "start" in data(panel.settings(speaker, replace(CHOICES, active=False)))
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
