"""A real client library against the server: polling, commands, buttons, menus, pictures, flood waits."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.request import HTTPXRequest

from bot.simulator import Simulator, World
from tests.simulator.conftest import READER, TOKEN, picture

Context = ContextTypes.DEFAULT_TYPE
Bot = Application[Any, Any, Any, Any, Any, Any]
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])


async def today(update: Update, _context: Context) -> None:
    assert update.message is not None
    await update.message.reply_html("<b>Today</b>", reply_markup=KEYBOARD)


async def more(update: Update, _context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("One moment")
    await query.edit_message_text("All of today")


@pytest.fixture
async def application(simulator: Simulator) -> AsyncIterator[Bot]:
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{simulator.url}/bot")
    application = builder.base_file_url(f"{simulator.url}/file/bot").build()
    application.add_handler(CommandHandler("today", today))
    application.add_handler(CallbackQueryHandler(more))
    async with application:
        yield application


async def test_a_polling_application_answers_a_command_and_a_button(world: World, application: Bot) -> None:
    world.updates.hold_seconds = 0
    assert application.updater is not None
    await application.updater.start_polling(timeout=5)
    await application.start()
    world.say(READER, READER, "/today")
    _, answer = await world.until(lambda: len(world.messages(READER)) == 2 and world.messages(READER))
    assert answer["entities"] == [{"offset": 0, "length": 5, "type": "bold"}]
    query_id = world.press(READER, READER, answer["message_id"], "more")
    await world.until(lambda: world.messages(READER)[-1]["text"] == "All of today")
    assert world.answered_queries[query_id]["text"] == "One moment"
    assert "reply_markup" not in world.messages(READER)[-1]
    await application.updater.stop()
    await application.stop()


async def test_the_library_reads_every_answer(application: Bot) -> None:
    bot = application.bot
    await bot.set_my_commands([BotCommand("today", "Today's brief")], language_code="de")
    assert [command.command for command in await bot.get_my_commands(language_code="de")] == ["today"]
    photo = await bot.send_photo(READER, picture(), caption="A chart")
    file = await bot.get_file(photo.photo[-1].file_id)
    assert await file.download_as_bytearray() == picture()
    assert (await bot.get_chat(READER)).username == "a_reader"
    assert (await bot.get_chat_member(READER, READER)).status == "member"
    assert (await bot.get_webhook_info()).url == ""


async def test_refusals_become_the_librarys_errors(
    world: World, application: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    bot = application.bot
    with pytest.raises(BadRequest, match="can't find end tag"):
        await bot.send_message(READER, "<b>", parse_mode="HTML")
    world.faults.answer("sendMessage", 429, "Too Many Requests: retry after 5", retry_after=5)
    with pytest.raises(RetryAfter):
        await bot.send_message(READER, "x")
    world.faults.status("sendMessage", 502)
    with pytest.raises(NetworkError):
        await bot.send_message(READER, "x")
    world.faults.reset_after("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(READER, "x")
    world.block(READER)
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(READER, "x")
    world.faults.answer("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    with pytest.raises(Conflict):
        await bot.get_updates()


async def test_a_wrong_token_is_an_invalid_token(simulator: Simulator) -> None:
    calls, polls = HTTPXRequest(), HTTPXRequest()
    builder = ApplicationBuilder().token("110201543:wrong").base_url(f"{simulator.url}/bot")
    application = builder.request(calls).get_updates_request(polls).build()
    with pytest.raises(InvalidToken):
        await application.initialize()
    for request in (calls, polls):  # the library leaves them open when its first question is refused
        await request.shutdown()
