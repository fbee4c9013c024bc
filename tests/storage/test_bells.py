"""Bells: each rings when there is something to do, and is silent otherwise."""

from dataclasses import astuple
from datetime import timedelta

import pytest

from storage import ageing, bells, editions, entries, rounds
from storage.bells import Rung
from storage.desk import drafts
from storage.editions import Composed
from storage.model.desk import DeskPost, Draft
from storage.rounds import Lap
from tests import cast
from tests.cast import MORNING
from tests.storage import ledger_story as story

MINUTE = timedelta(minutes=1)


async def heard(database, now=MORNING) -> Rung:
    (rows,) = await database.glance([bells.ringing(now)])
    return bells.heard(rows)


def rings(rung: Rung) -> set[str]:
    names = (
        "release",
        "publish",
        "settling",
        "folded",
        "digest",
        "waking",
        "post",
        "pledge",
        "aged",
    )
    return {name for name in names if getattr(rung, name)}


async def test_an_empty_newsroom_is_silent(database):
    assert astuple(await heard(database)) == (False,) * 9 + (0, 0)


async def test_the_end_of_an_embargo_rings(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.attack(embargoed_until="2026-02-05T06:01:00Z"))
    assert "release" not in rings(await heard(database))
    assert "release" in rings(await heard(database, MORNING + MINUTE))


async def test_a_publication_tells_its_number_and_rings_until_its_alert_is_queued(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.attack())
    rung = await heard(database)
    assert (rings(rung), rung.publication) == ({"settling"}, 1)
    async with database.writing() as session:
        waiting = await entries.waiting_for_alert(session)
        told = await entries.mark_alerted(session, [number for number, _since in waiting])
    assert rings(await heard(database)) == set()
    async with database.writing() as session:
        await rounds.begin(session, told, 3, Lap(0, 0, 0), MORNING)
    assert rings(await heard(database)) == {"settling"}


@pytest.mark.parametrize(("state", "expected"), [("active", {"digest"}), ("inactive", set())])
async def test_a_digest_that_is_due_rings_for_whoever_gets_one(database, state, expected):
    async with database.writing() as session:
        await cast.enlist(session, [cast.KYIV_READER], next_digest_at=MORNING, state=state)
    assert rings(await heard(database, MORNING - MINUTE)) == set()
    assert rings(await heard(database)) == expected


@pytest.mark.parametrize(
    ("version", "state", "expected"),
    [
        (1, "scheduled", set()),
        (2, "scheduled", {"post"}),
        (1, "published", {"post"}),
        (None, "draft", {"post"}),
    ],
)
async def test_a_post_of_the_desk_rings_a_sheet_only_once_it_is_not_true(database, version, state, expected):
    async with database.writing() as session:
        about = {"uri": "desk:1", "content": {}, "author": 1, "changed_by": 1}
        await drafts.start(session, Draft(**about, state=state, created_at=MORNING, changed_at=MORNING))
        edition = await editions.keep(session, Composed("post:1", "desk", "en", 15, ["Text"], (), MORNING))
        session.add(DeskPost(key="1", edition_id=edition, draft_id=1, version=version, changed_at=MORNING))
    assert rings(await heard(database)) == expected


@pytest.mark.parametrize(("state", "expected"), [("active", {"waking"}), ("paused", set())])
async def test_the_end_of_quiet_hours_rings_where_something_was_held_back(database, state, expected):
    async with database.writing() as session:
        await cast.enlist(session, [cast.KYIV_READER], waiting=["1"], wakes_at=MORNING, state=state)
    assert rings(await heard(database, MORNING - MINUTE)) == set()
    assert rings(await heard(database)) == expected


async def test_a_draft_whose_time_has_come_rings(database):
    async with database.writing() as session:
        await drafts.start(
            session,
            Draft(
                uri="kaizen:2026-02-05:attack:odesa",
                content={},
                state="scheduled",
                author=cast.EDITOR.id,
                changed_by=cast.EDITOR.id,
                publish_at=MORNING + MINUTE,
                created_at=MORNING,
                changed_at=MORNING,
            ),
        )
    assert rings(await heard(database)) == set()
    assert rings(await heard(database, MORNING + MINUTE)) == {"publish"}


async def test_a_delivery_that_is_too_old_rings_until_its_reader_is_taken_out(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [cast.KYIV_READER]))
    later = MORNING + ageing.KEPT_FOR
    assert rings(await heard(database, later - MINUTE)) == set()
    assert rings(await heard(database, later)) == {"aged"}
    async with database.writing() as session:
        await ageing.anonymise_old(session, later - ageing.KEPT_FOR, later, 10)
    assert rings(await heard(database, later)) == set()


async def test_a_pledge_whose_status_changes_rings_and_no_other_change_does(database):
    for status, rung in (("in_force", set()), ("in_force", set()), ("disputed", {"pledge"})):
        async with database.writing() as session:
            block = cast.pledge_block(status=status)
            await cast.put_out(session, cast.pledge(urgency=5, pledge=block, summary={"en": str(rung)}))
        assert rings(await heard(database)) == rung
