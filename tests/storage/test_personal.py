"""Whatever is kept of somebody is shown to them, and goes when they want it: looked for in every table."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any, get_origin

import pytest
from sqlalchemy import BigInteger, inspect
from sqlmodel import SQLModel

from storage import ageing, copies, crowds, deliveries, editions, edits, personal, queueing, settling
from storage.editions import Standing
from storage.model import tables
from storage.personal import PLACES
from storage.queueing import Parcel
from storage.settling import Settled
from tests import cast
from tests.cast import KYIV_READER, MORNING, TORONTO_READER
from tests.storage import ledger_story as story

NUMBER = 700_000_001
# Numbers of this program's own, of messages and of updates.
NOBODYS = {
    "id",
    "bot_id",
    "edition_id",
    "entry_id",
    "draft_id",
    "delivery_id",
    "corrects",
    "thread_id",
    "message_id",
    "target_id",
    "update_id",
    "publication",
    "seen",
    "value",
    "epoch",
    "after",
    "upto",
    "rest",
}
TABLES = tables.metadata.sorted_tables
OF_PLACES = {(place.table, name): place for place in PLACES for name in place.columns}
VALUES: dict[type, Any] = {
    int: 1,
    str: "x",
    bool: False,
    datetime: MORNING,
    date: MORNING.date(),
    dict: {},
    list: [],
}
MODELS = {str(mapper.class_.__tablename__): mapper.class_ for mapper in SQLModel._sa_registry.mappers}


def test_every_column_with_a_number_of_telegrams_is_known():
    big = {
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if isinstance(column.type, BigInteger) and column.name not in NOBODYS
    }
    assert big <= OF_PLACES.keys()
    assert {(name, column) for name, column in OF_PLACES if column not in MODELS[name].model_fields} == set()


def row_of(name: str, number: int) -> Any:
    """A row of a table that names somebody wherever it can."""
    model = MODELS[name]
    values = {}
    for column in inspect(model).columns:
        if (name, column.name) in OF_PLACES:
            before = OF_PLACES[name, column.name].before
            own = f"{before}{number}" if before else number
            values[column.name] = 1 if column.name == "subscriber_id" else own
        elif column.foreign_keys and not column.nullable:
            values[column.name] = 1
        elif not column.nullable and model.model_fields[column.name].is_required():
            annotation = model.model_fields[column.name].annotation
            values[column.name] = VALUES[get_origin(annotation) or annotation]
    primary = inspect(model).primary_key
    return model(**({"id": 1} if [column.name for column in primary] == ["id"] else {}) | values)


async def plant(database) -> None:
    async with database.writing() as session:
        for table in TABLES:
            session.add(row_of(table.name, NUMBER))
            await session.flush()


async def found_in(database) -> set[str]:
    """The tables in which the number stands anywhere."""
    found = set()
    async with database.reading() as session:
        connection = await session.connection()
        for table in TABLES:
            rows = (await connection.execute(table.select())).all()
            found |= {table.name for row in rows if str(NUMBER) in repr(row)}
    return found


async def test_what_is_stored_is_shown_from_every_table(database):
    await plant(database)
    async with database.reading() as session:
        shown = await personal.of_chat(session, NUMBER)
        nothing = await personal.of_chat(session, NUMBER + 1)
    assert {name: len(rows) for name, rows in shown.items()} == dict.fromkeys(shown, 1)
    assert set(shown) == {place.called for place in PLACES}
    assert not any(nothing.values())


async def test_what_is_forgotten_stands_nowhere_but_in_the_record_of_the_desk(database):
    await plant(database)
    kept = {place.table for place in PLACES if place.fate == "kept"}
    assert await found_in(database) >= {place.table for place in PLACES if place.table != "pledge_follow"}
    async with database.writing() as session:
        assert await personal.is_of_desk(session, NUMBER)
        await personal.forget(session, NUMBER, MORNING)
        assert (await personal.of_chat(session, NUMBER))["followed_pledges"] == []
    assert await found_in(database) == kept


async def test_only_the_one_who_wants_it_is_forgotten(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [KYIV_READER, TORONTO_READER])
        await story.queue(session, ids)
        await personal.forget(session, KYIV_READER.id, MORNING)
        one, other = await story.rows(session)
    assert (one.chat_id, one.subscriber_id, one.state) == (None, None, "cancelled")
    assert (other.chat_id, other.subscriber_id, other.state) == (TORONTO_READER.id, ids[1], "queued")


async def test_what_waits_for_somebody_forgotten_never_leaves(database):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [KYIV_READER]))
        await personal.forget(session, KYIV_READER.id, MORNING)
        assert await story.claim(session) == []


async def test_what_was_in_flight_is_not_brought_back_when_it_arrives(database):
    async with database.writing() as session:
        one = await story.send_one(session)
    async with database.writing() as session:
        await personal.forget(session, KYIV_READER.id, MORNING)
        assert await story.arrive(session, (one.id, one.epoch, 77, 1, None)) == 0
        assert not await settling.settle(session, Settled(one.id, one.epoch, "sent", 77), MORNING)
        assert await deliveries.giving_back([one], begun=True).on(session) == []
        (row,) = await story.rows(session)
    assert (row.chat_id, row.message_id, row.state) == (None, None, "cancelled")


@pytest.mark.parametrize(
    ("state", "after"), [("sent", "sent"), ("expired", "expired"), ("queued", "cancelled")]
)
async def test_counts_stay_as_they_were_of_what_was_over(database, state, after):
    async with database.writing() as session:
        await story.queue(session, await cast.enlist(session, [KYIV_READER]))
        (row,) = await story.rows(session)
        row.state = state
        await session.flush()
        await personal.forget(session, KYIV_READER.id, MORNING)
        assert await deliveries.count_by_kind(session) == {("alert", after): 1}


async def test_old_deliveries_lose_their_readers_chunk_by_chunk_and_young_ones_keep_them(database):
    readers = story.readers(5)
    async with database.writing() as session:
        ids = await cast.enlist(session, readers)
        await story.queue(session, ids[:3])
        await story.queue(session, ids[3:], key="alert:2", at=MORNING + timedelta(days=1))
        looked = [await ageing.anonymise_old(session, MORNING, MORNING, 2) for _ in range(4)]
        rows = await story.rows(session)
    assert looked == [2, 1, 0, 0]
    assert [row.chat_id for row in rows] == [None, None, None, readers[3].id, readers[4].id]
    assert [row.state for row in rows] == ["cancelled"] * 3 + ["queued"] * 2


async def forgetting(database) -> None:
    async with database.writing() as session:
        await personal.forget(session, KYIV_READER.id, MORNING)


async def test_whoever_is_being_queued_for_is_forgotten_all_the_same(database):
    async with database.writing() as session:
        ids = await cast.enlist(session, [KYIV_READER])
    async with database.writing() as session:
        taken = await crowds.take_wanting_alerts(session, 0, ids[0], 10, MORNING)
        waits = asyncio.create_task(forgetting(database))
        await asyncio.sleep(0.05)
        edition = await story.edition(session)
        standing = Standing(edition.id or 0, 5, paused=False, stopped=False)
        assert await queueing.queue_all(session, [Parcel(standing, taken.ids, "a")], MORNING) == 1
    await waits
    async with database.reading() as session:
        (row,) = await story.rows(session)
    assert (row.chat_id, row.subscriber_id, row.state) == (None, None, "cancelled")


async def test_whose_copy_is_being_edited_is_forgotten_all_the_same(database):
    async with database.writing() as session:
        one = await story.send_one(session)
        await story.arrive(session, (one.id, one.epoch, 77, 1, None))
    async with database.writing() as session:
        edition = await copies.locked(session, one.edition_id)
        waits = asyncio.create_task(forgetting(database))
        await asyncio.sleep(0.05)
        await copies.renew(session, edition, ["<b>Right</b>"])
        made = copies.edit(edition, MORNING, "edit", 40, silent=True)
        edit = await editions.one(session, await editions.keep(session, made))
        assert await edits.queue_edit_of_all(session, edit, one.edition_id, MORNING) == 1
    await waits
    async with database.reading() as session:
        rows = await story.rows(session)
    assert [(row.chat_id, row.target_id, row.state) for row in rows] == [
        (None, None, "sent"),
        (None, None, "cancelled"),
    ]
