"""The edit probe: a send in doubt is looked for among the messages that may be it."""

import json

import pytest

from bot.services.delivering import RESEND_AFTER
from bot.simulator import Fault
from tests.delivery.depot import SEND, readers

ADMIN = 2_001
PROBE = "editMessageReplyMarkup"


@pytest.fixture
async def depot(depot):
    depot.world.add_reader(ADMIN, "Admin", "en")
    return depot


async def doubtful(depot, kind, many=1):
    """A send whose fate is unknown, among those of some other readers; returns its chat."""
    chats = readers(many)
    await depot.enlist(chats)
    await depot.queue()
    depot.world.faults.add(Fault(kind, SEND, chat_id=chats[0].id))
    return chats[0]


def van(depot, **rules):
    return depot.van(depot.house.ruled(when_uncertain="probe", **rules))


async def look(depot, van):
    """Once the doubt has had time to clear up by itself."""
    depot.house.clock.forward(seconds=RESEND_AFTER.seconds)
    assert await van.prober.look()
    assert not await van.prober.look()


async def test_a_message_that_arrived_is_found_and_not_sent_again(depot):
    chat = await doubtful(depot, "reset_after", many=5)
    one = await depot.work(van(depot, admins=(ADMIN,)))
    assert (await depot.states())["unknown"] == 1
    await look(depot, one)
    (row,) = [row for row in await depot.rows() if row.chat_id == chat.id]
    (message,) = depot.world.messages(chat.id)
    assert (row.state, row.message_id) == ("sent", message["message_id"])
    assert [one.resolution for one in await depot.ambiguities()] == ["arrived"]


async def test_a_message_that_did_not_arrive_is_sent(depot):
    chat = await doubtful(depot, "reset_before", many=5)
    one = await depot.work(van(depot, admins=(ADMIN,)))
    await look(depot, one)
    depot.house.clock.forward(seconds=RESEND_AFTER.seconds)
    await depot.work(one)
    assert len(depot.texts(chat)) == 1
    assert await depot.states() == {"sent": 5}
    assert [one.resolution for one in await depot.ambiguities()] == ["absent"]


async def test_without_an_admin_it_is_sent_once_more(depot):
    chat = await doubtful(depot, "reset_after")
    one = await depot.work(van(depot))
    await look(depot, one)
    depot.house.clock.forward(seconds=RESEND_AFTER.seconds)
    await depot.work(one)
    assert len(depot.texts(chat)) == 2
    assert [one.resolution for one in await depot.ambiguities()] == ["open"]


async def test_where_too_many_messages_may_be_it_none_is_touched(depot):
    await doubtful(depot, "reset_after")
    one = await depot.work(van(depot, admins=(ADMIN,)))
    depot.world.skip_message_ids(5_000)
    await look(depot, one)
    assert depot.world.calls_of(PROBE) == []
    assert [one.resolution for one in await depot.ambiguities()] == ["open"]


async def test_a_second_doubt_is_not_sent_a_third_time(depot):
    await doubtful(depot, "reset_before")
    one = await depot.work(van(depot, admins=(ADMIN,)))
    await look(depot, one)
    depot.world.faults.add(Fault("reset_before", SEND))
    depot.house.clock.forward(seconds=RESEND_AFTER.seconds)
    await depot.work(one)
    await look(depot, one)
    assert (await depot.states())["unknown"] == 1
    assert [one.resolution for one in await depot.ambiguities()] == ["absent", "absent"]


async def test_telegram_away_leaves_the_doubt_for_later(depot):
    await doubtful(depot, "reset_after")
    one = await depot.work(van(depot, admins=(ADMIN,)))
    depot.house.clock.forward(seconds=RESEND_AFTER.seconds)
    depot.world.faults.answer(PROBE, 429, "Too Many Requests: retry after 1", retry_after=1)
    assert not await one.prober.look()
    assert [one.resolution for one in await depot.ambiguities()] == [None]
    assert await one.prober.look()


async def test_the_marker_is_taken_away_again(depot):
    await doubtful(depot, "reset_after")
    one = await depot.work(van(depot, admins=(ADMIN,)))
    await look(depot, one)
    assert depot.world.messages(ADMIN) == []


async def test_only_a_house_that_probes_marks_its_buttons(depot):
    chat = await depot.one()
    await depot.work()
    await depot.queue()
    await depot.work(van(depot))
    plain, marked = [_data(message)[-1] for message in depot.world.messages(chat.id)]
    number = (await depot.rows())[-1].id
    assert "#" not in plain
    assert marked.endswith(f"#{number}")


def _data(message):
    rows = message["reply_markup"]["inline_keyboard"]
    return [button["callback_data"] for row in rows for button in row]


async def test_a_marked_button_leads_where_the_plain_one_does(depot):
    chat = await depot.one()
    screens = [await depot.house.press(data, chat) for data in ("attacks", "attacks#17")]
    assert json.dumps(screens[0].text) == json.dumps(screens[1].text)
