"""Words are compared by what they have in common in every form."""

import pytest

from storage.search import meanings
from storage.search.analysis import MOST_WORDS, question
from storage.search.ukrainian import stem
from storage.search.words import stems, telling, words

FAMILIES = (
    "удар удару удари ударів ударами ударах",
    "лікарня лікарні лікарень лікарнею лікарнях",
    "енергетика енергетиці енергетику",
    "ніч ночі ночами",
    "міст мосту мости мостів",
    "електростанція електростанції електростанцій електростанціями",
    "полонений полонених полонені полоненими",
    "домовленість домовленості домовленостей домовленістю",
    "масований масованого масована масованих",
    "музей музею музеї музеїв",
    "школа школі шкіл школи",
    "поїзд поїзда поїзди поїздів",
    "порт порту порти портів",
    "знищення знищенню знищень",
    "область області областей",
)


APART = "удар порт школа ракета дрон лікарня міст завод поїзд полонений вокзал будинок перемиря"


@pytest.mark.parametrize("family", FAMILIES)
def test_the_forms_of_a_ukrainian_word_meet(family):
    assert len({stem(word) for word in family.split()}) == 1


def test_ukrainian_words_that_mean_different_things_do_not_meet():
    assert len({stem(word) for word in APART.split()}) == len(APART.split())


@pytest.mark.parametrize("word", ["", "а", "я", "ні", "ось", "ії", "ь"])
def test_a_short_word_is_left_as_it_is_or_shorter_but_never_fails(word):
    assert len(stem(word)) <= len(word)
    assert all(stems(word)) or not word


def test_accents_case_and_apostrophes_make_no_difference():
    assert stems("ÖL".casefold()) & stems("ol")
    assert words("Перемир'я ПЕРЕМИРʼЯ перемир’я") == ["перемиря"] * 3
    assert stems("ёлка") & stems("елка")


def test_words_that_say_nothing_are_left_out():
    assert telling(words("the strike on a port in Odesa")) == ["strike", "port", "odesa"]


def test_a_place_is_one_thing_however_many_words_it_has():
    assert question("Abu Dhabi").groups == question("Абу-Дабі").groups == question("абу дабі").groups
    assert question("Ivano-Frankivsk").groups == question("івано франківськ").groups


def test_an_oblast_is_more_than_its_city():
    assert question("Odesa Oblast").groups != question("Odesa").groups
    terms = meanings.located(place for _start, _end, place in meanings.spots("Odesa Oblast"))
    assert question("Odesa").groups[0] <= terms
    assert question("Odesa Oblast").groups[0] <= terms


def test_a_question_has_at_most_eight_groups_and_none_twice():
    assert len(question(" ".join(f"word{number}" for number in range(100))).groups) == MOST_WORDS
    assert len(question("strike strikes Angriff удари").groups) == 1


def test_no_subject_has_a_word_of_another():
    shared = {key: found for key, found in meanings._subjects().items() if len(found) > 1}
    assert shared == {}
