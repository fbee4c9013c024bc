"""Mistakes made on purpose: each breaks a promise in a story of its own, and is found out by it."""

from collections.abc import AsyncIterator
from copy import copy

import pytest

from bot.delivery import fates
from bot.delivery.outcomes import Uncertain, Unsent
from storage import settling
from storage.db import Database
from tests.faults.model import Model


@pytest.fixture
async def model(sqlite_url: str) -> AsyncIterator[Model]:
    database = Database(sqlite_url)
    model = Model(database)
    await model.enlist(1)
    await model.queue("digest:1")
    yield model
    await database.close()


async def attempt(model, how):
    """One whole send by a worker in good health."""
    one = model.hire()
    model.clock.forward(seconds=10)
    await model.claim(one)
    await model.begin(one)
    model.send(one, how)
    await model.settle(one)
    await model.check()


# The stories


async def an_answer_is_lost(model):
    await attempt(model, "arrived_unheard")
    await attempt(model, "arrived")


async def a_worker_dies_before_it_sends(model):
    one = model.hire()
    await model.claim(one)
    await model.begin(one)
    model.die(one)
    await model.check()
    await model.finish()
    await model.check_end()


async def a_worker_sleeps_and_wakes_up(model):
    """Its message has arrived; it writes that down after another one was sent instead."""
    one, other = model.hire(), model.hire()
    await model.claim(one)
    await model.begin(one)
    model.freeze(one, on_its_way=True)
    await model.recover()
    model.clock.forward(seconds=10)
    await model.claim(other)
    await model.begin(other)
    model.send(other)
    await model.settle(other)
    await model.check()
    await model.wake(one)
    await model.check()


async def a_claim_is_taken_over(model):
    """Whoever slept over its claim begins to send what somebody else has sent meanwhile."""
    one, other = model.hire(), model.hire()
    await model.claim(one)
    model.workers.remove(one)
    await model.recover()
    model.workers.append(one)
    await model.claim(other)
    await model.begin(other)
    model.send(other)
    await model.settle(other)
    await model.check()
    await model.begin(one)
    model.send(one)
    await model.check()


async def three_answers_are_lost(model):
    for _time in range(3):
        await attempt(model, "arrived_unheard")


STORIES = [
    an_answer_is_lost,
    a_worker_dies_before_it_sends,
    a_worker_sleeps_and_wakes_up,
    a_claim_is_taken_over,
    three_answers_are_lost,
]


@pytest.mark.parametrize("story", STORIES)
async def test_as_it_is_written_every_promise_is_kept(model, story):
    await story(model)


# The mistakes


async def _no_record(session, delivery, *_rest):
    del session, delivery
    return 0


_record = settling.record_ambiguity


async def _record_as_the_first(*what):
    await _record(*what)
    return 0


def settled_at_once(statement):
    """The same statement that settles what it should only begin."""
    return changed(statement, "state = 'sending'", "state = 'sent', message_id = 1")


def _fate_of_the_careless(claimed, outcome, fate_of=fates.fate_of):
    return fate_of(claimed, Unsent(outcome.reason) if isinstance(outcome, Uncertain) else outcome)


def unfenced(statement):
    """The same statement that asks for no epoch."""
    return changed(statement, " AND delivery.epoch = given.epoch", "")


def changed(statement, words, others):
    careless = copy(statement)
    for name in ("_sqlite", "_postgresql"):
        assert words in getattr(statement, name)
        setattr(careless, name, getattr(statement, name).replace(words, others))
    return careless


async def caught(model, story, promise):
    with pytest.raises(AssertionError, match=promise):
        await story(model)


async def test_an_ambiguity_that_is_not_recorded_is_caught(model, monkeypatch):
    monkeypatch.setattr(settling, "record_ambiguity", _no_record)
    await caught(model, an_answer_is_lost, "I2: doubled in silence")


async def test_what_is_settled_before_it_is_sent_is_caught(model, monkeypatch):
    monkeypatch.setattr(settling, "_BEGIN", settled_at_once(settling._BEGIN))
    await caught(model, a_worker_dies_before_it_sends, "I1: said to be sent")


async def test_a_time_out_that_is_taken_for_safe_is_caught(model, monkeypatch):
    monkeypatch.setattr(fates, "fate_of", _fate_of_the_careless)
    await caught(model, an_answer_is_lost, "I2: doubled in silence")


async def test_a_settling_without_a_fence_is_caught(model, monkeypatch):
    monkeypatch.setattr(settling, "_SENT", unfenced(settling._SENT))
    await caught(model, a_worker_sleeps_and_wakes_up, "I6: sent is final")


async def test_a_beginning_without_a_fence_is_caught(model, monkeypatch):
    monkeypatch.setattr(settling, "_BEGIN", unfenced(settling._BEGIN))
    await caught(model, a_claim_is_taken_over, "I2: doubled in silence")


async def test_a_third_send_is_caught(model, monkeypatch):
    monkeypatch.setattr(settling, "record_ambiguity", _record_as_the_first)
    await caught(model, three_answers_are_lost, "I2: a copy too many")
