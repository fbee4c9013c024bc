"""Whatever the desk and /about show fits into one message, in every language and at its longest."""

from datetime import date, timedelta

import pytest

from bot.brief import about, paging, sheet, tongue
from bot.brief.corrections import Change
from bot.brief.tongue import SHIPPED
from bot.desk import notes
from bot.desk.notes import Course
from bot.desk.view import PUBLISHED
from bot.intake import bounds
from storage.model.entry import Entry
from storage.progress import Tally
from tests.brief import telegram
from tests.locales import desk_shown
from tests.locales.desk_shown import NOW, NUMBER, document, draft, long

MOST_BUTTONS = 100


@pytest.mark.parametrize("tag", SHIPPED)
def test_every_screen_of_the_desk_fits(tag):
    found = list(desk_shown.screens(tongue.tongue(tag)))
    assert len({name for name, _screen in found}) >= 25
    for name, screen in found:
        try:
            telegram.check(screen)
            assert sum(map(len, screen.rows)) <= MOST_BUTTONS
            assert all(len(button.label) <= 64 for row in screen.rows for button in row)
        except AssertionError as wrong:
            raise AssertionError(name, screen.text[:200]) from wrong


@pytest.mark.parametrize("tag", SHIPPED)
def test_what_was_typed_fits_below_any_screen(tag):
    speaker = tongue.tongue(tag)
    for _name, screen in desk_shown.screens(speaker):
        telegram.check(sheet.with_typed(speaker, screen, long(4_096)))


@pytest.mark.parametrize("tag", SHIPPED)
def test_what_the_desk_is_told_fits(tag):
    speaker = tongue.tongue(tag)
    tally = Tally()
    tally.blocked, tally.states = 10**6, {"sent": 10**6}
    course = Course(
        NUMBER, "attack", long(bounds.HEADLINE), PUBLISHED, "correction", NUMBER, NUMBER, NOW, "Europe/Kyiv",
        dict.fromkeys(("alert", "edit", "notice"), tally),
    )  # fmt: skip
    said = [
        notes.course(speaker, course),
        notes.approval(draft())(speaker),
        notes.approval(draft(signal="withdrawn"))(speaker),
        notes.override(draft(), NUMBER, long(bounds.REASON))(speaker),
        notes.given_back(draft(), "It is not complete yet.")(speaker),
    ]
    assert all(len(text) < paging.MOST_UNITS for text in said)


@pytest.mark.parametrize("tag", SHIPPED)
def test_about_and_its_log_fit(tag):
    speaker = tongue.tongue(tag)
    links = [("Full brief", "https://example.org/" + "x" * 200)] * 2
    telegram.check(about.about(speaker, links))
    right = Entry.model_validate(document())
    wrong = Entry.model_validate(document() | {"claims": document()["claims"][:1]})
    change = Change(wrong, right, long(bounds.REASON), NOW + timedelta(1), "Europe/Kyiv", date.min)
    found = [about.corrected(change, right, speaker, "en"), about.withdrawn(change, speaker)] * 5
    for page in about.errata(speaker, found):
        assert telegram.read(page).units <= paging.MOST_UNITS
