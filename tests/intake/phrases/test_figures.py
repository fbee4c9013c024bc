"""Figures in words, in four languages: parsed as they were meant, or left alone; none silently wrong."""

import pytest

from bot.intake.phrases.lines import read
from storage.model.values import Quantity

# A line, and what it means: measure, unit, low/best/high (. is unknown), qualifier; more after semicolons.
PHRASES = [
    # English
    ("350 to 500 drones", "launched uav 350 . 500 between"),
    ("350–500 drones launched", "launched uav 350 . 500 between"),
    ("between 10 and 15 people injured", "injured person 10 . 15 between"),
    ("about 65 missiles", "launched missile . 65 . about"),
    ("approximately 1,200 customers without power", "without_power customer . 1200 . about"),
    ("at least 12 killed, 30+ injured", "killed person 12 . . at_least; injured person 30 . . at_least"),
    ("more than 60,000 households without heating", "without_heat customer 60000 . . more_than"),
    ("up to 50 drones", "launched uav . . 50 up_to"),
    ("fewer than 10 injured", "injured person . . 10 fewer_than"),
    ("nearly 100 drones", "launched uav . 100 100 nearly"),
    ("12 people killed", "killed person 12 12 12 exact"),
    ("dozens of drones launched", "launched uav . . . vague"),
    ("several people injured", "injured person . . . vague"),
    (
        "300 of the 450 drones were shot down",
        "shot_down uav 300 300 300 exact; launched uav 450 450 450 exact",
    ),
    ("launched 98 drones, 88 shot down", "launched uav 98 98 98 exact; shot_down uav 88 88 88 exact"),
    ("88 drones shot down or jammed", "lost_or_suppressed uav 88 88 88 exact"),
    ("hits of 26 drones at 12 sites", "hits uav 26 26 26 exact; hits site 12 12 12 exact"),
    ("two Iskander-M ballistic missiles", "launched missile 2 2 2 exact"),
    ("twenty-five people wounded", "injured person 25 25 25 exact"),
    ("three hundred and fifty drones", "launched uav 350 350 350 exact"),
    ("2.5 million customers without power", "without_power customer 2500000 2500000 2500000 exact"),
    ("death toll rises to 12", "killed person 12 12 12 exact"),
    ("40 guided bombs dropped", "launched glide_bomb 40 40 40 exact"),
    ("15 residential buildings damaged", "damaged building 15 15 15 exact"),
    ("5 people missing", "missing person 5 5 5 exact"),
    ("12 killed in a drone strike", "killed person 12 12 12 exact"),
    # German
    ("mindestens 12 Tote", "killed person 12 . . at_least"),
    ("Mehr als 1.200 Haushalte ohne Strom", "without_power customer 1200 . . more_than"),
    ("rund 450 Drohnen und 71 Raketen", "launched uav . 450 . about; launched missile 71 71 71 exact"),
    ("zwischen 10 und 15 Verletzte", "injured person 10 . 15 between"),
    ("bis zu 50 Drohnen abgeschossen", "shot_down uav . . 50 up_to"),
    ("Zwölf Menschen verletzt", "injured person 12 12 12 exact"),
    ("fünfundzwanzig Drohnen abgefangen", "shot_down uav 25 25 25 exact"),
    ("knapp 100 Drohnen", "launched uav . 100 100 nearly"),
    ("Dutzende Verletzte", "injured person . . . vague"),
    ("300 von 450 Drohnen abgeschossen", "shot_down uav 300 300 300 exact; launched uav 450 450 450 exact"),
    # Ukrainian
    ("збито 88 із 98 БпЛА", "shot_down uav 88 88 88 exact; launched uav 98 98 98 exact"),
    ("Збито/подавлено 409 ворожих БпЛА", "lost_or_suppressed uav 409 409 409 exact"),
    ("запустили до 120 дронів і 5 ракет", "launched uav . . 120 up_to; launched missile 5 5 5 exact"),
    ("влучання 26 БпЛА на 12 локаціях", "hits uav 26 26 26 exact; hits site 12 12 12 exact"),
    (
        "противник атакував 450 ударними БпЛА та 71 ракетою",
        "launched uav 450 450 450 exact; launched missile 71 71 71 exact",
    ),
    ("щонайменше 12 загиблих", "killed person 12 . . at_least"),
    (
        "двоє людей загинули, ще семеро поранені",
        "killed person 2 2 2 exact; injured person 7 7 7 exact",
    ),
    ("понад 1 200 споживачів знеструмлено", "without_power customer 1200 . . more_than"),
    ("понад 1\u202f200 абонентів без світла", "without_power customer 1200 . . more_than"),
    ("без світла 1,2 тис. абонентів", "without_power customer 1200 1200 1200 exact"),
    ("двадцять п'ять дронів збито", "shot_down uav 25 25 25 exact"),
    ("двадцять п’ять дронів збито", "shot_down uav 25 25 25 exact"),
    ("кількість загиблих зросла до 12", "killed person 12 12 12 exact"),
    ("десятки поранених", "injured person . . . vague"),
    ("пошкоджено 15 будинків", "damaged building 15 15 15 exact"),
    ("30-ти людей поранено", "injured person 30 30 30 exact"),
    # Russian
    ("сбито 300 из 450 БпЛА", "shot_down uav 300 300 300 exact; launched uav 450 450 450 exact"),
    (
        "погибли трое, ранены не менее 15 человек",
        "killed person 3 3 3 exact; injured person 15 . . at_least",
    ),
    ("около 40 ракет выпущено", "launched missile . 40 . about"),
    ("от 100 до 150 беспилотников", "launched uav 100 . 150 between"),
    ("1,5 тысячи домов без отопления", "without_heat building 1500 1500 1500 exact"),
    ("свыше 20 тыс. потребителей обесточены", "without_power customer 20000 . . more_than"),
    ("несколько десятков БПЛА сбито", "shot_down uav . . . vague"),
    # Where a part is told, only the whole counts.
    ("12 people killed, including 3 children", "killed person 12 12 12 exact"),
    ("12 загиблих, серед них 3 дитини", "killed person 12 12 12 exact"),
    ("12 Tote, darunter 3 Kinder", "killed person 12 12 12 exact"),
]
LEFT_ALONE = [
    "a 12-year-old boy was killed",
    "a man aged 45 killed",
    "чоловік 45 років загинув",
    "ein 12-jähriger Junge verletzt",
    "152 mm shells hit the town",
    "152-мм снаряди",
    "20 % of the missiles were intercepted",
    "збито 85 відсотків ракет",
    "on 3 February 2026 drones struck Kyiv",
    "in 2025 drones struck Kyiv",
    "am 3. Februar Drohnen über Kyjiw",
    "03.02.2026 ракетный удар",
    "Shahed-136 drones, X-101 missiles",
    "S-300 hit the city",
    "9-поверховий будинок пошкоджено",
    "18:00 drones over Odesa",
    "5 hours without power",
    "one of the missiles hit a school",
    "500 kg bomb",
    "$20 million damaged",
    "talks lasted 3 days",
    "12 regions attacked by drones",
    "school No. 5 damaged",
    "3-й день без світла",
    "1,250 тис. абонентів без світла",
    "1.5 drones",
    "12 people in a shelter",
]


def meaning(line: str) -> str:
    def bound(number: int | None) -> str:
        return "." if number is None else str(number)

    def told(quantity: Quantity) -> str:
        bounds = (quantity.low, quantity.best, quantity.high)
        return f"{' '.join(bound(number) for number in bounds)} {quantity.qualifier}"

    return "; ".join(f"{one.measure} {one.unit} {told(one.quantity)}" for one in read(line).figures)


@pytest.mark.parametrize(("line", "meant"), PHRASES)
def test_a_phrase_becomes_what_it_means(line, meant):
    assert meaning(line) == meant


@pytest.mark.parametrize("line", LEFT_ALONE)
def test_what_counts_none_of_our_units_is_left_alone(line):
    assert meaning(line) == ""


def test_the_words_of_the_source_are_kept():
    (launched, shot_down) = read("launched about 98 drones, at least 88 shot down").figures
    assert launched.quantity.verbatim == "launched about 98 drones"
    assert shot_down.quantity.verbatim == "at least 88 shot down"


def test_a_measure_that_no_word_tells_is_marked_as_assumed():
    assert [one.assumed for one in read("98 drones, 12 killed").figures] == [True, False]


def test_a_range_upside_down_is_no_range():
    assert "between" not in meaning("500 to 350 drones")
