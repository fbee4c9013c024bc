"""A person chooses a result of an inline answer: it is sent as their own message, by way of the bot."""

from bot.simulator import sending
from bot.simulator.answers import Json
from bot.simulator.text import message_text, parse
from bot.simulator.world import World


def is_offered(world: World, query_id: str, result_id: str) -> bool:
    return _result(world, query_id, result_id) is not None


def _result(world: World, query_id: str, result_id: str) -> Json | None:
    answer = world.answered_queries.get(query_id, {})
    return next((one for one in answer.get("results", []) if one["id"] == result_id), None)


def choose(world: World, user_id: int, query_id: str, result_id: str, chat_id: int | None = None) -> Json:
    """Send an article to a chat, else to the person's chat with the bot."""
    result = _result(world, query_id, result_id)
    if result is None:
        raise LookupError(f"query {query_id} was not answered with {result_id}")
    given = result["input_message_content"]
    text = message_text(parse(given["message_text"], given.get("parse_mode", ""), given.get("entities")))
    content = sending.shown_text(world, text) | {"via_bot": dict(world.bot)}
    if markup := result.get("reply_markup"):
        content["reply_markup"] = markup
    return world.receive(chat_id or user_id, user_id, content)
