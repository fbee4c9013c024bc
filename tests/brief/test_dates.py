"""Days in words are understood in each shipped language; what is no day, or has a time, is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import dates
from bot.brief.tongue import SHIPPED

TODAY = date(2026, 2, 5)  # a Thursday


@pytest.mark.parametrize(
    ("tag", "text", "day"),
    [
        ("en", "yesterday", date(2026, 2, 4)), ("en", "last Monday", date(2026, 2, 2)),
        ("en", "Monday", date(2026, 2, 2)), ("en", "thursday", TODAY),
        ("en", "last Thursday", date(2026, 1, 29)),
        ("en", "3 February", date(2026, 2, 3)), ("en", "Feb 3", date(2026, 2, 3)),
        ("en", "3 Feb 2025", date(2025, 2, 3)), ("en", "3 days ago", date(2026, 2, 2)),
        ("en", "the day before yesterday", date(2026, 2, 3)), ("en", "a week ago", date(2026, 1, 29)),
        ("en", "6 March", date(2025, 3, 6)), ("en", "tomorrow", date(2026, 2, 6)),
        ("de", "3. Februar", date(2026, 2, 3)), ("de", "vorgestern", date(2026, 2, 3)),
        ("de", "letzten Montag", date(2026, 2, 2)), ("de", "am Mittwoch", date(2026, 2, 4)),
        ("de", "vor 3 Tagen", date(2026, 2, 2)), ("de", "3. März 2025", date(2025, 3, 3)),
        ("uk", "вчора", date(2026, 2, 4)), ("uk", "позавчора", date(2026, 2, 3)),
        ("uk", "3 лютого", date(2026, 2, 3)), ("uk", "минулого понеділка", date(2026, 2, 2)),
        ("uk", "у п’ятницю", date(2026, 1, 30)), ("uk", "3 дні тому", date(2026, 2, 2)),
        ("uk", "тиждень тому", date(2026, 1, 29)),
        ("en", "вчора", date(2026, 2, 4)), ("uk", "last Monday", date(2026, 2, 2)),
        ("de", "2026-02-04", date(2026, 2, 4)), ("uk", "4.2.", date(2026, 2, 4)),
    ],
)  # fmt: skip
def test_a_day_in_words_is_understood(tag, text, day):
    assert dates.past(text, TODAY, tag) == day


@pytest.mark.parametrize(
    "text",
    ["", "7 Uhr", "12:30", "3 February 12:30", "March", "2025", "02/04/2026", "5 minutes ago", "odesa",
     "the war",
     "in the news", "<b>", "x" * 5000, "99999999999 days ago", "day after day"],
)  # fmt: skip
def test_what_is_no_day_is_refused(text):
    assert all(dates.past(text, TODAY, tag) is None for tag in SHIPPED)


@pytest.mark.parametrize(
    ("tag", "text", "day"),
    [
        ("en", "Monday", date(2026, 2, 9)), ("en", "thursday", date(2026, 2, 12)),
        ("en", "until Friday", date(2026, 2, 6)), ("en", "15 March", date(2026, 3, 15)),
        ("en", "4 February", date(2027, 2, 4)), ("en", "in a week", date(2026, 2, 12)),
        ("en", "2026-03-01", date(2026, 3, 1)), ("en", "1.3.", date(2026, 3, 1)),
        ("en", "5.2.", date(2027, 2, 5)),
        ("de", "bis zum 3. März", date(2026, 3, 3)), ("de", "nächsten Freitag", date(2026, 2, 6)),
        ("uk", "до п’ятниці", date(2026, 2, 6)), ("uk", "15 березня", date(2026, 3, 15)),
        ("uk", "через тиждень", date(2026, 2, 12)),
    ],
)  # fmt: skip
def test_a_coming_day_is_the_next_of_its_name(tag, text, day):
    assert dates.coming(text, TODAY, tag) == day


@pytest.mark.parametrize(
    "text", ["today", "yesterday", "2026-02-05", "2020-01-01", "last Monday", "", "soon"]
)
def test_a_day_that_is_over_is_not_to_come(text):
    assert dates.coming(text, TODAY, "en") is None


@given(st.text(max_size=45), st.sampled_from(SHIPPED))
def test_no_text_confuses_either(text, tag):
    dates.past(text, TODAY, tag)
    found = dates.coming(text, TODAY, tag)
    assert found is None or found > TODAY
