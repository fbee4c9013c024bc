"""The door for people: replies and edits arrive, at once where it can be, and never as an exception."""

import time
from dataclasses import asdict

import pytest

from bot.brief.screen import Button, Screen
from bot.delivery.outcomes import Gone, Later, Sent, Unchanged, Unsent
from bot.delivery.replying import Replies
from storage.replies import Due
from tests.delivery.depot import SEND, readers

HELLO, OTHER = Screen("<b>Hello</b>", [[Button("Today", "day")]]), Screen("Goodbye")
ANNA = readers(1)[0].id
EDIT = "editMessageText"


@pytest.fixture
async def depot(small_depot):
    small_depot.world.add_reader(ANNA, "Reader", "en")
    return small_depot


async def reply(replies, screen, target=None):
    async def ours():
        return True

    due = Due(1, 1, ANNA, 0, asdict(screen), target)
    return await replies.send(due, time.monotonic(), ours)


async def shown(depot, screen=HELLO):
    """A message that was sent by an earlier process, whose door remembers nothing here."""
    return (await reply(Replies(depot.door()), screen)).message_id


async def test_an_edit_changes_text_and_buttons_in_place(depot):
    number = await shown(depot)
    assert await reply(Replies(depot.door()), OTHER, number) == Sent(number)
    (message,) = depot.world.messages(ANNA)
    assert message["text"] == "Goodbye"
    assert "reply_markup" not in message


async def test_what_is_shown_already_is_not_modified(depot):
    number = await shown(depot)
    assert await reply(Replies(depot.door()), HELLO, number) == Unchanged()
    assert [call.status for call in depot.world.calls_of(EDIT)] == [400]


async def test_the_same_door_does_not_ask_for_what_it_shows_already(depot):
    replies = Replies(depot.door())
    number = (await reply(replies, HELLO)).message_id
    assert await reply(replies, HELLO, number) == Unchanged()
    assert depot.world.calls_of(EDIT) == []


async def test_a_message_that_is_gone_is_answered_with_a_new_one(depot):
    outcome = await reply(Replies(depot.door()), HELLO, 4_000)
    (message,) = depot.world.messages(ANNA)
    assert outcome == Sent(message["message_id"])


async def test_a_reply_comes_after_a_short_flood_wait(depot):
    depot.world.faults.answer(SEND, 429, "Too Many Requests: retry after 1", retry_after=1)
    assert isinstance(await reply(Replies(depot.door()), HELLO), Sent)


async def test_a_reply_does_not_wait_for_a_long_flood_limit(depot):
    depot.world.faults.answer(SEND, 429, "Too Many Requests: retry after 31", retry_after=31)
    assert await reply(Replies(depot.door()), HELLO) == Later(31.0)
    assert depot.calls() == 1


async def test_a_reply_that_may_have_arrived_is_not_repeated(depot):
    depot.world.faults.reset_after(SEND)
    await reply(Replies(depot.door()), HELLO)
    assert len(depot.world.messages(ANNA)) == 1


async def test_a_reply_to_a_server_that_is_away_is_tried_three_times(depot):
    await depot.simulator.stop()
    assert isinstance(await reply(Replies(depot.door()), HELLO), Unsent)


async def test_a_reply_to_who_has_blocked_is_no_error(depot):
    depot.world.block(ANNA)
    assert isinstance(await reply(Replies(depot.door()), HELLO), Gone)


async def test_a_query_that_is_too_old_is_let_go(depot):
    await Replies(depot.door()).acknowledge("12345")
    assert [call.status for call in depot.world.calls_of("answerCallbackQuery")] == [400]


async def test_who_is_an_administrator_is_asked_of_telegram(depot):
    member, stranger = ANNA + 1, ANNA + 2
    for user in (member, stranger):
        depot.world.add_reader(user, "Reader", "en")
    depot.world.add_group(-4_001, "Group", [ANNA, member])
    door = Replies(depot.door())
    assert await door.is_administrator(-4_001, ANNA)
    assert not await door.is_administrator(-4_001, member)
    assert not await door.is_administrator(-4_001, stranger)
    assert not await door.is_administrator(-4_002, ANNA)
