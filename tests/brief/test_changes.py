"""How an entry is marked for somebody who read an earlier version of it."""

import pytest

from bot.brief import changes
from tests.cast import attack, claim

OLD = attack(claims=[claim(40)])
NEW = attack(claims=[claim(52)])


def test_what_the_reader_never_saw_is_new():
    item = changes.item(NEW, None, [("update", "")])
    assert item is not None
    assert (item.mark, item.before) == ("new", None)


def test_what_was_corrected_before_the_reader_saw_it_is_new():
    item = changes.item(NEW, None, [("update", ""), ("correction", "A wrong total.")])
    assert item is not None
    assert (item.mark, item.reason) == ("new", "")


def test_a_change_is_an_update_and_knows_what_was_before():
    item = changes.item(NEW, OLD, [("update", "")])
    assert item is not None
    assert (item.mark, item.before, item.reason) == ("updated", OLD, "")


def test_a_correction_is_marked_with_its_reason():
    item = changes.item(NEW, OLD, [("correction", "A wrong total.")])
    assert item is not None
    assert (item.mark, item.reason, item.before) == ("corrected", "A wrong total.", OLD)


def test_a_correction_is_not_hidden_by_a_later_update():
    item = changes.item(NEW, OLD, [("correction", "A wrong total."), ("update", "")])
    assert item is not None
    assert (item.mark, item.reason) == ("corrected", "A wrong total.")


def test_the_latest_of_several_reasons_is_given():
    item = changes.item(NEW, OLD, [("correction", "First."), ("update", ""), ("correction", "Second.")])
    assert item is not None
    assert item.reason == "Second."


def test_a_refile_alone_is_not_news():
    assert changes.item(NEW, OLD, [("refile", "Spelling.")]) is None


def test_a_refile_beside_an_update_is_news():
    item = changes.item(NEW, OLD, [("refile", "Spelling."), ("update", "")])
    assert item is not None
    assert item.mark == "updated"


@pytest.mark.parametrize("signals", [[], [("update", "")], [("update", ""), ("correction", "Back again.")]])
def test_the_same_content_as_before_is_not_news(signals):
    assert changes.item(OLD, OLD, signals) is None


def test_the_earlier_figure_is_found_by_measure_unit_and_claimant():
    now = NEW.claims
    assert changes.earlier(now[0], now, OLD) == OLD.claims[0].quantity
    assert changes.earlier(now[0], now, attack(claims=[claim(40, unit="missile")])) is None
    assert changes.earlier(now[0], now, attack(claims=[claim(40, measure="shot_down")])) is None


def test_without_an_earlier_version_there_is_no_earlier_figure():
    assert changes.earlier(NEW.claims[0], NEW.claims, None) is None
