"""What Telegram's answers mean: each row of its errors, asked over HTTP, comes back as one outcome."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.request import BaseRequest, HTTPXRequest

from bot.delivery.answers import asked
from bot.delivery.client.request import ApiRequest
from bot.delivery.outcomes import (
    Broken,
    Closed,
    Disowned,
    Gone,
    Later,
    Moved,
    NoMessage,
    NoTopic,
    Outcome,
    Refused,
    Uncertain,
    Unchanged,
    Unsent,
)
from bot.simulator import Fault, Simulator, World

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SEND = "sendMessage"
ANNA = 5_001
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)

# In the words of the official server (tdlib/telegram-bot-api, and TDLib behind it).
REFUSALS = [
    (403, "Forbidden: bot was blocked by the user", Gone),
    (403, "Forbidden: user is deactivated", Gone),
    (403, "Forbidden: bot can't initiate conversation with a user", Gone),
    (403, "Forbidden: bots can't send messages to bots", Gone),
    (403, "Forbidden: bot was kicked from the group chat", Gone),
    (403, "Forbidden: bot was kicked from the supergroup chat", Gone),
    (403, "Forbidden: bot was kicked from the channel chat", Gone),
    (403, "Forbidden: bot is not a member of the group chat", Gone),
    (403, "Forbidden: bot is not a member of the supergroup chat", Gone),
    (403, "Forbidden: bot is not a member of the channel chat", Gone),
    (403, "Forbidden: the group chat was deleted", Gone),
    (400, "Bad Request: chat not found", Gone),
    (400, "Bad Request: PEER_ID_INVALID", Gone),
    (400, "Bad Request: group chat was deactivated", Gone),
    (400, "Bad Request: not enough rights to send text messages to the chat", Closed),
    (403, "Forbidden: not enough rights to send text messages to the chat", Closed),
    (400, "Bad Request: have no rights to send a message", Closed),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Closed),
    (400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", Closed),
    (400, "Bad Request: CHAT_RESTRICTED", Closed),
    (400, "Bad Request: CHAT_ADMIN_REQUIRED", Closed),
    (400, "Bad Request: need administrator rights in the channel chat", Closed),
    (400, "Bad Request: TOPIC_CLOSED", Closed),
    (400, "Bad Request: message thread not found", NoTopic),
    (400, "Bad Request: TOPIC_DELETED", NoTopic),
    (400, f"Bad Request: {NOT_MODIFIED}", Unchanged),
    (400, "Bad Request: message to edit not found", NoMessage),
    (400, "Bad Request: message can't be edited", NoMessage),
    (400, "Bad Request: there is no text in the message to edit", NoMessage),
    (400, "Bad Request: MESSAGE_ID_INVALID", NoMessage),
    (400, "Bad Request: message to be replied not found", NoMessage),
    (400, "Bad Request: replied message not found", NoMessage),
    (400, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"", Broken),
    (400, 'Bad Request: can\'t parse entities: Unsupported start tag "div" at byte offset 0', Broken),
    (400, "Bad Request: can't parse inline keyboard button: Can't find field \"text\"", Broken),
    (400, "Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text", Broken),
    (400, "Bad Request: message is too long", Broken),
    (400, "Bad Request: MESSAGE_TOO_LONG", Broken),
    (400, "Bad Request: message caption is too long", Broken),
    (400, "Bad Request: message text is empty", Broken),
    (400, "Bad Request: text must be non-empty", Broken),
    (400, "Bad Request: BUTTON_DATA_INVALID", Broken),
    (400, "Bad Request: BUTTON_URL_INVALID", Broken),
    (400, "Bad Request: inline keyboard button URL 'x y' is invalid: Wrong HTTP URL", Broken),
    (400, "Bad Request: reply markup is too long", Broken),
    (413, "Request Entity Too Large", Broken),
    (400, "Bad Request: query is too old and response timeout expired or query ID is invalid", Refused),
    (400, "Bad Request: something that nobody has seen before", Refused),
    (400, "Bad Request: USER_SOMETHING_FORBIDDEN", Refused),
    (400, "Bad Request: group chat was upgraded to a supergroup chat", Refused),
    (409, "Conflict: terminated by other getUpdates request", Refused),
    (401, "Unauthorized", Disowned),
    (404, "Not Found", Disowned),
    (400, "Logged out", Disowned),
    (429, "Too Many Requests: retry after 5", Later),
    (429, "Too Many Requests", Later),
    (500, "Internal Server Error", Uncertain),
    (500, "Internal Server Error: Request aborted", Uncertain),
    (502, "Bad Gateway", Uncertain),
    (504, "Gateway Timeout", Uncertain),
]


@dataclass
class Telegram:
    """Telegram as the bot's client sees it."""

    world: World
    simulator: Simulator
    bot: Bot

    async def told(self, text: str = "<b>Hello</b>", chat: int = ANNA, **options: Any) -> Message | Outcome:
        return await asked(self.bot.send_message(chat, text, parse_mode="HTML", **options))

    def calls(self) -> int:
        return len(self.world.calls_of(SEND))


def bot_at(url: str, request: BaseRequest) -> Bot:
    return Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=ApiRequest())


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    world = World(TOKEN)
    world.add_reader(ANNA, "Reader", "en")
    async with Simulator(world) as simulator, bot_at(simulator.url, ApiRequest()) as bot:
        yield Telegram(world, simulator, bot)


@pytest.mark.parametrize(("code", "description", "meaning"), REFUSALS)
async def test_each_refusal_has_its_meaning(telegram, code, description, meaning):
    telegram.world.faults.answer(SEND, code, description)
    assert isinstance(await telegram.told(), meaning)
    assert telegram.calls() == 1


async def test_what_arrived_comes_back_as_it_is(telegram):
    message = await telegram.told()
    assert isinstance(message, Message)
    assert message.message_id == telegram.world.messages(ANNA)[0]["message_id"]


async def test_a_flood_limit_says_how_long(telegram):
    telegram.world.faults.answer(SEND, 429, "Too Many Requests: retry after 43838", retry_after=43_838)
    assert await telegram.told() == Later(43_838.0)


async def test_a_flood_limit_may_say_only_in_words_how_long(telegram):
    telegram.world.faults.answer(SEND, 429, "Too Many Requests: retry after 12")
    assert await telegram.told() == Later(12.0)


async def test_a_group_that_moved_says_where(telegram):
    telegram.world.add_group(-4_001, "Group", [ANNA])
    new = telegram.world.upgrade_group(-4_001)
    assert await telegram.told(chat=-4_001) == Moved(new)


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        (Fault("status", SEND.lower(), status=502), 0),
        (Fault("status", SEND.lower(), status=504), 0),
        (Fault("reset_before", SEND.lower()), 0),
        (Fault("reset_after", SEND.lower()), 1),
        (Fault("fin_before", SEND.lower()), 0),
        (Fault("fin_after", SEND.lower()), 1),
        (Fault("half_body", SEND.lower()), 1),
        (Fault("garbage", SEND.lower()), 1),
    ],
    ids=lambda value: f"{value.kind}-{value.status}" if isinstance(value, Fault) else "",
)
async def test_what_may_have_arrived_is_uncertain(telegram, fault, arrived):
    telegram.world.faults.add(fault)
    assert isinstance(await telegram.told(), Uncertain)
    assert len(telegram.world.messages(ANNA)) == arrived


async def test_an_answer_that_does_not_come_in_time_is_uncertain(telegram):
    telegram.world.faults.delay(0.5, SEND)
    assert isinstance(await telegram.told(read_timeout=0.1), Uncertain)
    assert len(telegram.world.messages(ANNA)) == 1


@pytest.mark.parametrize("code", [400, 401, 403, 404, 413, 500])
async def test_json_that_does_not_say_what_is_wrong_is_not_telegrams(telegram, code):
    """A gateway's `{"error": "forbidden"}` unsubscribes nobody and disowns no token."""
    telegram.world.faults.answer(SEND, code, "")
    assert isinstance(await telegram.told(), Uncertain)


async def test_of_a_proxys_page_only_the_code_is_kept(telegram):
    telegram.world.faults.status(SEND, 502)
    outcome = await telegram.told()
    assert outcome == Uncertain("Bad Gateway (502), not from the Bot API")


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 413, 429, 500, 503])
async def test_a_proxys_html_says_nothing_about_the_chat(telegram, status):
    """A gateway between may answer 403 in html: nobody is unsubscribed for it."""
    telegram.world.faults.status(SEND, status)
    assert isinstance(await telegram.told(), Uncertain)


@pytest.mark.parametrize("client", [ApiRequest, HTTPXRequest])
async def test_a_server_that_is_away_got_nothing(telegram, client):
    async with bot_at(telegram.simulator.url, client()) as telegram.bot:
        await telegram.simulator.pause()
        assert isinstance(await telegram.told(), Unsent)


async def test_a_wrong_token_is_disowned(telegram):
    telegram.world.token = TOKEN[:-1] + "x"
    assert isinstance(await telegram.told(), Disowned)


async def test_a_reader_who_blocked_is_gone(telegram):
    telegram.world.block(ANNA)
    assert isinstance(await telegram.told(), Gone)


@pytest.mark.parametrize("text", ["<b>open", "<blink>odd</blink>", "x" * 4_097, " ", "<b></b>"])
async def test_a_text_of_ours_that_is_refused_is_our_fault(telegram, text):
    assert isinstance(await telegram.told(text), Broken)


async def test_a_button_of_ours_that_is_refused_is_our_fault(telegram):
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Too much", callback_data="x" * 65)]])
    assert isinstance(await telegram.told(reply_markup=markup), Broken)


async def test_a_reply_to_a_message_that_is_gone_says_so_unless_it_may_do_without(telegram):
    assert isinstance(await telegram.told(reply_parameters=ReplyParameters(77)), NoMessage)
    gracious = ReplyParameters(77, allow_sending_without_reply=True)
    assert isinstance(await telegram.told(reply_parameters=gracious), Message)
