"""What the admins are told by the van, and not a second time."""

from tests.delivery.depot import SEND, readers

ADMIN = 2_001


async def crowd(depot, many=3):
    await depot.enlist(readers(many))
    await depot.queue()
    depot.world.add_reader(ADMIN, "Admin", "en")


def van(depot, **rules):
    return depot.van(depot.house.ruled(admins=(ADMIN,), **rules))


def told(depot):
    return [message["text"] for message in depot.world.messages(ADMIN)]


async def test_a_text_that_telegram_refuses(depot):
    await crowd(depot)
    await depot.break_text("<b>never closed")
    await depot.work(van(depot))
    (text,) = told(depot)
    assert "can't parse" in text.lower()


async def test_a_chat_that_lets_nobody_write(depot):
    await crowd(depot)
    depot.world.faults.answer(SEND, 400, "Bad Request: not enough rights to send text messages to the chat")
    await depot.work(van(depot))
    (text,) = told(depot)
    assert "not enough rights" in text.lower()


async def test_sends_that_are_held_for_the_desk_are_told_of_once(depot):
    await crowd(depot)
    depot.world.faults.reset_after(SEND, count=2)
    await depot.work(van(depot, when_uncertain="hold"))
    assert (await depot.states())["unknown"] == 2
    assert len(told(depot)) == 1


async def test_a_send_that_is_tried_again_troubles_nobody(depot):
    await crowd(depot)
    depot.world.faults.reset_after(SEND)
    await depot.work(van(depot))
    assert told(depot) == []


async def test_that_the_admins_cannot_be_told_is_told_to_nobody(depot):
    await crowd(depot)
    depot.world.block(ADMIN)
    await depot.break_text("<b>never closed")
    await depot.work(van(depot))
    assert len(await depot.house.editions()) == 2


async def test_a_notice_has_no_buttons_for_readers(depot):
    await crowd(depot)
    await depot.break_text("<b>never closed")
    await depot.work(van(depot))
    (message,) = depot.world.messages(ADMIN)
    assert "reply_markup" not in message
