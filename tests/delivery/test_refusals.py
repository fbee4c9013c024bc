"""What a refusal does to the ledger and to the reader, and what it leaves alone."""

import logging
from datetime import timedelta

from sqlmodel import update

from bot.services import subscribing
from bot.services.delivering import RESEND_AFTER
from storage.model.ledger import Edition
from tests import cast
from tests.delivery.depot import SEND, TOKEN, readers
from tests.services.house import asker

GONE = [
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: user is deactivated"),
    (403, "Forbidden: bot was kicked from the group chat"),
    (400, "Bad Request: chat not found"),
]
CLOSED = [
    (400, "Bad Request: not enough rights to send text messages to the chat"),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    (400, "Bad Request: need administrator rights in the channel chat"),
    (400, "Bad Request: TOPIC_CLOSED"),
]


async def test_what_is_sent_keeps_its_message_id(depot):
    chat = await depot.one()
    await depot.work()
    row, (message,) = await depot.row(), depot.world.messages(chat.id)
    assert (row.state, row.message_id, row.attempt) == ("sent", message["message_id"], 1)


async def test_chats_that_are_gone_are_inactive_and_keep_their_settings(depot):
    chats = readers(len(GONE))
    await depot.enlist(chats)
    await depot.queue()
    await depot.queue()
    before = await depot.house.subscriber(chats[0])
    for chat, (code, description) in zip(chats, GONE, strict=True):
        depot.world.faults.answer(SEND, code, description, chat_id=chat.id)
    await depot.work()
    assert await depot.states() == {"failed": len(GONE), "cancelled": len(GONE)}
    assert depot.calls() == len(GONE)
    assert {(await depot.house.subscriber(chat)).state for chat in chats} == {"inactive"}
    after = await depot.house.subscriber(chats[0])
    assert (after.times, after.timezone, after.alerts) == (before.times, before.timezone, before.alerts)


async def test_chats_that_do_not_let_the_bot_write_are_paused(depot):
    chats = readers(len(CLOSED))
    await depot.enlist(chats)
    await depot.queue()
    for chat, (code, description) in zip(chats, CLOSED, strict=True):
        depot.world.faults.answer(SEND, code, description, chat_id=chat.id)
    await depot.work()
    assert await depot.states() == {"failed": len(CLOSED)}
    assert {(await depot.house.subscriber(chat)).state for chat in chats} == {"paused"}


async def test_a_closed_topic_pauses_only_its_own_subscription(depot):
    depot.world.add_reader(1, "Owner", "en")
    depot.world.add_group(cast.GROUP.id, "Forum", [1])
    threads = [depot.world.add_topic(cast.GROUP.id) for _ in range(2)]
    for thread in threads:
        await subscribing.start(depot.house.newsroom, asker(cast.GROUP, thread))
        await subscribing.change(depot.house.newsroom, asker(cast.GROUP, thread), _english)
    await depot.queue()
    depot.world.faults.answer(SEND, 400, "Bad Request: TOPIC_CLOSED")
    await depot.work()
    # The group itself is told.
    assert await depot.states() == {"failed": 1, "sent": 2}
    states = [(await depot.house.subscriber(cast.GROUP, thread)).state for thread in threads]
    assert sorted(states) == ["active", "paused"]


def _english(record):
    record.language = "en"


async def test_an_unknown_refusal_unsubscribes_nobody(depot):
    chat = await depot.one()
    depot.world.faults.answer(SEND, 400, "Bad Request: something that nobody has seen before")
    await depot.work()
    row = await depot.row()
    assert row.state == "failed"
    assert "nobody has seen before" in row.error
    assert (await depot.house.subscriber(chat)).state == "active"


async def test_a_proxys_html_unsubscribes_nobody_and_the_message_comes(depot):
    chat = await depot.one()
    depot.world.faults.status(SEND, 403)
    van = await depot.work()
    depot.house.clock.forward(seconds=RESEND_AFTER.seconds)
    await depot.work(van)
    assert (await depot.row()).state == "sent"
    assert (await depot.house.subscriber(chat)).state == "active"


async def test_a_group_that_became_a_supergroup_gets_its_alert_there(depot):
    depot.world.add_reader(1, "Owner", "en")
    depot.world.add_group(-4_001, "Group", [1])
    group = cast.Chat(-4_001, "en", "Europe/Kyiv", "group")
    await depot.house.start(group)
    headline = await depot.queue()
    new = depot.world.upgrade_group(group.id)
    await depot.work()
    assert headline in depot.world.messages(new)[-1]["text"]
    row = await depot.row()
    assert (row.state, row.chat_id) == ("sent", new)
    moved = await depot.house.subscriber(cast.Chat(new, "en", "Europe/Kyiv"))
    assert (moved.state, moved.kind) == ("active", "supergroup")


async def forum(depot, *threads):
    for thread in threads:
        await subscribing.start(depot.house.newsroom, asker(cast.GROUP, thread))
    depot.world.add_reader(1, "Owner", "en")
    depot.world.add_group(cast.GROUP.id, "Forum", [1])


async def test_a_topic_that_is_gone_gives_way_to_the_chat(depot):
    await forum(depot, 77)
    await depot.queue()
    await depot.work()
    row, notice = await depot.rows()
    assert (row.state, row.thread_id) == ("sent", 0)
    assert (notice.subscriber_id, notice.state) == (None, "sent")
    assert len(depot.world.messages(cast.GROUP.id)) == 2
    assert (await depot.house.subscriber(cast.GROUP)).state == "active"


async def test_a_topic_that_is_gone_does_not_double_the_chats_own(depot):
    await forum(depot, 77, 0)
    await depot.queue()
    await depot.work()
    assert await depot.states() == {"sent": 2, "cancelled": 1}
    assert len(depot.world.messages(cast.GROUP.id)) == 2
    assert (await depot.house.subscriber(cast.GROUP, 77)).state == "inactive"


async def test_a_poisoned_edition_is_stopped_and_blocks_nothing_behind_it(depot, caplog):
    chats = readers(15)
    await depot.enlist(chats)
    await depot.queue("Poisoned")
    await depot.break_text("<b>Poisoned &amp; plain")
    good = await depot.queue("Good")
    await depot.work()
    texts = [text for chat in chats for text in depot.texts(chat)]
    assert sum(good in text for text in texts) == 15
    assert [text for text in texts if good not in text] == ["Poisoned & plain"]
    assert await depot.states() == {"sent": 16, "cancelled": 14}
    assert (await depot.house.editions())[0].stopped
    assert "an edition's text was refused" in caplog.text
    for chat in chats:
        assert (await depot.house.subscriber(chat)).state == "active"


async def test_an_edition_without_a_page_blocks_nothing_behind_it(depot):
    chat = await depot.one()
    async with depot.house.database.writing() as session:
        await session.exec(update(Edition).values(pages=[]))
    good = await depot.queue()
    await depot.work()
    assert await depot.states() == {"cancelled": 1, "sent": 1}
    (text,) = depot.texts(chat)
    assert good in text


async def test_a_text_that_is_refused_even_plain_fails_for_one_reader(depot):
    await depot.one()
    await depot.break_text("<b>" + "x" * 4_097)
    await depot.work()
    assert (await depot.row()).state == "failed"
    assert depot.calls() == 2


async def test_a_wrong_token_stops_everything_and_loses_nothing(depot, caplog):
    chats = readers(25)
    await depot.enlist(chats)
    await depot.queue()
    depot.world.token = TOKEN[:-1] + "x"
    await depot.work()
    assert await depot.states() == {"queued": 25}
    assert any(one.levelno == logging.ERROR for one in caplog.records)
    assert sum(row.attempt for row in await depot.rows()) <= 10  # those in flight together, and no more
    depot.world.token = TOKEN
    depot.house.clock.forward(seconds=61)
    await depot.work()
    assert await depot.states() == {"sent": 25}


async def test_waiting_however_often_loses_nothing(depot):
    await depot.one()
    van = depot.van()
    for _ in range(15):
        depot.world.faults.answer(SEND, 429, "Too Many Requests: retry after 3", retry_after=3)
        await depot.work(van)
        assert (await depot.row()).state == "queued"
        depot.house.clock.forward(seconds=6)
    await depot.work(van)
    assert (await depot.row()).state == "sent"


async def test_a_server_that_is_away_is_asked_again_and_nothing_is_ambiguous(depot):
    chat = await depot.one()
    await depot.simulator.stop()
    await depot.work()
    row = await depot.row()
    assert row.state == "queued"
    assert row.not_before > depot.house.clock()
    await depot.simulator.start()
    depot.house.clock.forward(seconds=60)
    await depot.work()
    assert len(depot.texts(chat)) == 1
    assert await depot.ambiguities() == []


async def test_what_expired_is_not_sent(depot):
    await depot.one()
    depot.house.clock.forward(hours=13)
    await depot.work()
    assert (await depot.row()).state == "expired"
    assert depot.calls() == 0


async def test_an_expired_alert_is_told_by_the_next_digest(depot):
    chat = await depot.one()
    depot.house.clock.forward(hours=13)
    await depot.work()
    reader = await depot.house.subscriber(chat)
    (text,) = await depot.house.digests_at(reader.next_digest_at + timedelta(days=1))
    assert "Alert number 1" in text
