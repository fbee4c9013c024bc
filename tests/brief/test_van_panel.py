"""The screens of the van: sober, exact, and no button that cannot do what it says."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.brief import journey as journeys
from bot.brief import van_panel
from bot.brief.journey import Journey
from bot.brief.paging import units
from bot.brief.screen import Screen
from bot.brief.tongue import SHIPPED, tongue
from bot.brief.van_panel import Gate, Lane, Road

EN, NOW = tongue("en"), datetime(2026, 2, 4, 7, 30, tzinfo=UTC)
DIGEST = Journey(
    12,
    "digest",
    "en",
    date(2026, 2, 4),
    "",
    {"sent": 1204, "queued": 1090, "sending": 10, "failed": 6},
    left=40,
)
PAUSED = replace(DIGEST, paused_at=NOW, states={"sent": 1, "parked": 3})
OVER = replace(DIGEST, states={"sent": 4})


def words(screen: Screen) -> list[str]:
    return [button.data.split(":")[1] for row in screen.rows for button in row if ":" in button.data]


def test_a_card_says_how_far_an_edition_is_and_how_long_it_takes():
    text = van_panel.card(EN, DIGEST, None).text
    assert "<b>Digest of 4 February, en · 12</b>" in text
    assert "1,204 of 2,310 · 52%, about 40 s left" in text
    assert "█████░░░░░" in text


def test_a_card_counts_the_states_and_who_blocked_the_bot():
    text = van_panel.card(EN, replace(DIGEST, blocked=4), None).text
    assert "Waiting: 1,090\nIn flight: 10\nFailed: 6 (4 blocked)" in text


@pytest.mark.parametrize(
    ("journey", "offered"),
    [
        (DIGEST, ["pause", "stop"]),
        (PAUSED, ["resume", "stop"]),
        (OVER, []),
        (replace(DIGEST, stopped="why", states={"cancelled": 3}), []),
        (replace(OVER, held=2, doubt=7), ["again", "drop"]),
        (replace(DIGEST, held=2, doubt=7), ["pause", "stop", "again", "drop"]),
        (replace(DIGEST, stopped="why", held=2, doubt=7), ["drop"]),
    ],
)
def test_a_card_offers_what_can_be_done_and_nothing_else(journey, offered):
    assert words(van_panel.card(EN, journey, None)) == offered


@pytest.mark.parametrize(
    ("journey", "said"),
    [
        (PAUSED, "paused"),
        (OVER, "done"),
        (replace(DIGEST, stopped="why"), "stopped"),
        (replace(OVER, held=2), "held in doubt"),
        (replace(DIGEST, left=0.2), "about 5 s left"),
        (replace(DIGEST, left=600), "about 10 min left"),
        (replace(DIGEST, left=33_360), "about 9 h 16 min left"),
    ],
)
def test_where_an_edition_stands_is_said_in_a_word_or_two(journey, said):
    assert journeys.standing(EN, journey) == said


def test_all_is_said_to_be_sent_only_when_it_is():
    nearly = replace(DIGEST, states={"sent": 9_999, "queued": 1})
    assert "99%" in journeys.progress(EN, nearly)
    assert "100%" in journeys.progress(EN, OVER)
    assert "0%" in journeys.progress(EN, replace(DIGEST, states={}))


def test_an_alert_is_named_by_its_headline_which_is_text_and_no_markup():
    alert = Journey(3, "alert", "de", date(2026, 2, 4), "<b>R&D</b>", {"queued": 1})
    assert journeys.name(EN, alert) == "Alert: <b>R&D</b>, de"
    assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in van_panel.card(EN, alert, None).text


def test_a_gate_is_told_in_the_admins_own_time_and_with_its_day_when_that_is_another():
    today = Gate(datetime(2026, 2, 4, 9, 0, tzinfo=UTC), "Europe/Kyiv", NOW)
    assert "nothing leaves before 11:00." in van_panel.card(EN, DIGEST, today).text
    later = replace(today, until=datetime(2026, 2, 5, 1, 0, tzinfo=UTC))
    assert "nothing leaves before 5 February, 03:00." in van_panel.on_the_way(EN, Road(gate=later)).text


def test_the_road_has_the_queue_and_a_button_for_each_edition():
    screen = van_panel.on_the_way(
        EN, Road([DIGEST, PAUSED], [Lane(30, 120, 4), Lane(60, 2_310, 87)], page=1, pages=3)
    )
    assert "Alerts: 120 · about 5 s\nDigests: 2,310 · about 90 s" in screen.text
    assert words(screen) == ["e", "e", "p", "p", "p"]


def test_an_empty_road_says_so():
    assert "Nothing is on its way." in van_panel.on_the_way(EN, Road()).text


@pytest.mark.parametrize("tag", SHIPPED)
def test_every_screen_fits_into_a_message_and_every_button_into_its_data(tag):
    day = date(2026, 2, 4)
    long = Journey(
        10**15, "alert", "uk", day, "w" * 300, dict.fromkeys(van_panel.STATES, 10**6), 5, 5, 10**15,
        stopped="reason " * 40,
    )  # fmt: skip
    gate = Gate(NOW, "Europe/Kyiv", NOW)
    lanes = [Lane(priority, 10**6, 10**5) for priority in van_panel.LANES]
    speaker = tongue(tag)
    for screen in (
        van_panel.on_the_way(speaker, Road([long] * 5, lanes, gate, 1, 3)),
        van_panel.card(speaker, replace(long, stopped=None), gate),
        van_panel.ask_to_stop(speaker, long),
    ):
        assert units(screen.text) <= 4096
        assert all(0 < len(button.data.encode()) <= 64 for row in screen.rows for button in row)
