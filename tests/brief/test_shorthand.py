"""What is searched for fits into a button, and comes out of it as it went in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief.shorthand import MOST, is_cut, kept, packed, unpacked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Одеса", "одеса"),
        ("  KYIV   talks ", "kyiv talks"),
        ("Перемир'я в Абу-Дабі!", "перемиря в абу-дабі"),
        ("café – Straße", "cafe strasse"),
        ("talks talks Talks", "talks"),
        ("東京 \N{FIRE}", ""),
        ("-- - --", ""),
        ("ЇЖАК ґанок ёлка äöü", "їжак ґанок ёлка äöü"),
    ],
)
def test_words_are_kept_in_lower_case(text, words):
    assert kept(text) == words
    assert unpacked(packed(words)) == words


@given(st.text(max_size=300))
def test_whatever_is_kept_fits_and_comes_back(text):
    words = kept(text)
    code = packed(words)
    assert len(code.encode()) == len(words) <= MOST
    assert not {":", "#"} & set(code)
    assert unpacked(code) == words
    assert kept(words) == words


def test_what_does_not_fit_is_cut_between_words():
    text = "Запоріжжя електростанція удар по енергетиці вночі"
    assert kept(text) == "запоріжжя електростанція удар по"
    assert is_cut(text)
    assert not is_cut("Запоріжжя")


def test_a_word_that_is_too_long_itself_is_cut():
    assert kept("x" * 300) == "x" * MOST


@pytest.mark.parametrize("code", ["\N{FIRE}", "одеса", "a:b", "a b", "a#b"])
def test_what_was_never_packed_is_refused(code):
    assert unpacked(code) is None
