"""A line of figures names its claimant and its moment, in the ways in which desks write them."""

from datetime import date, time

import pytest

from bot.intake.phrases.lines import read


@pytest.mark.parametrize(
    ("line", "claimant"),
    [
        ("350 to 500 drones, about 65 missiles — Air Force, as of 09:00", "Air Force"),
        ("at least 12 killed, 30+ injured - Donetsk regional head", "Donetsk regional head"),
        ("Air Force: 88 of 98 drones shot down", "Air Force"),
        ("12 killed and 30 wounded (Kyiv mayor)", "Kyiv mayor"),
        ("12 killed, according to the regional head", "the regional head"),
        ("За даними Повітряних сил, збито 88 дронів", "Повітряних сил"),
        ("12 Tote laut Rettungsdienst", "Rettungsdienst"),
        ("Killed: 12, injured: 30", ""),
        ("Iskander-M: 4 missiles", ""),
        ("350 – 500 drones", ""),
        ("12 killed - 30 injured", ""),
    ],
)
def test_a_line_names_its_claimant(line, claimant):
    assert read(line).claimant == claimant


@pytest.mark.parametrize(
    ("line", "clock", "day"),
    [
        ("98 drones — Air Force, as of 09:00", time(9, 0), None),
        ("98 drones — Air Force, as of 09:00.", time(9, 0), None),
        ("98 дронів - Повітряні сили, станом на 9:30", time(9, 30), None),
        ("98 БПЛА (по состоянию на 08:00)", time(8, 0), None),
        ("98 Drohnen – Luftwaffe, Stand 09:00 Uhr", time(9, 0), None),
        ("98 drones — Air Force, as of 09:00 on 2026-02-03", time(9, 0), date(2026, 2, 3)),
        ("98 drones — Air Force, as of 2026-02-03", None, date(2026, 2, 3)),
        ("98 drones — Air Force", None, None),
        ("98 drones — Air Force, as of 25:00", None, None),
    ],
)
def test_a_line_names_its_moment(line, clock, day):
    found = read(line)
    assert (found.as_of, found.as_of_day) == (clock, day)


def test_a_moment_is_no_figure():
    assert len(read("98 drones — Air Force, as of 09:00 on 2026-02-03").figures) == 1


def test_a_sentence_with_a_figure_in_it_is_not_a_list_of_figures():
    assert read("12 killed, 30 injured").only_figures
    sentence = "Rescue crews worked through the night in the centre of the city, where 12 people were killed."
    assert read(sentence).figures
    assert not read(sentence).only_figures


def test_a_line_without_figures_names_nobody():
    assert read("Massive overnight strike — second this week").claimant == ""
