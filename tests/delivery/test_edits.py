"""Edits and replies as deliveries, and an edition that was written anew while it was on its way."""

from sqlmodel import update

from bot.services.delivering import MOST_DETOURS, RESEND_AFTER
from storage.model.ledger import Delivery, Edition
from tests.delivery.depot import SEND

EDIT = "editMessageText"


async def change(depot, **values):
    async with depot.house.database.writing() as session:
        await session.exec(update(Delivery).values(**values))


async def sent_once(depot):
    """A reader who has an alert; the next one that is queued is an edit of it."""
    chat = await depot.one()
    await depot.work()
    return chat, (await depot.row()).message_id


async def an_edit(depot, target):
    headline = await depot.queue()
    async with depot.house.database.writing() as session:
        waiting = update(Delivery).where(Delivery.state == "queued")
        await session.exec(waiting.values(action="edit", target_id=target))
    return headline


async def test_an_edit_changes_the_message_that_the_reader_has(depot):
    chat, target = await sent_once(depot)
    headline = await an_edit(depot, target)
    await depot.work()
    (text,) = depot.texts(chat)
    assert headline in text
    assert [(row.state, row.message_id) for row in await depot.rows()] == [("sent", target)] * 2


async def test_an_edit_that_changes_nothing_counts_as_sent(depot):
    chat, target = await sent_once(depot)
    await an_edit(depot, target)
    depot.world.faults.answer(EDIT, 400, "Bad Request: message is not modified: exactly the same")
    await depot.work()
    assert await depot.states() == {"sent": 2}
    assert len(depot.texts(chat)) == 1


async def test_an_edit_of_a_message_that_is_gone_becomes_a_new_one(depot):
    chat, _target = await sent_once(depot)
    headline = await an_edit(depot, 9_999)
    await depot.work()
    assert headline in depot.texts(chat)[-1]
    assert len(depot.texts(chat)) == 2
    row = (await depot.rows())[-1]
    assert (row.state, row.action, row.target_id) == ("sent", "send", None)


async def test_an_edit_without_an_answer_is_repeated_and_no_doubt(depot):
    chat, target = await sent_once(depot)
    headline = await an_edit(depot, target)
    depot.world.faults.reset_after(EDIT)
    van = await depot.work()
    assert await depot.states() == {"sent": 1, "queued": 1}
    depot.house.clock.forward(seconds=RESEND_AFTER.seconds)
    await depot.work(van)
    assert await depot.states() == {"sent": 2}
    assert headline in depot.texts(chat)[0]
    assert await depot.ambiguities() == []


async def test_an_edit_that_never_gets_an_answer_ends(depot):
    _chat, target = await sent_once(depot)
    await an_edit(depot, target)
    await change(depot, attempt=MOST_DETOURS - 1)
    depot.world.faults.reset_after(EDIT)
    await depot.work()
    assert await depot.states() == {"sent": 1, "failed": 1}


async def test_an_answer_to_a_message_stands_below_it(depot):
    chat, target = await sent_once(depot)
    await depot.queue()
    await change(depot, target_id=target)
    await depot.work()
    assert depot.world.messages(chat.id)[-1]["reply_to_message"]["message_id"] == target


async def test_an_answer_to_a_message_that_is_gone_comes_all_the_same(depot):
    chat, _target = await sent_once(depot)
    await depot.queue()
    await change(depot, target_id=9_999)
    await depot.work()
    assert len(depot.texts(chat)) == 2


async def test_a_delivery_keeps_which_rendition_it_carried(depot):
    await depot.one()
    van = await depot.work()
    await depot.queue()
    async with depot.house.database.writing() as session:
        await session.exec(update(Edition).values(rendition=2))
    await depot.work(van)
    assert [row.rendition for row in await depot.rows()] == [1, 2]


async def test_what_is_written_anew_on_its_way_leaves_as_it_is_now(depot):
    """The van has the first text at hand already."""
    chat = await depot.one()
    depot.world.faults.answer(SEND, 429, "Too Many Requests: retry after 5", retry_after=5)
    van = await depot.work()
    async with depot.house.database.writing() as session:
        await session.exec(update(Edition).values(rendition=2, pages=["Put right"]))
    depot.house.clock.forward(seconds=6)
    await depot.work(van)
    assert depot.texts(chat) == ["Put right"]
    row = await depot.row()
    assert (row.state, row.rendition, row.attempt) == ("sent", 2, 2)
