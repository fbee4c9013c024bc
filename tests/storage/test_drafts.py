"""Drafts: every change is made upon the newest version, and a question belongs to one chat."""

from datetime import timedelta

import pytest

from storage.desk import drafts, questions
from storage.desk.drafts import DraftChanged, Step
from storage.model.desk import Draft, Question
from tests import cast

MORNING = cast.MORNING


async def started(database, **values):
    fields = {"uri": "desk:1", "content": {}, "author": 1, "changed_by": 1}
    moments = {"created_at": MORNING, "changed_at": MORNING}
    async with database.writing() as session:
        return await drafts.start(session, Draft(**fields | moments | values))


async def test_a_change_raises_the_version(database):
    draft = await started(database)
    async with database.writing() as session:
        step = Step(draft.id, 1, 2, MORNING)
        changed = await drafts.change(session, step, content={"headline": {"en": "Strike"}})
    assert (changed.version, changed.changed_by) == (2, 2)
    assert changed.content == {"headline": {"en": "Strike"}}


async def test_a_stale_change_is_refused_and_overwrites_nothing(database):
    draft = await started(database)
    async with database.writing() as session:
        await drafts.change(session, Step(draft.id, 1, 2, MORNING), reason="first")
    with pytest.raises(DraftChanged, match="version 2") as refused:
        async with database.writing() as session:
            await drafts.change(session, Step(draft.id, 1, 3, MORNING), reason="second")
    assert refused.value.draft.reason == "first"


async def test_a_draft_that_is_not_there_is_said_so(database):
    with pytest.raises(LookupError):
        async with database.writing() as session:
            await drafts.change(session, Step(99, 1, 2, MORNING))


async def test_only_open_drafts_are_listed_newest_first(database):
    await started(database, uri="desk:old")
    await started(database, uri="desk:new", changed_at=MORNING + timedelta(hours=1))
    await started(database, uri="desk:spiked", state="spiked")
    async with database.reading() as session:
        assert [one.uri for one in await drafts.open_ones(session, 10)] == ["desk:new", "desk:old"]


def question(draft, about):
    return Question(
        chat_id=7, about=about, draft_id=draft.id, version=1, until=MORNING + timedelta(minutes=10)
    )


async def test_a_newer_question_takes_the_place_of_an_older_one(database):
    first, second = await started(database), await started(database, uri="desk:2")
    async with database.writing() as session:
        await questions.ask(session, question(first, "headline"))
        await questions.ask(session, question(second, "summary"))
        found = await questions.asked(session, 7, MORNING)
    assert found is not None
    assert (found.draft_id, found.about) == (second.id, "summary")


async def test_a_question_that_nobody_answered_is_forgotten(database):
    draft = await started(database)
    async with database.writing() as session:
        await questions.ask(session, question(draft, "headline"))
        assert await questions.asked(session, 7, MORNING + timedelta(minutes=11)) is None
        assert await questions.asked(session, 8, MORNING) is None
        await questions.forget(session, 7)
        assert await questions.asked(session, 7, MORNING) is None
