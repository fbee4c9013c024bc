"""What Telegram's answers mean: each row of its errors, asked over HTTP, comes back as one outcome."""

import pytest

from bot.brief.screen import Button, Screen
from bot.delivery.outcomes import (
    Broken,
    Closed,
    Disowned,
    Gone,
    Later,
    Moved,
    NoMessage,
    NoTopic,
    Refused,
    Sent,
    Uncertain,
    Unchanged,
    Unsent,
)
from bot.simulator import Fault
from tests.delivery.depot import SEND, TOKEN, bot_for, readers

HELLO = Screen("<b>Hello</b>")
ANNA = readers(1)[0].id

REFUSALS = [
    (403, "Forbidden: bot was blocked by the user", Gone),
    (403, "Forbidden: user is deactivated", Gone),
    (403, "Forbidden: bot can't initiate conversation with a user", Gone),
    (403, "Forbidden: bot was kicked from the group chat", Gone),
    (403, "Forbidden: bot was kicked from the supergroup chat", Gone),
    (403, "Forbidden: bot is not a member of the channel chat", Gone),
    (403, "Forbidden: the group chat was deleted", Gone),
    (400, "Bad Request: chat not found", Gone),
    (400, "Bad Request: not enough rights to send text messages to the chat", Closed),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Closed),
    (400, "Bad Request: need administrator rights in the channel chat", Closed),
    (400, "Bad Request: TOPIC_CLOSED", Closed),
    (400, "Bad Request: message thread not found", NoTopic),
    (400, "Bad Request: message is not modified: specified new message content and so on", Unchanged),
    (400, "Bad Request: message to edit not found", NoMessage),
    (400, "Bad Request: message can't be edited", NoMessage),
    (400, "Bad Request: can't parse entities: Unclosed start tag at byte offset 3", Broken),
    (400, "Bad Request: message is too long", Broken),
    (400, "Bad Request: MESSAGE_TOO_LONG", Broken),
    (400, "Bad Request: message text is empty", Broken),
    (400, "Bad Request: BUTTON_DATA_INVALID", Broken),
    (400, "Bad Request: BUTTON_URL_INVALID", Broken),
    (400, "Bad Request: something that nobody has seen before", Refused),
    (409, "Conflict: terminated by other getUpdates request", Refused),
    (401, "Unauthorized", Disowned),
    (404, "Not Found", Disowned),
    (500, "Internal Server Error", Uncertain),
    (502, "Bad Gateway", Uncertain),
]


@pytest.fixture
async def depot(small_depot):
    small_depot.world.add_reader(ANNA, "Reader", "en")
    return small_depot


@pytest.mark.parametrize(("code", "description", "meaning"), REFUSALS)
async def test_each_refusal_has_its_meaning(depot, code, description, meaning):
    depot.world.faults.answer(SEND, code, description)
    assert isinstance(await depot.door().deliver(ANNA, 0, HELLO), meaning)
    assert depot.calls() == 1


async def test_what_arrived_has_its_message_id(depot):
    outcome = await depot.door().deliver(ANNA, 0, HELLO)
    (message,) = depot.world.messages(ANNA)
    assert outcome == Sent(message["message_id"])


async def test_a_flood_limit_says_how_long(depot):
    depot.world.faults.answer(SEND, 429, "Too Many Requests: retry after 43838", retry_after=43_838)
    assert await depot.door().deliver(ANNA, 0, HELLO) == Later(43_838.0)


async def test_a_group_that_moved_says_where(depot):
    depot.world.add_group(-4_001, "Group", [ANNA])
    new = depot.world.upgrade_group(-4_001)
    assert await depot.door().deliver(-4_001, 0, HELLO) == Moved(new)


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        (Fault("status", SEND.lower(), status=502), 0),
        (Fault("status", SEND.lower(), status=504), 0),
        (Fault("reset_before", SEND.lower()), 0),
        (Fault("reset_after", SEND.lower()), 1),
        (Fault("garbage", SEND.lower()), 1),
    ],
    ids=lambda value: f"{value.kind}-{value.status}" if isinstance(value, Fault) else "",
)
async def test_what_may_have_arrived_is_uncertain(depot, fault, arrived):
    depot.world.faults.add(fault)
    assert isinstance(await depot.door().deliver(ANNA, 0, HELLO), Uncertain)
    assert len(depot.world.messages(ANNA)) == arrived


async def test_an_answer_that_does_not_come_in_time_is_uncertain(depot):
    depot.world.faults.delay(0.5, SEND)
    async with bot_for(depot.simulator.url, read_timeout=0.1) as depot.bot:
        assert isinstance(await depot.door().deliver(ANNA, 0, HELLO), Uncertain)
    assert len(depot.world.messages(ANNA)) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 429])
async def test_a_proxys_html_says_nothing_about_the_chat(depot, status):
    """A gateway between may answer 403 in html: nobody is unsubscribed for it."""
    depot.world.faults.status(SEND, status)
    assert isinstance(await depot.door().deliver(ANNA, 0, HELLO), Uncertain)


async def test_a_server_that_is_away_got_nothing(depot):
    await depot.simulator.stop()
    assert isinstance(await depot.door().deliver(ANNA, 0, HELLO), Unsent)


async def test_a_wrong_token_is_disowned(depot):
    depot.world.token = TOKEN[:-1] + "x"
    assert isinstance(await depot.door().deliver(ANNA, 0, HELLO), Disowned)


async def test_a_reader_who_blocked_is_gone(depot):
    depot.world.block(ANNA)
    assert isinstance(await depot.door().deliver(ANNA, 0, HELLO), Gone)


@pytest.mark.parametrize("text", ["<b>open", "<blink>odd</blink>", "x" * 4_097, " ", "<b></b>"])
async def test_a_text_of_ours_that_is_refused_is_our_fault(depot, text):
    assert isinstance(await depot.door().deliver(ANNA, 0, Screen(text)), Broken)


async def test_a_button_of_ours_that_is_refused_is_our_fault(depot):
    screen = Screen("Hello", [[Button("Too much", "x" * 65)]])
    assert isinstance(await depot.door().deliver(ANNA, 0, screen), Broken)
